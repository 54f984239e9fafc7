/* padded.h - sources as a parser wants them: zero bytes behind the end. */
#ifndef CAMBIUM_TESTS_PADDED_H
#define CAMBIUM_TESTS_PADDED_H

#include "engine/base/buf.h"
#include "parsers/parser.h"

/* Puts the padding behind what is in `b`. */
static inline struct slice buf_padded(struct buf *b)
{
    memset(buf_reserve(b, PARSER_PADDING_BYTES), 0, PARSER_PADDING_BYTES);
    return buf_slice(b);
}

/* A copy of `source` in `b`, which the caller releases. */
static inline struct slice padded_bytes(struct buf *b, struct slice source)
{
    buf_clear(b);
    buf_add(b, source);
    return buf_padded(b);
}

static inline struct slice padded(struct buf *b, const char *text)
{
    return padded_bytes(b, slice_of(text));
}

#endif
