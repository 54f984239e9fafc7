#include "tests/graph/graph_of.h"

#include <criterion/criterion.h>

static void expect_row(const struct csr_rows *rows, uint32_t node, const char *expected)
{
    char text[200] = "";

    for (uint32_t i = rows->starts[node]; i < rows->starts[node + 1]; i++)
        sprintf(text + strlen(text), "%u:%u ", rows->ends[i], rows->kinds[i]);
    cr_expect_str_eq(text, expected);
}

Test(csr, rows_hold_what_leaves_and_what_arrives)
{
    struct csr g = graph_of(4, "0>1 0>3:2 3>1*4:4 1>1 0>1:2 3>0");

    cr_expect_eq(g.edges, 6);
    expect_row(&g.forward, 0, "1:1 1:2 3:2 ");
    expect_row(&g.forward, 1, "1:1 ");
    expect_row(&g.forward, 2, "");
    expect_row(&g.forward, 3, "0:1 1:4 ");
    expect_row(&g.reverse, 0, "3:1 ");
    expect_row(&g.reverse, 1, "0:1 0:2 1:1 3:4 ");
    expect_row(&g.reverse, 2, "");
    expect_row(&g.reverse, 3, "0:2 ");
    csr_release(&g);
}

Test(csr, sites_are_those_of_the_kinds_that_are_asked_for)
{
    struct csr g = graph_of(3, "0>1*2 0>1*3:2 0>1*4:4 0>2*9");

    cr_expect_eq(csr_sites(&g, 0, 1, CSR_ALL_KINDS), 9);
    cr_expect_eq(csr_sites(&g, 0, 1, 3), 5);
    cr_expect_eq(csr_sites(&g, 0, 1, 4), 4);
    cr_expect_eq(csr_sites(&g, 0, 1, 8), 0);
    cr_expect_eq(csr_sites(&g, 0, 2, 1), 9);
    cr_expect_eq(csr_sites(&g, 0, 0, 1), 0);
    cr_expect_eq(csr_sites(&g, 2, 0, 1), 0);
    csr_release(&g);
}

Test(csr, a_mask_leaves_the_other_kinds_out)
{
    struct edges list = edges_of("0>1 0>2:2 1>2:4 2>0:3");
    struct csr g;

    cr_assert(csr_build(&g, 3, &list, 2, NULL));
    cr_expect_eq(g.edges, 2);
    expect_row(&g.forward, 0, "2:2 ");
    expect_row(&g.forward, 2, "0:3 ");
    csr_release(&g);
    edges_release(&list);
}

Test(csr, graphs_without_nodes_or_edges_are_graphs)
{
    for (uint32_t nodes = 0; nodes < 3; nodes++) {
        struct csr g = graph_of(nodes, ""), again;
        struct slice columns[CSR_COLUMNS];

        csr_columns(&g, columns);
        cr_expect_eq(columns[CSR_STARTS].len, 4 * (nodes + 1));
        cr_assert(csr_take(&again, columns, NULL));
        cr_expect_eq(again.nodes, nodes);
        cr_expect_eq(again.edges, 0);
        csr_release(&g);
        csr_release(&again);
    }
}

static struct edges random_edges(struct dice *dice, uint32_t nodes, uint32_t count)
{
    struct edges list = {0};

    for (uint32_t i = 0; i < count; i++)
        edges_add(&list, random_edge(dice, nodes));
    return list;
}

static void expect_same_columns(const struct csr *a, const struct csr *b)
{
    struct slice x[CSR_COLUMNS], y[CSR_COLUMNS];

    csr_columns(a, x);
    csr_columns(b, y);
    for (int i = 0; i < CSR_COLUMNS; i++)
        cr_assert(slice_equal(x[i], y[i]), "column %d", i);
}

Test(csr, the_columns_are_the_same_bytes_for_any_order_of_edges)
{
    struct dice dice = {3};

    for (int round = 0; round < 30; round++) {
        uint32_t nodes = 1 + roll(&dice, 100), count = roll(&dice, 500);
        struct edges list = random_edges(&dice, nodes, count), shuffled = {0};
        struct csr a, b;

        for (uint32_t i = 0; i < count; i++)
            edges_add(&shuffled, list.items[i]);
        for (uint32_t i = count; i > 1; i--) {
            uint32_t other = roll(&dice, i);
            struct edge edge = shuffled.items[i - 1];
            shuffled.items[i - 1] = shuffled.items[other];
            shuffled.items[other] = edge;
        }
        a = graph_of_edges(nodes, &list);
        b = graph_of_edges(nodes, &shuffled);
        expect_same_columns(&a, &b);
        csr_release(&a);
        csr_release(&b);
    }
}

