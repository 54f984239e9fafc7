/* lexer_tables.c - finds out how a grammar lexes, and writes it down as C.
 *
 * The facts come from the grammar's compiled tables and from its automaton
 * (lexer_dfa.h); what they are for is told in lr/lexer_tables.h.
 *
 * Compiled once per grammar. GRAMMAR_NAME is its name (python), SCANNER that of
 * its external scanner (scanner_python), SCANNER_HEADER where that is declared.
 *
 *     lexer_tables OUT.c */
#include "parsers/lr/lexer_tables.h"

#include "parsers/generate/lexer_dfa.h"

#include SCANNER_HEADER

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *why)
{
    fprintf(stderr, "lexer_tables: %s\n", why);
    exit(1);
}

/* The parse table's entry for a state and a symbol. */
static uint16_t table_value(const TSLanguage *l, uint32_t state, uint32_t symbol)
{
    const uint16_t *at;

    if (state < l->large_state_count)
        return l->parse_table[state * l->symbol_count + symbol];
    at = l->small_parse_table + l->small_parse_table_map[state - l->large_state_count];
    for (uint16_t groups = *at++; groups; groups--) {
        uint16_t value = *at++;

        for (uint16_t count = *at++; count; count--) {
            if (*at++ == symbol)
                return value;
        }
    }
    return 0;
}

/* The state that the last action on a token leads to (L5). */
static uint32_t next_state(const TSLanguage *l, uint32_t state, uint32_t token)
{
    const TSParseActionEntry *entry = &l->parse_actions[table_value(l, state, token)];
    const TSParseAction *last = &entry[entry->entry.count].action;

    if (entry->entry.count == 0 || last->type != TSParseActionTypeShift)
        return 0;
    return last->shift.extra ? state : last->shift.state;
}

static bool is_reserved(const TSLanguage *l, uint32_t state, uint16_t symbol)
{
    uint32_t set = l->lex_modes[state].reserved_word_set_id;
    const uint16_t *words = l->reserved_words + set * l->max_reserved_word_set_size;

    for (uint32_t i = 0; set && i < l->max_reserved_word_set_size && words[i]; i++) {
        if (words[i] == symbol)
            return true;
    }
    return false;
}

/* Rows of numbers, each different one kept once. */
struct rows {
    uint64_t *values;
    uint32_t width, count;
};

static uint32_t rows_add(struct rows *r, const uint64_t *row)
{
    size_t bytes = r->width * sizeof *row;

    for (uint32_t i = 0; i < r->count; i++) {
        if (memcmp(r->values + (size_t)i * r->width, row, bytes) == 0)
            return i;
    }
    r->values = realloc(r->values, (r->count + 1) * bytes);
    if (!r->values)
        die("no memory");
    memcpy(r->values + (size_t)r->count * r->width, row, bytes);
    return r->count++;
}

static void rows_write(FILE *out, const struct rows *r, const char *type,
                       const char *name)
{
    fprintf(out, "static const %s %s[] = {\n", type, name);
    for (uint32_t i = 0; i < r->count; i++) {
        for (uint32_t j = 0; j < r->width; j++)
            fprintf(out, "%#llx,",
                    (unsigned long long)r->values[(size_t)i * r->width + j]);
        fputc('\n', out);
    }
    fprintf(out, "};\n\n");
}

#define TEXT_OF(name)          #name
#define TEXT(name)             TEXT_OF(name)
#define NAME_OF(first, second) first##second
#define NAME(first, second)    NAME_OF(first, second)

struct keyword {
    char text[32];
    uint32_t length, number;
};

enum { MAX_KEYWORDS = 255, MAX_SLOTS = 4096, MAX_FOLLOWS = 256, FEW = 8 };

/* The eight groups of lex_tables.follow. */
enum { FOLLOW_WORD, FOLLOW_NUMBER, FOLLOW_OTHERS, FOLLOW_GROUPS = 8 };

struct facts {
    const TSLanguage *language;
    struct dfa main, keywords;

