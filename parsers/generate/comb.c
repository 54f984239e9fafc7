#include "parsers/generate/comb.h"

#include "engine/base/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void row_open(struct rows *rows)
{
    rows->rows =
        memory_grow(rows->rows, &rows->capacity, rows->count + 1, sizeof *rows->rows);
    rows->rows[rows->count++] = (struct row){(uint32_t)rows->cell_count, 0, 0, 0};
}

void row_add(struct rows *rows, uint32_t column, uint64_t value)
{
    rows->cells = memory_grow(rows->cells, &rows->cell_capacity, rows->cell_count + 1,
                              sizeof *rows->cells);
    rows->cells[rows->cell_count++] = (struct cell){column, value};
    rows->rows[rows->count - 1].count++;
}

static bool row_equal(const struct rows *rows, const struct row *a, const struct row *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const struct cell *x = &rows->cells[a->first + i],
                          *y = &rows->cells[b->first + i];

        if (x->column != y->column || x->value != y->value)
            return false;
    }
    return true;
}

static uint64_t row_hash(const struct rows *rows, const struct row *row)
{
    uint64_t hash = row->count;

    for (uint32_t i = 0; i < row->count; i++) {
        const struct cell *c = &rows->cells[row->first + i];

        hash = (hash ^ c->column ^ c->value << 7) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return hash;
}

/* Gives each row the number of the first one with the same cells. */
static void rows_unite(struct rows *rows)
{
    size_t size = 1;

    while (size < rows->count * 2)
        size *= 2;

    uint32_t *slots = memory_alloc(size * sizeof *slots);

    memset(slots, 0xff, size * sizeof *slots);
    for (uint32_t i = 0; i < rows->count; i++) {
        size_t at = row_hash(rows, &rows->rows[i]) & (size - 1);

        while (slots[at] != UINT32_MAX &&
               !row_equal(rows, &rows->rows[slots[at]], &rows->rows[i]))
            at = (at + 1) & (size - 1);
        if (slots[at] == UINT32_MAX)
            slots[at] = i;
        rows->rows[i].same_as = slots[at];
    }
    free(slots);
}

struct order {
    uint32_t row, count;
};

static int fuller_first(const void *left, const void *right)
{
    const struct order *a = left, *b = right;

    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

struct comb {
    bool *taken;
    bool *base_taken; /* two rows at one base would claim each other's slots */
    size_t taken_capacity, base_capacity;
    uint32_t columns, size, first_free;
    uint32_t unit; /* rows begin at multiples of this */
};

static bool comb_fits(const struct comb *c, const struct rows *rows,
                      const struct row *row, uint32_t base)
{
    if (c->base_taken[base])
        return false;
    for (uint32_t i = 0; i < row->count; i++) {
        if (c->taken[base + rows->cells[row->first + i].column])
            return false;
    }
    return true;
}

static void comb_ensure(struct comb *c, uint32_t size)
{
    if (size <= c->size)
        return;
    c->taken = memory_grow(c->taken, &c->taken_capacity, size, sizeof *c->taken);
    c->base_taken =
        memory_grow(c->base_taken, &c->base_capacity, size, sizeof *c->base_taken);
    memset(c->taken + c->size, 0, (size - c->size) * sizeof *c->taken);
    memset(c->base_taken + c->size, 0, (size - c->size) * sizeof *c->base_taken);
    c->size = size;
}

static void comb_place(struct comb *c, struct rows *rows, struct row *row)
{
    uint32_t first_column = row->count ? rows->cells[row->first].column : 0;
    uint32_t base = c->first_free > first_column ? c->first_free - first_column : 0;

    base = (base + c->unit - 1) / c->unit * c->unit;
    for (;; base += c->unit) {
        comb_ensure(c, base + c->columns + 1);
        if (comb_fits(c, rows, row, base))
            break;
    }
    row->base = base;
    c->base_taken[base] = true;
    for (uint32_t i = 0; i < row->count; i++)
        c->taken[base + rows->cells[row->first + i].column] = true;
    while (c->first_free < c->size && c->taken[c->first_free])
        c->first_free++;
    if (base + c->columns > rows->width)
        rows->width = base + c->columns;
}

void rows_place(struct rows *rows, uint32_t columns, uint32_t unit)
{
    struct comb comb = {.columns = columns, .unit = unit};
    struct order *order = memory_calloc(rows->count + 1, sizeof *order);

    rows_unite(rows);
    for (uint32_t i = 0; i < rows->count; i++)
        order[i] = (struct order){i, rows->rows[i].count};
    qsort(order, rows->count, sizeof *order, fuller_first);
    for (uint32_t i = 0; i < rows->count; i++) {
        struct row *row = &rows->rows[order[i].row];

        if (row->same_as == order[i].row)
            comb_place(&comb, rows, row);
    }
    for (uint32_t i = 0; i < rows->count; i++)
        rows->rows[i].base = rows->rows[rows->rows[i].same_as].base;
    free(order);
    free(comb.taken);
    free(comb.base_taken);
}

uint64_t *rows_spread(const struct rows *rows, uint64_t empty)
{
    uint64_t *slots = memory_calloc(rows->width + 1, sizeof *slots);

    for (uint32_t i = 0; i <= rows->width; i++)
        slots[i] = empty;
    for (size_t r = 0; r < rows->count; r++) {
        const struct row *row = &rows->rows[r];

        for (uint32_t i = 0; i < row->count; i++)
            slots[row->base + rows->cells[row->first + i].column] =
                rows->cells[row->first + i].value;
    }
    return slots;
}
