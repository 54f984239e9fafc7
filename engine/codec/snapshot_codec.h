/* snapshot_codec.h - a project's snapshot: which blocks it is made of.
 *
 * A snapshot is a base, blocks of rows that are kept by their content, and a delta:
 * the rows that are other than the base's, and the numbers of the base's rows that
 * hold no more. So a night in which a hundred files changed writes a hundred rows. */
#ifndef CAMBIUM_CODEC_SNAPSHOT_CODEC_H
#define CAMBIUM_CODEC_SNAPSHOT_CODEC_H

#include "engine/base/buf.h"
#include "engine/base/hash.h"
#include "engine/base/slice.h"
#include "engine/codec/wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SNAPSHOT_SCHEMA 1

struct snapshot_block {
    struct content_key key;
    uint64_t rows;
};

struct snapshot_record {
    struct slice project;
    uint64_t rules, grammar;        /* under which the facts were found */
    uint64_t parse_ns, parse_bytes; /* what it cost to parse and extract, to tell what
                                     * a hit saves; 0, 0: not known */
    const struct snapshot_block *blocks;
    size_t block_count;
    const uint64_t *dead; /* rows of the base, ascending */
    size_t dead_count;
    struct slice delta; /* rows, as rows_write writes them */
};

void snapshot_write(struct buf *out, const struct snapshot_record *record);

/* On success free() record->blocks and record->dead; the rest borrows from `bytes`.
 * False: it isn't what snapshot_write wrote. */
bool snapshot_read(struct wire *wire, struct slice bytes, struct snapshot_record *record);

#endif
