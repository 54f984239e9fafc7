/* Small trees as text, and the same text from tree-sitter itself. */
#include "parsers/grammar.h"
#include "parsers/grammar_language.h"
#include "parsers/parser.h"
#include "tests/parsers/padded.h"
#include "tests/parsers/sexp.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include <tree_sitter/api.h>

static const struct row {
    const char *why, *source, *want;
} rows[] = {
    {"an empty file is a module and nothing else", "", "(module)"},
    {"a docstring is an expression", "\"\"\"Doc.\"\"\"\n",
     "(module (expression_statement (string (string_start) (string_content) "
     "(string_end))))"},
    {"names, operators and fields", "x = a + b * 2\n",
     "(module (expression_statement (assignment left: (identifier) right: "
     "(binary_operator left: (identifier) right: (binary_operator left: "
     "(identifier) right: (integer))))))"},
    {"a function with every kind of parameter",
     "def f(a, b=1, /, c: int = 2, *d, e, **g) -> str:\n"
     "    return a\n",
     "(module (function_definition name: (identifier) parameters: (parameters "
     "(identifier) (default_parameter name: (identifier) value: (integer)) "
     "(positional_separator) (typed_default_parameter name: (identifier) type: "
     "(type (identifier)) value: (integer)) (list_splat_pattern (identifier)) "
     "(identifier) (dictionary_splat_pattern (identifier))) return_type: (type "
     "(identifier)) body: (block (return_statement (identifier)))))"},
    {"async is a word of the definition",
     "async def f():\n"
     "    await g()\n",
     "(module (function_definition name: (identifier) parameters: (parameters) "
     "body: (block (expression_statement (await (call function: (identifier) "
     "arguments: (argument_list)))))))"},
    {"a class with bases and a decorator",
     "@dataclass(frozen=True)\n"
     "class C(B, metaclass=M):\n"
     "    x: int = 0\n",
     "(module (decorated_definition (decorator (call function: (identifier) "
     "arguments: (argument_list (keyword_argument name: (identifier) value: "
     "(true))))) definition: (class_definition name: (identifier) superclasses: "
     "(argument_list (identifier) (keyword_argument name: (identifier) value: "
     "(identifier))) body: (block (expression_statement (assignment left: "
     "(identifier) type: (type (identifier)) right: (integer)))))))"},
    {"branches nest by clauses, not by ifs",
     "if a:\n"
     "    pass\n"
     "elif b:\n"
     "    pass\n"
     "else:\n"
     "    pass\n",
     "(module (if_statement condition: (identifier) consequence: (block "
     "(pass_statement)) alternative: (elif_clause condition: (identifier) "
     "consequence: (block (pass_statement))) alternative: (else_clause body: "
     "(block (pass_statement)))))"},
    {"loops have else",
     "for i in x:\n"
     "    continue\n"
     "else:\n"
     "    break\n"
     "while True: pass\n",
     "(module (for_statement left: (identifier) right: (identifier) body: (block "
     "(continue_statement)) alternative: (else_clause body: (block "
     "(break_statement)))) (while_statement condition: (true) body: (block "
     "(pass_statement))))"},
    {"handlers and groups of them",
     "try:\n"
     "    f()\n"
     "except A as e:\n"
     "    raise\n"
     "except* B:\n"
     "    pass\n"
     "finally:\n"
     "    g()\n",
     "(module (try_statement body: (block (expression_statement (call function: "
     "(identifier) arguments: (argument_list)))) (except_clause value: (as_pattern "
     "(identifier) alias: (as_pattern_target (identifier))) (block "
     "(raise_statement))) (except_clause value: (identifier) (block "
     "(pass_statement))) (finally_clause (block (expression_statement (call "
     "function: (identifier) arguments: (argument_list)))))))"},
    {"with takes several items",
     "with a as b, c() as d:\n"
     "    pass\n",
     "(module (with_statement (with_clause (with_item value: (as_pattern "
     "(identifier) alias: (as_pattern_target (identifier)))) (with_item value: "
     "(as_pattern (call function: (identifier) arguments: (argument_list)) alias: "
     "(as_pattern_target (identifier))))) body: (block (pass_statement))))"},
    {"imports of all kinds",
     "import a.b as c, d\n"
     "from . import e\n"
     "from ..f import (g as h, i)\n"
     "from j import *\n"
     "from __future__ import annotations\n",
     "(module (import_statement name: (aliased_import name: (dotted_name "
     "(identifier) (identifier)) alias: (identifier)) name: (dotted_name "
     "(identifier))) (import_from_statement module_name: (relative_import "
     "(import_prefix)) name: (dotted_name (identifier))) (import_from_statement "
     "module_name: (relative_import (import_prefix) (dotted_name (identifier))) "
     "name: (aliased_import name: (dotted_name (identifier)) alias: (identifier)) "
     "name: (dotted_name (identifier))) (import_from_statement module_name: "
     "(dotted_name (identifier)) (wildcard_import)) (future_import_statement name: "
     "(dotted_name (identifier))))"},
    {"comprehensions have clauses",
     "[x for y in z if y if x for x in y]\n"
     "{k: v for k, v in d}\n",
     "(module (expression_statement (list_comprehension body: (identifier) "
     "(for_in_clause left: (identifier) right: (identifier)) (if_clause "
     "(identifier)) (if_clause (identifier)) (for_in_clause left: (identifier) "
     "right: (identifier)))) (expression_statement (dictionary_comprehension body: "
     "(pair key: (identifier) value: (identifier)) (for_in_clause left: "
     "(pattern_list (identifier) (identifier)) right: (identifier)))))"},
    {"match is a statement, and a name",
     "match x:\n"
     "    case [1, *rest] if rest:\n"
     "        pass\n"
     "    case P(a=1) | None:\n"
     "        pass\n"
     "match = 1\n",
     "(module (match_statement subject: (identifier) body: (block alternative: "
     "(case_clause (case_pattern (list_pattern (case_pattern (integer)) "
     "(case_pattern (splat_pattern (identifier))))) guard: (if_clause "
     "(identifier)) consequence: (block (pass_statement))) alternative: "
     "(case_clause (case_pattern (union_pattern (class_pattern (dotted_name "
     "(identifier)) (case_pattern (keyword_pattern (identifier) (integer)))) "
     "(none))) consequence: (block (pass_statement))))) (expression_statement "
     "(assignment left: (identifier) right: (integer))))"},
    {"f-strings hold expressions", "f\"a{b!r:>{w}}c{{\"\n",
     "(module (expression_statement (string (string_start) (string_content) "
     "(interpolation expression: (identifier) type_conversion: (type_conversion) "
     "format_specifier: (format_specifier (format_expression expression: "
     "(identifier)))) (string_content (escape_interpolation)) (string_end))))"},
    {"calls, attributes, subscripts", "a.b(c, *d, e=f, **g)[1:2, ...]\n",
     "(module (expression_statement (subscript value: (call function: (attribute "
     "object: (identifier) attribute: (identifier)) arguments: (argument_list "
     "(identifier) (list_splat (identifier)) (keyword_argument name: (identifier) "
     "value: (identifier)) (dictionary_splat (identifier)))) subscript: (slice "
     "(integer) (integer)) subscript: (ellipsis))))"},
    {"a lambda and a conditional", "lambda x, *y: x if y else z\n",
     "(module (expression_statement (lambda parameters: (lambda_parameters "
     "(identifier) (list_splat_pattern (identifier))) body: "
     "(conditional_expression (identifier) (identifier) (identifier)))))"},
    {"walrus, comparison and boolean operators",
     "if (n := f()) not in a and not b or c is not d < e:\n"
     "    pass\n",
     "(module (if_statement condition: (boolean_operator left: (boolean_operator "
     "left: (comparison_operator (parenthesized_expression (named_expression name: "
     "(identifier) value: (call function: (identifier) arguments: "
     "(argument_list)))) (identifier)) right: (not_operator argument: "
     "(identifier))) right: (comparison_operator (identifier) (identifier) "
     "(identifier))) consequence: (block (pass_statement))))"},
    {"type parameters and aliases",
     "def f[T: int, *U, **V](x: T): pass\n"
     "type A[T] = list[T]\n",
     "(module (function_definition name: (identifier) type_parameters: "
     "(type_parameter (type (constrained_type (type (identifier)) (type "
     "(identifier)))) (type (splat_type (identifier))) (type (splat_type "
     "(identifier)))) parameters: (parameters (typed_parameter (identifier) type: "
     "(type (identifier)))) body: (block (pass_statement))) (type_alias_statement "
     "left: (type (generic_type (identifier) (type_parameter (type "
     "(identifier))))) right: (type (generic_type (identifier) (type_parameter "
     "(type (identifier)))))))"},
    {"comments are extra, wherever they are",
     "# a\n"
     "x = [ # b\n"
     "    1,\n"
     "] # c\n"
     "# d\n",
     "(module (comment) (expression_statement (assignment left: (identifier) "
     "right: (list (comment) (integer)))) (comment) (comment))"},
    {"a continued line is a node",
     "x = 1 + \\\n"
     "    2\n",
     "(module (expression_statement (assignment left: (identifier) right: "
     "(binary_operator left: (integer) (line_continuation) right: (integer)))))"},
    {"a statement on the line of its block", "if x: y; z\n",
     "(module (if_statement condition: (identifier) consequence: (block "
     "(expression_statement (identifier)) (expression_statement (identifier)))))"},
    {"an error is a node", "x = (1 +\n", "(module (ERROR (identifier) (integer)))"},
    {"a missing token is made up",
     "def f(:\n"
     "    pass\n",
     "(module (function_definition name: (identifier) parameters: (parameters "
     "(MISSING \")\")) body: (block (pass_statement))))"},
    {"what fits nowhere is unexpected", "x = $ 1\n",
     "(module (expression_statement (assignment left: (identifier) (ERROR "
     "(UNEXPECTED '$')) right: (integer))))"},
    {"text outside of ASCII counts in bytes", "größe = 'ü'\n",
     "(module (expression_statement (assignment left: (identifier) right: (string "
     "(string_start) (string_content) (string_end)))))"},
    {"a print statement of Python 2 is accepted",
     "print 'a', b\n"
     "exec 'c'\n",
     "(module (print_statement argument: (string (string_start) (string_content) "
     "(string_end)) argument: (identifier)) (exec_statement code: (string "
     "(string_start) (string_content) (string_end))))"},
    {"delete, global, assert, raise from",
     "del a, b\n"
     "global c\n"
     "nonlocal d\n"
     "assert e, f\n"
     "raise g from h\n",
     "(module (delete_statement (expression_list (identifier) (identifier))) "
     "(global_statement (identifier)) (nonlocal_statement (identifier)) "
     "(assert_statement (identifier) (identifier)) (raise_statement (identifier) "
     "cause: (identifier)))"},
    {"decorated and nested",
     "class A:\n"
     "    @property\n"
     "    def b(self):\n"
     "        def c(): yield 1\n"
     "        return c\n",
     "(module (class_definition name: (identifier) body: (block "
     "(decorated_definition (decorator (identifier)) definition: "
     "(function_definition name: (identifier) parameters: (parameters "
     "(identifier)) body: (block (function_definition name: (identifier) "
     "parameters: (parameters) body: (block (expression_statement (yield "
     "(integer))))) (return_statement (identifier))))))))"},
    {"concatenated strings", "x = 'a' b'c' \"d\"\n",
     "(module (expression_statement (assignment left: (identifier) right: "
     "(concatenated_string (string (string_start) (string_content) (string_end)) "
     "(string (string_start) (string_content) (string_end)) (string (string_start) "
     "(string_content) (string_end))))))"},
    {"augmented and chained assignment",
     "a += 1\n"
     "b = c = d\n"
     "e: int\n"
     "f, *g = h\n",
     "(module (expression_statement (augmented_assignment left: (identifier) "
     "right: (integer))) (expression_statement (assignment left: (identifier) "
     "right: (assignment left: (identifier) right: (identifier)))) "
     "(expression_statement (assignment left: (identifier) type: (type "
     "(identifier)))) (expression_statement (assignment left: (pattern_list "
     "(identifier) (list_splat_pattern (identifier))) right: (identifier))))"},
};

