#include "parsers/lr/scanner_python.h"

#include "engine/base/memory.h"
#include "parsers/lr/lexer.h"

#include <stdlib.h>

/* The kind of an open string, as the other scanner serializes it. */
enum delimiter {
    SINGLE_QUOTE = 1,
    DOUBLE_QUOTE = 2,
    BACK_QUOTE = 4,
    RAW = 8,
    FORMAT = 16,
    TRIPLE = 32,
    BYTES = 64,
};

enum state_flags {
    STARTED = 1, /* there was an external token already (L6) */
    INSIDE = 2,  /* an interpolated string was opened last: one flag, no stack (P4) */
};

/* The most that the other scanner can keep: beyond it, it forgets (L6). */
enum {
    MAX_DELIMITERS = 255,
    SERIALIZED_BYTES = 1024,
    MAX_NODES = 1 << 24,
};

/* One call of the scanner. */
struct scan {
    struct lexer *lexer;
    uint64_t valid;
    const uint8_t *p, *limit;
    const uint8_t *start, *end; /* of the token */
};

enum outcome { NOTHING, FOUND, REFUSED };

static enum outcome found(enum python_token token, struct lex_token *out)
{
    out->symbol = (uint16_t)token;
    return FOUND;
}

static bool has(uint64_t valid, enum python_token token)
{
    return valid >> token & 1;
}

/* In the mode of state 0 everything is valid. */
static bool recovering(uint64_t valid)
{
    return has(valid, PYTHON_STRING_CONTENT) && has(valid, PYTHON_INDENT);
}

static uint32_t node_push(struct lexer *lexer, uint32_t parent, uint16_t value)
{
    uint32_t *memo = &lexer->node_memo[(parent * 31 + value) % LEX_NODE_MEMO];
    const struct scanner_node *known = &lexer->nodes[*memo];
    size_t capacity = lexer->node_capacity;

    if (*memo && known->parent == parent && known->value == value)
        return *memo;
    if (lexer->node_count == lexer->node_capacity) {
        lexer->nodes = memory_grow(lexer->nodes, &capacity, lexer->node_count + 1,
                                   sizeof *lexer->nodes);
        lexer->node_capacity = (uint32_t)capacity;
    }
    lexer->nodes[lexer->node_count] =
        (struct scanner_node){parent, value, (uint16_t)(lexer->nodes[parent].depth + 1)};
    return *memo = lexer->node_count++;
}

/* With so many more, would the state be whole after the runtime serialized it? */
static bool has_room(struct lexer *lexer, uint32_t more_indents, uint32_t more_delimiters)
{
    uint32_t indents = lexer->nodes[lexer->scanner.indents].depth + more_indents;
    uint32_t delimiters = lexer->nodes[lexer->scanner.delimiters].depth + more_delimiters;

    if (delimiters <= MAX_DELIMITERS &&
        2 + delimiters + 2 * indents <= SERIALIZED_BYTES && lexer->node_count < MAX_NODES)
        return true;
    lexer->failure = LEX_TOO_DEEP;
    return false;
}

static bool indent_push(struct lexer *lexer, uint16_t indent)
{
    if (!has_room(lexer, 1, 0))
        return false;
    lexer->scanner.indents = node_push(lexer, lexer->scanner.indents, indent);
    lexer->scanner.indent = indent;
    return true;
}

static void indent_pop(struct lexer *lexer)
{
    lexer->scanner.indents = lexer->nodes[lexer->scanner.indents].parent;
    lexer->scanner.indent = lexer->nodes[lexer->scanner.indents].value;
}

static bool delimiter_push(struct lexer *lexer, uint8_t delimiter)
{
    if (!has_room(lexer, 0, 1))
        return false;
    lexer->scanner.delimiters = node_push(lexer, lexer->scanner.delimiters, delimiter);
    lexer->scanner.delimiter = delimiter;
    lexer->scanner.flags &= (uint8_t)~INSIDE;
    if (delimiter & FORMAT)
        lexer->scanner.flags |= INSIDE;
    return true;
}

static void delimiter_pop(struct lexer *lexer)
{
    lexer->scanner.delimiters = lexer->nodes[lexer->scanner.delimiters].parent;
    lexer->scanner.delimiter = (uint8_t)lexer->nodes[lexer->scanner.delimiters].value;
    lexer->scanner.flags &= (uint8_t)~INSIDE;
}

