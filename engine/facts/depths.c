#include "engine/facts/depths.h"

#include "engine/base/memory.h"

#include <stdlib.h>

struct depth_range {
    uint32_t first, last;     /* the nodes it reaches over */
    uint32_t inside, outside; /* the depth in the range, and before it is reached */
};

void depths_release(struct depths *d)
{
    free(d->items);
    *d = (struct depths){0};
}

uint32_t depth_at(struct depths *d, uint32_t node)
{
    const struct depth_range *top;

    while (d->count && node < d->items[d->count - 1].first)
        d->count--;
    if (!d->count)
        return 0;
    top = &d->items[d->count - 1];
    return node <= top->last ? top->inside : top->outside;
}

void depth_push(struct depths *d, uint32_t first, uint32_t last, uint32_t depth)
{
    struct depth_range pushed = {first, last, depth, depth_at(d, last)};

    d->items = memory_grow(d->items, &d->capacity, d->count + 1, sizeof *d->items);
    d->items[d->count++] = pushed;
}
