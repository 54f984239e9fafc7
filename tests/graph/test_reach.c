#include "engine/graph/reach.h"

#include "tests/graph/graph_of.h"

#include <criterion/criterion.h>

static void expect_found(const struct reach *r, const char *expected)
{
    char text[400] = "";

    for (uint32_t n = 0; (n = reach_next(r, n)) != GRAPH_NONE; n++)
        sprintf(text + strlen(text), "%u:%u ", n, r->distances[n]);
    cr_expect_str_eq(text, expected);
}

Test(reach, finds_what_a_set_gets_to_and_what_gets_to_it)
{
    struct csr g = graph_of(8, "0>1 1>2 2>3 3>1 4>3 5>4:2 6>6");
    struct reach r;

    reach_init(&r, &g);
    reach_find(&r,
               &(struct reach_question){(uint32_t[]){0}, 1, false, 255, REACH_ANY_DEPTH});
    expect_found(&r, "0:0 1:1 2:2 3:3 ");
    reach_find(&r,
               &(struct reach_question){(uint32_t[]){3}, 1, true, 255, REACH_ANY_DEPTH});
    expect_found(&r, "0:3 1:2 2:1 3:0 4:1 5:2 ");
    reach_find(&r, &(struct reach_question){(uint32_t[]){3}, 1, true, 1, 1});
    expect_found(&r, "2:1 3:0 4:1 ");
    reach_find(&r, &(struct reach_question){(uint32_t[]){6, 5, 6}, 3, false, 2, 7});
    expect_found(&r, "4:1 5:0 6:0 ");
    reach_find(&r, &(struct reach_question){NULL, 0, false, 255, REACH_ANY_DEPTH});
    expect_found(&r, "");
    reach_release(&r);
    csr_release(&g);
}

Test(reach, lists_shortest_ways_by_smaller_nodes_first)
{
    struct csr g = graph_of(7, "0>1 0>2 0>3 1>5 2>4 2>5 3>4 4>6 5>6 5>6:2 0>2:2 6>0");
    struct reach r;
    struct reach_paths p;

    reach_init(&r, &g);
    reach_paths(&r, 0, 6, CSR_ALL_KINDS, 3, &p);
    cr_expect_eq(p.length, 3);
    cr_expect_eq(p.total, 4);
    cr_assert_eq(p.count, 3);
    cr_expect_eq(memcmp(p.nodes, (uint32_t[]){0, 1, 5, 6, 0, 2, 4, 6, 0, 2, 5, 6}, 48),
                 0);
    reach_paths_release(&p);
    reach_paths(&r, 4, 4, CSR_ALL_KINDS, 3, &p);
    cr_expect_eq(p.length, 0);
    cr_expect_eq(p.total, 1);
    cr_expect_eq(p.count, 1);
    cr_expect_eq(p.nodes[0], 4);
    reach_paths_release(&p);
    reach_paths(&r, 0, 6, 2, 3, &p);
    cr_expect_eq(p.length, GRAPH_NONE);
    cr_expect_eq(p.count, 0);
    reach_paths_release(&p);
    reach_release(&r);
    csr_release(&g);
}

/* Diamonds one behind the other: two ways through each. */
Test(reach, more_ways_than_a_number_holds_are_the_largest_number)
{
    struct edges list = {0};
    struct csr g;
    struct reach r;
    struct reach_paths p;

    for (uint32_t n = 0; n < 210; n += 3) {
        edges_add(&list, (struct edge){n, n + 1, 1, 1});
        edges_add(&list, (struct edge){n, n + 2, 1, 1});
        edges_add(&list, (struct edge){n + 1, n + 3, 1, 1});
        edges_add(&list, (struct edge){n + 2, n + 3, 1, 1});
    }
    g = graph_of_edges(211, &list);
    reach_init(&r, &g);
    reach_paths(&r, 0, 210, 1, 5, &p);
    cr_expect_eq(p.total, UINT64_MAX);
    cr_expect_eq(p.length, 140);
    cr_expect_eq(p.count, 5);
    cr_expect_eq(p.nodes[4 * 141 + 135], 203, "the fifth way turns at the last but two");
    reach_paths_release(&p);
    reach_paths(&r, 0, 180, 1, 1, &p);
    cr_expect_eq(p.total, UINT64_C(1) << 60);
    reach_paths_release(&p);
    reach_release(&r);
    csr_release(&g);
}

Test(reach, a_million_nodes_in_a_row_and_small_questions_after_it)
{
    struct csr g = graph_of_path(1000000, 0);
    struct reach r;
    struct reach_paths p;

    reach_init(&r, &g);
    reach_paths(&r, 0, 999999, 1, 2, &p);
    cr_expect_eq(p.length, 999999);
    cr_expect_eq(p.total, 1);
    cr_expect_eq(p.nodes[123456], 123456);
    reach_paths_release(&p);
    for (uint32_t i = 0; i < 100000; i++) {
        reach_find(&r, &(struct reach_question){&i, 1, true, 1, 3});
        cr_assert_eq(r.count, i < 3 ? i + 1 : 4);
    }
    reach_release(&r);
    csr_release(&g);
}

Test(reach, a_star_of_100000_edges)
{
    struct edges list = {0};
    struct csr g;
    struct reach r;

    for (uint32_t n = 1; n <= 100000; n++)
        edges_add(&list, n % 2 ? (struct edge){0, n, 1, 1} : (struct edge){n, 0, 1, 1});
    g = graph_of_edges(100001, &list);
    reach_init(&r, &g);
    reach_find(&r,
               &(struct reach_question){(uint32_t[]){2}, 1, false, 1, REACH_ANY_DEPTH});
    cr_expect_eq(r.count, 50002);
    reach_find(&r,
               &(struct reach_question){(uint32_t[]){1}, 1, true, 1, REACH_ANY_DEPTH});
    cr_expect_eq(r.count, 50002);
    cr_expect_eq(r.distances[100000], 2);
    reach_release(&r);
    csr_release(&g);
}
