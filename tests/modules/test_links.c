#include "engine/modules/links.h"
#include "tests/graph/graph_of.h"

#include <criterion/criterion.h>

static struct import_link random_link(struct dice *dice)
{
    struct import_link link = {
        .file = roll(dice, 40),
        .import = roll(dice, 4),
        .name = roll(dice, 3) ? roll(dice, 3) : LINK_WHOLE,
        .to = roll(dice, 3) ? roll(dice, 5) : GRAPH_NONE,
        .kind = (uint8_t)(1u << roll(dice, LINK_KINDS)),
    };

    /* What doesn't order them follows from what does, as for one resolver it does. */
    link.end = link.to == GRAPH_NONE ? END_STANDARD : END_MODULE;
    link.reason = (uint8_t)(link.name % 3);
    link.inner = link.import & 1;
    return link;
}

static bool same_links(const struct links *a, const struct links *b)
{
    return a->count == b->count && a->closed && b->closed &&
           (!a->count || memcmp(a->items, b->items, a->count * sizeof *a->items) == 0);
}

/* Merges neighbours, any two of them, until one is left. */
static struct links merge_all(struct links *parts, size_t count, struct dice *dice)
{
    while (count > 1) {
        size_t at = roll(dice, (uint32_t)count - 1);

        links_merge(&parts[at], &parts[at + 1]);
        cr_assert(!parts[at + 1].items && !parts[at + 1].count, "the other one is empty");
        memmove(&parts[at + 1], &parts[at + 2], (count - at - 2) * sizeof *parts);
        count--;
    }
    return parts[0];
}

Test(links, parts_merged_in_any_grouping_and_any_split_give_the_same_bytes)
{
    struct dice dice = {20260131};

    for (int round = 0; round < 300; round++) {
        size_t count = 1 + roll(&dice, 64), total = roll(&dice, 400);
        bool by_file = roll(&dice, 2);
        struct links parts[64] = {0}, whole = {0}, merged;

        for (size_t i = 0; i < total; i++) {
            struct import_link link = random_link(&dice);
            size_t part = by_file ? link.file * count / 40 : roll(&dice, (uint32_t)count);

            links_add(&whole, link);
            links_add(&parts[part], link);
        }
        links_close(&whole);
        for (size_t i = 0; i < count; i++)
            links_close(&parts[i]);
        merged = merge_all(parts, count, &dice);
        cr_assert(same_links(&merged, &whole), "round %d: %zu links, %zu parts", round,
                  total, count);
        links_release(&merged);
        links_release(&whole);
    }
}

Test(links, the_empty_list_is_the_identity)
{
    struct dice dice = {7};
    struct links list = {0}, before = {0}, none = {0};

    for (int i = 0; i < 50; i++) {
        struct import_link link = random_link(&dice);

        links_add(&list, link);
        links_add(&before, link);
    }
    links_close(&list);
    links_close(&before);
    links_merge(&list, &none);
    cr_expect(same_links(&list, &before), "from the right");
    links_merge(&none, &list);
    cr_expect(same_links(&none, &before), "from the left");
    cr_expect_eq(list.count, 0);
    links_merge(&list, &(struct links){0});
    cr_expect_eq(list.count, 0, "twice nothing is nothing");
    links_release(&none);
    links_release(&before);
}

Test(links, they_are_in_the_order_of_files_imports_modules_kinds_and_names)
{
    static const struct import_link ordered[] = {
        {.file = 0, .import = 5, .to = 9, .kind = 2, .name = 9},
        {.file = 1, .import = 0, .to = 9, .kind = 2, .name = 9},
        {.file = 1, .import = 1, .to = 0, .kind = 2, .name = 9},
        {.file = 1, .import = 1, .to = 1, .kind = 1, .name = 9},
        {.file = 1, .import = 1, .to = 1, .kind = 2, .name = 0},
        {.file = 1, .import = 1, .to = 1, .kind = 2, .name = 1},
        {.file = 1, .import = 1, .to = GRAPH_NONE, .kind = 1, .name = 0},
        {.file = 1, .import = LINK_WHOLE, .to = 0, .kind = 1, .name = 0},
        {.file = 2, .import = 0, .to = 0, .kind = 1, .name = 0},
    };
    enum { COUNT = sizeof ordered / sizeof *ordered };
    struct links list = {0};

    for (size_t i = COUNT; i-- > 0;)
        links_add(&list, ordered[i]);
    cr_expect_not(list.closed);
    links_close(&list);
    cr_expect(list.closed);
    cr_assert_eq(list.count, COUNT);
    cr_expect_arr_eq(list.items, ordered, sizeof ordered);
    cr_expect_eq(links_of_file(&list, 0), 0);
    cr_expect_eq(links_of_file(&list, 1), 1);
    cr_expect_eq(links_of_file(&list, 2), 8);
    cr_expect_eq(links_of_file(&list, 3), 9, "none of that file");
    links_release(&list);
    cr_expect_eq(links_of_file(&list, 0), 0, "none at all");
}

Test(links, an_edge_is_a_statement_and_a_module_that_it_leads_to)
{
    static const uint32_t file_modules[] = {0, 1};
    struct links list = {0};
    struct edges edges = {0};

    links_add(&list,
              (struct import_link){.file = 0, .name = 0, .to = 1, .kind = LINK_LOAD});
    links_add(&list,
              (struct import_link){.file = 0, .name = 1, .to = 1, .kind = LINK_LOAD});
    links_add(&list,
              (struct import_link){.file = 0, .name = 2, .to = 2, .kind = LINK_LOAD});
    links_add(&list,
              (struct import_link){.file = 0, .name = 2, .to = 2, .kind = LINK_REEXPORT});
    links_add(&list, (struct import_link){
                         .file = 0, .import = 1, .name = 0, .to = 1, .kind = LINK_LOAD});
    links_add(&list, (struct import_link){.file = 1,
                                          .name = LINK_WHOLE,
                                          .to = GRAPH_NONE,
                                          .kind = LINK_LOAD,
                                          .end = END_STANDARD});
    links_close(&list);
    links_to_edges(&list, file_modules, &edges);
    edges_close(&edges);
    cr_assert_eq(edges.count, 3);
    cr_expect(edges.items[0].to == 1 && edges.items[0].sites == 2, "two names are one");
    cr_expect(edges.items[1].to == 2 && edges.items[1].kinds == LINK_LOAD);
    cr_expect(edges.items[2].to == 2 && edges.items[2].kinds == LINK_REEXPORT);
    edges_release(&edges);
    links_release(&list);
}

Test(links, words_for_kinds_are_read_as_they_are_written)
{
    uint8_t kind;

    for (unsigned i = 0; i < LINK_KINDS; i++) {
        cr_expect(link_kind_of(link_kind_name((uint8_t)(1u << i)), &kind));
        cr_expect_eq(kind, 1u << i);
    }
    cr_expect(link_kind_of("all", &kind) && kind == LINK_ALL);
    cr_expect(link_kind_of("written", &kind) && kind == LINK_WRITTEN);
    cr_expect_not(link_kind_of("loads", &kind));
    cr_expect_not(link_kind_of("", &kind));
}

Test(links, only_what_ends_somewhere_is_likely)
{
    cr_expect_not(link_is_likely(END_MODULE, REASON_PLAIN));
    cr_expect(link_is_likely(END_MODULE, REASON_VOTED));
    cr_expect(link_is_likely(END_STANDARD, REASON_OTHER_PYTHON));
    cr_expect_not(link_is_likely(END_UNRESOLVED, REASON_NO_MODULE));
}
