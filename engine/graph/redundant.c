#include "engine/graph/redundant.h"

#include "engine/base/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* From each node, the targets are searched from the highest down, height being the
 * longest way to a node that points at nothing. A way around an edge begins with a
 * higher target, so when the turn comes to a target, it was either seen or can't be.
 * Nothing below the lowest target in doubt is looked at, and a target one lower than
 * the node is never in doubt. */
struct marker {
    const struct csr *dag;
    uint32_t *heights;
    uint32_t *seen, round; /* the node whose search saw it, plus one */
    uint32_t *stack;
    uint64_t *targets; /* height, and which edge: sorted from the highest down */
    uint64_t work;     /* left for all */
    uint64_t node_work;
    uint8_t *marks;
};

static void measure_heights(struct marker *m, const uint32_t *order)
{
    const struct csr_rows *rows = &m->dag->forward;

    for (uint32_t at = m->dag->nodes; at-- > 0;) {
        uint32_t node = order[at], height = 0;
        for (uint32_t i = rows->starts[node]; i < rows->starts[node + 1]; i++)
            if (m->heights[rows->ends[i]] >= height)
                height = m->heights[rows->ends[i]] + 1;
        m->heights[node] = height;
    }
}

static int descending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x < y) - (x > y);
}

static uint32_t list_targets(struct marker *m, uint32_t node)
{
    const struct csr_rows *rows = &m->dag->forward;
    uint32_t count = 0;

    for (uint32_t i = rows->starts[node]; i < rows->starts[node + 1]; i++)
        if (i == rows->starts[node] || rows->ends[i] != rows->ends[i - 1])
            m->targets[count++] = (uint64_t)m->heights[rows->ends[i]] << 32 | i;
    qsort(m->targets, count, sizeof *m->targets, descending);
    return count;
}

/* Sees all that `start` gets to and that is at least `lowest` high. False if work ran
 * out: then something wasn't seen. */
static bool see_from(struct marker *m, uint32_t start, uint32_t lowest)
{
    const struct csr_rows *rows = &m->dag->forward;
    uint32_t depth = 0;

    m->stack[depth++] = start;
    m->seen[start] = m->round;
    while (depth) {
        uint32_t node = m->stack[--depth];
        uint64_t cost = 1 + (uint64_t)(rows->starts[node + 1] - rows->starts[node]);

        if (m->work < cost || m->node_work < cost)
            return false;
        m->work -= cost;
        m->node_work -= cost;
        for (uint32_t i = rows->starts[node]; i < rows->starts[node + 1]; i++) {
            uint32_t other = rows->ends[i];
            if (m->seen[other] == m->round || m->heights[other] < lowest)
                continue;
            m->seen[other] = m->round;
            if (m->heights[other] > lowest)
                m->stack[depth++] = other;
        }
    }
    return true;
}

/* The mark is that of all edges of the row to the same end. */
static void mark(struct marker *m, uint32_t node, uint32_t edge, enum redundant_mark mark)
{
    const struct csr_rows *rows = &m->dag->forward;
    uint32_t end = rows->ends[edge];

    for (; edge < rows->starts[node + 1] && rows->ends[edge] == end; edge++)
        m->marks[edge] = (uint8_t)mark;
}

static void decide(struct marker *m, uint32_t node)
{
    uint32_t count = list_targets(m, node);
    uint32_t lowest = count ? (uint32_t)(m->targets[count - 1] >> 32) : 0;
    bool all_seen = true;

    m->round = node + 1;
    m->node_work = REDUNDANT_NODE_WORK;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t edge = (uint32_t)m->targets[i], end = m->dag->forward.ends[edge];

        if (m->seen[end] == m->round) {
            mark(m, node, edge, REDUNDANT_IMPLIED);
            continue;
        }
        if (all_seen || m->heights[end] + 1 == m->heights[node])
            mark(m, node, edge, REDUNDANT_ESSENTIAL);
        if (all_seen && m->heights[end] > lowest)
            all_seen = see_from(m, end, lowest);
    }
}

static uint32_t longest_row(const struct csr_rows *rows, uint32_t nodes)
{
    uint32_t longest = 0;

    for (uint32_t node = 0; node < nodes; node++)
        if (rows->starts[node + 1] - rows->starts[node] > longest)
            longest = rows->starts[node + 1] - rows->starts[node];
    return longest;
}

void redundant_find(const struct csr *dag, const uint32_t *order, uint64_t work,
                    uint8_t *marks)
{
    struct marker m = {
        .dag = dag,
        .heights = memory_calloc(dag->nodes, sizeof *m.heights),
        .seen = memory_calloc(dag->nodes, sizeof *m.seen),
        .stack = memory_realloc(NULL, dag->nodes, sizeof *m.stack),
        .targets = memory_realloc(NULL, longest_row(&dag->forward, dag->nodes),
                                  sizeof *m.targets),
        .work = work,
        .marks = marks,
    };

    memset(marks, REDUNDANT_UNKNOWN, dag->edges);
    measure_heights(&m, order);
    for (uint32_t node = 0; node < dag->nodes; node++)
        decide(&m, node);
    free(m.heights);
    free(m.seen);
    free(m.stack);
    free(m.targets);
}
