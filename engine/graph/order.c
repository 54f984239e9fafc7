#include "engine/graph/order.h"

#include "engine/base/memory.h"

#include <stdbool.h>
#include <stdlib.h>

/* The nodes that are not yet placed, as a heap: the one that gains the most on top,
 * of equal ones the smallest. */
struct heap {
    uint32_t *nodes, *places, count;
    const int64_t *gains;
};

static bool before(const struct heap *h, uint32_t a, uint32_t b)
{
    return h->gains[a] != h->gains[b] ? h->gains[a] > h->gains[b] : a < b;
}

static void heap_put(struct heap *h, uint32_t place, uint32_t node)
{
    h->nodes[place] = node;
    h->places[node] = place;
}

static void heap_raise(struct heap *h, uint32_t place, uint32_t node)
{
    for (; place && before(h, node, h->nodes[(place - 1) / 2]); place = (place - 1) / 2)
        heap_put(h, place, h->nodes[(place - 1) / 2]);
    heap_put(h, place, node);
}

static void heap_sink(struct heap *h, uint32_t place, uint32_t node)
{
    uint32_t child;

    while ((child = 2 * place + 1) < h->count) {
        if (child + 1 < h->count && before(h, h->nodes[child + 1], h->nodes[child]))
            child++;
        if (!before(h, h->nodes[child], node))
            break;
        heap_put(h, place, h->nodes[child]);
        place = child;
    }
    heap_put(h, place, node);
}

static void heap_moved(struct heap *h, uint32_t node)
{
    heap_raise(h, h->places[node], node);
    heap_sink(h, h->places[node], node);
}

static void heap_remove(struct heap *h, uint32_t node)
{
    uint32_t place = h->places[node], last = h->nodes[--h->count];

    if (last == node)
        return;
    heap_put(h, place, last);
    heap_moved(h, last);
}

struct greedy {
    const struct csr *g;
    struct heap heap;
    int64_t *gains;        /* sites that leave less those that arrive */
    uint64_t *out, *in;    /* among the nodes that are not yet placed */
    uint32_t *ends, count; /* nodes that nothing points at or that point at nothing */
    bool *placed;
};

static void note_end(struct greedy *s, uint32_t node)
{
    if (!s->out[node] || !s->in[node])
        s->ends[s->count++] = node;
}

static void lose_edge(struct greedy *s, uint32_t node, uint64_t *side, uint32_t sites,
                      int64_t gain)
{
    side[node] -= sites;
    s->gains[node] += gain;
    heap_moved(&s->heap, node);
    if (!side[node])
        s->ends[s->count++] = node;
}

static void place(struct greedy *s, uint32_t node)
{
    const struct csr_rows *out = &s->g->forward, *in = &s->g->reverse;

    s->placed[node] = true;
    heap_remove(&s->heap, node);
    for (uint32_t i = out->starts[node]; i < out->starts[node + 1]; i++)
        if (!s->placed[out->ends[i]])
            lose_edge(s, out->ends[i], s->in, s->g->sites[i], s->g->sites[i]);
    for (uint32_t i = in->starts[node]; i < in->starts[node + 1]; i++) {
        uint32_t other = in->ends[i];
        if (!s->placed[other]) {
            uint32_t sites = csr_sites(s->g, other, node, CSR_ALL_KINDS);
            lose_edge(s, other, s->out, sites, -(int64_t)sites);
        }
    }
}

static void greedy_init(struct greedy *s, const struct csr *g)
{
    size_t nodes = g->nodes;

    *s = (struct greedy){
        .g = g,
        .gains = memory_calloc(nodes, sizeof *s->gains),
        .out = memory_calloc(nodes, sizeof *s->out),
        .in = memory_calloc(nodes, sizeof *s->in),
        .ends = memory_realloc(NULL, 2 * nodes, sizeof *s->ends),
        .placed = memory_calloc(nodes, sizeof *s->placed),
        .heap = {.nodes = memory_realloc(NULL, nodes, sizeof *s->heap.nodes),
                 .places = memory_realloc(NULL, nodes, sizeof *s->heap.places)},
    };
    s->heap.gains = s->gains;
    for (uint32_t node = 0; node < g->nodes; node++) {
        for (uint32_t i = g->forward.starts[node]; i < g->forward.starts[node + 1]; i++) {
            uint32_t other = g->forward.ends[i], sites = g->sites[i];
            if (other == node)
                continue;
            s->out[node] += sites;
            s->in[other] += sites;
            s->gains[node] += sites;
            s->gains[other] -= sites;
        }
    }
    for (uint32_t node = 0; node < g->nodes; node++) {
        heap_raise(&s->heap, s->heap.count++, node);
        note_end(s, node);
    }
}

static void greedy_release(struct greedy *s)
{
    free(s->gains);
    free(s->out);
    free(s->in);
    free(s->ends);
    free(s->placed);
    free(s->heap.nodes);
    free(s->heap.places);
}

void order_greedy(const struct csr *g, uint32_t *order)
{
    struct greedy s;
    uint32_t front = 0, back = g->nodes;

    greedy_init(&s, g);
    while (front < back) {
        uint32_t node = s.count ? s.ends[--s.count] : s.heap.nodes[0];

        if (s.placed[node])
            continue;
        if (s.out[node])
            order[front++] = node;
        else
            order[--back] = node;
        place(&s, node);
    }
    greedy_release(&s);
}

/* The order while it changes: a ring of nodes through one more, with labels that grow
 * along it. Moving a node costs nothing but a new label between its neighbours'; only
 * when there is none between them all get new ones. */
struct mover {
    const struct csr *g;
    uint32_t *next, *previous; /* the last of each stands for both ends */
    uint64_t *labels;
    struct neighbour *neighbours;
    uint64_t *work; /* left */
};

