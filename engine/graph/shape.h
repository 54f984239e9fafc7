/* shape.h - how a node stands in the graph: fan-in, fan-out, depth.
 *
 * Fan-in and fan-out count other nodes, each once whatever kinds lead there. Depth is
 * how many components lie below the node's own on the longest way down: 0 for one
 * that points at no other component. All linear. */
#ifndef CAMBIUM_GRAPH_SHAPE_H
#define CAMBIUM_GRAPH_SHAPE_H

#include "engine/graph/scc.h"

struct shape {
    uint32_t *fan_in, *fan_out, *depth; /* of each node */
};

/* `s` must be what scc_find found with the same kinds. */
void shape_find(struct shape *shape, const struct csr *g, const struct scc *s,
                uint8_t kinds);
void shape_release(struct shape *shape);

#endif