static uint8_t quote_of(uint8_t delimiter)
{
    static const uint8_t quotes[8] = {
        [SINGLE_QUOTE] = '\'', [DOUBLE_QUOTE] = '"', [BACK_QUOTE] = '`'};

    return quotes[delimiter & 7];
}

/* `{{` or `}}` in a format string. */
static enum outcome escape_interpolation(struct scan *s, struct lex_token *out)
{
    uint8_t brace = *s->p;

    if (!(s->lexer->scanner.delimiter & FORMAT) || (brace != '{' && brace != '}'))
        return NOTHING;
    if (s->p[1] != brace)
        return REFUSED;
    s->end = s->p + 2;
    return found(PYTHON_ESCAPE_INTERPOLATION, out);
}

/* At a quote that may close the string. One or two quotes in a triple string
 * are content, and end it (P6). */
static enum outcome string_quote(struct scan *s, bool content, struct lex_token *out)
{
    uint8_t quote = *s->p;
    bool triple = s->lexer->scanner.delimiter & TRIPLE;

    if (triple && (s->p[1] != quote || s->p[2] != quote)) {
        s->end = s->p + (s->p[1] == quote ? 2 : 1);
        return found(PYTHON_STRING_CONTENT, out);
    }
    s->end = s->p;
    if (content)
        return found(PYTHON_STRING_CONTENT, out);
    s->end += triple ? 3 : 1;
    delimiter_pop(s->lexer);
    return found(PYTHON_STRING_END, out);
}

static enum outcome content_end(struct scan *s, bool content, struct lex_token *out)
{
    s->end = s->p;
    return content ? found(PYTHON_STRING_CONTENT, out) : REFUSED;
}

/* Where the content of a string may end: at the end of the file, a backslash,
 * its quote, a brace if it is a format string, a newline if it isn't triple. */
#define STOPS(single, twice, back, newline, brace)                                    \
    {                                                                                 \
        {                                                                             \
            [0] = 1 | (back) << 6, [2] = (twice) << 2, [7] = (single) << 2,           \
            [10] = (newline), [11] = (brace) << 7, [12] = 1 << 5, [13] = (brace) << 7 \
        }                                                                             \
    }
#define STOPS_OF(single, twice, back)                                          \
    {                                                                          \
        {STOPS(single, twice, back, 1, 0), STOPS(single, twice, back, 1, 1)},  \
        {                                                                      \
            STOPS(single, twice, back, 0, 0), STOPS(single, twice, back, 0, 1) \
        }                                                                      \
    }

static const struct byte_set *stops_of(uint8_t delimiter)
{
    static const struct byte_set stops[3][2][2] = {STOPS_OF(1, 0, 0), STOPS_OF(0, 1, 0),
                                                   STOPS_OF(0, 0, 1)};
    int quote = delimiter & SINGLE_QUOTE ? 0 : delimiter & DOUBLE_QUOTE ? 1 : 2;

    return &stops[quote][!!(delimiter & TRIPLE)][!!(delimiter & FORMAT)];
}

/* Over a backslash in a raw string, and over what it protects. */
static void raw_escape(struct scan *s)
{
    s->p++;
    s->p += *s->p == quote_of(s->lexer->scanner.delimiter) || *s->p == '\\';
    s->p += *s->p == '\r';
    s->p += *s->p == '\n';
}

static bool is_unicode_escape(uint8_t c)
{
    return c == 'N' || c == 'u' || c == 'U';
}

/* Up to what ends the content: an escape, a brace of a format string, a quote.
 * NOTHING at the end of the file. Stepping over an escape in a raw string
 * isn't content, so r'\\' has none and its end token is all of it (P6). */
static enum outcome string_content(struct scan *s, struct lex_token *out)
{
    const uint8_t delimiter = s->lexer->scanner.delimiter;
    const struct byte_set *stops = stops_of(delimiter);
    bool content = false;

