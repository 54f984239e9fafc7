#include "engine/base/memory.h"
#include "engine/graph/order.h"

#include <assert.h>
#include <stdlib.h>

/* cost[S]: the sites that point backwards in the best order of the nodes of S, when
 * these come before all others. One node of S is the last: its edges into the rest of
 * S point backwards. `into` holds those sums for the low and the high half of S. */
enum { NODES_MAX = 16, HALF = NODES_MAX / 2 };

struct sums {
    uint64_t into[NODES_MAX][2][1 << HALF];
};

static void sums_fill(struct sums *sums, const struct csr *g)
{
    for (uint32_t node = 0; node < g->nodes; node++) {
        for (uint32_t i = g->forward.starts[node]; i < g->forward.starts[node + 1]; i++) {
            uint32_t other = g->forward.ends[i], bit = 1U << other % HALF;

            if (other == node || !g->forward.kinds[i])
                continue;
            for (uint32_t set = 0; set < 1U << HALF; set++)
                if (set & bit)
                    sums->into[node][other / HALF][set] += g->sites[i];
        }
    }
}

static uint64_t cost_of_last(const struct sums *sums, const uint64_t *cost, uint32_t set,
                             uint32_t node)
{
    uint32_t rest = set & ~(1U << node);

    return cost[rest] + sums->into[node][0][rest & ((1U << HALF) - 1)] +
           sums->into[node][1][rest >> HALF];
}

/* The smallest of the nodes that are best as the last of the set. */
static uint32_t best_last(const struct sums *sums, const uint64_t *cost, uint32_t set)
{
    uint32_t best = (uint32_t)__builtin_ctz(set);

    for (uint32_t rest = set; rest; rest &= rest - 1) {
        uint32_t node = (uint32_t)__builtin_ctz(rest);
        if (cost_of_last(sums, cost, set, node) < cost_of_last(sums, cost, set, best))
            best = node;
    }
    return best;
}

void order_best(const struct csr *g, uint32_t *order)
{
    struct sums *sums = memory_calloc(1, sizeof *sums);
    uint32_t sets = 1U << g->nodes, set;
    uint64_t *cost = memory_calloc(sets, sizeof *cost);

    assert(g->nodes <= NODES_MAX);
    sums_fill(sums, g);
    for (set = 1; set < sets; set++)
        cost[set] = cost_of_last(sums, cost, set, best_last(sums, cost, set));
    set = sets - 1;
    for (uint32_t at = g->nodes; at-- > 0; set &= ~(1U << order[at]))
        order[at] = best_last(sums, cost, set);
    free(cost);
    free(sums);
}
