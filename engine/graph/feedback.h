/* feedback.h - the cheapest edges to cut so that a component has no cycle left.
 *
 * The price of an edge is its sites: the places in the code that must change. Up to
 * FEEDBACK_EXACT_NODES nodes the answer is the cheapest there is, by dynamic
 * programming over sets of nodes. Above, that is out of reach (the problem is
 * NP-hard), and the answer is that of Eades, Lin and Smyth (Information Processing
 * Letters 47, 1993) with weights: it costs at most half of all sites, edges of a node
 * to itself apart, which must always go. Then nodes are moved one by one to the best
 * place in the order as long as that saves sites, and edges that can stay are put
 * back, dearest first, so that no smaller part of the answer would do.
 *
 * Work is counted in edges looked at, so the answer is the same on every machine.
 * A third of it is for moving nodes, a third for putting back, a third for trying each
 * edge alone, and what one leaves is for the next. Without work each ends where it is. */
#ifndef CAMBIUM_GRAPH_FEEDBACK_H
#define CAMBIUM_GRAPH_FEEDBACK_H

#include "engine/graph/csr.h"

#include <stdbool.h>

#define FEEDBACK_EXACT_NODES 16 /* 2^16 sets of 8 bytes, some milliseconds */
#define FEEDBACK_UNKNOWN     UINT32_MAX

/* How much of a component still hangs together. */
struct feedback_rest {
    uint32_t largest; /* nodes of the largest component that has a cycle; 0: none has */
    uint32_t cyclic;  /* nodes of all components that have one */
};

struct feedback_edge {
    uint32_t from, to, sites;
    struct feedback_rest alone; /* when this edge alone is cut; FEEDBACK_UNKNOWN twice
                                   if there was no work left to find out */
};

struct feedback {
    struct feedback_edge *edges; /* the cheapest first, then by nodes */
    uint32_t count;
    uint64_t sites;   /* of these edges together */
    bool cheapest;    /* proven: no cheaper set exists */
    bool irreducible; /* no edge of it can stay; false only if work ran out */
    struct feedback_rest before, after; /* with none and with all of them cut */
};

/* For a graph with one edge of kind 1 for each pair of nodes at most: a component
 * (component.h). Cuts edges while it works and mends them. Needs reverse rows. */
void feedback_find(struct feedback *f, struct csr *g, uint64_t work);
void feedback_release(struct feedback *f);

#endif
