#include "engine/vcs/intern.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"

#include <stdlib.h>

static size_t place_of(const struct intern *t, struct slice bytes)
{
    size_t at = hash_bytes(bytes) & (t->place_count - 1);

    while (t->places[at] && !slice_equal(t->items[t->places[at] - 1], bytes))
        at = (at + 1) & (t->place_count - 1);
    return at;
}

static void places_grow(struct intern *t)
{
    if (2 * (t->count + 1) <= t->place_count)
        return;
    free(t->places);
    t->place_count = t->place_count ? 2 * t->place_count : 256;
    t->places = memory_calloc(t->place_count, sizeof *t->places);
    for (size_t i = 0; i < t->count; i++)
        t->places[place_of(t, t->items[i])] = (uint32_t)i + 1;
}

uint32_t intern_add(struct intern *t, struct slice bytes)
{
    size_t at;

    places_grow(t);
    at = place_of(t, bytes);
    if (!t->places[at]) {
        t->items = memory_grow(t->items, &t->capacity, t->count + 1, sizeof *t->items);
        t->items[t->count] = arena_copy(&t->memory, bytes);
        t->places[at] = (uint32_t)++t->count;
    }
    return t->places[at] - 1;
}

uint32_t intern_find(const struct intern *t, struct slice bytes)
{
    return t->count ? t->places[place_of(t, bytes)] - 1 : INTERN_NONE;
}

struct numbered {
    struct slice bytes;
    uint32_t number;
};

static int numbered_compare(const void *a, const void *b)
{
    return slice_compare(((const struct numbered *)a)->bytes,
                         ((const struct numbered *)b)->bytes);
}

uint32_t *intern_ranks(const struct intern *t)
{
    struct numbered *sorted = memory_calloc(t->count, sizeof *sorted);
    uint32_t *ranks = memory_calloc(t->count, sizeof *ranks);

    for (size_t i = 0; i < t->count; i++)
        sorted[i] = (struct numbered){t->items[i], (uint32_t)i};
    qsort(sorted, t->count, sizeof *sorted, numbered_compare);
    for (size_t i = 0; i < t->count; i++)
        ranks[sorted[i].number] = (uint32_t)i;
    free(sorted);
    return ranks;
}

void intern_release(struct intern *t)
{
    free(t->items);
    free(t->places);
    arena_release(&t->memory);
    *t = (struct intern){0};
}
