/* reach.h - what can be got to from where, how far it is, and along which way.
 *
 * A reach is room for one question at a time, used again from question to question:
 * after the first, a question costs what it finds and the edges there, not the size
 * of the graph. It borrows the graph, whose reverse rows it makes if need be
 * (reach_init), and owns its answers, which last until the next question.
 *
 * Not thread-safe: one reach belongs to one thread; any number share a graph. */
#ifndef CAMBIUM_GRAPH_REACH_H
#define CAMBIUM_GRAPH_REACH_H

#include "engine/graph/csr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REACH_ANY_DEPTH UINT32_MAX

struct reach {
    const struct csr *graph;
    uint64_t *found;     /* a bit for each node */
    uint32_t *distances; /* of found nodes only, in edges */
    uint32_t *nodes;     /* those found, the nearest first */
    uint32_t count;
};

struct reach_question {
    const uint32_t *starts; /* found too, at distance 0; may hold a node twice */
    size_t start_count;
    bool backwards; /* who gets to the starts, not what they get to */
    uint8_t kinds;
    uint32_t depth; /* the largest distance, or REACH_ANY_DEPTH */
};

/* Makes the graph's reverse rows: call it before threads share the graph. */
void reach_init(struct reach *r, struct csr *g);
void reach_release(struct reach *r);

/* Finds every node within reach. Distances and what is found don't depend on the
 * order of the starts; the order of r->nodes within one distance does. */
void reach_find(struct reach *r, const struct reach_question *question);

static inline bool reach_has(const struct reach *r, uint32_t node)
{
    return r->found[node / 64] >> node % 64 & 1;
}

/* The smallest found node that is at least `from`, or GRAPH_NONE: a way over the
 * answer in ascending order. */
uint32_t reach_next(const struct reach *r, uint32_t from);

/* The smallest neighbour of a found node from which the answer got there: one step nearer to
 * a start. GRAPH_NONE of a start. `question` is the one that was asked. */
uint32_t reach_before(const struct reach *r, const struct reach_question *question,
                      uint32_t node);

/* Shortest ways from one node to another; from a node to itself it is that node. */
struct reach_paths {
    uint32_t *nodes; /* way after way, each from `from` to `to` with length + 1 nodes */
    uint32_t length; /* edges of each way; GRAPH_NONE: there is no way */
    uint32_t count;  /* ways in `nodes` */
    uint64_t total;  /* ways there are; the largest number if more */
};

/* At most `limit` of the shortest ways, those first that go by smaller nodes (compared
 * node by node from the start). The caller releases the answer. */
void reach_paths(struct reach *r, uint32_t from, uint32_t to, uint8_t kinds,
                 uint32_t limit, struct reach_paths *paths);
void reach_paths_release(struct reach_paths *paths);

#endif
