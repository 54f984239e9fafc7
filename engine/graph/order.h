/* order.h - the nodes of a component in a row, so that few sites point backwards.
 *
 * What feedback.h is made of: every order of the nodes names edges to cut, those that
 * point from a later to an earlier node, and every cheapest set comes from an order.
 * Edges of a node to itself don't count. Borrows the graph; reverse rows are needed. */
#ifndef CAMBIUM_GRAPH_ORDER_H
#define CAMBIUM_GRAPH_ORDER_H

#include "engine/graph/csr.h"

/* Each fills order[0 .. nodes). */

/* The best order, for at most 16 nodes. */
void order_best(const struct csr *g, uint32_t *order);

/* A good order in m log n steps: nodes nothing points at go to the front, nodes that
 * point at nothing to the back, else the node to the front whose sites that point at
 * others exceed those that point at it the most. */
void order_greedy(const struct csr *g, uint32_t *order);

/* Moves nodes to better places until none is left or *work is spent. */
void order_improve(const struct csr *g, uint32_t *order, uint64_t *work);

#endif
