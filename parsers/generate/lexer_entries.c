/* lexer_entries.c - what to do in a mode at a byte, as far as it can be proved. */
#include "parsers/generate/lexer_facts.h"

#include <stdlib.h>

/* Else it isn't worth a group: it would spoil those that it is merged with. */
static bool goes_on_with_few(const struct dfa_state *s)
{
    int count = s->wide == DFA_NONE ? 0 : DFA_ASCII;

    for (int c = 0; c < DFA_ASCII; c++)
        count += s->next[c] != DFA_NONE && !(c >= '0' && c <= '9');
    return count <= FEW;
}

/* All ten digits lead to one state, and the token so far is `token`. */
static bool goes_on_with_digits(const struct facts *f, const struct dfa_state *s,
                                int token)
{
    for (int c = '0'; c <= '9'; c++) {
        if (s->skip[c] || s->next[c] != s->next['0'] || !f->word_set[c])
            return false;
    }
    return s->accept == token && s->next['0'] != DFA_NONE;
}

/* A number is a run of digits from a state on, if each state on the way accepts
 * the same token. Letters may do something else, and so may the few bytes that
 * are noted in after_number. */
static bool is_number_state(struct facts *f, int state)
{
    const int token = f->main.states[state].accept;
    bool after[256] = {false};
    int count = 0, last;

    do {
        const struct dfa_state *s = &f->main.states[state];

        if (!goes_on_with_digits(f, s, token) || s->wide != DFA_NONE)
            return false;
        for (int c = 0; c < DFA_ASCII; c++)
            after[c] |= s->next[c] != DFA_NONE && !f->word_set[c];
        last = state;
        state = s->next['0'];
    } while (state != last && count++ < DFA_ASCII);
    count = 0;
    for (int c = 0; c < 256; c++)
        count += after[c];
    for (int c = 0; c < 256 && count <= FEW; c++)
        f->after_number[c] |= after[c];
    return count <= FEW && state == last;
}

/* Everything but a newline and the end goes on. */
static bool is_comment_state(const struct facts *f, int state)
{
    const struct dfa_state *s = &f->main.states[state];

    for (int c = 0; c < DFA_ASCII; c++) {
        if (s->next[c] != (c == 0 || c == '\n' ? DFA_NONE : state) || s->skip[c])
            return false;
    }
    return s->wide == state;
}

/* What the main lexer does at a byte in its state `start`. */
static struct lex_entry main_entry(struct facts *f, int start, int byte)
{
    const struct dfa_state *s = &f->main.states[start];
    int state = byte < DFA_ASCII ? s->next[byte] : DFA_NONE;
    uint16_t token;

    if (byte == 0 || state == DFA_NONE)
        return (struct lex_entry){LEX_SLOW, 0, 0};
    if (s->skip[byte])
        return (struct lex_entry){state == start ? LEX_BLANK : LEX_SLOW, 0, 0};
    if (f->main.states[state].accept == DFA_NONE)
        return (struct lex_entry){LEX_DFA, 0, 0};
    token = (uint16_t)f->main.states[state].accept;
    if (f->word_set[byte] && is_word_state(f, state))
        return (struct lex_entry){LEX_WORD, 1 << FOLLOW_WORD, token};
    if (token == f->language->keyword_capture_token)
        return (struct lex_entry){LEX_DFA, 0, 0};
    if (is_comment_state(f, state))
        return (struct lex_entry){LEX_COMMENT, 0, token};
    if (byte >= '0' && byte <= '9' && is_number_state(f, state))
        return (struct lex_entry){LEX_NUMBER, 1 << FOLLOW_NUMBER, token};
    if (f->word_set[byte] || !goes_on_with_few(&f->main.states[state]))
        return (struct lex_entry){LEX_DFA, 0, 0};
    return (struct lex_entry){LEX_ONE, follow_bit(f, &f->main.states[state]), token};
}

/* Does the main lexer skip what the scanner skips? */
static bool skips_blanks(const struct facts *f, int start, bool scanner)
{
    const struct dfa_state *s = &f->main.states[start];

    for (const char *c = scanner ? " \t\r\n\f" : " "; *c; c++) {
        if (s->next[(int)*c] != start || !s->skip[(int)*c])
            return false;
    }
    return true;
}

static struct lex_entry entry_of(struct facts *f, int start, uint64_t valid, int byte)
{
    struct lex_entry slow = {LEX_SLOW, 0, 0};
    struct lex_entry ours = main_entry(f, start, byte), theirs;

    if (!valid || NAME(SCANNER, _never)(valid))
        return skips_blanks(f, start, false) ? ours
                                             : (struct lex_entry){LEX_STRAIGHT, 0, 0};
    theirs = NAME(SCANNER, _entry)(valid, (uint8_t)byte);
    if (theirs.class == LEX_SHORTCUT) {
        /* One that looks before blanks doesn't mind how they are skipped. */
        bool early = NAME(SCANNER, _entry)(valid, ' ').class == LEX_SHORTCUT;

        return early || skips_blanks(f, start, true) ? theirs : slow;
    }
    if (!skips_blanks(f, start, true))
        return slow;
    switch (theirs.class) {
    case LEX_DFA: return ours;
    case LEX_WORD: return ours.class == LEX_WORD ? ours : slow;
    case LEX_BLANK: return ours.class == LEX_BLANK ? ours : slow;
    default: return slow;
    }
}

void find_entries(struct facts *f)
{
    const TSLanguage *l = f->language;

    f->entries.count = 0;
    f->entries.width = 256;
    for (uint32_t state = 0; state < l->state_count; state++) {
        const TSLexerMode *mode = &l->lex_modes[state];
        uint64_t valid = valid_in(l, mode->external_lex_state);
        /* L5: an empty token might have to be dropped. */
        bool slow = mode->lex_state == LEX_STATE_NO_LOOKAHEAD ||
                    stays_in(l, state) & valid & NAME(SCANNER, _empty)();
        uint64_t row[256] = {0};

        for (int c = 0; c < 256 && !slow; c++) {
            struct lex_entry e = entry_of(f, mode->lex_state, valid, c);

            row[c] = e.class | e.follow << 8 | (uint64_t)e.symbol << 16;
        }
        f->row_of[state] = rows_add(&f->entries, row);
    }
}

/* Of the entries for a byte, the one with the most states; one that isn't known
 * to be right says nothing of the others. */
static uint64_t usual_entry(const struct facts *f, const uint32_t *states, int byte)
{
    uint64_t usual = LEX_SLOW;
    uint32_t most = 0;

    for (uint32_t i = 0; i < f->entries.count; i++) {
        uint64_t entry = f->entries.values[(size_t)i * 256 + byte];
        uint32_t count = 0;

        for (uint32_t j = 0; j < f->entries.count; j++)
            count += f->entries.values[(size_t)j * 256 + byte] == entry ? states[j] : 0;
        if (entry != LEX_SLOW && count > most) {
            most = count;
            usual = entry;
        }
    }
    return usual;
}

void find_guesses(struct facts *f)
{
    uint32_t *states = states_new(f); /* of each row */

    for (uint32_t i = 0; i < f->language->state_count; i++)
        states[f->row_of[i]]++;
    for (int byte = 0; byte < 256; byte++)
        f->guesses[byte] = usual_entry(f, states, byte);
    free(states);
}
