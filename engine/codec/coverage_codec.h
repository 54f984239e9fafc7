/* coverage_codec.h - what is known of the coverage of a tree, as bytes, and back.
 *
 * All that was taken in at once is a take. It is kept in parts, since a record of a log has
 * a greatest length: each part says which take it is of and which of how many it is, and
 * holds some of the rows in path order. Of what is read back, the rows of one part are in
 * order, and cover no more lines than they have; whether the parts are is for whoever puts
 * them together to look at. */
#ifndef CAMBIUM_CODEC_COVERAGE_CODEC_H
#define CAMBIUM_CODEC_COVERAGE_CODEC_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/hash.h"
#include "engine/base/slice.h"
#include "engine/codec/wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Raise it when a table in coverage_codec.c changes; a test watches coverage_schema_hash. */
#define COVERAGE_SCHEMA 1

enum { COVERAGE_MAX_PARTS = 1 << 20 };

struct coverage_row {
    struct slice path;
    uint32_t lines, covered;
    struct content_key key;
};

struct coverage_part {
    uint64_t take;        /* any number that no other take has */
    uint32_t part, parts; /* from 0 */
    uint64_t foreign;
    struct slice first_foreign;
    const struct coverage_row *rows;
    size_t count;
};

/* Adds a message. */
void coverage_part_write(struct buf *out, const struct coverage_part *part);

/* What a message is, told by its schema alone. */
enum coverage_message {
    COVERAGE_MESSAGE_NONE,
    COVERAGE_MESSAGE_PART,
    COVERAGE_MESSAGE_LATER, /* of a later version of this program */
};

/* Fills take, part and parts only. */
enum coverage_message coverage_part_look(struct wire *wire, struct slice bytes,
                                         struct coverage_part *part);

/* Rows and texts live in `lasting`. False: it isn't what coverage_part_write wrote. */
bool coverage_part_read(struct wire *wire, struct slice bytes, struct coverage_part *part,
                        struct arena *lasting);

uint64_t coverage_schema_hash(void);

#endif