/* A neighbour of a node that may move: where it stands, and what it costs to have
 * the node behind it rather than before it. */
struct neighbour {
    uint64_t label;
    int64_t cost;
    uint32_t node;
};

static bool spend(struct mover *m, uint64_t work)
{
    if (*m->work < work) {
        *m->work = 0;
        return false;
    }
    *m->work -= work;
    return true;
}

static void label_all(struct mover *m)
{
    uint32_t end = m->g->nodes;
    uint64_t step = UINT64_MAX / ((uint64_t)end + 2), label = step;

    for (uint32_t node = m->next[end]; node != end; node = m->next[node], label += step)
        m->labels[node] = label;
}

static void join(struct mover *m, uint32_t first, uint32_t second)
{
    m->next[first] = second;
    m->previous[second] = first;
}

/* Takes `node` from where it is and puts it behind `place`, which may be the end. */
static void move_behind(struct mover *m, uint32_t node, uint32_t place)
{
    uint32_t end = m->g->nodes, after;
    uint64_t low, high;

    join(m, m->previous[node], m->next[node]);
    after = m->next[place];
    join(m, place, node);
    join(m, node, after);
    low = place == end ? 0 : m->labels[place];
    high = after == end ? UINT64_MAX : m->labels[after];
    m->labels[node] = low + (high - low) / 2;
    if (high - low < 2) {
        label_all(m);
        spend(m, end / 4);
    }
}

static int by_label(const void *a, const void *b)
{
    uint64_t x = ((const struct neighbour *)a)->label,
             y = ((const struct neighbour *)b)->label;

    return (x > y) - (x < y);
}

static size_t list_neighbours(struct mover *m, uint32_t node)
{
    const struct csr_rows *out = &m->g->forward, *in = &m->g->reverse;
    struct neighbour *n = m->neighbours;
    size_t count = 0;

    for (uint32_t i = out->starts[node]; i < out->starts[node + 1]; i++) {
        uint32_t other = out->ends[i];
        if (other != node)
            n[count++] = (struct neighbour){m->labels[other], m->g->sites[i], other};
    }
    for (uint32_t i = in->starts[node]; i < in->starts[node + 1]; i++) {
        uint32_t other = in->ends[i];
        int64_t sites = csr_sites(m->g, other, node, CSR_ALL_KINDS);
        if (other != node)
            n[count++] = (struct neighbour){m->labels[other], -sites, other};
    }
    qsort(n, count, sizeof *n, by_label);
    return count;
}

/* The entry is the last of its node on the way: nodes that point at each other have
 * two entries, next to each other. */
static bool ends_here(const struct neighbour *entry, const struct neighbour *next,
                      const struct neighbour *stop)
{
    return next == stop || next->node != entry->node;
}

/* Where the node costs the least: which one to stand behind, or GRAPH_NONE when no
 * place saves anything. */
static uint32_t best_place(const struct mover *m, size_t count, uint32_t node)
{
    const struct neighbour *n = m->neighbours, *stop = n + count, *middle = n;
    int64_t cost = 0, least = 0;
    uint32_t best = GRAPH_NONE;

    while (middle < stop && middle->label < m->labels[node])
        middle++;
    for (const struct neighbour *at = middle; at-- > n;) {
        cost -= at->cost;
        if (cost < least && ends_here(at, at == n ? stop : at - 1, stop)) {
            least = cost;
            best = m->previous[at->node];
        }
    }
    cost = 0;
    for (const struct neighbour *at = middle; at < stop; at++) {
        cost += at->cost;
        if (cost < least && ends_here(at, at + 1, stop)) {
            least = cost;
            best = at->node;
        }
    }
    return best;
}

/* Each node once. False when nothing was better or the work is spent. */
static bool improve_once(struct mover *m)
{
    bool better = false;

    for (uint32_t node = 0; node < m->g->nodes; node++) {
        size_t count = list_neighbours(m, node);
        uint32_t place = best_place(m, count, node);

        if (!spend(m, 1 + 4 * count))
            return false;
        if (place == GRAPH_NONE)
            continue;
        move_behind(m, node, place);
        better = true;
    }
    return better;
}

static size_t most_neighbours(const struct csr *g)
{
    const uint32_t *out = g->forward.starts, *in = g->reverse.starts;
    size_t most = 0;

    for (uint32_t node = 0; node < g->nodes; node++) {
        size_t here = (size_t)(out[node + 1] - out[node]) + (in[node + 1] - in[node]);
        most = here > most ? here : most;
    }
    return most;
}

static void mover_init(struct mover *m, const struct csr *g, const uint32_t *order,
                       uint64_t *work)
{
    size_t nodes = (size_t)g->nodes + 1;

    *m = (struct mover){
        .g = g,
        .next = memory_realloc(NULL, nodes, sizeof *m->next),
        .previous = memory_realloc(NULL, nodes, sizeof *m->previous),
        .labels = memory_realloc(NULL, nodes, sizeof *m->labels),
        .neighbours = memory_realloc(NULL, most_neighbours(g), sizeof *m->neighbours),
        .work = work,
    };
    for (uint32_t at = 0; at < g->nodes; at++)
        join(m, at ? order[at - 1] : g->nodes, order[at]);
    join(m, g->nodes ? order[g->nodes - 1] : 0, g->nodes);
    label_all(m);
}

void order_improve(const struct csr *g, uint32_t *order, uint64_t *work)
{
    struct mover m;
    uint32_t at = 0;

    mover_init(&m, g, order, work);
    while (improve_once(&m))
        ;
    for (uint32_t node = m.next[g->nodes]; node != g->nodes; node = m.next[node])
        order[at++] = node;
    free(m.next);
    free(m.previous);
    free(m.labels);
    free(m.neighbours);
}
