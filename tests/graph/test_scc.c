#include "tests/graph/graph_of.h"

#include <criterion/criterion.h>

static void expect_numbers(const uint32_t *numbers, uint32_t count, const char *expected)
{
    char text[400] = "";

    for (uint32_t i = 0; i < count; i++)
        sprintf(text + strlen(text), "%u ", numbers[i]);
    cr_expect_str_eq(text, expected);
}

Test(scc, components_are_numbered_by_their_smallest_node)
{
    struct csr g = graph_of(8, "7>2 2>7 5>1 1>5 1>2 0>5 4>4 6>3");
    struct scc s;

    scc_find(&s, &g, CSR_ALL_KINDS);
    cr_expect_eq(s.count, 6);
    expect_numbers(s.component, 8, "0 1 2 3 4 1 5 2 ");
    expect_numbers(s.members, 8, "0 1 5 2 7 3 4 6 ");
    expect_numbers(s.starts, 7, "0 1 3 5 6 7 8 ");
    expect_numbers(s.place, 8, "0 0 0 0 0 1 0 1 ");
    cr_expect_not(scc_is_cyclic(&s, &g, CSR_ALL_KINDS, 0));
    cr_expect(scc_is_cyclic(&s, &g, CSR_ALL_KINDS, 1));
    cr_expect(scc_is_cyclic(&s, &g, CSR_ALL_KINDS, 4));
    cr_expect_not(scc_is_cyclic(&s, &g, 2, 4));
    scc_release(&s);
    csr_release(&g);
}

Test(scc, only_the_kinds_that_are_asked_for_count)
{
    struct csr g = graph_of(3, "0>1 1>0:2 1>2:2 2>1:4");
    struct scc s;

    for (uint8_t kinds = 1; kinds < 8; kinds++) {
        scc_find(&s, &g, kinds);
        cr_expect_eq(s.count, 3U - ((kinds & 3) == 3) - ((kinds & 6) == 6));
        scc_release(&s);
    }
    csr_release(&g);
}

static void expect_order(const struct scc *s, const struct csr *g)
{
    uint32_t *position = malloc((s->count + 1) * sizeof *position);

    for (uint32_t i = 0; i < s->count; i++)
        position[s->order[i]] = i;
    for (uint32_t node = 0; node < g->nodes; node++)
        for (uint32_t i = g->forward.starts[node]; i < g->forward.starts[node + 1]; i++)
            cr_assert_leq(position[s->component[node]],
                          position[s->component[g->forward.ends[i]]]);
    free(position);
}

Test(scc, the_order_goes_along_the_edges)
{
    struct dice dice = {9};

    for (int round = 0; round < 300; round++) {
        uint32_t nodes = 1 + roll(&dice, 40);
        struct edges list = {0};
        struct csr g, condensed;
        struct scc s, again;

        for (uint32_t i = roll(&dice, 80); i > 0; i--)
            edges_add(&list, random_edge(&dice, nodes));
        g = graph_of_edges(nodes, &list);
        scc_find(&s, &g, CSR_ALL_KINDS);
        expect_order(&s, &g);
        cr_assert(scc_condense(&s, &g, CSR_ALL_KINDS, &condensed, NULL));
        scc_find(&again, &condensed, CSR_ALL_KINDS);
        cr_expect_eq(again.count, s.count);
        for (uint32_t c = 0; c < s.count; c++)
            cr_expect_not(scc_is_cyclic(&again, &condensed, CSR_ALL_KINDS, c));
        scc_release(&s);
        scc_release(&again);
        csr_release(&condensed);
        csr_release(&g);
    }
}

Test(scc, edges_between_components_keep_their_kinds_and_sum_their_sites)
{
    struct csr g = graph_of(4, "0>1 1>0 2>3 3>2 0>2*2 1>3*3 1>2*4:2 0>3*9:4"), c;
    struct scc s;

    scc_find(&s, &g, 3);
    cr_assert(scc_condense(&s, &g, 3, &c, NULL));
    cr_expect_eq(c.nodes, 2);
    cr_expect_eq(c.edges, 2);
    cr_expect_eq(csr_sites(&c, 0, 1, 1), 5);
    cr_expect_eq(csr_sites(&c, 0, 1, 2), 4);
    cr_expect_eq(csr_sites(&c, 0, 1, 4), 0);
    csr_release(&c);
    scc_release(&s);
    csr_release(&g);
}

Test(scc, a_component_is_a_graph_of_its_own)
{
    struct csr g = graph_of(9, "3>8 8>3*2 8>3*5:2 3>5 5>8:4 8>1 2>3 5>5"), c;
    struct scc s;

    scc_find(&s, &g, 3);
    cr_assert_eq(s.component[3], s.component[8]);
    component_extract(&s, &g, 3, s.component[3], &c);
    cr_expect_eq(c.nodes, 2);
    cr_expect_eq(c.edges, 2);
    cr_expect_eq(csr_sites(&c, 1, 0, COMPONENT_KEPT), 7);
    csr_release(&c);
    scc_release(&s);
    scc_find(&s, &g, CSR_ALL_KINDS);
    component_extract(&s, &g, CSR_ALL_KINDS, s.component[3], &c);
    cr_expect_eq(c.nodes, 3);
    cr_expect_eq(c.edges, 5);
    cr_expect_eq(csr_sites(&c, 1, 2, COMPONENT_KEPT), 1);
    cr_expect_eq(csr_sites(&c, 1, 1, COMPONENT_KEPT), 1);
    csr_release(&c);
    scc_release(&s);
    csr_release(&g);
}

Test(scc, a_million_nodes_in_a_row_take_no_stack)
{
    struct csr path = graph_of_path(1000000, 0), ring = graph_of_path(1000000, 1);
    struct scc s;

    scc_find(&s, &path, CSR_ALL_KINDS);
    cr_expect_eq(s.count, 1000000);
    cr_expect_eq(s.order[0], 0);
    cr_expect_eq(s.order[999999], 999999);
    scc_release(&s);
    scc_find(&s, &ring, CSR_ALL_KINDS);
    cr_expect_eq(s.count, 1);
    cr_expect_eq(s.members[777777], 777777);
    scc_release(&s);
    csr_release(&path);
    csr_release(&ring);
}
