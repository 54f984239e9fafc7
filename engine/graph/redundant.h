/* redundant.h - edges that a longer way implies.
 *
 * In a graph without cycles (scc_condense makes one) an edge is redundant if its end
 * can be got to without it; what is left when all redundant edges go gets everywhere
 * as before. Deciding all edges takes nodes times edges in the worst case, so each
 * node may look at REDUNDANT_NODE_WORK edges and all of them together at `work`. What
 * isn't decided by then is unknown, not essential. */
#ifndef CAMBIUM_GRAPH_REDUNDANT_H
#define CAMBIUM_GRAPH_REDUNDANT_H

#include "engine/graph/csr.h"

#define REDUNDANT_NODE_WORK 65536

enum redundant_mark {
    REDUNDANT_UNKNOWN = 0,
    REDUNDANT_ESSENTIAL = 1,
    REDUNDANT_IMPLIED = 2,
};

/* marks[i] is about edge i of the forward rows. `order` holds all nodes so that edges
 * go from earlier to later ones (scc.order of the graph's own components, or any). All
 * kinds count; edges that differ only in kind have the same mark. */
void redundant_find(const struct csr *dag, const uint32_t *order, uint64_t work,
                    uint8_t *marks);

#endif