    uint16_t keyword_symbols[MAX_KEYWORDS + 1]; /* from 1 */
    uint32_t keyword_count;
    struct keyword texts[MAX_KEYWORDS];
    uint32_t text_count;
    const struct keyword *slots[MAX_SLOTS];
    uint64_t factor;
    uint32_t shift;

    bool word_set[256], after_word[256], after_number[256];
    struct rows follows; /* sets of bytes: a bit per ASCII character and one more */
    uint8_t group[MAX_FOLLOWS]; /* of each set, counted from FOLLOW_OTHERS */

    uint32_t *row_of, *keywords_of, *stays_of; /* per parse state */
    struct rows entries, keyword_rows, stays;
};

static uint32_t *states_new(const struct facts *f)
{
    uint32_t *numbers = calloc(f->language->state_count, sizeof *numbers);

    if (!numbers)
        die("no memory");
    return numbers;
}

static void find_automata(struct facts *f)
{
    const TSLanguage *l = f->language;

    for (uint32_t i = 0; i < l->state_count; i++) {
        if (l->lex_modes[i].lex_state != LEX_STATE_NO_LOOKAHEAD)
            dfa_read(&f->main, false, l->lex_modes[i].lex_state);
    }
    if (l->keyword_lex_fn)
        dfa_read(&f->keywords, true, 0);
}

/* Words.
 *
 * A word can be found without the automaton if the state behind its first
 * character accepts the word token and goes on in itself with the characters of
 * one set, the same for all such states. What else it goes on with is noted in
 * after_word: such words are left to lex_slow(). */

static bool is_word_state(const struct facts *f, int state)
{
    const struct dfa_state *s = &f->main.states[state];

    if (!f->language->keyword_capture_token ||
        s->accept != f->language->keyword_capture_token)
        return false;
    for (int c = 1; c < DFA_ASCII; c++) {
        if (s->skip[c] || f->word_set[c] != (s->next[c] == state))
            return false;
    }
    return true;
}

/* The state that most words are in: `a` leads there from most parse states. */
static int usual_word_state(const struct facts *f)
{
    const TSLanguage *l = f->language;
    uint32_t *votes = calloc(f->main.count, sizeof *votes);
    int best = DFA_NONE;

    if (!votes)
        die("no memory");
    for (uint32_t i = 0; i < l->state_count; i++) {
        uint16_t start = l->lex_modes[i].lex_state;
        int state =
            start == LEX_STATE_NO_LOOKAHEAD ? DFA_NONE : f->main.states[start].next['a'];

        if (state == DFA_NONE ||
            f->main.states[state].accept != l->keyword_capture_token ||
            f->main.states[state].next['a'] != state)
            continue;
        votes[state]++;
        if (best == DFA_NONE || votes[state] > votes[best])
            best = state;
    }
    free(votes);
    return l->keyword_capture_token ? best : DFA_NONE;
}

static void find_words(struct facts *f)
{
    int usual = usual_word_state(f);

    for (int c = 1; usual != DFA_NONE && c < DFA_ASCII; c++)
        f->word_set[c] = f->main.states[usual].next[c] == usual;
    for (uint32_t i = 0; i < f->main.count; i++) {
        const struct dfa_state *s = &f->main.states[i];

        for (int c = 0; s->read && is_word_state(f, (int)i) && c < 256; c++)
            f->after_word[c] |= c < DFA_ASCII ? s->next[c] != DFA_NONE && !f->word_set[c]
                                              : s->wide != DFA_NONE;
    }
    for (int c = 0; c < 256; c++)
        f->after_word[c] |= NAME(SCANNER, _after_word)((uint8_t)c);
}

/* Keywords. */

static uint32_t keyword_number(struct facts *f, uint16_t symbol)
{
    for (uint32_t k = 1; k <= f->keyword_count; k++) {
        if (f->keyword_symbols[k] == symbol)
            return k;
    }
    if (f->keyword_count == MAX_KEYWORDS - 1)
        die("too many keywords");
    f->keyword_symbols[++f->keyword_count] = symbol;
    return f->keyword_count;
}

