/* component.h - one component as a graph of its own.
 *
 * Its nodes are the places of the component's members (scc.h), so their order is the
 * order of the nodes they stand for. Two nodes have one edge, of kind 1, with the
 * sites of all kinds asked for. Edges that leave the component are not in it.
 *
 * Whoever extracted it may set the kind of a forward edge to 0: that cuts the edge.
 * Reverse rows that were made before don't know of it. */
#ifndef CAMBIUM_GRAPH_COMPONENT_H
#define CAMBIUM_GRAPH_COMPONENT_H

#include "engine/graph/scc.h"

enum { COMPONENT_CUT = 0, COMPONENT_KEPT = 1 };

/* Linear in the edges of its nodes. Release with csr_release. Makes no reverse rows. */
void component_extract(const struct scc *s, const struct csr *g, uint8_t kinds,
                       uint32_t component, struct csr *extracted);

#endif
