/* Names and numbers of a grammar. */
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "parsers/python.h"
#include "parsers/tree.h"
#include "tests/parsers/padded.h"

#include <criterion/criterion.h>

Test(grammar, it_is_found_by_its_name)
{
    const struct grammar *g = grammar_by_name("python");

    cr_assert(g);
    cr_expect_str_eq(grammar_name(g), "python");
    cr_expect_eq(grammar_hash(g), PY_GRAMMAR_HASH);
    cr_expect_neq(grammar_hash(g), 0);
    cr_expect_null(grammar_by_name("Python"));
    cr_expect_null(grammar_by_name(""));
}

Test(grammar, constants_are_the_numbers_of_their_names)
{
    const struct grammar *g = grammar_by_name("python");
    static const struct {
        uint16_t symbol;
        const char *name;
    } rows[] = {
        {PY_module, "module"},
        {PY_function_definition, "function_definition"},
        {PY_block, "block"},
        {PY_as_pattern_target, "as_pattern_target"},
        {PY_KW_async, "async"},
        {PY_KW_not_in, "not in"},
        {PY_KW__, "_"},
        {PY_TOK_star, "*"},
        {PY_TOK_star_star_equal, "**="},
        {PY_TOK_paren_open, "("},
        {PY_ERROR, "ERROR"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_str_eq(grammar_symbol_name(g, rows[i].symbol), rows[i].name);
    cr_expect_eq(PY_ERROR, NODE_SYMBOL_ERROR);
    cr_expect_str_eq(grammar_field_name(g, PY_FIELD_name), "name");
    cr_expect_str_eq(grammar_field_name(g, PY_FIELD_return_type), "return_type");
}

Test(grammar, symbols_are_named_anonymous_or_hidden)
{
    const struct grammar *g = grammar_by_name("python");

    cr_expect_eq(grammar_symbol_count(g), PY_SYMBOL_COUNT);
    cr_expect_eq(grammar_field_count(g), PY_FIELD_COUNT);
    cr_expect_eq(grammar_symbol_kind(g, PY_lambda), SYMBOL_NAMED);
    cr_expect_eq(grammar_symbol_kind(g, PY_KW_lambda), SYMBOL_ANONYMOUS);
    cr_expect_eq(grammar_symbol_kind(g, PY_TOK_star), SYMBOL_ANONYMOUS);
    cr_expect_eq(grammar_symbol_kind(g, PY_ERROR), SYMBOL_NAMED);
    cr_expect_eq(grammar_symbol_kind(g, 0), SYMBOL_HIDDEN);
}

Test(grammar, no_two_symbols_of_a_tree_are_called_the_same)
{
    const struct grammar *g = grammar_by_name("python");

    for (uint16_t a = 0; a < PY_SYMBOL_COUNT; a++) {
        for (uint16_t b = 0; b < a; b++) {
            enum symbol_kind kind = grammar_symbol_kind(g, a);
            cr_expect(kind == SYMBOL_HIDDEN || kind != grammar_symbol_kind(g, b) ||
                          strcmp(grammar_symbol_name(g, a), grammar_symbol_name(g, b)) !=
                              0,
                      "%s", grammar_symbol_name(g, a));
        }
    }
}

Test(grammar, numbers_beyond_the_last_have_no_name)
{
    const struct grammar *g = grammar_by_name("python");

    cr_expect(grammar_symbol_name(g, PY_SYMBOL_COUNT - 1));
    cr_expect_null(grammar_symbol_name(g, PY_SYMBOL_COUNT));
    cr_expect_null(grammar_symbol_name(g, 40000));
    cr_expect(grammar_field_name(g, PY_FIELD_COUNT - 1));
    cr_expect_null(grammar_field_name(g, PY_FIELD_COUNT));
    cr_expect_null(grammar_field_name(g, 255));
    cr_expect_null(grammar_field_name(g, 0));
}

Test(grammar, aliased_nodes_have_the_symbol_of_the_alias)
{
    const struct grammar *g = grammar_by_name("python");
    struct parser *p = parser_new(&(struct parser_options){0});
    struct buf source = {0};
    struct tree t;
    bool found = false;

    cr_assert(parser_parse(p, g, padded(&source, "if a not in b: c\n"), &t, NULL));
    for (uint32_t i = 0; i < t.count; i++)
        found |= t.nodes[i].symbol == PY_KW_not_in;
    cr_expect(found);
    cr_expect_eq(t.nodes[tree_root(&t)].symbol, PY_module);
    cr_expect_neq(tree_child_by_field(&t, t.count - 2, PY_FIELD_condition), TREE_NONE);
    buf_release(&source);
    parser_free(p);
}
