/* scc.h - strongly connected components, and the order between them.
 *
 * Two nodes are in one component if each can be reached from the other by edges of
 * the kinds asked for. Components are numbered by their smallest node, so the same
 * graph gives the same numbers. Linear in nodes and edges, and without recursion.
 *
 * Owns its memory; borrows nothing from the graph. */
#ifndef CAMBIUM_GRAPH_SCC_H
#define CAMBIUM_GRAPH_SCC_H

#include "engine/graph/csr.h"

struct scc {
    uint32_t nodes, count;
    uint32_t *component; /* of each node */
    uint32_t *place;     /* of each node among the members of its component */
    uint32_t *starts;    /* count + 1 */
    uint32_t *members;   /* of component c: from starts[c] to starts[c + 1], ascending */
    uint32_t *order;     /* all components; edges go from earlier to later ones */
};

void scc_find(struct scc *s, const struct csr *g, uint8_t kinds);
void scc_release(struct scc *s);

static inline uint32_t scc_size(const struct scc *s, uint32_t component)
{
    return s->starts[component + 1] - s->starts[component];
}

/* More than one node, or one that points at itself. */
bool scc_is_cyclic(const struct scc *s, const struct csr *g, uint8_t kinds,
                   uint32_t component);

/* The graph of components: an edge for each pair of different components with an edge
 * between them, for each kind asked for. `kinds` must be what `s` was found with.
 * Fails as csr_build does. */
bool scc_condense(const struct scc *s, const struct csr *g, uint8_t kinds,
                  struct csr *condensed, struct err *e);

#endif
