#include "engine/graph/sizes.h"

#include "engine/base/memory.h"

#include <assert.h>
#include <stdlib.h>

enum { WORDS = SIZES_BLOCK / 64 };

struct row {
    uint64_t words[WORDS];
};

uint32_t sizes_blocks(const struct csr *dag)
{
    return dag->nodes / SIZES_BLOCK + (dag->nodes % SIZES_BLOCK != 0);
}

uint64_t sizes_work(const struct csr *dag)
{
    return (uint64_t)sizes_blocks(dag) * ((uint64_t)dag->nodes + dag->edges) * WORDS;
}

/* Nodes go by their places in the order, backwards from the other end: then edges go to
 * larger places, a block of targets is a range of places, places behind it get to
 * none of it and needn't be looked at, and all rows are read from one end to the other. */
struct counter {
    const struct csr *dag;
    const uint32_t *order;
    bool backwards;
    uint32_t *starts, *ends; /* edges of place p: from starts[p] to ends[p] */
    uint32_t *targets;       /* of each edge: its place; ascending in a row, each once */
    uint32_t *weights;       /* of each place */
    struct row *reached;     /* by each place, of the block */
    uint64_t *sums;          /* of each place */
};

static uint32_t node_at(const struct counter *c, uint32_t place)
{
    return c->order[c->backwards ? c->dag->nodes - 1 - place : place];
}

/* What arrives at a place is written into the rows that it comes from, and the places
 * go up: so do the targets of each row. */
static void fill_rows(struct counter *c)
{
    const struct csr_rows *in = c->backwards ? &c->dag->forward : &c->dag->reverse;
    uint32_t *places = memory_realloc(NULL, c->dag->nodes, sizeof *places);

    for (uint32_t place = 0; place < c->dag->nodes; place++)
        places[node_at(c, place)] = place;
    for (uint32_t place = 0; place < c->dag->nodes; place++) {
        uint32_t node = node_at(c, place);
        for (uint32_t i = in->starts[node]; i < in->starts[node + 1]; i++) {
            uint32_t from = places[in->ends[i]];
            if (c->ends[from] == c->starts[from] ||
                c->targets[c->ends[from] - 1] != place)
                c->targets[c->ends[from]++] = place;
        }
    }
    free(places);
}

static void counter_init(struct counter *c, const uint32_t *weights)
{
    const struct csr_rows *out = c->backwards ? &c->dag->reverse : &c->dag->forward;
    uint32_t nodes = c->dag->nodes, edges = 0;

    c->starts = memory_realloc(NULL, nodes, sizeof *c->starts);
    c->ends = memory_realloc(NULL, nodes, sizeof *c->ends);
    c->targets = memory_realloc(NULL, c->dag->edges, sizeof *c->targets);
    c->weights = memory_realloc(NULL, nodes, sizeof *c->weights);
    c->reached = memory_calloc(nodes, sizeof *c->reached);
    c->sums = memory_calloc(nodes, sizeof *c->sums);
    for (uint32_t place = 0; place < nodes; place++) {
        uint32_t node = node_at(c, place);
        c->weights[place] = weights[node];
        c->starts[place] = c->ends[place] = edges;
        edges += out->starts[node + 1] - out->starts[node];
    }
    fill_rows(c);
}

static void counter_release(struct counter *c)
{
    free(c->starts);
    free(c->ends);
    free(c->targets);
    free(c->weights);
    free(c->reached);
    free(c->sums);
}

/* Targets that are one node are counted at once, others are weighed one by one. */
static uint64_t weigh(const struct row *row, const struct row *single,
                      const uint32_t *weights)
{
    uint64_t sum = 0;

    for (uint32_t w = 0; w < WORDS; w++) {
        sum += (uint64_t)__builtin_popcountll(row->words[w] & single->words[w]);
        for (uint64_t rest = row->words[w] & ~single->words[w]; rest; rest &= rest - 1)
            sum += weights[w * 64 + (uint32_t)__builtin_ctzll(rest)];
    }
    return sum;
}

/* Brings near what the row of `place` will need: most of the time goes into waiting. */
static void prefetch(const struct counter *c, uint32_t place, uint32_t end)
{
    for (uint32_t i = c->starts[place]; i < c->ends[place] && c->targets[i] < end; i++)
        __builtin_prefetch(&c->reached[c->targets[i]]);
}

static void count_block(struct counter *c, uint32_t first)
{
    struct row single = {0};
    uint32_t end =
        c->dag->nodes - first < SIZES_BLOCK ? c->dag->nodes : first + SIZES_BLOCK;

    for (uint32_t bit = 0; bit < end - first; bit++)
        if (c->weights[first + bit] == 1)
            single.words[bit / 64] |= UINT64_C(1) << bit % 64;
    for (uint32_t place = end; place-- > 0;) {
        struct row row = {0};

        if (place)
            prefetch(c, place - 1, end);
        if (place >= first)
            row.words[(place - first) / 64] |= UINT64_C(1) << (place - first) % 64;
        for (uint32_t i = c->starts[place]; i < c->ends[place] && c->targets[i] < end;
             i++)
            for (uint32_t w = 0; w < WORDS; w++)
                row.words[w] |= c->reached[c->targets[i]].words[w];
        c->reached[place] = row;
        c->sums[place] += weigh(&row, &single, c->weights + first);
    }
}

void sizes_add(const struct csr *dag, const uint32_t *order, const uint32_t *weights,
               bool backwards, uint32_t first, uint32_t end, uint64_t *counts)
{
    struct counter c = {.dag = dag, .order = order, .backwards = backwards};

    assert(end <= sizes_blocks(dag) && dag->reverse.starts);
    counter_init(&c, weights);
    for (uint32_t block = first; block < end; block++)
        count_block(&c, block * SIZES_BLOCK);
    for (uint32_t place = 0; place < dag->nodes; place++)
        counts[node_at(&c, place)] += c.sums[place];
    counter_release(&c);
}

void sizes_find(const struct scc *s, const struct csr *dag, bool backwards,
                uint64_t *counts)
{
    uint32_t *weights = memory_realloc(NULL, s->count, sizeof *weights);
    uint64_t *sums = memory_calloc(s->count, sizeof *sums);

    for (uint32_t c = 0; c < s->count; c++)
        weights[c] = scc_size(s, c);
    sizes_add(dag, s->order, weights, backwards, 0, sizes_blocks(dag), sums);
    for (uint32_t node = 0; node < s->nodes; node++)
        counts[node] = sums[s->component[node]];
    free(weights);
    free(sums);
}
