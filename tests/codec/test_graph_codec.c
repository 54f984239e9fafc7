#include "engine/codec/graph_codec.h"

#include "tests/graph/graph_of.h"

#include <criterion/criterion.h>

/* When one of these fails, a table has changed: raise the schema, then the number. */
Test(graph_codec, the_tables_are_those_of_the_schema)
{
    cr_expect_eq(GRAPH_SCHEMA, 1);
    cr_expect_eq(graph_schema_hash(), UINT64_C(0x8ca7f7c8391d25e6), "%#jx",
                 (uintmax_t)graph_schema_hash());
}

static struct kept_root roots[] = {
    {{"", 0}, {"shop", 4}, {"", 0}, NULL, 0, 7, 3, ROOT_VOTE},
    {{"src", 3},
     {"", 0},
     {"pyproject.toml", 14},
     "tool.uv.build-backend",
     1,
     0,
     0,
     ROOT_PROJECT},
};

static struct import_link link_items[] = {
    {0, 0, 0, 1, LINK_LOAD, END_MODULE, REASON_PLAIN, true},
    {0, 0, 1, 2, LINK_REEXPORT, END_MODULE, REASON_STAR, false},
    {0, LINK_WHOLE, LINK_WHOLE, 0, LINK_ANCESTOR, END_MODULE, REASON_PLAIN, false},
    {3, 5, LINK_WHOLE, GRAPH_NONE, LINK_DYNAMIC, END_UNRESOLVED, REASON_COMPUTED, false},
};

static struct graph_record sample(void)
{
    return (struct graph_record){
        .state = {1, 2},
        .files = 4,
        .modules = 3,
        .places = 9,
        .roots = roots,
        .root_count = 2,
        .links = {.items = link_items, .count = 4, .closed = true},
        .graph = graph_of(3, "0>1 0>2:64 1>0*3"),
    };
}

static bool read_back(struct slice bytes, struct graph_record *back, struct arena *memory)
{
    struct wire *wire = wire_new();
    bool read;

    *back = (struct graph_record){.state = {1, 2}, .files = 4, .modules = 3, .places = 9};
    read = graph_read(wire, bytes, back, memory);
    wire_free(wire);
    return read;
}

Test(graph_codec, everything_comes_back)
{
    struct graph_record record = sample(), back;
    struct arena memory = {0};
    struct buf bytes = {0};

    graph_write(&bytes, &record);
    cr_assert(read_back(buf_slice(&bytes), &back, &memory));
    cr_assert_eq(back.links.count, 4);
    cr_expect(back.links.closed);
    for (size_t i = 0; i < 4; i++) {
        const struct import_link *a = &link_items[i], *b = &back.links.items[i];

        cr_expect(a->file == b->file && a->import == b->import && a->name == b->name &&
                  a->to == b->to && a->kind == b->kind && a->end == b->end &&
                  a->reason == b->reason && a->inner == b->inner);
    }
    cr_assert_eq(back.root_count, 2);
    cr_expect(slice_equal(back.roots[0].prefix, slice_of("shop")));
    cr_expect_null(back.roots[0].rule);
    cr_expect_eq(back.roots[0].votes, 7);
    cr_expect(slice_equal(back.roots[1].folder, slice_of("src")));
    cr_expect_str_eq(back.roots[1].rule, "tool.uv.build-backend");
    cr_expect_eq(csr_sites(&back.graph, 1, 0, CSR_ALL_KINDS), 3);
    cr_expect_eq(csr_sites(&back.graph, 0, 2, LINK_REEXPORT), 1);
    links_release(&back.links);
    csr_release(&back.graph);
    csr_release(&record.graph);
    arena_release(&memory);
    buf_release(&bytes);
}

Test(graph_codec, another_state_or_tree_is_a_miss)
{
    struct graph_record record = sample(), back;
    struct wire *wire = wire_new();
    struct arena memory = {0};
    struct buf bytes = {0};

    graph_write(&bytes, &record);
    for (unsigned i = 0; i < 5; i++) {
        back = (struct graph_record){.state = {1 + (i == 0), 2 + (i == 1)},
                                     .files = 4 + (i == 2),
                                     .modules = 3 + (i == 3),
                                     .places = 9 + (i == 4)};
        cr_expect_not(graph_read(wire, buf_slice(&bytes), &back, &memory));
    }
    wire_free(wire);
    csr_release(&record.graph);
    arena_release(&memory);
    buf_release(&bytes);
}

/* Whatever comes back speaks of files, modules and places that there are. */
static void expect_sound(const struct graph_record *r)
{
    for (size_t i = 0; i < r->links.count; i++) {
        const struct import_link *link = &r->links.items[i];

        cr_assert_lt(link->file, r->files);
        cr_assert(link->to < r->modules || link->to == GRAPH_NONE);
        cr_assert(link->kind && link->end < END_COUNT);
    }
    for (size_t i = 0; i < r->root_count; i++)
        cr_assert((r->roots[i].scope < r->places || r->roots[i].scope == PLACE_NONE) &&
                  r->roots[i].origin <= ROOT_REST);
    cr_assert_eq(r->graph.nodes, r->modules);
}

Test(graph_codec, damaged_bytes_are_a_miss_or_sound)
{
    struct graph_record record = sample(), back;
    struct arena memory = {0};
    struct buf bytes = {0};

    graph_write(&bytes, &record);
    for (size_t at = 0; at < bytes.len; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.data[at] ^= (char)(1u << bit);
            if (read_back(buf_slice(&bytes), &back, &memory)) {
                expect_sound(&back);
                links_release(&back.links);
                csr_release(&back.graph);
            }
            bytes.data[at] ^= (char)(1u << bit);
        }
        cr_assert_not(read_back((struct slice){bytes.data, at}, &back, &memory));
    }
    csr_release(&record.graph);
    arena_release(&memory);
    buf_release(&bytes);
}
