#include "engine/report/picture.h"

#include <criterion/criterion.h>

static bool to_buf(void *context, struct slice bytes, struct err *e)
{
    (void)e;
    buf_add(context, bytes);
    return true;
}

typedef void writer(const struct picture *p, struct out *out, struct picture_note *note);

static struct picture_note expect_picture(writer *write, const struct picture *p,
                                          const char *wanted)
{
    struct buf text = {0};
    struct out out = {.write = to_buf, .context = &text};
    struct picture_note note;

    write(p, &out, &note);
    out_flush(&out, NULL);
    cr_expect(slice_equal(buf_slice(&text), slice_of(wanted)), "%.*s", (int)text.len,
              text.data);
    out_release(&out);
    buf_release(&text);
    return note;
}

static const struct slice shop_names[] = {
    {"shop", 4},      {"shop.cart", 9}, {"shop.cart.line", 14},    {"shop.pay", 8},
    {"shop-test", 9}, {"os", 2},        {"shop.pay.\"card\"", 15},
};
static const struct picture_edge shop_edges[] = {
    {1, 2, 2, 1}, {2, 1, 1, 1}, {3, 1, 1, 0}, {6, 3, 3, 0}, {6, 1, 1, 0},
    {4, 0, 4, 0}, {4, 6, 1, 0}, {3, 5, 1, 0}, {6, 5, 1, 0},
};
static const uint8_t shop_marks[] = {0, 1, 1, 0, 0, 0, 0};
static const struct picture shop = {
    .names = shop_names,
    .node_count = sizeof shop_names / sizeof *shop_names,
    .node_marks = shop_marks,
    .edges = shop_edges,
    .edge_count = sizeof shop_edges / sizeof *shop_edges,
    .title = "Shop & \"co\"",
};

#define DOT_HEAD                                                     \
    "digraph {\n  rankdir=LR;\n  node [shape=box];\n  labelloc=t;\n" \
    "  label=\"Shop &amp; \\\"co\\\"\";\n"
#define MERMAID_HEAD "flowchart LR\n  accTitle: Shop #38; #34;co#34;\n"
#define RED          "color=red, penwidth=2];\n"
#define STROKE       " stroke:red,stroke-width:3px\n"

Test(picture, what_fits_is_shown_whole)
{
    struct picture_note note;

    note = expect_picture(
        picture_write_dot, &shop,
        "// 7 modules and 9 imports; shown: 7 and 9\n" DOT_HEAD "  n0 [label=\"os\"];\n"
        "  n1 [label=\"shop\"];\n"
        "  n2 [label=\"shop.cart\", " RED "  n3 [label=\"shop.cart.line\", " RED
        "  n4 [label=\"shop.pay\"];\n"
        "  n5 [label=\"shop.pay.\\\"card\\\"\"];\n"
        "  n6 [label=\"shop-test\"];\n"
        "  n2 -> n3 [label=\"2\", " RED "  n3 -> n2 [" RED "  n4 -> n0;\n"
        "  n4 -> n2;\n"
        "  n5 -> n0;\n"
        "  n5 -> n2;\n"
        "  n5 -> n4 [label=\"3\"];\n"
        "  n6 -> n1 [label=\"4\"];\n"
        "  n6 -> n5;\n"
        "}\n");
    cr_expect_eq(note.nodes, 7);
    cr_expect_eq(note.edges, 9);
    cr_expect_eq(note.depth, 0);
    expect_picture(picture_write_mermaid, &shop,
                   "%% 7 modules and 9 imports; shown: 7 and 9\n" MERMAID_HEAD
                   "  n0[\"os\"]\n"
                   "  n1[\"shop\"]\n"
                   "  n2[\"shop.cart\"]\n"
                   "  n3[\"shop.cart.line\"]\n"
                   "  n4[\"shop.pay\"]\n"
                   "  n5[\"shop.pay.#34;card#34;\"]\n"
                   "  n6[\"shop-test\"]\n"
                   "  n2 -->|2| n3\n"
                   "  n3 --> n2\n"
                   "  n4 --> n0\n"
                   "  n4 --> n2\n"
                   "  n5 --> n0\n"
                   "  n5 --> n2\n"
                   "  n5 -->|3| n4\n"
                   "  n6 -->|4| n1\n"
                   "  n6 --> n5\n"
                   "  linkStyle 0,1" STROKE "  class n2,n3 emphasised\n"
                   "  classDef emphasised" STROKE);
}