    for (;;) {
        const uint8_t *stop = s->lexer->simd->find(s->p, stops);

        content |= stop != s->p;
        s->p = stop;
        if (stop == s->limit)
            return NOTHING;
        if (*stop == '\\' && delimiter & RAW) {
            raw_escape(s);
            continue;
        }
        if (*stop == quote_of(delimiter))
            return string_quote(s, content, out);
        if (*stop == '\n' && content)
            return REFUSED;
        if (*stop != '\n' &&
            !(*stop == '\\' && delimiter & BYTES && is_unicode_escape(stop[1])))
            return content_end(s, content, out);
        s->p += *stop == '\\' ? 2 : 0; /* and one more, whatever it is */
        s->p += s->p != s->limit;
        content = true;
    }
}

static void skip(struct scan *s)
{
    if (s->p != s->limit)
        s->start = ++s->p;
}

struct blanks {
    bool newline;
    uint16_t indent;
    int32_t comment_indent; /* of the first comment that was stepped over; or -1 */
};

/* From where a token ended to the next thing that is neither blank nor, if
 * lines matter here, comment (P2, P5). False: the scanner says no. */
static bool skip_blanks(struct scan *s, struct blanks *b)
{
    *b = (struct blanks){.comment_indent = -1};
    for (;; skip(s)) {
        switch (*s->p) {
        case '\n':
            b->newline = true;
            b->indent = 0;
            break;
        case ' ': b->indent++; break;
        case '\t': b->indent = (uint16_t)(b->indent + 8); break;
        case '\r':
        case '\f': b->indent = 0; break;
        case '#':
            if (!(s->valid & PYTHON_LINES))
                return true;
            if (!b->newline)
                return false;
            if (b->comment_indent == -1)
                b->comment_indent = b->indent;
            while (s->p != s->limit && *s->p != '\n')
                skip(s);
            b->indent = 0;
            break;
        case '\\':
            skip(s);
            if (*s->p == '\r')
                skip(s);
            if (*s->p != '\n' && s->p != s->limit)
                return false;
            break;
        case 0:
            b->indent = 0;
            b->newline = true;
            return true;
        default: return true;
        }
    }
}

/* P3: what a line's start means, when `next` is the first thing on it. */
static enum outcome line_start(struct lexer *lexer, uint64_t valid, uint16_t indent,
                               int32_t comment_indent, uint8_t next,
                               struct lex_token *out)
{
    const uint16_t current = lexer->scanner.indent;
    bool string_next = has(valid, PYTHON_STRING_START) && python_is_quote(next);

    if (has(valid, PYTHON_INDENT) && indent > current)
        return indent_push(lexer, indent) ? found(PYTHON_INDENT, out) : REFUSED;
    if ((has(valid, PYTHON_DEDENT) ||
         (!has(valid, PYTHON_NEWLINE) && !string_next && !(valid & PYTHON_BRACKETS))) &&
        indent < current && !(lexer->scanner.flags & INSIDE) &&
        comment_indent < (int32_t)current) {
        indent_pop(lexer);
        return found(PYTHON_DEDENT, out);
    }
    if (has(valid, PYTHON_NEWLINE) && !recovering(valid))
        return found(PYTHON_NEWLINE, out);
    return NOTHING;
}

/* What a letter in front of a quote says of the string. */
static uint8_t prefix_flag(uint8_t letter)
{
    switch (letter | 0x20) {
    case 'f':
    case 't': return FORMAT;
    case 'r': return RAW;
    case 'b': return BYTES;
    default: return 0;
    }
}

/* Prefix letters may stand in any order and number (P5). */
static enum outcome string_start(struct scan *s, struct lex_token *out)
{
    const uint8_t *p = s->p;
    uint8_t delimiter = 0, quote;

    for (; python_is_prefix(*p); p++)
        delimiter |= prefix_flag(*p);
    quote = *p;
    if (!python_is_quote(quote))
        return REFUSED;
    delimiter |= quote == '"' ? DOUBLE_QUOTE : quote == '`' ? BACK_QUOTE : SINGLE_QUOTE;
    s->end = p + 1;
    if (quote != '`' && p[1] == quote && p[2] == quote) {
        s->end = p + 3;
        delimiter |= TRIPLE;
    }
    return delimiter_push(s->lexer, delimiter) ? found(PYTHON_STRING_START, out)
                                               : REFUSED;
}

/* The order matters (P1). */
static enum outcome scan(struct scan *s, struct lex_token *out)
{
    enum outcome outcome = NOTHING;
    struct blanks blanks;

