#include "parsers/preorder.h"

/* In a subtree of n nodes that starts at place p, post-order puts the root
 * last and pre-order puts it first; otherwise siblings keep their order. So a
 * child's first node is as far from its parent's first node in the array as
 * its place is behind the parent's. Parents come first when counting down, so
 * a parent's place is known before its children's are asked for. */
void tree_preorder(const struct tree *t, uint32_t *order, uint32_t *depth)
{
    /* Until a node is reached, order[] at its index holds its place: indices
     * below i are not yet reached, and places are put in a second sweep. */
    uint32_t *place = order;

    place[tree_root(t)] = 0;
    if (depth)
        depth[tree_root(t)] = 0;
    for (uint32_t i = t->count; i-- > 0;) {
        for (TREE_CHILDREN(t, i, child)) {
            place[child] = place[i] + 1 + tree_first(t, child) - tree_first(t, i);
            if (depth)
                depth[child] = depth[i] + 1;
        }
    }
    /* Turn "node i has place order[i]" into "place k holds node order[k]", cycle
     * by cycle; a place that is done has its top bit set. */
    const uint32_t done = (uint32_t)1 << 31;
    for (uint32_t start = 0; start < t->count; start++) {
        uint32_t node = start, at = order[start];
        while (!(at & done)) {
            uint32_t next_node = at, next_at = order[at];
            order[at] = node | done;
            node = next_node;
            at = next_at;
        }
    }
    for (uint32_t k = 0; k < t->count; k++)
        order[k] &= ~done;
}