/* The cycle within shop.cart is gone, but not what was emphasised. */
Test(picture, names_are_cut_to_as_many_parts_as_fit)
{
    struct picture p = shop;
    struct picture_note note;

    p.max_nodes = 6;
    note = expect_picture(
        picture_write_dot, &p,
        "// 7 modules and 9 imports; shown by their first 2 names: 5 and 4\n" DOT_HEAD
        "  n0 [label=\"os\"];\n"
        "  n1 [label=\"shop\"];\n"
        "  n2 [label=\"shop.cart (2)\", " RED "  n3 [label=\"shop.pay (2)\"];\n"
        "  n4 [label=\"shop-test\"];\n"
        "  n3 -> n0 [label=\"2\"];\n"
        "  n3 -> n2 [label=\"2\"];\n"
        "  n4 -> n1 [label=\"4\"];\n"
        "  n4 -> n3;\n"
        "}\n");
    cr_expect_eq(note.depth, 2);
    cr_expect_eq(note.shown_nodes, 5);
    cr_expect_eq(note.shown_edges, 4);
    p.max_nodes = 4;
    note = expect_picture(
        picture_write_mermaid, &p,
        "%% 7 modules and 9 imports; shown by their first name: 3 and 2\n" MERMAID_HEAD
        "  n0[\"os\"]\n"
        "  n1[\"shop (5)\"]\n"
        "  n2[\"shop-test\"]\n"
        "  n1 -->|2| n0\n"
        "  n2 -->|5| n1\n"
        "  class n1 emphasised\n"
        "  classDef emphasised" STROKE);
    cr_expect_eq(note.depth, 1);
    cr_expect_eq(note.others, 0);
}

Test(picture, what_is_still_too_much_is_one_node)
{
    struct picture p = shop;
    struct picture_note note;

    p.max_nodes = 2;
    p.title = NULL;
    p.node_word = "file";
    p.edge_word = "edge";
    note = expect_picture(picture_write_dot, &p,
                          "// 7 files and 9 edges; shown by their first name, the 1 with "
                          "the most edges and 2 others: 2 and 2\n"
                          "digraph {\n  rankdir=LR;\n  node [shape=box];\n"
                          "  n0 [label=\"shop (5)\", " RED
                          "  n1 [label=\"2 others\", style=dashed];\n"
                          "  n0 -> n1 [label=\"2\"];\n"
                          "  n1 -> n0 [label=\"5\"];\n"
                          "}\n");
    cr_expect_eq(note.depth, 1);
    cr_expect_eq(note.others, 2);
    p.max_nodes = 1;
    expect_picture(
        picture_write_mermaid, &p,
        "%% 7 files and 9 edges; shown by their first name, the 0 with the most "
        "edges and 7 others: 1 and 0\n"
        "flowchart LR\n"
        "  n0(\"7 others\")\n"
        "  class n0 emphasised\n"
        "  classDef emphasised" STROKE);
}

Test(picture, paths_are_cut_at_slashes)
{
    static const struct slice names[] = {
        {"src/a.py", 8}, {"src/b.py", 8}, {"setup.py", 8}, {"src/x/c.py", 10}};
    static const struct picture_edge edges[] = {{0, 1, 1, 0}, {2, 0, 2, 0}, {2, 3, 1, 1}};
    const struct picture p = {
        .names = names, .node_count = 4, .edges = edges, .edge_count = 3, .max_nodes = 3};

    expect_picture(picture_write_mermaid, &p,
                   "%% 4 modules and 3 imports; shown by their first name: 2 and 1\n"
                   "flowchart LR\n"
                   "  n0[\"setup.py\"]\n"
                   "  n1[\"src (3)\"]\n"
                   "  n0 -->|3| n1\n"
                   "  linkStyle 0" STROKE);
}

Test(picture, nothing_is_a_picture_too)
{
    const struct picture p = {.max_nodes = 5};

    expect_picture(picture_write_dot, &p,
                   "// 0 modules and 0 imports; shown: 0 and 0\n"
                   "digraph {\n  rankdir=LR;\n  node [shape=box];\n}\n");
    expect_picture(picture_write_mermaid, &p,
                   "%% 0 modules and 0 imports; shown: 0 and 0\nflowchart LR\n");
}