/* All texts that the keyword lexer accepts from `state` on, behind `prefix`.
 * False: there is one that isn't just a short word, so that its end can't be
 * told from the word's. */
static bool find_texts(struct facts *f, int state, char *prefix, uint32_t length)
{
    const struct dfa_state *s = &f->keywords.states[state];
    bool plain = s->wide == DFA_NONE || length == 0;

    if (s->accept != DFA_NONE) {
        struct keyword *k = &f->texts[f->text_count];

        if (f->text_count++ == MAX_KEYWORDS)
            die("too many keywords");
        memcpy(k->text, prefix, length);
        k->length = length;
        k->number = keyword_number(f, (uint16_t)s->accept);
    }
    for (int c = 0; c < DFA_ASCII; c++) {
        if (s->next[c] == DFA_NONE || (s->skip[c] && length == 0))
            continue;
        if (!f->word_set[c] || s->skip[c] || length + 1 == sizeof f->texts[0].text) {
            plain = false;
            continue;
        }
        prefix[length] = (char)c;
        plain &= find_texts(f, s->next[c], prefix, length + 1);
    }
    return plain;
}

static uint64_t first_eight(const struct keyword *k)
{
    uint64_t first = 0;

    memcpy(&first, k->text, k->length < 8 ? k->length : 8);
    return first;
}

static bool fill_slots(struct facts *f)
{
    memset(f->slots, 0, sizeof f->slots);
    for (uint32_t i = 0; i < f->text_count; i++) {
        uint64_t slot = first_eight(&f->texts[i]) * f->factor >> f->shift;

        if (f->slots[slot])
            return false;
        f->slots[slot] = &f->texts[i];
    }
    return true;
}

/* A factor that spreads the keywords without collisions. False: two of them
 * begin with the same eight bytes, or luck ran out. */
static bool find_factor(struct facts *f)
{
    f->factor = 0x9e3779b97f4a7c15;
    for (f->shift = 60; f->shift >= 52; f->shift--) {
        if (f->text_count > 1u << (64 - f->shift))
            continue;
        for (int tries = 0; tries < 200000; tries++) {
            f->factor ^= f->factor << 13;
            f->factor ^= f->factor >> 7;
            f->factor ^= f->factor << 17;
            if (fill_slots(f))
                return true;
        }
    }
    return false;
}

static void find_keywords(struct facts *f)
{
    char prefix[sizeof f->texts[0].text];

    if (f->language->keyword_lex_fn && !find_texts(f, 0, prefix, 0))
        die("a keyword isn't just a word");
    if (!find_factor(f))
        die("no hash for the keywords");
}

/* L7: what each keyword is in each state. */
static void find_keyword_rows(struct facts *f)
{
    const TSLanguage *l = f->language;
    uint64_t row[MAX_KEYWORDS + 1] = {l->keyword_capture_token};

    f->keywords_of = states_new(f);
    f->keyword_rows.width = f->keyword_count + 1;
    for (uint32_t state = 0; state < l->state_count; state++) {
        for (uint32_t k = 1; k <= f->keyword_count; k++) {
            uint16_t symbol = f->keyword_symbols[k];
            bool here = table_value(l, state, symbol) || is_reserved(l, state, symbol);

            row[k] = here ? symbol : l->keyword_capture_token;
        }
        f->keywords_of[state] = rows_add(&f->keyword_rows, row) * f->keyword_rows.width;
    }
    if (f->keyword_rows.count * f->keyword_rows.width > UINT16_MAX)
        die("too many rows of keywords");
}

static uint64_t stays_in(const TSLanguage *l, uint32_t state)
{
    uint64_t mask = 0;

    for (uint32_t i = 0; i < l->external_token_count; i++) {
        uint16_t symbol = l->external_scanner.symbol_map[i];

        mask |= (uint64_t)(next_state(l, state, symbol) == state) << i;
    }
    return mask;
}

static void find_stays(struct facts *f)
{
    f->stays_of = states_new(f);
    f->stays.width = 1;
    for (uint32_t state = 0; state < f->language->state_count; state++) {
        uint64_t mask = stays_in(f->language, state);

        f->stays_of[state] = rows_add(&f->stays, &mask);
    }
    if (f->stays.count > 256)
        die("too many sets of external tokens");
}

