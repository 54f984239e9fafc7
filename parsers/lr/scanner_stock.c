/* scanner_stock.c - a grammar's own external scanner over our pointers.
 *
 * Compiled once for each grammar that has no scanner of ours: with
 * GRAMMAR_SCANNER, the path of its scanner.c; SCANNER, what ours is to be called;
 * and the five functions of the grammar's scanner renamed to stock_create and so
 * on, so that they are static here and may be inlined.
 *
 * A state is what the scanner serializes: a stretch of lexer->blobs, which begins
 * at `indents` and is `delimiters` bytes long. It is serialized and restored
 * where the runtime does so, because a scanner may have changed its memory
 * before it found that it has no token (L6). */
#include "tree_sitter/parser.h"

#include "engine/base/memory.h"
#include "parsers/lr/lexer.h"

static void *stock_create(void);
static void stock_destroy(void *payload);
static bool stock_scan(void *payload, TSLexer *lexer, const bool *valid);
static unsigned stock_serialize(void *payload, char *buffer);
static void stock_deserialize(void *payload, const char *buffer, unsigned length);

#include GRAMMAR_SCANNER

enum { MAX_BLOB_BYTES = 1 << 26, MAX_TOKENS = 64 };

struct reader {
    TSLexer lexer; /* what the scanner sees */
    const uint8_t *source, *limit;
    const uint8_t *p;
    const uint8_t *start, *end; /* of the token; end is NULL until it is marked */
    uint32_t width;             /* of the character at p */
};

static void reader_look(struct reader *r)
{
    int32_t code;

    r->width = lex_decode(r->p, r->limit, &code);
    r->lexer.lookahead = code;
}

static void reader_advance(TSLexer *lexer, bool skip)
{
    struct reader *r = (struct reader *)(void *)lexer;

    if (r->p == r->limit)
        return;
    r->p += r->width;
    if (skip)
        r->start = r->p;
    reader_look(r);
}

static void reader_mark_end(TSLexer *lexer)
{
    struct reader *r = (struct reader *)(void *)lexer;

    r->end = r->p;
}

static bool reader_eof(const TSLexer *lexer)
{
    const struct reader *r = (const struct reader *)(const void *)lexer;

    return r->p == r->limit;
}

/* In characters; a byte order mark is none. */
static uint32_t reader_get_column(TSLexer *lexer)
{
    const struct reader *r = (const struct reader *)(const void *)lexer;
    const uint8_t *p = r->p;
    uint32_t column = 0;
    int32_t code;

    while (p > r->source && p[-1] != '\n')
        p--;
    for (; p < r->p; column++) {
        bool first = p == r->source;

        p += lex_decode(p, r->limit, &code);
        column -= first && code == 0xfeff;
    }
    return column;
}

/* There is one range, the whole file. */
static bool reader_is_at_included_range_start(const TSLexer *lexer)
{
    const struct reader *r = (const struct reader *)(const void *)lexer;

    return r->p == r->source && r->p != r->limit;
}

static void reader_log(const TSLexer *lexer, const char *format, ...)
{
    (void)lexer;
    (void)format;
}

static struct reader reader_at(const struct lexer *lexer, uint32_t at)
{
    struct reader r = {
        .lexer = {.advance = reader_advance,
                  .mark_end = reader_mark_end,
                  .get_column = reader_get_column,
                  .is_at_included_range_start = reader_is_at_included_range_start,
                  .eof = reader_eof,
                  .log = reader_log},
        .source = lexer->source,
        .limit = lexer->source + lexer->length,
        .p = lexer->source + at,
        .start = lexer->source + at,
    };

    reader_look(&r);
    return r;
}

static bool same_bytes(const char *a, uint32_t a_length, const char *b, uint32_t b_length)
{
    return a_length == b_length && (a_length == 0 || memcmp(a, b, a_length) == 0);
}

/* False: there would be too much of them. */
static bool state_save(struct lexer *lexer)
{
    struct scanner_state *state = &lexer->scanner;
    char buffer[4 * TREE_SITTER_SERIALIZATION_BUFFER_SIZE]; /* one was seen to overrun */
    uint32_t length = stock_serialize(lexer->payload, buffer);

    if (same_bytes(buffer, length, lexer->blobs + state->indents, state->delimiters))
        return true;
    if (length > TREE_SITTER_SERIALIZATION_BUFFER_SIZE ||
        lexer->blob_bytes + length > MAX_BLOB_BYTES) {
        lexer->failure = LEX_TOO_DEEP;
        return false;
    }
    lexer->blobs =
        memory_grow(lexer->blobs, &lexer->blob_capacity, lexer->blob_bytes + length, 1);
    memcpy(lexer->blobs + lexer->blob_bytes, buffer, length);
    *state = (struct scanner_state){(uint32_t)lexer->blob_bytes, length, 0, 0};
    lexer->blob_bytes += length;
    return true;
}

static bool scanner_scan(struct lexer *lexer, uint64_t set, uint32_t at,
                         struct lex_token *out)
{
    struct reader r = reader_at(lexer, at);
    bool valid[MAX_TOKENS];

    for (int i = 0; i < MAX_TOKENS; i++)
        valid[i] = set >> i & 1;
    stock_deserialize(lexer->payload,
                      lexer->scanner.delimiters ? lexer->blobs + lexer->scanner.indents
                                                : NULL,
                      lexer->scanner.delimiters);
    if (!stock_scan(lexer->payload, &r.lexer, valid) || !state_save(lexer))
        return false;
    if (!r.end)
        r.end = r.p;
    if (r.start > r.end)
        r.start = r.end;
    out->start = (uint32_t)(r.start - lexer->source);
    out->end = (uint32_t)(r.end - lexer->source);
    out->symbol = r.lexer.result_symbol;
    return true;
}

static void scanner_release(struct lexer *lexer)
{
    if (lexer->scanner_made)
        stock_destroy(lexer->payload);
    lexer->scanner_made = false;
    free(lexer->blobs);
    lexer->blobs = NULL;
    lexer->blob_bytes = lexer->blob_capacity = 0;
}

/* A new one for each file, as the runtime makes one for each parse. */
static void scanner_reset(struct lexer *lexer)
{
    if (lexer->scanner_made)
        stock_destroy(lexer->payload);
    lexer->payload = stock_create();
    lexer->scanner_made = true;
    lexer->blob_bytes = 0;
    lexer->scanner = (struct scanner_state){0};
}

static bool scanner_equal(const struct lexer *lexer, struct scanner_state a,
                          struct scanner_state b)
{
    return same_bytes(lexer->blobs + a.indents, a.delimiters, lexer->blobs + b.indents,
                      b.delimiters);
}

extern const struct external_scanner SCANNER;

const struct external_scanner SCANNER = {
    .reset = scanner_reset,
    .release = scanner_release,
    .scan = scanner_scan,
    .equal = scanner_equal,
};
