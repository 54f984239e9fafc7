#include "tests/graph/graph_of.h"

#include <criterion/criterion.h>

static bool same(const struct edges *a, const struct edges *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct edge *x = &a->items[i], *y = &b->items[i];
        if (x->from != y->from || x->to != y->to || x->kinds != y->kinds ||
            x->sites != y->sites)
            return false;
    }
    return true;
}

Test(edges, are_sorted_and_equal_ones_are_one_with_the_sum_of_sites)
{
    struct edges list = edges_of("2>1 0>9:2 0>9:1 2>1*5 0>3 0>9*2:2 2>0");
    struct edges expected = {0};

    cr_assert_eq(list.count, 5);
    for (size_t i = 0; i < 5; i++)
        edges_add(
            &expected,
            (struct edge[]){
                {0, 3, 1, 1}, {0, 9, 1, 1}, {0, 9, 3, 2}, {2, 0, 1, 1}, {2, 1, 6, 1}}[i]);
    cr_expect(same(&list, &expected));
    edges_release(&list);
    edges_release(&expected);
}

Test(edges, sites_stay_at_the_largest_number)
{
    struct edges list = {0};

    edges_add(&list, (struct edge){1, 2, UINT32_MAX - 1, 1});
    edges_add(&list, (struct edge){1, 2, 7, 1});
    edges_add(&list, (struct edge){1, 2, 7, 1});
    edges_close(&list);
    cr_assert_eq(list.count, 1);
    cr_expect_eq(list.items[0].sites, UINT32_MAX);
    edges_release(&list);
}

Test(edges, the_largest_nodes_are_sorted_too)
{
    struct edges list = {0};
    struct dice dice = {7};

    for (int i = 0; i < 5000; i++)
        edges_add(&list, (struct edge){UINT32_MAX - 1 - roll(&dice, 1U << 31),
                                       roll(&dice, UINT32_MAX), 1,
                                       (uint8_t)(1 + roll(&dice, 255))});
    edges_close(&list);
    for (size_t i = 1; i < list.count; i++) {
        const struct edge *a = &list.items[i - 1], *b = a + 1;
        cr_assert(a->from < b->from || (a->from == b->from && a->to < b->to) ||
                  (a->from == b->from && a->to == b->to && a->kinds < b->kinds));
    }
    edges_release(&list);
}

/* Merges random neighbours, some of them closed before, until one is left. */
static struct edges merge_somehow(struct edges *parts, size_t count, struct dice *dice)
{
    while (count > 1) {
        size_t at = roll(dice, (uint32_t)count - 1);
        if (roll(dice, 2))
            edges_close(&parts[at]);
        if (roll(dice, 2))
            edges_close(&parts[at + 1]);
        edges_merge(&parts[at], &parts[at + 1]);
        cr_assert(!parts[at + 1].items && !parts[at + 1].count);
        memmove(&parts[at + 1], &parts[at + 2], (--count - at - 1) * sizeof *parts);
    }
    edges_close(&parts[0]);
    return parts[0];
}

Test(edges, any_split_over_1_to_64_parts_in_any_grouping_gives_the_same)
{
    struct dice dice = {42};

    for (uint32_t part_count = 1; part_count <= 64; part_count++) {
        struct edges all = {0}, parts[65] = {0}, merged;
        uint32_t nodes = 1 + roll(&dice, 60), count = roll(&dice, 600);

        for (uint32_t i = 0; i < count; i++) {
            struct edge edge = random_edge(&dice, nodes);
            if (!roll(&dice, 50))
                edge.sites = UINT32_MAX - 3;
            edges_add(&all, edge);
            edges_add(&parts[roll(&dice, part_count)], edge);
        }
        edges_close(&all);
        merged = merge_somehow(parts, part_count, &dice);
        cr_assert(same(&all, &merged), "%u parts", part_count);
        edges_release(&all);
        edges_release(&merged);
    }
}

Test(edges, the_empty_list_is_the_identity)
{
    struct edges list = edges_of("1>2 0>1"), none = {0}, before = edges_of("1>2 0>1");

    edges_merge(&list, &none);
    cr_expect(list.closed && same(&list, &before));
    edges_merge(&none, &list);
    cr_expect(none.closed && same(&none, &before) && !list.items);
    edges_merge(&list, &(struct edges){0});
    cr_expect_eq(list.count, 0);
    edges_close(&list);
    edges_release(&list);
    edges_release(&none);
    edges_release(&before);
}
