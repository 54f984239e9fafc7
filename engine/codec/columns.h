/* columns.h - many small structs as columns of numbers.
 *
 * A struct that is kept is described by a table with a row for each field; writing,
 * reading and the check that a format has not changed unseen all use that table. A
 * column is one number for each struct: LEB128, seven bits a byte, the lowest first;
 * in a column of differences each number is what it is more than the one before, with
 * the sign in the lowest bit. Columns stand one behind the other in the table's order.
 *
 * Fields are unsigned and 1, 2, 4 or 8 bytes wide, or bool. */
#ifndef CAMBIUM_CODEC_COLUMNS_H
#define CAMBIUM_CODEC_COLUMNS_H

#include "engine/base/buf.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct column {
    const char *name; /* NULL ends a table */
    uint16_t offset;
    uint8_t bytes;
    bool is_flag;        /* 0 or 1 */
    bool is_differences; /* numbers that are like the one before */
};

#define COLUMN(type, field)                                                     \
    {                                                                           \
#field, offsetof(type, field), sizeof(((type *)0)->field), false, false \
    }
#define COLUMN_DIFFERENCES(type, field)                                        \
    {                                                                          \
#field, offsetof(type, field), sizeof(((type *)0)->field), false, true \
    }
#define COLUMN_FLAG(type, field)                                               \
    {                                                                          \
#field, offsetof(type, field), sizeof(((type *)0)->field), true, false \
    }

/* Adds all columns of `count` structs, `stride` bytes apart. */
void columns_write(struct buf *out, const struct column *table, const void *structs,
                   size_t count, size_t stride);

/* Fills the described fields of `count` structs from the front of *left, and takes
 * that off. False: it ends too early, or a number doesn't fit into its field. */
bool columns_read(struct slice *left, const struct column *table, void *structs,
                  size_t count, size_t stride);

/* Stands for the table: names, widths and order. */
uint64_t columns_hash(const struct column *table);

#endif
