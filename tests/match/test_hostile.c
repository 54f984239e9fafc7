/* Deep nests, long lists: the cost is that of their nodes. */
#include "tests/match/finder.h"

static void source_repeat(struct buf *b, const char *piece, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buf_add_text(b, piece);
}

/* f(f(f(... 1 ...))) */
static void source_nest(struct buf *b, size_t depth)
{
    buf_clear(b);
    source_repeat(b, "f(", depth);
    buf_add_char(b, '1');
    source_repeat(b, ")", depth);
}

Test(hostile, a_hundred_thousand_brackets)
{
    enum { DEPTH = 100000 };
    struct finder f = {0};
    struct buf source = {0};
    struct err e = {0};

    buf_add_text(&source, "x = ");
    source_repeat(&source, "[", DEPTH);
    source_repeat(&source, "]", DEPTH);
    finder_parse(&f, buf_slice(&source));

    finder_compile(&f, "list[in list, not has list]");
    cr_assert(finder_match(&f, &e));
    cr_assert_eq(f.matches.count, 1);
    cr_expect_eq(f.tree.nodes[f.matches.nodes[0]].start_byte, 4 + DEPTH - 1);
    finder_compile(&f, "list[has list[not has list[in module]]]");
    cr_assert(finder_match(&f, &e));
    cr_expect_eq(f.matches.count, DEPTH - 1);
    finder_compile(&f, "list");
    cr_assert(finder_match(&f, &e));
    cr_assert_eq(f.matches.count, DEPTH);
    cr_expect_eq(f.tree.nodes[f.matches.nodes[0]].start_byte, 4);
    cr_expect_eq(f.tree.nodes[f.matches.nodes[DEPTH - 1]].start_byte, 4 + DEPTH - 1);
    finder_release(&f);
    buf_release(&source);
}

static uint64_t visits(const char *pattern, size_t depth, uint32_t *nodes)
{
    struct finder f = {0};
    struct buf source = {0};
    struct err e = {0};
    uint64_t count;

    source_nest(&source, depth);
    finder_compile(&f, pattern);
    finder_parse(&f, buf_slice(&source));
    cr_assert(finder_match(&f, &e), "%s", e.message);
    count = matcher_counts(f.matcher)->node_visits;
    *nodes = f.tree.count;
    finder_release(&f);
    buf_release(&source);
    return count;
}

Test(hostile, a_node_is_looked_at_so_often_whatever_the_depth)
{
    static const struct {
        const char *why, *pattern;
        unsigned most;
    } rows[] = {
        {"a symbol", "call", 1},
        {"a text", "identifier = 'f'", 1},
        {"around", "call[in call]", 2},
        {"around around", "call[in call[in call]]", 2},
        {"below", "call[has call, has integer]", 2},
        {"below, and around that", "call[has integer[in call]]", 2},
        {"below with text: without it and with it", "call[has identifier = 'f']", 3},
        {"around, below, around, below", "call[in call[has call[in call[has integer]]]]",
         3},
        {"children, of any kind", "*[*[*[*]]]", 5},
        {"parents, of any kind", "*[parent *[parent *[parent *]]]", 5},
        {"not below, of any kind", "*[not has *[has *]]", 2},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t depth = 10; depth <= 10000; depth *= 10) {
            uint32_t nodes;
            uint64_t count = visits(rows[i].pattern, depth, &nodes);
            cr_expect_leq(count, (uint64_t)rows[i].most * nodes, "%s: %lu for %u nodes",
                          rows[i].why, count, nodes);
        }
    }
}

Test(hostile, equal_texts_cost_nothing_in_a_nest)
{
    struct finder f = {0};
    struct buf source = {0};
    struct err e = {0};

    source_nest(&source, 50000);
    finder_parse(&f, buf_slice(&source));
    finder_compile(&f, "call = 'f(f(1))'");
    cr_assert(finder_match(&f, &e));
    cr_expect_eq(f.matches.count, 1);
    cr_expect_eq(matcher_counts(f.matcher)->text_bytes, 0);
    finder_release(&f);
    buf_release(&source);
}

/* All texts of a nest together are the square of its depth. */
Test(hostile, reading_the_texts_of_a_deep_nest_over_and_over_ends)
{
    struct finder f = {0};
    struct buf source = {0};
    struct err e = {0};

    source_nest(&source, 50000);
    finder_parse(&f, buf_slice(&source));
    finder_compile(&f, "call ~ /x/");
    cr_expect_not(finder_match(&f, &e));
    cr_expect_eq(e.code, ERR_LIMIT);

    source_nest(&source, 400);
    finder_parse(&f, buf_slice(&source));
    cr_expect(finder_match(&f, &e), "a nest that somebody may write is no such nest");
    cr_expect_eq(f.matches.count, 0);
    finder_release(&f);
    buf_release(&source);
}

Test(hostile, a_list_of_a_hundred_thousand_elements)
{
    struct finder f = {0};
    struct buf source = {0};
    struct err e = {0};

    buf_add_text(&source, "x = [");
    source_repeat(&source, "f(a), ", 100000);
    buf_add_text(&source, "]");
    finder_parse(&f, buf_slice(&source));
    finder_compile(&f, "call[in list, argument_list[identifier = 'a']]");
    cr_assert(finder_match(&f, &e));
    cr_expect_eq(f.matches.count, 100000);
    finder_release(&f);
    buf_release(&source);
}
