/* lexer_raw.c - the grammar's own lexing functions, compiled over raw pointers.
 *
 * Compiled once per grammar with GRAMMAR_NAME (python), GRAMMAR_LANGUAGE
 * (tree_sitter_python) and GRAMMAR_PARSER (the path of its parser.c). Only the
 * two lexing functions of that file are used; its tables fall away. */
#include "parsers/lr/lexer_raw.h"

#include "tree_sitter/parser.h"

#undef START_LEXER
#undef ADVANCE
#undef ADVANCE_MAP
#undef SKIP
#undef ACCEPT_TOKEN
#undef END_STATE

#define START_LEXER()                                      \
    struct lex_raw *raw = (struct lex_raw *)(void *)lexer; \
    const uint8_t *p = raw->at;                            \
    const uint8_t *const limit = raw->limit;               \
    bool result = false;                                   \
    bool eof;                                              \
    int32_t lookahead;                                     \
    uint32_t width;                                        \
    goto start;                                            \
    next_state:                                            \
    p += width;                                            \
    start:                                                 \
    width = lex_decode(p, limit, &lookahead);

#define ADVANCE(next)    \
    {                    \
        state = next;    \
        goto next_state; \
    }

#define ADVANCE_MAP(...)                                             \
    {                                                                \
        static const uint16_t map[] = {__VA_ARGS__};                 \
        for (uint32_t i = 0; i < sizeof map / sizeof *map; i += 2) { \
            if (map[i] == lookahead) {                               \
                state = map[i + 1];                                  \
                goto next_state;                                     \
            }                                                        \
        }                                                            \
    }

/* At the end of the file nothing is skipped. */
#define SKIP(next)                  \
    {                               \
        state = next;               \
        if (width)                  \
            raw->start = p + width; \
        goto next_state;            \
    }

#define ACCEPT_TOKEN(accepted)  \
    {                           \
        result = true;          \
        raw->symbol = accepted; \
        raw->end = p;           \
    }

#define END_STATE() return result;

/* The generated code says `eof = lexer->eof(lexer)`. */
#define eof(lexer) eof ? p == limit : p == limit

/* Static, although the grammar's file doesn't say so: it is there a second time. */
static const TSLanguage *GRAMMAR_LANGUAGE(void);

#include GRAMMAR_PARSER

#undef eof

#define NAME_OF(prefix, grammar) prefix##grammar
#define NAME(prefix, grammar)    NAME_OF(prefix, grammar)

_Static_assert(sizeof(struct lex_raw) >= sizeof(TSLexer),
               "a lex_raw passes for a TSLexer");

lex_raw_function NAME(lex_raw_main_, GRAMMAR_NAME), NAME(lex_raw_keywords_, GRAMMAR_NAME);

bool NAME(lex_raw_main_, GRAMMAR_NAME)(struct lex_raw *raw, uint16_t state)
{
    return GRAMMAR_LANGUAGE()->lex_fn((TSLexer *)(void *)raw, state);
}

bool NAME(lex_raw_keywords_, GRAMMAR_NAME)(struct lex_raw *raw, uint16_t state)
{
    return GRAMMAR_LANGUAGE()->keyword_lex_fn((TSLexer *)(void *)raw, state);
}
