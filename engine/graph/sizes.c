#include "engine/graph/sizes.h"

#include "engine/base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

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

/* Targets of a block stand next to each other in the order, so that nodes behind the
 * block get to none of it and needn't be looked at. */
struct counter {
    const struct csr_rows *rows;
    const uint32_t *order, *weights;
    uint32_t nodes;
    bool backwards;
    struct row *reached;    /* of each node */
    struct row single;      /* targets that are one node: those needn't be added singly */
    const uint32_t *target; /* the nodes of the block's bits */
    uint64_t *counts;
};

/* The place from the start of the way: backwards, the order is the other way around. */
static uint32_t node_at(const struct counter *c, uint32_t place)
{
    return c->order[c->backwards ? c->nodes - 1 - place : place];
}

static uint64_t weigh(const struct counter *c, const struct row *row)
{
    uint64_t sum = 0;

    for (uint32_t w = 0; w < WORDS; w++) {
        sum += (uint64_t)__builtin_popcountll(row->words[w] & c->single.words[w]);
        for (uint64_t rest = row->words[w] & ~c->single.words[w]; rest; rest &= rest - 1)
            sum += c->weights[c->target[w * 64 + (uint32_t)__builtin_ctzll(rest)]];
    }
    return sum;
}

static bool is_empty(const struct row *row)
{
    uint64_t any = 0;

    for (uint32_t w = 0; w < WORDS; w++)
        any |= row->words[w];
    return !any;
}

static void count_block(struct counter *c, uint32_t block)
{
    uint32_t first = block * SIZES_BLOCK, targets[SIZES_BLOCK];
    uint32_t count = c->nodes - first < SIZES_BLOCK ? c->nodes - first : SIZES_BLOCK;

    c->target = targets;
    c->single = (struct row){0};
    for (uint32_t bit = 0; bit < count; bit++) {
        targets[bit] = node_at(c, first + bit);
        if (c->weights[targets[bit]] == 1)
            c->single.words[bit / 64] |= UINT64_C(1) << bit % 64;
    }
    for (uint32_t place = first + count; place-- > 0;) {
        uint32_t node = node_at(c, place);
        struct row row = {0};

        if (place >= first)
            row.words[(place - first) / 64] |= UINT64_C(1) << (place - first) % 64;
        for (uint32_t i = c->rows->starts[node]; i < c->rows->starts[node + 1]; i++) {
            const struct row *other = &c->reached[c->rows->ends[i]];
            for (uint32_t w = 0; w < WORDS; w++)
                row.words[w] |= other->words[w];
        }
        c->reached[node] = row;
        if (!is_empty(&row))
            c->counts[node] += weigh(c, &row);
    }
}

void sizes_add(const struct csr *dag, const uint32_t *order, const uint32_t *weights,
               bool backwards, uint32_t first, uint32_t end, uint64_t *counts)
{
    struct counter c = {
        .rows = backwards ? &dag->reverse : &dag->forward,
        .order = order,
        .weights = weights,
        .nodes = dag->nodes,
        .backwards = backwards,
        .reached = memory_calloc(dag->nodes, sizeof *c.reached),
        .counts = counts,
    };

    assert(end <= sizes_blocks(dag) && c.rows->starts);
    /* Blocks go up, so what lies behind a block was never reached. */
    for (uint32_t block = first; block < end; block++)
        count_block(&c, block);
    free(c.reached);
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
