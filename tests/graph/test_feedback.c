#include "engine/graph/feedback.h"

#include "engine/graph/order.h"
#include "tests/graph/graph_of.h"

#include <criterion/criterion.h>

#define PLENTY 100000000

static void expect_cuts(const struct feedback *f, const char *expected)
{
    char text[1000] = "";

    for (uint32_t i = 0; i < f->count; i++)
        sprintf(text + strlen(text), "%u>%u*%u ", f->edges[i].from, f->edges[i].to,
                f->edges[i].sites);
    cr_expect_str_eq(text, expected);
}

Test(feedback, the_edge_with_fewest_sites_goes)
{
    struct csr g = graph_of(4, "0>1*5 1>2*3 2>3*4 3>0*9"), before = g;
    struct feedback f;

    feedback_find(&f, &g, PLENTY);
    expect_cuts(&f, "1>2*3 ");
    cr_expect(f.cheapest && f.irreducible);
    cr_expect_eq(f.sites, 3);
    cr_expect_eq(f.before.largest, 4);
    cr_expect_eq(f.before.cyclic, 4);
    cr_expect_eq(f.after.largest, 0);
    cr_expect_eq(f.edges[0].alone.largest, 0);
    for (uint32_t i = 0; i < g.edges; i++)
        cr_expect_eq(g.forward.kinds[i], COMPONENT_KEPT, "the graph is mended");
    cr_expect_eq(g.forward.ends, before.forward.ends);
    feedback_release(&f);
    csr_release(&g);
}

Test(feedback, each_cut_says_what_is_left_when_it_is_the_only_one)
{
    struct csr g = graph_of(6, "0>1*9 1>0 1>2*9 2>3*9 3>4*9 4>2*2 4>0*3 5>5 5>0 0>5*7");
    struct feedback f;

    feedback_find(&f, &g, PLENTY);
    expect_cuts(&f, "1>0*1 5>0*1 5>5*1 4>2*2 4>0*3 ");
    cr_expect_eq(f.before.largest, 6);
    cr_expect_eq(f.edges[0].alone.largest, 6);
    cr_expect_eq(f.edges[1].alone.largest, 5);
    cr_expect_eq(f.edges[1].alone.cyclic, 6, "5 still points at itself");
    cr_expect_eq(f.edges[4].alone.largest, 3);
    cr_expect_eq(f.edges[4].alone.cyclic, 6);
    feedback_release(&f);
    csr_release(&g);
}

/* Every loop must go, whatever it costs. */
Test(feedback, a_star_of_100000_edges_and_back)
{
    struct edges list = {0};
    struct csr g;
    struct feedback f;

    for (uint32_t n = 1; n <= 50000; n++) {
        edges_add(&list, (struct edge){0, n, 2 + n % 2, 1});
        edges_add(&list, (struct edge){n, 0, 3 - n % 2, 1});
    }
    edges_add(&list, (struct edge){0, 0, 1000000, 1});
    g = graph_of_edges(50001, &list);
    feedback_find(&f, &g, PLENTY);
    cr_expect_eq(f.count, 50001);
    cr_expect_eq(f.sites, 1000000 + 2 * 50000);
    cr_expect_eq(f.after.cyclic, 0);
    cr_expect_eq(f.before.largest, 50001);
    cr_expect_eq(f.edges[50000].sites, 1000000);
    cr_expect_eq(f.edges[0].alone.largest, 50000);
    cr_expect_eq(f.edges[50000].alone.largest, FEEDBACK_UNKNOWN);
    feedback_release(&f);
    csr_release(&g);
}

Test(feedback, without_work_the_answer_is_one_all_the_same)
{
    struct csr g = graph_of_path(100000, 1);
    struct feedback f;

    feedback_find(&f, &g, 0);
    cr_expect_eq(f.count, 1);
    cr_expect_eq(f.after.cyclic, 0);
    cr_expect_not(f.irreducible);
    cr_expect_not(f.cheapest);
    cr_expect_eq(f.edges[0].alone.largest, FEEDBACK_UNKNOWN);
    feedback_release(&f);
    csr_release(&g);
}

static uint64_t price_of(const struct csr *g, const uint32_t *order)
{
    uint32_t positions[16];
    uint64_t price = 0;

    for (uint32_t at = 0; at < g->nodes; at++)
        positions[order[at]] = at;
    for (uint32_t node = 0; node < g->nodes; node++)
        for (uint32_t i = g->forward.starts[node]; i < g->forward.starts[node + 1]; i++)
            if (positions[g->forward.ends[i]] < positions[node])
                price += g->sites[i];
    return price;
}

/* The heuristic next to the truth, on components that are small enough to know it. */
Test(feedback, the_heuristic_is_near_the_cheapest)
{
    struct dice dice = {77};
    uint64_t best_sum = 0, greedy_sum = 0, improved_sum = 0;

    for (int round = 0; round < 300; round++) {
        uint32_t nodes = 4 + roll(&dice, 11), order[16];
        struct edges list = {0};
        struct csr g, c;
        uint64_t work = PLENTY, best, greedy, improved;

        for (uint32_t i = 0; i < nodes * (2 + roll(&dice, 3)); i++) {
            uint32_t a = roll(&dice, nodes), b = roll(&dice, nodes);
            edges_add(&list, (struct edge){a, b, 1 + roll(&dice, 6), 1});
        }
        g = graph_of_edges(nodes, &list);
        c = component_of(&g);
        order_best(&c, order);
        best = price_of(&c, order);
        order_greedy(&c, order);
        greedy = price_of(&c, order);
        order_improve(&c, order, &work);
        improved = price_of(&c, order);
        cr_assert_leq(best, improved);
        cr_assert_leq(improved, greedy);
        best_sum += best;
        greedy_sum += greedy;
        improved_sum += improved;
        csr_release(&c);
        csr_release(&g);
    }
    cr_expect_lt(improved_sum * 100, best_sum * 106);
    cr_expect_lt(improved_sum * 100, greedy_sum * 90);
}
