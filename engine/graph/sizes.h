/* sizes.h - how many nodes can be got to from each node.
 *
 * What a change can break is a count like this over the reversed graph. There is no
 * short cut to exact counts, so this is nodes times edges in bits: 512 targets are
 * followed at once through all components, and so on until all were targets. Memory
 * is 92 bytes for each component and 4 for each edge, whatever the graph. Blocks of
 * targets don't know of each other and their counts add up, so they may be spread
 * over threads: each adds its blocks to counts of its own.
 *
 * The graph is that of components (scc_condense), in `order` (scc.order); `weights`
 * says how many nodes a component has. Its reverse rows must be made. */
#ifndef CAMBIUM_GRAPH_SIZES_H
#define CAMBIUM_GRAPH_SIZES_H

#include "engine/graph/scc.h"

#define SIZES_BLOCK 512

/* How many blocks there are. */
uint32_t sizes_blocks(const struct csr *dag);

/* At most how many steps all blocks take together: 8 words for an edge or a node.
 * Ask before you leap. */
uint64_t sizes_work(const struct csr *dag);

/* Adds to counts[c], for each component c, the nodes of those components of the blocks
 * first .. end - 1 that c gets to; c itself is among them. With `backwards`, that get
 * to c. */
void sizes_add(const struct csr *dag, const uint32_t *order, const uint32_t *weights,
               bool backwards, uint32_t first, uint32_t end, uint64_t *counts);

/* All blocks, for each node of the graph that `s` is of: counts[node] is how many
 * nodes it gets to (or that get to it), itself among them. */
void sizes_find(const struct scc *s, const struct csr *dag, bool backwards,
                uint64_t *counts);

#endif
