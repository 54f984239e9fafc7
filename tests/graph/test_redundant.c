#include "engine/graph/redundant.h"

#include "engine/graph/shape.h"
#include "engine/graph/sizes.h"
#include "tests/graph/graph_of.h"

#include <criterion/criterion.h>

#define PLENTY 1000000000

static void expect_marks(struct csr *g, uint64_t work, const char *expected)
{
    char *text = calloc(g->edges + 1, 1);
    uint8_t *marks = malloc(g->edges);
    struct scc s;

    scc_find(&s, g, CSR_ALL_KINDS);
    redundant_find(g, s.order, work, marks);
    for (uint32_t i = 0; i < g->edges; i++)
        text[i] = "?ER"[marks[i]];
    cr_expect_str_eq(text, expected);
    free(text);
    free(marks);
    scc_release(&s);
}

Test(redundant, edges_with_a_way_around_are)
{
    struct csr g = graph_of(5, "0>1 0>2 0>3 0>3:2 1>2 2>3 4>3");

    expect_marks(&g, PLENTY, "ERRREEE");
    csr_release(&g);
}

Test(redundant, without_work_only_what_is_plain_is_decided)
{
    struct csr g = graph_of(5, "0>1 0>2 0>3 0>3:2 1>2 2>3 4>3");

    expect_marks(&g, 0, "E???EEE");
    csr_release(&g);
}

Test(redundant, an_edge_to_the_same_end_in_the_next_row_is_another)
{
    struct csr g = graph_of(4, "0>2 0>3 1>3 2>3");

    expect_marks(&g, PLENTY, "EREE");
    csr_release(&g);
}

/* Node i points at all later ones: only the edges to the next are needed. */
Test(redundant, of_a_total_order_only_the_steps_are_left)
{
    struct edges list = {0};
    struct csr g;
    uint8_t *marks;
    uint32_t order[400], essential = 0;

    for (uint32_t a = 0; a < 400; a++) {
        order[a] = a;
        for (uint32_t b = a + 1; b < 400; b++)
            edges_add(&list, (struct edge){a, b, 1, 1});
    }
    g = graph_of_edges(400, &list);
    marks = malloc(g.edges);
    redundant_find(&g, order, PLENTY, marks);
    for (uint32_t i = 0; i < g.edges; i++) {
        essential += marks[i] == REDUNDANT_ESSENTIAL;
        cr_assert_neq(marks[i], REDUNDANT_UNKNOWN);
    }
    cr_expect_eq(essential, 399);
    free(marks);
    csr_release(&g);
}

Test(shape, fans_count_other_nodes_once_and_depth_counts_components)
{
    struct csr g = graph_of(6, "0>1 0>1:2 0>0 1>2 2>1 2>3 4>0");
    struct scc s;
    struct shape shape;

    scc_find(&s, &g, CSR_ALL_KINDS);
    shape_find(&shape, &g, &s, CSR_ALL_KINDS);
    cr_expect_eq(memcmp(shape.fan_out, (uint32_t[]){1, 1, 2, 0, 1, 0}, 24), 0);
    cr_expect_eq(memcmp(shape.fan_in, (uint32_t[]){1, 2, 1, 1, 0, 0}, 24), 0);
    cr_expect_eq(memcmp(shape.depth, (uint32_t[]){2, 1, 1, 0, 3, 0}, 24), 0);
    shape_release(&shape);
    scc_release(&s);
    csr_release(&g);
}

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
    uint64_t counts[NODES], parts[NODES] = {0};
    uint32_t order[NODES], weights[NODES];

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
    csr_release(&g);
}
