/* preorder.h - the nodes of a tree in the order in which a person reads them:
 * a node, then what is in it, from left to right. */
#ifndef CAMBIUM_PARSERS_PREORDER_H
#define CAMBIUM_PARSERS_PREORDER_H

#include "parsers/tree.h"

/* Fills order[k] with the index of the k-th node and, unless NULL, depth[i]
 * with how many nodes are around node i. Both have room for t->count. Takes
 * time in proportion to the count, however deep the tree is. */
void tree_preorder(const struct tree *t, uint32_t *order, uint32_t *depth);

#endif
