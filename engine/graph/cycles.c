#include "engine/graph/cycles.h"

#include "engine/base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Rounds of growing length. In the round of a length each node looks for the cycles
 * of that length of which it is the smallest node: a search backwards from it over
 * larger nodes says how far it is home from everywhere, and a walk forwards follows
 * only edges from where the rest of the length is enough.
 *
 * A search also tells a node in which round to look again: when there is no cycle as
 * short, when the nodes that get to it are known to be too few, or never. It looks a
 * little further than its round, so that one long cycle isn't searched from the start
 * for each length. */
struct finder {
    const struct csr *g;
    struct cycles *cycles;
    size_t capacity, starts_capacity;
    uint32_t limit;
    uint64_t work;      /* left */
    uint32_t *rounds;   /* of each node: its next one; NEVER */
    uint32_t *distance; /* home, of each node in the ball; else GRAPH_NONE */
    uint32_t *ball, ball_count;
    bool whole; /* the ball has all nodes that get home */
    uint32_t *path, *edges;
    bool *on_path;
};
#define NEVER UINT32_MAX

/* False once it has run out. */
static bool spend(struct finder *f, uint64_t work)
{
    if (f->work < work) {
        f->work = 0;
        return false;
    }
    f->work -= work;
    return true;
}

static void reach_ball(struct finder *f, uint32_t node, uint32_t distance)
{
    if (f->distance[node] != GRAPH_NONE)
        return;
    f->distance[node] = distance;
    f->ball[f->ball_count++] = node;
}

static void leave_ball(struct finder *f)
{
    while (f->ball_count)
        f->distance[f->ball[--f->ball_count]] = GRAPH_NONE;
}

/* All larger nodes from which `home` is at most `radius` edges away. */
static bool make_ball(struct finder *f, uint32_t home, uint32_t radius)
{
    const struct csr_rows *rows = &f->g->reverse;

    leave_ball(f);
    reach_ball(f, home, 0);
    f->whole = false;
    for (uint32_t at = 0; at < f->ball_count; at++) {
        uint32_t node = f->ball[at], distance = f->distance[node];

        if (distance == radius)
            return true;
        if (!spend(f, 1 + rows->starts[node + 1] - rows->starts[node]))
            return false;
        for (uint32_t i = rows->starts[node]; i < rows->starts[node + 1]; i++)
            if (rows->kinds[i] && rows->ends[i] > home)
                reach_ball(f, rows->ends[i], distance + 1);
    }
    f->whole = true;
    return true;
}

/* The shortest cycle through `home` that the ball knows of; NEVER if none. */
static uint32_t shortest_through(const struct finder *f, uint32_t home)
{
    const struct csr_rows *rows = &f->g->forward;
    uint32_t shortest = NEVER;

    for (uint32_t i = rows->starts[home]; i < rows->starts[home + 1]; i++) {
        uint32_t rest = f->distance[rows->ends[i]];
        if (rows->kinds[i] && rest != GRAPH_NONE && rest + 1 < shortest)
            shortest = rest + 1;
    }
    return shortest;
}

static void add(struct finder *f, uint32_t length)
{
    struct cycles *c = f->cycles;
    size_t used = c->count ? c->starts[c->count] : 0;

    c->nodes = memory_grow(c->nodes, &f->capacity, used + length, sizeof *c->nodes);
    c->starts = memory_grow(c->starts, &f->starts_capacity, (size_t)c->count + 2,
                            sizeof *c->starts);
    memcpy(c->nodes + used, f->path, length * sizeof *c->nodes);
    c->starts[c->count++] = used;
    c->starts[c->count] = used + length;
}

/* Whether a walk that has `left` edges to go may take edge `at`. */
static bool may_take(const struct finder *f, uint32_t home, uint32_t at, uint32_t left)
{
    uint32_t other = f->g->forward.ends[at];

    if (!f->g->forward.kinds[at] || f->distance[other] == GRAPH_NONE)
        return false;
    return other == home ? left == 1 : f->distance[other] < left && !f->on_path[other];
}

