#include "engine/graph/sizes.h"

#include "tests/graph/graph_of.h"

#include <criterion/criterion.h>

static void find_sizes(const struct csr *g, bool backwards, uint64_t *counts)
{
    struct scc s;
    struct csr dag;

    scc_find(&s, g, CSR_ALL_KINDS);
    cr_assert(scc_condense(&s, g, CSR_ALL_KINDS, &dag, NULL));
    csr_reverse(&dag);
    sizes_find(&s, &dag, backwards, counts);
    csr_release(&dag);
    scc_release(&s);
}

Test(sizes, count_the_nodes_of_components)
{
    struct csr g = graph_of(6, "0>1 1>2 2>1 2>3 4>3");
    uint64_t counts[6];

    find_sizes(&g, false, counts);
    cr_expect_eq(memcmp(counts, (uint64_t[]){4, 3, 3, 1, 2, 1}, 48), 0);
    find_sizes(&g, true, counts);
    cr_expect_eq(memcmp(counts, (uint64_t[]){1, 3, 3, 5, 1, 1}, 48), 0);
    csr_release(&g);
}

Test(sizes, over_many_blocks_of_targets)
{
    enum { NODES = 5 * SIZES_BLOCK + 17 };
    struct csr g = graph_of_path(NODES, 0);
    uint64_t *counts = calloc(NODES, sizeof *counts),
             *parts = calloc(NODES, sizeof *parts);
    uint32_t *order = calloc(NODES, sizeof *order),
             *weights = calloc(NODES, sizeof *order);

    find_sizes(&g, false, counts);
    for (uint32_t n = 0; n < NODES; n++)
        cr_assert_eq(counts[n], NODES - n);
    find_sizes(&g, true, counts);
    for (uint32_t n = 0; n < NODES; n++) {
        cr_assert_eq(counts[n], n + 1);
        order[n] = n;
        weights[n] = 1 + n % 3;
    }
    cr_assert_eq(sizes_blocks(&g), 6);
    sizes_add(&g, order, weights, true, 4, 6, parts);
    sizes_add(&g, order, weights, true, 0, 1, parts);
    sizes_add(&g, order, weights, true, 1, 4, parts);
    for (uint32_t n = 0, sum = 0; n < NODES; n++)
        cr_assert_eq(parts[n], sum += weights[n]);
    free(counts);
    free(parts);
    free(order);
    free(weights);
    csr_release(&g);
}
