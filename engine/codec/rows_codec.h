/* rows_codec.h - what a run knew of each file, as bytes, and back.
 *
 * A block is some hundred rows in path order. Blocks are kept by their content, so a
 * block in which nothing changed is not written again. */
#ifndef CAMBIUM_CODEC_ROWS_CODEC_H
#define CAMBIUM_CODEC_ROWS_CODEC_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/hash.h"
#include "engine/base/slice.h"
#include "engine/codec/wire.h"
#include "engine/facts/facts.h"
#include "parsers/language.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Raise it when the tables in rows_codec.c change; a test watches rows_schema_hash.
 * The facts in a row have FACTS_SCHEMA besides. */
#define ROWS_SCHEMA 1

/* One file as it was. All zero is the least that can be known. */
struct row {
    struct slice path;
    uint64_t size_bytes, mtime_ns, ctime_ns, inode; /* ctime 0: trust none of these */
    struct content_key key;                         /* of what was in it */
    const struct language *language;                /* or NULL: none that we know */
    const char *detail;                             /* of a partial file, or NULL */
    struct line_counts lines;
    uint32_t error_line;
    bool binary;               /* so it was skipped; nothing behind this is known */
    bool partial;              /* there is an error in it */
    const struct facts *facts; /* of a parsed language, else NULL */
};

/* Adds a message to `out`. */
void rows_write(struct buf *out, const struct row *rows, size_t count);

/* NULL: it isn't what rows_write wrote. Rows and what they point to live in
 * `lasting`; paths are in order, without a NUL in them. */
const struct row *rows_read(struct wire *wire, struct slice bytes, struct arena *lasting,
                            size_t *count);

uint64_t rows_schema_hash(void);

#endif
