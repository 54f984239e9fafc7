/* Compiled once per grammar, with GRAMMAR_PARSER, the path of its parser.c, and
 * GRAMMAR_LANGUAGE, the function in it. */
#include "parsers/generate/lexer_dfa.h"

#include <stdio.h>
#include <stdlib.h>

#undef START_LEXER
#undef ADVANCE
#undef ADVANCE_MAP
#undef SKIP
#undef ACCEPT_TOKEN
#undef END_STATE

/* What one state does with one character. */
struct step {
    int32_t lookahead;
    bool at_end; /* of the file; lookahead is 0 then */
    bool skip;
    int accept, next;
    void *spare[8]; /* makes room for a TSLexer: generated code names its members */
};

#define START_LEXER()                                 \
    struct step *step = (struct step *)(void *)lexer; \
    int32_t lookahead = step->lookahead;              \
    bool eof;

#define TAKE(state, skipped)  \
    {                         \
        step->next = state;   \
        step->skip = skipped; \
        return true;          \
    }

#define ADVANCE(state) TAKE(state, false)
#define SKIP(state)    TAKE(state, true)

#define ADVANCE_MAP(...)                                             \
    {                                                                \
        static const uint16_t map[] = {__VA_ARGS__};                 \
        for (uint32_t i = 0; i < sizeof map / sizeof *map; i += 2) { \
            if (map[i] == lookahead)                                 \
                TAKE(map[i + 1], false)                              \
        }                                                            \
    }

#define ACCEPT_TOKEN(token) step->accept = token;
#define END_STATE()         return false;
#define eof(lexer)          eof ? step->at_end : step->at_end

#include GRAMMAR_PARSER

#undef eof

_Static_assert(sizeof(struct step) >= sizeof(TSLexer), "a step passes for a TSLexer");

const TSLanguage *dfa_language(void)
{
    return GRAMMAR_LANGUAGE();
}

static struct step step_take(bool keywords, uint32_t state, int32_t character)
{
    const TSLanguage *l = GRAMMAR_LANGUAGE();
    struct step step = {.lookahead = character,
                        .at_end = character == 0,
                        .accept = DFA_NONE,
                        .next = DFA_NONE};

    (keywords ? l->keyword_lex_fn : l->lex_fn)((TSLexer *)(void *)&step, (uint16_t)state);
    return step;
}

/* Bytes that aren't UTF-8 are the character -1. */
static int wide_target(bool keywords, uint32_t state)
{
    struct step first = step_take(keywords, state, -1);

    for (int32_t c = DFA_ASCII; c <= 0x10ffff; c++) {
        struct step step = step_take(keywords, state, c);

        if (step.next != first.next || step.skip)
            return DFA_MIXED;
    }
    return first.next;
}

static void state_read(struct dfa_state *s, bool keywords, uint32_t state)
{
    for (int32_t c = 0; c < DFA_ASCII; c++) {
        struct step step = step_take(keywords, state, c);

        s->next[c] = step.next;
        s->skip[c] = step.skip;
        s->accept = step.accept;
    }
    s->wide = wide_target(keywords, state);
    s->read = true;
}

static void dfa_grow(struct dfa *dfa, uint32_t state)
{
    if (state < dfa->count)
        return;
    dfa->states = realloc(dfa->states, (state + 1) * sizeof *dfa->states);
    if (!dfa->states) {
        fputs("lexer_tables: no memory\n", stderr);
        exit(1);
    }
    while (dfa->count <= state)
        dfa->states[dfa->count++] = (struct dfa_state){0};
}

/* Reads one state after the other until none is left that another leads to. */
void dfa_read(struct dfa *dfa, bool keywords, uint32_t start)
{
    uint32_t state = start;
    bool found = true;

    while (found) {
        dfa_grow(dfa, state);
        if (!dfa->states[state].read)
            state_read(&dfa->states[state], keywords, state);
        found = false;
        for (uint32_t i = 0; i < dfa->count && !found; i++) {
            for (uint32_t c = 0; dfa->states[i].read && c < DFA_ASCII && !found; c++) {
                int next = dfa->states[i].next[c];

                found = next != DFA_NONE &&
                        ((uint32_t)next >= dfa->count || !dfa->states[next].read);
                state = found ? (uint32_t)next : 0;
            }
        }
    }
}
