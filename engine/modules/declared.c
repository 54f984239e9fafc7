#include "engine/modules/declared.h"

#include "engine/base/memory.h"
#include "engine/modules/distributions.h"

#include <stdlib.h>

void declared_add(struct declared *d, struct declared_scope scope)
{
    d->items = memory_grow(d->items, &d->capacity, d->count + 1, sizeof *d->items);
    d->items[d->count++] = scope;
}

static int compare(const void *a, const void *b)
{
    const struct declared_scope *x = a, *y = b;

    return (x->place > y->place) - (x->place < y->place);
}

void declared_close(struct declared *d)
{
    if (d->count)
        qsort(d->items, d->count, sizeof *d->items, compare);
}

void declared_release(struct declared *d)
{
    free(d->items);
    *d = (struct declared){0};
}

/* The first scope at that place or behind it. */
static size_t scope_find(const struct declared *d, uint32_t place)
{
    size_t first = 0, end = d->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (d->items[middle].place < place)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

uint32_t declared_scope_of(const struct declared *d, const struct places *p,
                           uint32_t place)
{
    for (; place != PLACE_NONE; place = p->items[place].parent) {
        size_t scope = scope_find(d, place);

        if (scope < d->count && d->items[scope].place == place)
            break;
    }
    return place;
}

static bool scope_has(const struct declared_scope *scope, struct slice module)
{
    for (size_t i = 0; i < scope->distribution_count; i++) {
        if (distribution_provides(scope->distributions[i], module))
            return true;
    }
    return false;
}

bool declared_has(const struct declared *d, const struct places *p, uint32_t place,
                  struct slice module)
{
    for (; place != PLACE_NONE; place = p->items[place].parent) {
        for (size_t i = scope_find(d, place); i < d->count && d->items[i].place == place;
             i++) {
            if (scope_has(&d->items[i], module))
                return true;
        }
    }
    return false;
}
