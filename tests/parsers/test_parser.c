/* The door to the room: what it takes, what it refuses, and who parses. */
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "tests/parsers/padded.h"

#include <criterion/criterion.h>

static struct buf text;

static void release_text(void)
{
    buf_release(&text);
}

TestSuite(parser, .fini = release_text);

Test(parser, a_tree_lives_until_the_next_parse)
{
    const struct grammar *g = grammar_by_name("python");
    struct parser *p = parser_new(&(struct parser_options){0});
    struct tree a, b;

    cr_assert(parser_parse(p, g, padded(&text, "x = 1\n"), &a, NULL));
    cr_expect_eq(a.grammar, g);
    cr_expect_eq(a.nodes[tree_root(&a)].size, a.count);
    cr_assert(parser_parse(p, g, padded(&text, ""), &b, NULL));
    cr_expect_eq(b.count, 1);
    parser_free(p);
    parser_free(NULL);
}

Test(parser, files_longer_than_the_spans_can_say_are_refused_unread)
{
    struct parser *p = parser_new(&(struct parser_options){0});
    struct slice huge = {"", PARSER_MAX_SOURCE_BYTES + 1};
    struct err e = {0};
    struct tree t;

    cr_expect_not(parser_parse(p, grammar_by_name("python"), huge, &t, &e));
    cr_expect_eq(e.code, ERR_UNSUPPORTED);
    cr_expect_str_eq(e.message, "longer than 1073741824 bytes");
    parser_free(p);
}

Test(parser, what_the_batch_driver_gives_up_on_goes_to_the_runtime)
{
    const struct grammar *g = grammar_by_name("python");
    struct parser *p = parser_new(&(struct parser_options){0});
    struct tree t;

    cr_assert(parser_parse(p, g, padded(&text, "x = 1\n"), &t, NULL));
    cr_expect_not(t.has_error);
    cr_expect_eq(parser_counts(p)->batch_files, 1);
    cr_expect_eq(parser_counts(p)->runtime_files, 0);
    cr_assert(parser_parse(p, g, padded(&text, "a\nx = $ 1\n"), &t, NULL));
    cr_expect(t.has_error);
    cr_expect_eq(t.error_byte, 6);
    cr_expect_eq(parser_counts(p)->batch_files, 1);
    cr_expect_eq(parser_counts(p)->runtime_files, 1);
    cr_expect_eq(parser_counts(p)->runtime_bytes, 10);
    parser_free(p);
}

Test(parser, the_batch_driver_alone_has_no_tree_for_an_error)
{
    const struct grammar *g = grammar_by_name("python");
    struct parser *p = parser_new(&(struct parser_options){.choice = PARSER_BATCH});
    struct err e = {0};
    struct tree t;

    cr_expect(parser_parse(p, g, padded(&text, "x = 1\n"), &t, &e));
    cr_expect_not(parser_parse(p, g, padded(&text, "x = $ 1\n"), &t, &e));
    cr_expect_eq(e.code, ERR_UNSUPPORTED);
    parser_free(p);
}

Test(parser, both_are_compared_where_both_have_a_tree)
{
    const struct grammar *g = grammar_by_name("python");
    struct parser *p = parser_new(&(struct parser_options){.choice = PARSER_BOTH});
    struct tree t;

    cr_assert(parser_parse(p, g, padded(&text, "def f(a):\n    return a\n"), &t, NULL));
    cr_assert(parser_parse(p, g, padded(&text, "x = $ 1\n"), &t, NULL));
    cr_expect_null(parser_difference(p));
    cr_expect_eq(parser_counts(p)->compared, 1);
    cr_expect_eq(parser_counts(p)->different, 0);
    parser_free(p);
}