    if (s->lexer->scanner.delimiter && !recovering(s->valid)) {
        if (has(s->valid, PYTHON_ESCAPE_INTERPOLATION))
            outcome = escape_interpolation(s, out);
        if (outcome == NOTHING && has(s->valid, PYTHON_STRING_CONTENT))
            outcome = string_content(s, out);
        if (outcome != NOTHING)
            return outcome;
    }
    s->end = s->p;
    if (!skip_blanks(s, &blanks))
        return REFUSED;
    if (blanks.newline)
        outcome = line_start(s->lexer, s->valid, blanks.indent, blanks.comment_indent,
                             *s->p, out);
    if (outcome == NOTHING && blanks.comment_indent == -1 &&
        has(s->valid, PYTHON_STRING_START))
        outcome = string_start(s, out);
    return outcome;
}

static struct scan scan_at(struct lexer *lexer, uint64_t valid, const uint8_t *p)
{
    return (struct scan){.lexer = lexer,
                         .valid = valid,
                         .p = p,
                         .limit = lexer->source + lexer->length,
                         .start = p,
                         .end = p};
}

static void scan_span(const struct scan *s, struct lex_token *out)
{
    const uint8_t *start = s->start < s->end ? s->start : s->end;

    out->start = (uint32_t)(start - s->lexer->source);
    out->end = (uint32_t)(s->end - s->lexer->source);
}

static bool scanner_python_scan(struct lexer *lexer, uint64_t valid, uint32_t at,
                                struct lex_token *out)
{
    struct scan s = scan_at(lexer, valid, lexer->source + at);

    if (scan(&s, out) != FOUND)
        return false;
    scan_span(&s, out);
    lexer->scanner.flags |= STARTED;
    return true;
}

/* The empty stack is number 0. */
static void scanner_python_reset(struct lexer *lexer)
{
    size_t capacity = lexer->node_capacity;

    lexer->nodes = memory_grow(lexer->nodes, &capacity, 1, sizeof *lexer->nodes);
    lexer->node_capacity = (uint32_t)capacity;
    lexer->nodes[0] = (struct scanner_node){0};
    lexer->node_count = 1;
    memset(lexer->node_memo, 0, sizeof lexer->node_memo);
    lexer->scanner = (struct scanner_state){0};
}

static void scanner_python_release(struct lexer *lexer)
{
    free(lexer->nodes);
    lexer->nodes = NULL;
    lexer->node_count = lexer->node_capacity = 0;
}

/* Mostly one node; the same stack may have been made twice. */
static bool nodes_equal(const struct lexer *lexer, uint32_t a, uint32_t b)
{
    const struct scanner_node *nodes = lexer->nodes;

    while (a != b && nodes[a].value == nodes[b].value &&
           nodes[a].depth == nodes[b].depth) {
        a = nodes[a].parent;
        b = nodes[b].parent;
    }
    return a == b;
}

static bool scanner_python_equal(const struct lexer *lexer, struct scanner_state a,
                                 struct scanner_state b)
{
    return a.flags == b.flags && nodes_equal(lexer, a.indents, b.indents) &&
           nodes_equal(lexer, a.delimiters, b.delimiters);
}

static uint64_t valid_in(const struct lexer *lexer, uint16_t state)
{
    return lexer->tables->external_sets[lexer->tables->states[state].external];
}

/* `before`: the state's flags when the call began. An indent or a string pushed
 * or popped is a change that shows in the token's kind. */
static enum lex_found give(struct lexer *lexer, uint8_t before, struct lex_token *out)
{
    bool same = before & STARTED &&
                (out->symbol == PYTHON_NEWLINE || out->symbol == PYTHON_STRING_CONTENT ||
                 out->symbol == PYTHON_ESCAPE_INTERPOLATION);

    out->symbol = lexer->tables->external_symbols[out->symbol];
    out->flags = same ? LEX_EXTERNAL : LEX_EXTERNAL | LEX_STATE_CHANGED;
    lexer->scanner.flags |= STARTED;
    return LEX_FOUND;
}

/* Fills lexer->line for the newline at `p`, behind a token at `at`. When that
 * token is a comment among the lines read last, only what is in front of the
 * next comment is new. False: a backslash is in the way. */
