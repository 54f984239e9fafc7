#include "engine/graph/feedback.h"

#include "engine/base/memory.h"
#include "engine/graph/component.h"
#include "engine/graph/order.h"

#include <assert.h>
#include <stdlib.h>

_Static_assert(FEEDBACK_EXACT_NODES == 16, "what order_best can do");

struct cutter {
    struct csr *g;
    uint32_t *cut, count; /* edges of the forward rows */
    uint32_t *froms;      /* of each of these, the node that it leaves */
    uint64_t work;        /* left */
};

static bool spend(struct cutter *c, uint64_t work)
{
    if (c->work < work) {
        c->work = 0;
        return false;
    }
    c->work -= work;
    return true;
}

static void set_kind(struct cutter *c, uint32_t at, uint8_t kind)
{
    c->g->forward.kinds[c->cut[at]] = kind;
}

/* Cuts what points backwards in the order, and what points at itself. */
static void cut_backward(struct cutter *c, const uint32_t *order)
{
    struct csr *g = c->g;
    uint32_t *positions = memory_realloc(NULL, g->nodes, sizeof *positions);

    for (uint32_t at = 0; at < g->nodes; at++)
        positions[order[at]] = at;
    c->cut = memory_realloc(NULL, g->edges, sizeof *c->cut);
    c->froms = memory_realloc(NULL, g->edges, sizeof *c->froms);
    for (uint32_t node = 0; node < g->nodes; node++) {
        for (uint32_t i = g->forward.starts[node]; i < g->forward.starts[node + 1]; i++) {
            if (positions[node] < positions[g->forward.ends[i]])
                continue;
            c->froms[c->count] = node;
            c->cut[c->count] = i;
            set_kind(c, c->count++, COMPONENT_CUT);
        }
    }
    free(positions);
}

/* Room for asking whether one node gets to another. */
struct walker {
    uint32_t *seen, round, *stack;
};

enum answer { NO, YES, NO_WORK };

static enum answer gets_to(struct cutter *c, struct walker *w, uint32_t from, uint32_t to)
{
    const struct csr_rows *rows = &c->g->forward;
    uint32_t depth = 0;

    /* Most often at once, and then a hub isn't searched for each of its edges. */
    if (from == to || csr_sites(c->g, from, to, COMPONENT_KEPT))
        return spend(c, 1) ? YES : NO_WORK;
    w->round++;
    w->stack[depth++] = from;
    w->seen[from] = w->round;
    while (depth) {
        uint32_t node = w->stack[--depth];

        if (node == to)
            return YES;
        if (!spend(c, 1 + rows->starts[node + 1] - rows->starts[node]))
            return NO_WORK;
        for (uint32_t i = rows->starts[node]; i < rows->starts[node + 1]; i++) {
            uint32_t other = rows->ends[i];
            if (rows->kinds[i] && w->seen[other] != w->round) {
                w->seen[other] = w->round;
                w->stack[depth++] = other;
            }
        }
    }
    return NO;
}

/* A cut edge, to be sorted: by its price, then by where it stands. */
struct price {
    uint32_t sites, edge, from;
};

static int by_price(const void *a, const void *b)
{
    const struct price *x = a, *y = b;

    if (x->sites != y->sites)
        return x->sites < y->sites ? -1 : 1;
    return (x->edge > y->edge) - (x->edge < y->edge);
}

static void sort_by_price(struct cutter *c)
{
    struct price *prices = memory_realloc(NULL, c->count, sizeof *prices);

    for (uint32_t i = 0; i < c->count; i++)
        prices[i] = (struct price){c->g->sites[c->cut[i]], c->cut[i], c->froms[i]};
    qsort(prices, c->count, sizeof *prices, by_price);
    for (uint32_t i = 0; i < c->count; i++) {
        c->cut[i] = prices[i].edge;
        c->froms[i] = prices[i].from;
    }
    free(prices);
}

/* Puts back what closes no cycle, the dearest first. False if work ran out. */
static bool put_back(struct cutter *c)
{
    struct walker w = {
        .seen = memory_calloc(c->g->nodes, sizeof *w.seen),
        .stack = memory_realloc(NULL, c->g->nodes, sizeof *w.stack),
    };
    enum answer answer = YES;
    uint32_t kept = 0;

    for (uint32_t i = c->count; i-- > 0 && answer != NO_WORK;) {
        answer = gets_to(c, &w, c->g->forward.ends[c->cut[i]], c->froms[i]);
        if (answer == NO)
            set_kind(c, i, COMPONENT_KEPT);
    }
    for (uint32_t i = 0; i < c->count; i++) {
        if (c->g->forward.kinds[c->cut[i]] != COMPONENT_CUT)
            continue;
        c->froms[kept] = c->froms[i];
        c->cut[kept++] = c->cut[i];
    }
    c->count = kept;
    free(w.seen);
    free(w.stack);
    return answer != NO_WORK;
}

static struct feedback_rest rest_of(const struct csr *g)
{
    struct feedback_rest rest = {0};
    struct scc scc;

    scc_find(&scc, g, COMPONENT_KEPT);
    for (uint32_t i = 0; i < scc.count; i++) {
        uint32_t size = scc_size(&scc, i);
        if (!scc_is_cyclic(&scc, g, COMPONENT_KEPT, i))
            continue;
        rest.cyclic += size;
        rest.largest = size > rest.largest ? size : rest.largest;
    }
    scc_release(&scc);
    return rest;
}

/* Mends all, then cuts one after the other, each alone. */
static void try_each(struct cutter *c, struct feedback *f)
{
    uint64_t cost = 4 * ((uint64_t)c->g->nodes + c->g->edges);

    for (uint32_t i = 0; i < c->count; i++)
        set_kind(c, i, COMPONENT_KEPT);
    f->before = rest_of(c->g);
    for (uint32_t i = 0; i < c->count; i++) {
        struct feedback_edge *edge = &f->edges[i];

        *edge = (struct feedback_edge){
            .from = c->froms[i],
            .to = c->g->forward.ends[c->cut[i]],
            .sites = c->g->sites[c->cut[i]],
            .alone = {FEEDBACK_UNKNOWN, FEEDBACK_UNKNOWN},
        };
        f->sites += edge->sites;
        if (!spend(c, cost))
            continue;
        set_kind(c, i, COMPONENT_CUT);
        edge->alone = rest_of(c->g);
        set_kind(c, i, COMPONENT_KEPT);
    }
}

/* Any order gives an answer; a better one a cheaper answer. */
static void find_order(struct cutter *c, uint32_t *order, bool best)
{
    if (best) {
        order_best(c->g, order);
        return;
    }
    order_greedy(c->g, order);
    order_improve(c->g, order, &c->work);
}

void feedback_find(struct feedback *f, struct csr *g, uint64_t work)
{
    uint64_t share = work / 3;
    struct cutter c = {.g = g, .work = share};
    uint32_t *order = memory_realloc(NULL, g->nodes, sizeof *order);

    assert(g->reverse.starts);
    *f = (struct feedback){.cheapest = g->nodes <= FEEDBACK_EXACT_NODES};
    find_order(&c, order, f->cheapest);
    cut_backward(&c, order);
    sort_by_price(&c);
    c.work += share;
    f->irreducible = f->cheapest || put_back(&c);
    f->after = rest_of(g);
    f->edges = memory_realloc(NULL, c.count, sizeof *f->edges);
    f->count = c.count;
    c.work += work - 2 * share;
    try_each(&c, f);
    free(order);
    free(c.cut);
    free(c.froms);
}

void feedback_release(struct feedback *f)
{
    free(f->edges);
    *f = (struct feedback){0};
}
