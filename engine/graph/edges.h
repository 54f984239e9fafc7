/* edges.h - who points at whom, as a value that merges.
 *
 * Nodes are numbers; what they stand for is the caller's. An edge has a kind, a bit
 * in a byte, so that a set of kinds is a mask, and counts the places in the code
 * that say so. Edges that differ only in their sites are one edge with the sum.
 *
 * Lists form a monoid: the all zero list is the identity and edges_merge is
 * associative. Once closed, a list is the same bytes whatever the order in which
 * edges came, and however they were spread over lists (law 8).
 *
 * Not thread-safe: one list belongs to one thread at a time. */
#ifndef CAMBIUM_GRAPH_EDGES_H
#define CAMBIUM_GRAPH_EDGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No node; so a graph has at most this many. */
#define GRAPH_NONE UINT32_MAX

struct edge {
    uint32_t from, to;
    uint32_t sites; /* at least 1; a sum that doesn't fit is the largest number */
    uint8_t kinds;  /* at least one bit */
};

struct edges {
    struct edge *items; /* by from, to, kinds once the list is closed */
    size_t count, capacity;
    bool closed;
};

void edges_add(struct edges *list, struct edge edge);

/* Sorts, and makes one edge of equal ones. Linear time. */
void edges_close(struct edges *list);

/* Moves all of `from` into `into`; `from` is the identity afterwards. Two closed
 * lists make a closed one; else the result has yet to be closed. Linear time. */
void edges_merge(struct edges *into, struct edges *from);

void edges_release(struct edges *list);

/* How sites add up. */
static inline uint32_t edge_sites_sum(uint32_t a, uint32_t b)
{
    uint32_t sum;

    return __builtin_add_overflow(a, b, &sum) ? UINT32_MAX : sum;
}

#endif
