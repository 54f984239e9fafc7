/* padded.h - sources as a parser wants them: zero bytes behind the end. */
#ifndef CAMBIUM_TESTS_PADDED_H
#define CAMBIUM_TESTS_PADDED_H

#include "engine/base/buf.h"
#include "parsers/parser.h"

/* A copy of `text` in `b`, which the caller releases. */
static inline struct slice padded(struct buf *b, const char *text)
{
    buf_clear(b);
    buf_add_text(b, text);
    memset(buf_reserve(b, PARSER_PADDING_BYTES), 0, PARSER_PADDING_BYTES);
    return buf_slice(b);
}

#endif