static char *string_by_tree_sitter(const struct grammar *g, const char *source)
{
    TSParser *parser = ts_parser_new();
    TSTree *tree;
    char *text;

    cr_assert(ts_parser_set_language(parser, grammar_language(g)));
    tree = ts_parser_parse_string(parser, NULL, source, (uint32_t)strlen(source));
    text = ts_node_string(ts_tree_root_node(tree));
    ts_tree_delete(tree);
    ts_parser_delete(parser);
    return text;
}

static void expect_row(const struct row *row, enum parser_choice choice)
{
    const struct grammar *g = grammar_by_name("python");
    struct parser *p = parser_new(&(struct parser_options){.choice = choice});
    char *theirs = string_by_tree_sitter(g, row->source);
    struct buf ours = {0}, source = {0};
    struct tree tree;

    cr_assert(parser_parse(p, g, padded(&source, row->source), &tree, NULL));
    sexp_write(&ours, &tree, row->source);
    buf_add_char(&ours, '\0');
    cr_expect_str_eq(ours.data, row->want, "%s: %s", row->why, ours.data);
    cr_expect_str_eq(ours.data, theirs, "%s: %s", row->why, theirs);
    cr_expect_null(parser_difference(p), "%s", row->why);

    free(theirs);
    buf_release(&ours);
    buf_release(&source);
    parser_free(p);
}

Test(golden, the_flat_tree_reads_as_tree_sitters)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect_row(&rows[i], PARSER_RUNTIME);
        expect_row(&rows[i], PARSER_AUTO);
        expect_row(&rows[i], PARSER_BOTH);
    }
}
