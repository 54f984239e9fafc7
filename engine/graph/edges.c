#include "engine/graph/edges.h"

#include "engine/base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void edges_add(struct edges *list, struct edge edge)
{
    assert(edge.kinds && edge.sites && edge.from != GRAPH_NONE && edge.to != GRAPH_NONE);
    list->items = memory_grow(list->items, &list->capacity, list->count + 1, sizeof edge);
    list->items[list->count++] = edge;
    list->closed = false;
}

void edges_release(struct edges *list)
{
    free(list->items);
    *list = (struct edges){0};
}

static int edge_compare(const struct edge *a, const struct edge *b)
{
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return (a->kinds > b->kinds) - (a->kinds < b->kinds);
}

/* The sort is a radix sort from the lowest digit up: stable passes over kinds, to
 * and from. Digits of 10 bits have counters that fit into the first cache; a
 * field is cut into as few equal digits as its largest number needs. */
enum { DIGIT_BITS = 10, DIGITS_MAX = 1 + 4 + 4 };
enum field { FIELD_KINDS, FIELD_TO, FIELD_FROM, FIELD_COUNT };

struct digit {
    enum field field;
    unsigned shift;
    uint32_t mask;
};

static inline uint32_t digit_of(const struct edge *e, struct digit d)
{
    uint32_t number = d.field == FIELD_FROM ? e->from
                      : d.field == FIELD_TO ? e->to
                                            : e->kinds;

    return number >> d.shift & d.mask;
}

static unsigned bits_of(uint32_t number)
{
    return number ? 32 - (unsigned)__builtin_clz(number) : 0;
}

/* The digits in which the edges may differ, the lowest first. */
static size_t digits_of(const struct edge *items, size_t count, struct digit *digits)
{
    uint32_t all[FIELD_COUNT] = {0};
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        all[FIELD_KINDS] |= items[i].kinds;
        all[FIELD_TO] |= items[i].to;
        all[FIELD_FROM] |= items[i].from;
    }
    for (enum field field = 0; field < FIELD_COUNT; field++) {
        unsigned bits = bits_of(all[field]);
        unsigned parts = (bits + DIGIT_BITS - 1) / DIGIT_BITS;

        for (unsigned part = 0; part < parts; part++) {
            unsigned width = (bits + parts - 1) / parts;
            digits[found++] = (struct digit){field, part * width, (1U << width) - 1};
        }
    }
    return found;
}

/* One stable pass. False, and nothing moved, if all have the same digit. */
static bool sort_by(struct digit d, const struct edge *from, struct edge *to,
                    size_t count)
{
    size_t places[1 << DIGIT_BITS] = {0};
    size_t place = 0;

    for (size_t i = 0; i < count; i++)
        places[digit_of(&from[i], d)]++;
    if (places[digit_of(&from[0], d)] == count)
        return false;
    for (size_t i = 0; i <= d.mask; i++) {
        size_t here = places[i];
        places[i] = place;
        place += here;
    }
    for (size_t i = 0; i < count; i++)
        to[places[digit_of(&from[i], d)]++] = from[i];
    return true;
}

static bool is_sorted(const struct edges *list)
{
    for (size_t i = 1; i < list->count; i++)
        if (edge_compare(&list->items[i - 1], &list->items[i]) > 0)
            return false;
    return true;
}

static void sort(struct edges *list)
{
    struct digit digits[DIGITS_MAX];
    size_t digit_count = digits_of(list->items, list->count, digits);
    struct edge *other = memory_realloc(NULL, list->count, sizeof *other);

    for (size_t i = 0; i < digit_count; i++) {
        if (sort_by(digits[i], list->items, other, list->count)) {
            struct edge *sorted = other;
            other = list->items;
            list->items = sorted;
            list->capacity = list->count;
        }
    }
    free(other);
}

/* Puts `edge` behind what is closed so far, or adds it to an equal last one. */
static inline size_t put(struct edge *items, size_t count, struct edge edge)
{
    if (count && edge_compare(&items[count - 1], &edge) == 0) {
        items[count - 1].sites = edge_sites_sum(items[count - 1].sites, edge.sites);
        return count;
    }
    items[count] = edge;
    return count + 1;
}

void edges_close(struct edges *list)
{
    size_t count = 0;

    if (list->closed)
        return;
    if (!is_sorted(list))
        sort(list);
    for (size_t i = 0; i < list->count; i++)
        count = put(list->items, count, list->items[i]);
    list->count = count;
    list->closed = true;
}

static void append(struct edges *into, const struct edges *from)
{
    into->items = memory_grow(into->items, &into->capacity, into->count + from->count,
                              sizeof *into->items);
    memcpy(into->items + into->count, from->items, from->count * sizeof *from->items);
    into->count += from->count;
    into->closed = false;
}

static void interleave(struct edges *into, const struct edges *from)
{
    struct edges both = {.closed = true};
    size_t a = 0, b = 0;

    both.items =
        memory_grow(NULL, &both.capacity, into->count + from->count, sizeof *both.items);
    while (a < into->count || b < from->count) {
        bool first =
            b == from->count ||
            (a < into->count && edge_compare(&into->items[a], &from->items[b]) <= 0);
        both.count =
            put(both.items, both.count, first ? into->items[a++] : from->items[b++]);
    }
    edges_release(into);
    *into = both;
}

void edges_merge(struct edges *into, struct edges *from)
{
    if (!into->count) {
        edges_release(into);
        *into = *from;
        *from = (struct edges){0};
        return;
    }
    if (from->count && into->closed && from->closed)
        interleave(into, from);
    else if (from->count)
        append(into, from);
    edges_release(from);
}
