/* cycles.h - the shortest cycles of a component, a bounded number of them.
 *
 * A component may hold more cycles than anybody can list, so nobody lists them: the
 * answer is the first ones in the order of their length and then of their nodes. A
 * cycle begins at its smallest node and visits no node twice. Work is counted in
 * edges looked at, so the answer is the same on every machine. */
#ifndef CAMBIUM_GRAPH_CYCLES_H
#define CAMBIUM_GRAPH_CYCLES_H

#include "engine/graph/csr.h"

enum cycles_end {
    CYCLES_ALL,     /* there are no others */
    CYCLES_LIMIT,   /* as many as were asked for; there may be others */
    CYCLES_WORK,    /* work ran out; no cycle that isn't listed is shorter than the
                       last one */
    CYCLES_WITNESS, /* work ran out before the first: one shortest cycle through the
                       smallest node that has one, there may be shorter ones elsewhere */
};

struct cycles {
    uint32_t *nodes; /* cycle after cycle */
    size_t *starts;  /* count + 1: cycle i is from starts[i] to starts[i + 1] */
    uint32_t count;
    enum cycles_end end;
};

/* Cycles of a graph whose reverse rows are made; usually a component (component.h),
 * else the smallest nodes may have no cycle. Edges of kind 0 are not there. Each pair
 * of nodes must have at most one edge. `limit` is at least 1. */
void cycles_find(struct cycles *c, const struct csr *g, uint32_t limit, uint64_t work);
void cycles_release(struct cycles *c);

#endif