static uint64_t valid_in(const TSLanguage *l, uint32_t external)
{
    const bool *row = l->external_scanner.states + external * l->external_token_count;
    uint64_t mask = 0;

    for (uint32_t i = 0; external && i < l->external_token_count; i++)
        mask |= (uint64_t)row[i] << i;
    return mask;
}

/* Entries. */

/* The bytes that a state goes on with. */
static void follow_set(const struct dfa_state *s, uint64_t set[3])
{
    set[0] = set[1] = 0;
    set[2] = s->wide != DFA_NONE;
    for (int c = 0; c < DFA_ASCII; c++)
        set[c / 64] |= (uint64_t)(s->next[c] != DFA_NONE) << c % 64;
}

static uint32_t set_growth(const uint64_t a[3], const uint64_t b[3])
{
    int both = 0, most = 0, of_a = 0, of_b = 0;

    for (int i = 0; i < 3; i++) {
        both += __builtin_popcountll(a[i] | b[i]);
        of_a += __builtin_popcountll(a[i]);
        of_b += __builtin_popcountll(b[i]);
    }
    most = of_a > of_b ? of_a : of_b;
    return (uint32_t)(both - most);
}

/* There are few groups, so sets that are alike share one. That makes a group too
 * big for some, which then ask the automaton for nothing. */
static void merge_most_alike(struct facts *f, uint64_t groups[][3], uint32_t *count)
{
    uint32_t first = 0, second = 1, best = UINT32_MAX;

    for (uint32_t i = 0; i < *count; i++) {
        for (uint32_t j = i + 1; j < *count; j++) {
            if (set_growth(groups[i], groups[j]) < best) {
                best = set_growth(groups[i], groups[j]);
                first = i;
                second = j;
            }
        }
    }
    for (int i = 0; i < 3; i++)
        groups[first][i] |= groups[second][i];
    memmove(groups + second, groups + second + 1, (--*count - second) * sizeof *groups);
    for (uint32_t i = 0; i < f->follows.count; i++) {
        if (f->group[i] == second)
            f->group[i] = (uint8_t)first;
        else if (f->group[i] > second)
            f->group[i]--;
    }
}

static void find_follow_groups(struct facts *f)
{
    static uint64_t groups[MAX_FOLLOWS][3];
    uint32_t count = f->follows.count;

    if (count > MAX_FOLLOWS - FOLLOW_OTHERS)
        die("too many kinds of tokens");
    for (uint32_t i = 0; i < count; i++) {
        memcpy(groups[i], f->follows.values + (size_t)i * 3, sizeof groups[i]);
        f->group[i] = (uint8_t)i;
    }
    while (count > FOLLOW_GROUPS - FOLLOW_OTHERS)
        merge_most_alike(f, groups, &count);
}

/* Filled in the first of two passes, looked up in the second. */
static uint8_t follow_bit(struct facts *f, const struct dfa_state *s)
{
    uint64_t set[3];

    follow_set(s, set);
    if (!set[0] && !set[1] && !set[2])
        return 0;
    f->follows.width = 3;
    return (uint8_t)(1 << (FOLLOW_OTHERS + f->group[rows_add(&f->follows, set)]));
}

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

static void find_entries(struct facts *f)
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

/* Writing. */

static void write_entries(FILE *out, const struct facts *f)
{
    fprintf(out, "static const struct lex_entry entries[%u][256] = {\n",
            f->entries.count);
    for (uint32_t i = 0; i < f->entries.count; i++) {
        fprintf(out, "{");
        for (uint32_t c = 0; c < 256; c++) {
            uint64_t e = f->entries.values[(size_t)i * 256 + c];

            if (e || c == 0)
                fprintf(out, "[%u]={%u,%u,%u},", c, (unsigned)(e & 255),
                        (unsigned)(e >> 8 & 255), (unsigned)(e >> 16));
        }
        fprintf(out, "},\n");
    }
    fprintf(out, "};\n\n");
}

