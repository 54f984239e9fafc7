/* decode.h - what a Python file's bytes say, as UTF-8.
 *
 * CPython's rules for byte order marks, cookies (PEP 263) and ends of lines. Only
 * text in another encoding is copied; all else stays where it is, CRLF and byte
 * order mark included, because the grammar reads them. A lone CR becomes LF in
 * place: take a file's hash before it is decoded.
 *
 * A decoder belongs to one worker and keeps its memory. */
#ifndef CAMBIUM_SCAN_DECODE_H
#define CAMBIUM_SCAN_DECODE_H

#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "engine/scan/offset_map.h"
#include "engine/scan/read.h"

#include <stdint.h>

struct transcoder;

/* All zero is ready. */
struct decoder {
    struct transcoder *transcoder; /* NULL until a file needs it */
};

struct decoded {
    struct slice text;            /* READ_PADDING_BYTES of zero behind it */
    const struct offset_map *map; /* NULL: offsets are the file's own */
    bool invalid;                 /* not UTF-8, though it should be: it can be parsed,
                                     but Python wouldn't take it */
    size_t invalid_byte;          /* where the first bad byte is */
    uint32_t invalid_line;        /* and its line, from 1 */
};

/* *out borrows from `source` and from `d` until the next call. False with the reason
 * in *why: REASON_NUL_BYTE, or REASON_ENCODING for one that isn't known, that
 * contradicts a byte order mark, or that the bytes aren't in. */
bool decode_python(struct decoder *d, struct read_buffer *source, struct decoded *out,
                   enum reason *why, struct err *e);

void decoder_release(struct decoder *d);

#endif
