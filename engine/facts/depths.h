/* depths.h - how deep a node is nested, whatever that means to the metric that asks.
 *
 * A stack of ranges of nodes, each with the depth in it. A metric puts a range on it
 * before the pass gets there; ranges nest or come one behind the other, so only the top
 * one can hold the node that is being read, or be the next one to do so. */
#ifndef CAMBIUM_FACTS_DEPTHS_H
#define CAMBIUM_FACTS_DEPTHS_H

#include <stddef.h>
#include <stdint.h>

struct depth_range;

/* All zero is ready for use: depth 0 everywhere. */
struct depths {
    struct depth_range *items;
    size_t count, capacity;
};

void depths_release(struct depths *d);

/* Call these with nodes in the order of the pass. */
uint32_t depth_at(struct depths *d, uint32_t node);
void depth_push(struct depths *d, uint32_t first, uint32_t last, uint32_t depth);

#endif
