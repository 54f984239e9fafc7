#include "parsers/lr/lexer.h"

#include "engine/base/memory.h"
#include "parsers/lr/lexer_tables.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t byte_order_mark[] = {0xef, 0xbb, 0xbf};

/* One pass over the file, so that lex() finds the end of a word and of a blank
 * in a number. Behind the end nothing is marked. */
static void marks_make(struct lexer *lexer)
{
    size_t blocks = (size_t)lexer->length / 64 + 2;

    lexer->words = memory_grow(lexer->words, &lexer->marks_capacity, 2 * blocks,
                               sizeof *lexer->words);
    lexer->spaces = lexer->words + blocks;
    memset(lexer->words + blocks - 2, 0, 2 * sizeof *lexer->words);
    memset(lexer->spaces + blocks - 2, 0, 2 * sizeof *lexer->spaces);
    lexer->simd->mark(lexer->source, lexer->length, &lexer->tables->word_set,
                      lexer->words, lexer->spaces);
}

bool lexer_open(struct lexer *lexer, const struct lex_tables *tables,
                const uint8_t *source, size_t length)
{
    if (lexer->tables && lexer->tables != tables && lexer->tables->scanner)
        lexer->tables->scanner->release(lexer);
    lexer->tables = tables;
    lexer->source = source;
    lexer->length = (uint32_t)length;
    lexer->failure = LEX_OK;
    lexer->scanner = (struct scanner_state){0};
    if (tables->scanner)
        tables->scanner->reset(lexer);
    lexer->line = (struct lex_line){.at = UINT32_MAX};
    if (!lexer->simd)
        lexer->simd = simd_best();
    if (length > UINT32_MAX - LEX_PADDING)
        lexer->failure = LEX_TOO_LONG;
    else if (length && memchr(source, 0, length))
        lexer->failure = LEX_NUL_BYTE;
    else
        marks_make(lexer);
    return lexer->failure == LEX_OK;
}

void lexer_release(struct lexer *lexer)
{
    if (lexer->tables && lexer->tables->scanner)
        lexer->tables->scanner->release(lexer);
    free(lexer->words);
    *lexer = (struct lexer){0};
}

bool scanner_state_equal(const struct lexer *lexer, struct scanner_state a,
                         struct scanner_state b)
{
    return !lexer->tables->scanner || lexer->tables->scanner->equal(lexer, a, b);
}

bool lex_automaton(struct lexer *lexer, uint16_t state, const uint8_t *p,
                   struct lex_token *out)
{
    const struct lex_tables *t = lexer->tables;
    const uint8_t *start = p, *end = p;
    uint32_t now = t->states[state].main, keyword;

    out->symbol = LEX_DFA_NO_TOKEN;
    for (;; p++) {
        if (t->dfa_accept[now] != LEX_DFA_NO_TOKEN) {
            out->symbol = t->dfa_accept[now];
            end = p;
        }
        if (*p >= 0x80)
            now = t->dfa_wide[now] ? LEX_DFA_SLOW : LEX_DFA_STOP;
        else
            now = t->dfa_next[now * 128 + *p];
        if (now >= LEX_DFA_SLOW)
            break;
    }
    if (now != LEX_DFA_STOP || out->symbol == LEX_DFA_NO_TOKEN)
        return false;
    lex_give(lexer, start, (uint32_t)(end - start), out->symbol, out);
    if (out->symbol == t->word) {
        keyword = lex_keyword_of(t, start, out->end - out->start);
        out->symbol = t->keyword_symbols[t->states[state].mode.keywords + keyword];
        out->flags = keyword ? LEX_KEYWORD : 0;
    }
    return true;
}

/* A byte order mark is skipped at the very beginning only (L2). */
static uint32_t skip_mark(const struct lexer *lexer, uint32_t at)
{
    bool mark = at == 0 && lexer->length >= sizeof byte_order_mark &&
                memcmp(lexer->source, byte_order_mark, sizeof byte_order_mark) == 0;

    return at + (mark ? (uint32_t)sizeof byte_order_mark : 0);
}

