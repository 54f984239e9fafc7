#include "engine/graph/redundant.h"

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
