/* comb.h - rows of a table that lie in one another's gaps.
 *
 * Each row has values in a few columns. rows_place() gives equal rows one place
 * and finds for each a base such that no two want the same slot: the value of a
 * row in a column is then at base + column, if it has one. Which row a slot
 * belongs to is for the values to say.
 *
 * For the build only: running out of memory ends the program. */
#ifndef CAMBIUM_PARSERS_GENERATE_COMB_H
#define CAMBIUM_PARSERS_GENERATE_COMB_H

#include <stddef.h>
#include <stdint.h>

struct row {
    uint32_t first, count; /* cells */
    uint32_t base;
    uint32_t same_as; /* the row with the same cells that was placed */
};

struct cell {
    uint32_t column;
    uint64_t value;
};

struct rows {
    struct row *rows;
    struct cell *cells;
    size_t count, capacity, cell_count, cell_capacity;
    uint32_t width; /* slots that the placed comb needs */
};

/* Begins a row, and adds to the one that was begun last, columns in order. */
void row_open(struct rows *rows);
void row_add(struct rows *rows, uint32_t column, uint64_t value);

/* Bases are multiples of `unit`. */
void rows_place(struct rows *rows, uint32_t columns, uint32_t unit);

/* All slots up to rows->width, and one more; to be freed. */
uint64_t *rows_spread(const struct rows *rows, uint64_t empty);

#endif