Test(csr, columns_that_are_taken_give_the_same_graph_from_any_address)
{
    struct dice dice = {5};
    struct edges list = random_edges(&dice, 50, 300);
    struct csr g = graph_of_edges(50, &list), again;
    struct slice columns[CSR_COLUMNS];
    char *copies[CSR_COLUMNS];

    csr_columns(&g, columns);
    for (int i = 0; i < CSR_COLUMNS; i++) {
        copies[i] = malloc(columns[i].len + 1);
        memcpy(copies[i] + 1, columns[i].data, columns[i].len);
        columns[i].data = copies[i] + 1;
    }
    cr_assert(csr_take(&again, columns, NULL));
    csr_reverse(&again);
    expect_same_columns(&g, &again);
    cr_expect_eq(memcmp(g.reverse.ends, again.reverse.ends, g.edges * 4), 0);
    for (int i = 0; i < CSR_COLUMNS; i++)
        free(copies[i]);
    csr_release(&g);
    csr_release(&again);
}

static void expect_refused(const struct slice columns[CSR_COLUMNS])
{
    struct csr g;
    struct err e = {0};

    cr_assert_not(csr_take(&g, columns, &e));
    cr_expect_eq(e.code, ERR_FORMAT);
}

Test(csr, columns_that_hold_no_graph_are_refused)
{
    uint32_t starts[] = {0, 2, 3}, ends[] = {0, 1, 0}, sites[] = {1, 1, 1};
    uint8_t kinds[] = {1, 1, 2};
    struct slice good[CSR_COLUMNS] = {{(char *)starts, sizeof starts},
                                      {(char *)ends, sizeof ends},
                                      {(char *)kinds, sizeof kinds},
                                      {(char *)sites, sizeof sites}};
    struct csr g;

    cr_assert(csr_take(&g, good, NULL));
    csr_release(&g);
    for (int column = 0; column < CSR_COLUMNS; column++) {
        struct slice bad[CSR_COLUMNS];

        for (size_t len = 0; len < good[column].len; len++) {
            memcpy(bad, good, sizeof bad);
            bad[column].len = len;
            expect_refused(bad);
        }
    }
#define REFUSED(place, value)            \
    do {                                 \
        __typeof__(place) kept_ = place; \
        place = value;                   \
        expect_refused(good);            \
        place = kept_;                   \
    } while (0)
    REFUSED(starts[0], 1);
    REFUSED(starts[1], 4);
    REFUSED(starts[1], UINT32_MAX);
    REFUSED(starts[2], 2);
    REFUSED(starts[2], UINT32_MAX);
    REFUSED(ends[0], 1);
    REFUSED(ends[0], 2);
    REFUSED(ends[1], 2);
    REFUSED(ends[2], UINT32_MAX);
    REFUSED(kinds[1], 0);
    REFUSED(sites[2], 0);
    REFUSED(starts[1], 3); /* the row would go down */
    cr_assert(csr_take(&g, good, NULL));
    csr_release(&g);
}

Test(csr, damaged_columns_are_refused_or_a_graph_like_any_other)
{
    struct dice dice = {11};

    for (int round = 0; round < 3000; round++) {
        struct edges list = random_edges(&dice, 12, 20);
        struct csr g = graph_of_edges(12, &list), taken;
        struct slice columns[CSR_COLUMNS];
        struct scc scc;

        csr_columns(&g, columns);
        for (uint32_t i = 1 + roll(&dice, 3); i > 0; i--) {
            struct slice *column = &columns[roll(&dice, CSR_COLUMNS)];
            char *place = (char *)column->data + roll(&dice, (uint32_t)column->len);
            *place = (char)(roll(&dice, 2) ? (int)roll(&dice, 256) : *place + 1);
        }
        if (csr_take(&taken, columns, NULL)) {
            csr_reverse(&taken);
            scc_find(&scc, &taken, CSR_ALL_KINDS);
            cr_expect_leq(scc.count, 12);
            scc_release(&scc);
            csr_release(&taken);
        }
        csr_release(&g);
    }
}