static void write_bytes(FILE *out, const char *name, const uint8_t *bytes, uint32_t count)
{
    fprintf(out, "    .%s = {", name);
    for (uint32_t i = 0; i < count; i++)
        fprintf(out, "%u,", bytes[i]);
    fprintf(out, "},\n");
}

static void write_sets(FILE *out, const struct facts *f)
{
    uint8_t low[16] = {0}, follow[256] = {0};

    for (int c = 0; c < 256; c++) {
        if (c < DFA_ASCII && f->word_set[c])
            low[c & 15] |= (uint8_t)(1 << (c >> 4));
        follow[c] = (uint8_t)(f->after_word[c] << FOLLOW_WORD | f->after_number[c]
                                                                    << FOLLOW_NUMBER);
        for (uint32_t i = 0; i < f->follows.count; i++) {
            const uint64_t *set = f->follows.values + (size_t)i * 3;
            bool in = c < DFA_ASCII ? set[c / 64] >> c % 64 & 1 : set[2] & 1;

            follow[c] |= (uint8_t)(in << (FOLLOW_OTHERS + f->group[i]));
        }
    }
    fprintf(out, "    .word_set = {{");
    for (int i = 0; i < 16; i++)
        fprintf(out, "%u,", low[i]);
    fprintf(out, "}},\n");
    write_bytes(out, "follow", follow, 256);
}

static void write_dfa(FILE *out, const struct dfa *dfa)
{
    fprintf(out, "static const uint16_t dfa_next[] = {\n");
    for (uint32_t i = 0; i < dfa->count; i++) {
        const struct dfa_state *s = &dfa->states[i];

        for (int c = 0; c < DFA_ASCII; c++) {
            bool shown = !s->skip[c] && c != 0;

            fprintf(out, "%u,",
                    !s->read                 ? LEX_DFA_SLOW
                    : s->next[c] == DFA_NONE ? LEX_DFA_STOP
                    : shown                  ? (unsigned)s->next[c]
                                             : LEX_DFA_SLOW);
        }
        fputc('\n', out);
    }
    fprintf(out, "};\n\nstatic const uint16_t dfa_accept[] = {");
    for (uint32_t i = 0; i < dfa->count; i++)
        fprintf(out, "%u,",
                dfa->states[i].read && dfa->states[i].accept != DFA_NONE
                    ? (unsigned)dfa->states[i].accept
                    : LEX_DFA_NO_TOKEN);
    fprintf(out, "};\n\nstatic const uint8_t dfa_wide[] = {");
    for (uint32_t i = 0; i < dfa->count; i++)
        fprintf(out, "%u,", dfa->states[i].wide != DFA_NONE);
    fprintf(out, "};\n\n");
}

static void write_externals(FILE *out, const TSLanguage *l)
{
    uint32_t sets = 1;

    for (uint32_t i = 0; i < l->state_count; i++) {
        if (l->lex_modes[i].external_lex_state >= sets)
            sets = l->lex_modes[i].external_lex_state + 1u;
    }
    if (l->external_token_count > 64 || sets > 256)
        die("too many external tokens");
    fprintf(out, "static const uint16_t external_symbols[] = {");
    for (uint32_t i = 0; i < l->external_token_count; i++)
        fprintf(out, "%u,", l->external_scanner.symbol_map[i]);
    fprintf(out, "0};\n\nstatic const uint64_t external_sets[] = {");
    for (uint32_t set = 0; set < sets; set++)
        fprintf(out, "%#llx,", (unsigned long long)valid_in(l, set));
    fprintf(out, "};\n\n");
}

