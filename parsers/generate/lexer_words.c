/* lexer_words.c - where words end.
 *
 * A word can be found without the automaton if the state behind its first
 * character accepts the word token and goes on in itself with the characters of
 * one set, the same for all such states. What else it goes on with is noted in
 * after_word: such words are left to lex_slow(). */
#include "parsers/generate/lexer_facts.h"

#include <stdlib.h>

bool is_word_state(const struct facts *f, int state)
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

void find_words(struct facts *f)
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
