/* graph_of.h - small graphs out of text, and random ones out of a seed. */
#ifndef CAMBIUM_TESTS_GRAPH_OF_H
#define CAMBIUM_TESTS_GRAPH_OF_H

#include "engine/graph/component.h"
#include "engine/graph/csr.h"
#include "engine/graph/edges.h"
#include "engine/graph/scc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "0>1 1>2*3 2>0:4": an edge each, with its sites (1) and its kinds (1). */
static inline struct edges edges_of(const char *text)
{
    struct edges list = {0};
    unsigned from, to, used;

    for (int n; sscanf(text, " %u>%u%n", &from, &to, &n) == 2; text += used) {
        struct edge edge = {from, to, 1, 1};
        used = (unsigned)n;
        if (text[used] == '*')
            edge.sites = (uint32_t)strtoul(text + used + 1, (char **)&text, 10), used = 0;
        if (text[used] == ':')
            edge.kinds = (uint8_t)strtoul(text + used + 1, (char **)&text, 10), used = 0;
        edges_add(&list, edge);
    }
    edges_close(&list);
    return list;
}

static inline struct csr graph_of_edges(uint32_t nodes, struct edges *list)
{
    struct csr g;
    struct err e;

    edges_close(list);
    if (!csr_build(&g, nodes, list, CSR_ALL_KINDS, &e))
        abort();
    edges_release(list);
    csr_reverse(&g);
    return g;
}

static inline struct csr graph_of(uint32_t nodes, const char *text)
{
    struct edges list = edges_of(text);

    return graph_of_edges(nodes, &list);
}

/* xorshift64*: the same numbers on every machine. */
struct dice {
    uint64_t state;
};

static inline uint32_t roll(struct dice *dice, uint32_t below)
{
    dice->state ^= dice->state >> 12;
    dice->state ^= dice->state << 25;
    dice->state ^= dice->state >> 27;
    return (uint32_t)((dice->state * UINT64_C(2685821657736338717) >> 32) * below >> 32);
}

static inline struct edge random_edge(struct dice *dice, uint32_t nodes)
{
    return (struct edge){roll(dice, nodes), roll(dice, nodes), 1 + roll(dice, 4),
                         (uint8_t)(1U << roll(dice, 3))};
}

/* 0 points at 1, 1 at 2, and so on; `ring`: the last at 0. */
static inline struct csr graph_of_path(uint32_t nodes, int ring)
{
    struct edges list = {0};

    for (uint32_t node = 0; node + 1 < nodes + !!ring; node++)
        edges_add(&list, (struct edge){node, (node + 1) % nodes, 1, 1});
    return graph_of_edges(nodes, &list);
}

/* The only component of the graph, or the one of node 0. */
static inline struct csr component_of(struct csr *g)
{
    struct scc scc;
    struct csr component;

    scc_find(&scc, g, CSR_ALL_KINDS);
    component_extract(&scc, g, CSR_ALL_KINDS, 0, &component);
    csr_reverse(&component);
    scc_release(&scc);
    return component;
}

#endif