/* An empty token that changes nothing would come again for ever (L5). */
static bool makes_progress(const struct lexer *lexer, uint16_t state, uint32_t at,
                           const struct lex_token *token, uint16_t external,
                           bool error_mode)
{
    const struct lex_state *mode = &lexer->tables->states[state];

    if (token->end > at || token->flags & LEX_STATE_CHANGED)
        return true;
    return !error_mode && !(lexer->tables->stays_sets[mode->stays] >> external & 1);
}

/* L3: the scanner first. */
static bool lex_external(struct lexer *lexer, uint16_t state, uint16_t mode, uint32_t at,
                         struct lex_token *out)
{
    const struct lex_tables *t = lexer->tables;
    const struct scanner_state before = lexer->scanner;
    uint64_t valid = t->external_sets[t->states[mode].external];
    uint16_t external;

    if (!valid || !t->scanner->scan(lexer, valid, skip_mark(lexer, at), out))
        return false;
    external = out->symbol;
    out->symbol = t->external_symbols[external];
    out->flags = LEX_EXTERNAL;
    if (!t->scanner->equal(lexer, before, lexer->scanner))
        out->flags |= LEX_STATE_CHANGED;
    if (makes_progress(lexer, state, at, out, external, mode == 0))
        return true;
    lexer->scanner = before;
    return false;
}

/* L7: a word may be a keyword, if the parser has a use for it here. */
static void lex_keyword(const struct lexer *lexer, uint16_t state,
                        struct lex_token *token)
{
    const struct lex_tables *t = lexer->tables;
    uint32_t row = t->states[state].mode.keywords;
    const uint8_t *start = lexer->source + skip_mark(lexer, token->start);
    struct lex_raw raw = {
        .at = start, .start = start, .limit = lexer->source + lexer->length};

    if (!t->keywords(&raw, 0) || raw.end != lexer->source + token->end)
        return;
    token->flags |= LEX_KEYWORD;
    token->symbol = t->keyword_symbols[row + t->keyword_of_symbol[raw.symbol]];
}

static bool lex_internal(struct lexer *lexer, uint16_t state, uint16_t mode, uint32_t at,
                         struct lex_token *out)
{
    const struct lex_tables *t = lexer->tables;
    const uint8_t *start = lexer->source + skip_mark(lexer, at);
    struct lex_raw raw = {
        .at = start, .start = start, .limit = lexer->source + lexer->length};

    if (!t->main(&raw, t->states[mode].main))
        return false;
    if (raw.start > raw.end)
        raw.start = raw.end;
    *out = (struct lex_token){.start = (uint32_t)(raw.start - lexer->source),
                              .end = (uint32_t)(raw.end - lexer->source),
                              .symbol = raw.symbol};
    if (raw.symbol && raw.symbol == t->word)
        lex_keyword(lexer, state, out);
    return true;
}

static bool lex_in_mode(struct lexer *lexer, uint16_t state, uint16_t mode, uint32_t at,
                        struct lex_token *out)
{
    return lex_external(lexer, state, mode, at, out) ||
           (lexer->failure == LEX_OK && lex_internal(lexer, state, mode, at, out));
}

bool lex_slow(struct lexer *lexer, uint16_t state, uint32_t at, struct lex_token *out)
{
    lexer->failure = LEX_OK;
    if (lexer->tables->states[state].main == LEX_STATE_NO_LOOKAHEAD)
        lexer->failure = LEX_NO_LOOKAHEAD;
    else if (lex_in_mode(lexer, state, state, at, out))
        return true;
    if (lexer->failure == LEX_OK && state != 0 && lex_in_mode(lexer, state, 0, at, out)) {
        out->flags |= LEX_ERROR_MODE;
        return true;
    }
    if (lexer->failure == LEX_OK)
        lexer->failure = LEX_NO_TOKEN;
    return false;
}