/* Adds the cycles of exactly `length` edges; false if work or the limit ends it. */
static bool walk(struct finder *f, uint32_t home, uint32_t length)
{
    const struct csr_rows *rows = &f->g->forward;
    uint32_t depth = 0;
    bool going = true;

    f->path[0] = home;
    f->edges[0] = rows->starts[home];
    for (;;) {
        uint32_t node = f->path[depth], at = f->edges[depth];

        while (at < rows->starts[node + 1] && !may_take(f, home, at, length - depth))
            at++;
        going = going && spend(f, 1 + at - f->edges[depth]);
        f->edges[depth] = at + 1;
        if (going && at < rows->starts[node + 1] && rows->ends[at] == home) {
            add(f, length);
            going = f->cycles->count < f->limit;
        } else if (going && at < rows->starts[node + 1]) {
            f->path[++depth] = rows->ends[at];
            f->on_path[rows->ends[at]] = true;
            f->edges[depth] = rows->starts[rows->ends[at]];
        } else if (depth) {
            f->on_path[f->path[depth--]] = false;
        } else {
            return going;
        }
    }
}

/* The part of `home` in the round of `length`; false if work or the limit ends it. */
static bool look(struct finder *f, uint32_t home, uint32_t length)
{
    uint32_t further = length + length / 4, shortest;

    if (!make_ball(f, home, further - 1))
        return false;
    shortest = shortest_through(f, home);
    f->rounds[home] = length + 1;
    if (f->whole && (shortest == NEVER || length >= f->ball_count))
        f->rounds[home] = NEVER;
    else if (shortest > length)
        f->rounds[home] = shortest == NEVER ? further + 1 : shortest;
    return shortest > length || walk(f, home, length);
}

/* The next round in which a node has something to do. */
static bool next_round(struct finder *f, uint32_t *length)
{
    *length = NEVER;
    for (uint32_t node = 0; node < f->g->nodes; node++)
        if (f->rounds[node] < *length)
            *length = f->rounds[node];
    return *length != NEVER && *length <= f->g->nodes;
}

/* When work ran out before the first cycle was found: one, in linear time. */
static void add_witness(struct finder *f)
{
    f->work = UINT64_MAX;
    for (uint32_t home = 0; home < f->g->nodes && !f->cycles->count; home++) {
        make_ball(f, home, f->g->nodes);
        if (shortest_through(f, home) != NEVER) {
            f->limit = 1;
            walk(f, home, shortest_through(f, home));
        }
    }
}

static enum cycles_end find(struct finder *f)
{
    uint32_t length;

    while (next_round(f, &length)) {
        if (!spend(f, f->g->nodes))
            return CYCLES_WORK;
        for (uint32_t home = 0; home < f->g->nodes; home++)
            if (f->rounds[home] == length && !look(f, home, length))
                return f->cycles->count == f->limit ? CYCLES_LIMIT : CYCLES_WORK;
    }
    return CYCLES_ALL;
}

static void finder_init(struct finder *f, const struct csr *g)
{
    size_t nodes = g->nodes;

    f->rounds = memory_realloc(NULL, nodes, sizeof *f->rounds);
    f->distance = memory_realloc(NULL, nodes, sizeof *f->distance);
    f->ball = memory_realloc(NULL, nodes, sizeof *f->ball);
    f->path = memory_realloc(NULL, nodes + 1, sizeof *f->path);
    f->edges = memory_realloc(NULL, nodes + 1, sizeof *f->edges);
    f->on_path = memory_calloc(nodes, sizeof *f->on_path);
    for (uint32_t node = 0; node < g->nodes; node++) {
        f->rounds[node] = 1;
        f->distance[node] = GRAPH_NONE;
    }
}

static void finder_release(struct finder *f)
{
    free(f->rounds);
    free(f->distance);
    free(f->ball);
    free(f->path);
    free(f->edges);
    free(f->on_path);
}

void cycles_find(struct cycles *c, const struct csr *g, uint32_t limit, uint64_t work)
{
    struct finder finder = {.g = g, .cycles = c, .limit = limit, .work = work};

    assert(limit && g->reverse.starts);
    *c = (struct cycles){0};
    finder_init(&finder, g);
    c->end = find(&finder);
    if (c->end == CYCLES_WORK && !c->count) {
        add_witness(&finder);
        c->end = CYCLES_WITNESS;
    }
    finder_release(&finder);
}

void cycles_release(struct cycles *c)
{
    free(c->nodes);
    free(c->starts);
    *c = (struct cycles){0};
}
