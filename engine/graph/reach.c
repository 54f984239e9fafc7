#include "engine/graph/reach.h"

#include "engine/base/memory.h"

#include <assert.h>
#include <stdlib.h>

static size_t words(const struct csr *g)
{
    return ((size_t)g->nodes + 63) / 64;
}

void reach_init(struct reach *r, struct csr *g)
{
    csr_reverse(g);
    *r = (struct reach){
        .graph = g,
        .found = memory_calloc(words(g), sizeof(uint64_t)),
        .distances = memory_realloc(NULL, g->nodes, sizeof(uint32_t)),
        .nodes = memory_realloc(NULL, g->nodes, sizeof(uint32_t)),
    };
}

void reach_release(struct reach *r)
{
    free(r->found);
    free(r->distances);
    free(r->nodes);
    *r = (struct reach){0};
}

static void forget(struct reach *r)
{
    if (r->count > r->graph->nodes / 64)
        memset(r->found, 0, words(r->graph) * sizeof *r->found);
    else
        for (uint32_t i = 0; i < r->count; i++)
            r->found[r->nodes[i] / 64] = 0;
    r->count = 0;
}

static inline void find(struct reach *r, uint32_t node, uint32_t distance)
{
    if (reach_has(r, node))
        return;
    r->found[node / 64] |= UINT64_C(1) << node % 64;
    r->distances[node] = distance;
    r->nodes[r->count++] = node;
}

/* The search of reach_find; ends early once `wanted` is found. */
static void search(struct reach *r, const struct reach_question *q, uint32_t wanted)
{
    const struct csr_rows *rows = q->backwards ? &r->graph->reverse : &r->graph->forward;

    forget(r);
    for (size_t i = 0; i < q->start_count; i++) {
        assert(q->starts[i] < r->graph->nodes);
        find(r, q->starts[i], 0);
    }
    for (uint32_t at = 0; at < r->count; at++) {
        uint32_t node = r->nodes[at], distance = r->distances[node];

        if (distance >= q->depth || (wanted != GRAPH_NONE && reach_has(r, wanted)))
            return;
        for (uint32_t i = rows->starts[node]; i < rows->starts[node + 1]; i++)
            if (rows->kinds[i] & q->kinds)
                find(r, rows->ends[i], distance + 1);
    }
}

void reach_find(struct reach *r, const struct reach_question *question)
{
    search(r, question, GRAPH_NONE);
}

uint32_t reach_next(const struct reach *r, uint32_t from)
{
    uint64_t rest;

    if (from >= r->graph->nodes)
        return GRAPH_NONE;
    rest = r->found[from / 64] & UINT64_MAX << from % 64;
    for (size_t word = from / 64;; rest = r->found[word]) {
        if (rest)
            return (uint32_t)(word * 64 + (uint32_t)__builtin_ctzll(rest));
        if (++word == words(r->graph))
            return GRAPH_NONE;
    }
}

uint32_t reach_before(const struct reach *r, const struct reach_question *question,
                      uint32_t node)
{
    const struct csr_rows *rows =
        question->backwards ? &r->graph->forward : &r->graph->reverse;

    if (!r->distances[node])
        return GRAPH_NONE;
    for (uint32_t i = rows->starts[node]; i < rows->starts[node + 1]; i++) {
        uint32_t other = rows->ends[i];

        if (rows->kinds[i] & question->kinds && reach_has(r, other) &&
            r->distances[other] + 1 == r->distances[node])
            return other;
    }
    return GRAPH_NONE;
}

/* The next edge of a shortest way, from edge `at` of the row of `node` on; nodes know
 * how far it is to the end. Each neighbour counts once, whatever kinds lead there. */
static uint32_t next_edge(const struct reach *r, uint32_t node, uint32_t at,
                          uint8_t kinds)
{
    const struct csr_rows *rows = &r->graph->forward;
    uint32_t end = rows->starts[node + 1];

    for (; at < end; at++) {
        uint32_t other = rows->ends[at];
        if ((rows->kinds[at] & kinds) && reach_has(r, other) &&
            r->distances[other] + 1 == r->distances[node])
            return at;
    }
    return GRAPH_NONE;
}

static uint32_t after_edge(const struct reach *r, uint32_t node, uint32_t at)
{
    const struct csr_rows *rows = &r->graph->forward;
    uint32_t other = rows->ends[at];

    while (++at < rows->starts[node + 1] && rows->ends[at] == other)
        ;
    return at;
}

/* Ways from `from` to the end: sums from the end upwards, in the order of the search. */
static uint64_t count_ways(const struct reach *r, uint32_t from, uint8_t kinds)
{
    uint64_t *ways = memory_calloc(r->graph->nodes, sizeof *ways), total;

    ways[r->nodes[0]] = 1;
    for (uint32_t i = 1; i < r->count && r->distances[r->nodes[i]] <= r->distances[from];
         i++) {
        uint32_t node = r->nodes[i];
        for (uint32_t at = next_edge(r, node, r->graph->forward.starts[node], kinds);
             at != GRAPH_NONE; at = next_edge(r, node, after_edge(r, node, at), kinds))
            if (__builtin_add_overflow(ways[node], ways[r->graph->forward.ends[at]],
                                       &ways[node]))
                ways[node] = UINT64_MAX;
    }
    total = ways[from];
    free(ways);
    return total;
}

/* Walks down from `from`, always to the smallest node that is left to try. */
static void list_ways(const struct reach *r, uint32_t from, uint8_t kinds, uint32_t limit,
                      struct reach_paths *paths)
{
    uint32_t *way = memory_realloc(NULL, (size_t)paths->length + 1, sizeof *way);
    uint32_t *edges = memory_realloc(NULL, (size_t)paths->length + 1, sizeof *edges);
    size_t depth = 0, capacity = 0;

    way[0] = from;
    edges[0] = r->graph->forward.starts[from];
    while (paths->count < limit) {
        uint32_t at;

        if (depth == paths->length) {
            size_t used = ((size_t)paths->length + 1) * paths->count++;
            paths->nodes = memory_grow(paths->nodes, &capacity, used + paths->length + 1,
                                       sizeof *way);
            memcpy(paths->nodes + used, way, (depth + 1) * sizeof *way);
            if (!depth--)
                break;
            continue;
        }
        at = next_edge(r, way[depth], edges[depth], kinds);
        if (at == GRAPH_NONE) {
            if (!depth--)
                break;
            continue;
        }
        edges[depth] = after_edge(r, way[depth], at);
        way[++depth] = r->graph->forward.ends[at];
        edges[depth] = r->graph->forward.starts[way[depth]];
    }
    free(way);
    free(edges);
}

void reach_paths(struct reach *r, uint32_t from, uint32_t to, uint8_t kinds,
                 uint32_t limit, struct reach_paths *paths)
{
    struct reach_question question = {&to, 1, true, kinds, REACH_ANY_DEPTH};

    *paths = (struct reach_paths){.length = GRAPH_NONE};
    assert(from < r->graph->nodes);
    search(r, &question, from);
    if (!reach_has(r, from))
        return;
    paths->length = r->distances[from];
    paths->total = count_ways(r, from, kinds);
    list_ways(r, from, kinds, limit, paths);
}

void reach_paths_release(struct reach_paths *paths)
{
    free(paths->nodes);
    *paths = (struct reach_paths){.length = GRAPH_NONE};
}