static bool line_read(struct lexer *lexer, uint32_t at, const uint8_t *p)
{
    const uint8_t *const source = lexer->source, *const limit = source + lexer->length;
    struct lex_line *line = &lexer->line;
    bool inside = at >= line->first && at < line->end;
    const uint8_t *comment = NULL;
    uint16_t indent = 0;

    line->at = UINT32_MAX;
    line->comment_indent = -1;
    for (;; p++) {
        if (*p == '\n') {
            indent = (uint16_t)lex_run(lexer->spaces, (uint32_t)(p + 1 - source));
            p += indent;
        } else if (*p == ' ') {
            indent++;
        } else if (*p == '\t') {
            indent = (uint16_t)(indent + 8);
        } else if (*p == '\r' || *p == '\f') {
            indent = 0;
        } else if (*p == '#') {
            if (!comment) {
                comment = p;
                line->comment_indent = indent;
                if (inside)
                    break;
            }
            p = memchr(p, '\n', (size_t)(limit - p));
            p = p ? p - 1 : limit - 1;
            indent = 0;
        } else if (*p == '\\') {
            return false;
        } else {
            line->indent = *p ? indent : 0;
            line->end = (uint32_t)(p - source);
            break;
        }
    }
    line->first = comment ? (uint32_t)(comment - source) : line->end;
    line->at = at;
    return true;
}

/* Behind the last token of a line: newline, indent, dedent or nothing. */
static enum lex_found at_line(struct lexer *lexer, uint16_t state, uint32_t at,
                              const uint8_t **p, struct lex_token *out)
{
    const uint8_t before = lexer->scanner.flags;
    const uint64_t valid = valid_in(lexer, state);
    const struct lex_line *line = &lexer->line;
    enum outcome outcome;

    if (line->at != at && !line_read(lexer, at, *p))
        return LEX_UNSURE;
    if (valid & PYTHON_LINES || line->comment_indent == -1)
        outcome = line_start(lexer, valid, line->indent, line->comment_indent,
                             lexer->source[line->end], out);
    else /* it stops at the comment */
        outcome = line_start(lexer, valid, (uint16_t)line->comment_indent, -1, '#', out);
    if (outcome == FOUND) {
        out->start = out->end = at;
        return give(lexer, before, out);
    }
    *p = lexer->source + line->first;
    return outcome == NOTHING ? LEX_DECLINED : LEX_UNSURE;
}

static enum lex_found at_string(struct lexer *lexer, uint16_t state, uint32_t at,
                                const uint8_t **p, struct lex_token *out)
{
    const uint8_t before = lexer->scanner.flags;
    struct scan s = scan_at(lexer, valid_in(lexer, state), *p);

    (void)at;
    if (string_start(&s, out) != FOUND)
        return LEX_UNSURE;
    scan_span(&s, out);
    return give(lexer, before, out);
}

/* Escapes and the braces of interpolations are the grammar's own tokens. */
static enum lex_found in_string(struct lexer *lexer, uint16_t state, uint32_t at,
                                const uint8_t **p, struct lex_token *out)
{
    const uint8_t before = lexer->scanner.flags, delimiter = lexer->scanner.delimiter;
    const uint8_t *const start = lexer->source + at, c = *start;
    struct scan s = scan_at(lexer, 0, start);
    enum outcome outcome = NOTHING;

    (void)p;
    if (!delimiter)
        return LEX_UNSURE;
    if (c == quote_of(delimiter))
        outcome = string_quote(&s, false, out);
    else if (c == '{' || c == '}')
        outcome = escape_interpolation(&s, out);
    if (outcome == NOTHING)
        outcome = string_content(&s, out);
    if (outcome == FOUND) {
        scan_span(&s, out);
        return give(lexer, before, out);
    }
    if (outcome == REFUSED && (c == '\\' || c == '{' || c == '}') &&
        lex_automaton(lexer, state, start, out))
        return LEX_FOUND;
    return LEX_UNSURE;
}

const struct external_scanner scanner_python = {
    .reset = scanner_python_reset,
    .release = scanner_python_release,
    .scan = scanner_python_scan,
    .equal = scanner_python_equal,
    .shortcuts = {[PYTHON_AT_LINE] = at_line,
                  [PYTHON_AT_STRING] = at_string,
                  [PYTHON_IN_STRING] = in_string},
};
