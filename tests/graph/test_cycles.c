#include "engine/graph/cycles.h"

#include "tests/graph/graph_of.h"

#include <criterion/criterion.h>

#define PLENTY 100000000

static void expect_cycles(struct csr *g, uint32_t limit, uint64_t work,
                          enum cycles_end end, const char *expected)
{
    char text[1000] = "";
    struct cycles c;

    cycles_find(&c, g, limit, work);
    for (uint32_t i = 0; i < c.count; i++)
        for (size_t at = c.starts[i]; at < c.starts[i + 1]; at++)
            sprintf(text + strlen(text), "%u%s", c.nodes[at],
                    at + 1 == c.starts[i + 1] ? "; " : " ");
    cr_expect_str_eq(text, expected);
    cr_expect_eq(c.end, end, "%s ends with %d", text, c.end);
    cycles_release(&c);
}

Test(cycles, come_by_length_and_then_by_nodes)
{
    struct csr g = graph_of(6, "0>3 3>0 1>2 2>4 4>1 3>1 4>3 4>5 5>4 5>5 2>0 1>3");

    expect_cycles(&g, 3, PLENTY, CYCLES_LIMIT, "5; 0 3; 1 3; ");
    csr_release(&g);
}

Test(cycles, all_of_a_small_component)
{
    struct csr g = graph_of(4, "0>1 1>2 2>0 2>3 3>2 1>0");

    expect_cycles(&g, 100, PLENTY, CYCLES_ALL, "0 1; 2 3; 0 1 2; ");
    expect_cycles(&g, 3, PLENTY, CYCLES_LIMIT, "0 1; 2 3; 0 1 2; ");
    expect_cycles(&g, 1, PLENTY, CYCLES_LIMIT, "0 1; ");
    csr_release(&g);
}

Test(cycles, a_node_that_points_at_itself)
{
    struct csr g = graph_of(1, "0>0"), none = graph_of(1, "");

    expect_cycles(&g, 5, PLENTY, CYCLES_ALL, "0; ");
    expect_cycles(&none, 5, PLENTY, CYCLES_ALL, "");
    csr_release(&g);
    csr_release(&none);
}

Test(cycles, when_work_runs_out_there_is_still_one)
{
    struct csr g = graph_of(5, "0>1 1>2 2>3 3>4 4>0 3>0 2>1");

    expect_cycles(&g, 5, 0, CYCLES_WITNESS, "0 1 2 3; ");
    expect_cycles(&g, 5, PLENTY, CYCLES_ALL, "1 2; 0 1 2 3; 0 1 2 3 4; ");
    csr_release(&g);
}

Test(cycles, cut_edges_are_not_there)
{
    struct csr g = graph_of(3, "0>1 1>0 1>2 2>0");

    g.forward.kinds[1] = COMPONENT_CUT;
    expect_cycles(&g, 5, PLENTY, CYCLES_ALL, "0 1 2; ");
    csr_release(&g);
}

Test(cycles, a_ring_of_a_million_nodes_takes_no_stack_and_little_work)
{
    struct csr ring = graph_of_path(1000000, 1);
    struct cycles c;

    cycles_find(&c, &ring, 10, 10 * PLENTY);
    cr_expect_eq(c.count, 1);
    cr_expect_eq(c.starts[1], 1000000);
    cr_expect_eq(c.end, CYCLES_ALL);
    cycles_release(&c);
    csr_release(&ring);
}

Test(cycles, a_ring_whose_nodes_are_shuffled)
{
    enum { NODES = 50000 };
    uint32_t *names = calloc(NODES, sizeof *names);
    struct edges list = {0};
    struct dice dice = {1};
    struct csr ring;
    struct cycles c;

    for (uint32_t i = 0; i < NODES; i++) {
        uint32_t other = roll(&dice, i + 1);
        names[i] = names[other];
        names[other] = i;
    }
    for (uint32_t i = 0; i < NODES; i++)
        edges_add(&list, (struct edge){names[i], names[(i + 1) % NODES], 1, 1});
    free(names);
    ring = graph_of_edges(NODES, &list);
    cycles_find(&c, &ring, 10, PLENTY);
    cr_expect_eq(c.count, 1);
    cr_expect_eq(c.starts[1], NODES);
    cr_expect_eq(c.end, CYCLES_ALL);
    cycles_release(&c);
    csr_release(&ring);
}

Test(cycles, a_dense_component_is_not_enumerated)
{
    struct edges list = {0};
    struct csr g;
    struct cycles c;

    for (uint32_t a = 0; a < 300; a++)
        for (uint32_t b = 0; b < 300; b++)
            if (a != b)
                edges_add(&list, (struct edge){a, b, 1, 1});
    g = graph_of_edges(300, &list);
    cycles_find(&c, &g, 1000, PLENTY);
    cr_expect_eq(c.count, 1000);
    cr_expect_eq(c.end, CYCLES_LIMIT);
    cr_expect_eq(c.starts[1000], 2000);
    cr_expect_eq(c.nodes[1998], 3);
    cr_expect_eq(c.nodes[1999], 3 + 1000 - (299 + 298 + 297));
    cycles_release(&c);
    csr_release(&g);
}