static void write_keywords(FILE *out, const struct facts *f)
{
    fprintf(out, "static const uint8_t keyword_of_symbol[%u] = {\n",
            f->language->token_count);
    for (uint32_t k = 1; k <= f->keyword_count; k++)
        fprintf(out, "[%u] = %u,", f->keyword_symbols[k], k);
    fprintf(out, "};\n\n");
    rows_write(out, &f->keyword_rows, "uint16_t", "keyword_symbols");
    fprintf(out, "static const struct lex_keyword keyword_slots[%u] = {\n",
            1u << (64 - f->shift));
    for (uint32_t i = 0; i < MAX_SLOTS; i++) {
        if (f->slots[i])
            fprintf(out, "[%u] = {%#llx, %u, %u},\n", i,
                    (unsigned long long)first_eight(f->slots[i]), f->slots[i]->length,
                    f->slots[i]->number);
    }
    fprintf(out, "};\n\nstatic const char *const keyword_texts[%u] = {\n",
            1u << (64 - f->shift));
    for (uint32_t i = 0; i < MAX_SLOTS; i++) {
        if (f->slots[i])
            fprintf(out, "[%u] = \"%.*s\",\n", i, (int)f->slots[i]->length,
                    f->slots[i]->text);
    }
    fprintf(out, "};\n\n");
}

static void write_states(FILE *out, const struct facts *f)
{
    const TSLanguage *l = f->language;

    fprintf(out, "static const struct lex_state states[%u] = {\n", l->state_count);
    for (uint32_t i = 0; i < l->state_count; i++)
        fprintf(out, "{{%u,%u},%u,%u,%u},\n", f->row_of[i], f->keywords_of[i],
                l->lex_modes[i].lex_state, l->lex_modes[i].external_lex_state,
                f->stays_of[i]);
    fprintf(out, "};\n\n");
}

static void write_tables(FILE *out, const struct facts *f)
{
    const TSLanguage *l = f->language;
    const char *name = TEXT(GRAMMAR_NAME);

    fprintf(out, "lex_raw_function lex_raw_main_%s, lex_raw_keywords_%s;\n\n", name,
            name);
    fprintf(out, "const struct lex_tables lex_tables_%s = {\n", name);
    write_sets(out, f);
    fprintf(out, "    .state_count = %u,\n    .word = %u,\n    .keyword_count = %u,\n",
            l->state_count, l->keyword_capture_token, f->keyword_count);
    fprintf(out, "    .keyword_factor = %#llxull,\n    .keyword_shift = %u,\n",
            (unsigned long long)f->factor, f->shift);
    fprintf(out, "    .main = lex_raw_main_%s,\n    .keywords = lex_raw_keywords_%s,\n",
            name, name);
    fprintf(out, "    .scanner = %s,\n",
            l->external_scanner.states ? "&" TEXT(SCANNER) : "0");
    for (const char *const *member =
             (const char *const[]){"states", "entries", "keyword_slots", "keyword_texts",
                                   "keyword_of_symbol", "keyword_symbols", "dfa_next",
                                   "dfa_accept", "dfa_wide", "external_symbols",
                                   "external_sets", "stays_sets", NULL};
         *member; member++)
        fprintf(out, "    .%s = %s,\n", *member, *member);
    fprintf(out, "};\n");
}

static void write_all(FILE *out, const struct facts *f)
{
    fprintf(out, "/* Written by parsers/generate/lexer_tables.c. */\n"
                 "#include \"parsers/lr/lexer.h\"\n#include \"" SCANNER_HEADER "\"\n\n");
    write_states(out, f);
    write_entries(out, f);
    write_dfa(out, &f->main);
    write_externals(out, f->language);
    rows_write(out, &f->stays, "uint64_t", "stays_sets");
    write_keywords(out, f);
    write_tables(out, f);
}

int main(int argc, char **argv)
{
    static struct facts facts;
    FILE *out;

    facts.language = dfa_language();
    if (argc != 2 || facts.language->abi_version < 15)
        die("usage: lexer_tables OUT.c, for a grammar of ABI 15");
    facts.row_of = states_new(&facts);
    find_automata(&facts);
    find_words(&facts);
    find_keywords(&facts);
    find_keyword_rows(&facts);
    find_stays(&facts);
    find_entries(&facts); /* the first time for what follows its tokens */
    find_follow_groups(&facts);
    find_entries(&facts);
    out = fopen(argv[1], "w");
    if (!out)
        die("can't write");
    write_all(out, &facts);
    if (fclose(out))
        die("can't write");
    return 0;
}
