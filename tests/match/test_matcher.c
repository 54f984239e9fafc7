/* What patterns find. */
#include "tests/match/finder.h"

#include "parsers/python.h"

static void expect_found(struct finder *f, const char *why, const char *pattern,
                         const char *source, const char *want)
{
    struct err e = {0};

    finder_compile(f, pattern);
    finder_parse(f, slice_of(source));
    cr_expect(finder_match(f, &e), "%s: %s", why, e.message);
    cr_expect_str_eq(finder_text(f), want, "%s: %s in %s: wanted %s, got %s", why,
                     pattern, source, want, finder_text(f));
}

static const char handlers[] = "try: a\nexcept: b\nexcept C: d\nexcept (E, F) as g: h\n";
static const char classes[] = "eval(a)\n"
                              "class A:\n"
                              "    def f(self):\n"
                              "        eval(b)\n"
                              "        exec(c)\n"
                              "    x = [eval(d) for d in e if not eval]\n"
                              "def g(): return eval(h)\n";

Test(matcher, finds_what_the_pattern_says)
{
    static const struct {
        const char *why, *pattern, *source, *want;
    } rows[] = {
        {"a node by its name", "lambda", "f(lambda: 1, lambda x: 2)",
         "lambda: 1|lambda x: 2"},
        {"a word in quotes is the word itself", "\"lambda\"", "f(lambda: 1)", "lambda"},
        {"single quotes do as well", "'lambda'", "f(lambda: 1)", "lambda"},
        {"marks too", "'**'", "a ** b", "**"},
        {"the outer before the inner", "call", "f(g(h()), i())",
         "f(g(h()), i())|g(h())|h()|i()"},
        {"one of several", "integer | float", "a = 1 + 2.5", "1|2.5"},
        {"a field", "function: identifier", "f(a)(b); c.d()", "f"},
        {"any node in a field", "value: _", "f(a=1)", "1"},
        {"any node with a name", "_[parent binary_operator]", "a + b", "a|b"},
        {"any node at all", "*[parent binary_operator]", "a + b", "a|+|b"},
        {"an error", "ERROR[not parent ERROR]", "x = ) 1", ")"},
        {"what the parser made up is zero wide", "MISSING", "f(", ""},
        {"nothing", "lambda", "pass", ""},
        {"nothing in nothing", "lambda", "", ""},
        {"the root", "module", "a", "a"},

        {"a text", "identifier = 'eval'", "eval(a, evals)", "eval"},
        {"another text", "identifier != 'a'", "a + b", "b"},
        {"two texts must both hold", "identifier ~ 'a*' != 'ab'", "a, ab, abc", "a|abc"},
        {"a glob holds for the whole text", "identifier ~ 'get_*'",
         "get_a, forget_b, get_", "get_a|get_"},
        {"a question mark is one byte", "identifier ~ '?b'", "ab, b, abb", "ab"},
        {"an escaped star is a star", "string ~ '?\\*?'", "'*', 'a'", "'*'"},
        {"a regular expression is found anywhere", "identifier ~ /b+$/", "ab, abb, ba, b",
         "ab|abb|b"},
        {"in any case", "identifier ~ /^ev/i", "Eval, EV, e", "Eval|EV"},
        {"not like", "identifier !~ /a/", "a, b, ba, c", "b|c"},
        {"text of a node over lines", "call ~ /a,\\n *b/", "f(a,\n  b); f(a, b)",
         "f(a,\n  b)"},
        {"an empty text", "_ = ''", "f(", ""},

        {"a child", "call[function: identifier = 'eval']", "eval(a); b.eval(c)",
         "eval(a)"},
        {"a child that lacks", "except_clause[not value: _]", handlers, "except: b"},
        {"a child that isn't so", "except_clause[not value: as_pattern]", handlers,
         "except: b|except C: d"},
        {"children in any field", "assignment[integer]", "a = 1; b = c; d: 1", "a = 1"},
        {"a grandchild is no child", "assignment[integer]", "a = (1)", ""},
        {"something below", "assignment[has integer]", "a = (1); b = c", "a = (1)"},
        {"the node itself isn't below", "call[has call]", "f(); f(g())", "f(g())"},
        {"nothing below", "assignment[not has call]", "a = f(); b = [c]", "b = [c]"},
        {"below in a field", "class_definition[has name: identifier = 'f']", classes,
         "class A:\n    def f(self):\n        eval(b)\n        exec(c)\n    x = [eval(d) "
         "for "
         "d in e if not eval]"},
        {"in something", "call[function: identifier = 'eval', in class_definition]",
         classes, "eval(b)|eval(d)"},
        {"in nothing of the kind",
         "call[in class_definition][not in function_definition]", classes, "eval(d)"},
        {"the node itself isn't around", "call[in call]", "f(g(h()))", "g(h())|h()"},
        {"the parent", "identifier[parent argument_list]", "f(a, b.c, [d])", "a"},
        {"not the parent", "call[not parent expression_statement]", "f(g())", "g()"},
        {"one of several in a condition",
         "call[function: (identifier = 'a' | attribute)]", "a(); b(); c.d()",
         "a()|c.d()"},
        {"none of several", "call[not has await | yield | lambda]",
         "f(lambda: 1); g(await h); i(j)", "i(j)"},
        {"a group has conditions of its own", "(integer | string)[in list]",
         "1, [2, 'a']", "2|'a'"},
        {"groups in groups", "((integer) | (string | float))", "1, 'a'", "1|'a'"},

        {"up, then down", "call[in class_definition[has decorator]]",
         "class A:\n  @d\n  def f(self): g()\nclass B:\n  def f(self): h()\n", "g()"},
        {"down, then up", "class_definition[has call[in function_definition]]",
         "class A:\n  f()\nclass B:\n  def f(self): h()\n",
         "class B:\n  def f(self): h()"},
        {"up and down and up and down",
         "call[in class_definition[has call[in function_definition[has "
         "return_statement]]]]",
         "class A:\n  f()\n  def g(): h()\nclass B:\n  i()\n  def j(): return k()\n",
         "i()|k()"},
        {"a name that is bound and not used is found by two texts",
         "function_definition[name: identifier ~ 'test_*', not has call[function: "
         "identifier "
         "~ /assert/]]",
         "def test_a(): assert_b()\ndef test_c(): pass\ndef d(): pass\n",
         "def test_c(): pass"},
        {"not without", "call[not has identifier[parent call] = 'a']", "f(a); g(b)",
         "f(a)|g(b)"},
        {"not with a text in an argument",
         "call[not has argument_list[identifier = 'a']]", "f(a); g(b)", "g(b)"},
        {"space means nothing", " call [ function :identifier='f' , not in  call ] ",
         "f(f())", "f(f())"},
        {"fields may be called like words of the language", "_[not value: _, name: _]",
         "f(a=1)\nclass b: pass", "class b: pass"},
    };
    struct finder f = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_found(&f, rows[i].why, rows[i].pattern, rows[i].source, rows[i].want);
    finder_release(&f);
}

Test(matcher, a_tree_gives_candidates_without_its_source)
{
    static const struct {
        const char *why, *pattern;
        size_t candidates;
    } rows[] = {
        {"a text may hold", "identifier = 'eval'", 10},
        {"a condition on text may hold", "call[function: identifier = 'eval']", 5},
        {"and so may its opposite", "call[not function: identifier = 'eval']", 5},
        {"what needs no text is decided", "call[function: attribute = 'eval']", 0},
        {"around it, too", "call[in class_definition[name: identifier = 'B']]", 3},
        {"a lack is a lack", "call[in class_definition[not has list_comprehension]]", 0},
    };
    struct finder f = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        finder_compile(&f, rows[i].pattern);
        finder_parse(&f, slice_of(classes));
        if (i == 0)
            continue;
        cr_expect_eq(matcher_look(f.matcher, &f.tree), rows[i].candidates, "%s: %s",
                     rows[i].why, rows[i].pattern);
    }
    finder_release(&f);
}

/* What can't match isn't found, and what is found was possible. */
Test(matcher, symbols_alone_say_that_a_tree_holds_no_match)
{
    static const struct {
        const char *why, *pattern, *source;
        bool possible;
    } rows[] = {
        {"the symbol is there", "lambda", "lambda: 1", true},
        {"the symbol isn't there", "lambda", "f", false},
        {"a word isn't the node", "'lambda'", "lambdas", false},
        {"one of two is there", "lambda | await", "await a", true},
        {"none of two is there", "lambda | await", "a", false},
        {"what must be around isn't there", "call[in class_definition]", "f()", false},
        {"what must be below isn't there", "call[has lambda]", "f()", false},
        {"what must not be there may be missing", "call[not has lambda]", "f()", true},
        {"text says nothing", "identifier = 'x'", "a", true},
        {"any node is always there", "_[parent call]", "f()", true},
        {"of a group one is enough", "(lambda | call)[in class_definition]",
         "class A: f()", true},
        {"of a group none is there", "call[function: (lambda | await)]", "f()", false},
        {"an error", "ERROR", "x = ) 1", true},
        {"no error", "ERROR", "x = 1", false},
    };
    struct finder f = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct symbol_set symbols = {{0}};

        finder_compile(&f, rows[i].pattern);
        finder_parse(&f, slice_of(rows[i].source));
        for (uint32_t n = 0; n < f.tree.count; n++)
            symbol_set_add(&symbols, f.tree.nodes[n].symbol);
        cr_expect_eq(pattern_possible(f.pattern, &symbols), rows[i].possible, "%s: %s",
                     rows[i].why, rows[i].pattern);
        cr_expect(rows[i].possible || matcher_look(f.matcher, &f.tree) == 0);
    }
    finder_release(&f);
}

Test(matcher, a_tree_of_another_source_is_refused)
{
    struct finder f = {0};
    struct matches matches;
    struct err e = {0};

    finder_compile(&f, "identifier = 'ab'");
    finder_parse(&f, slice_of("ab, cd"));
    cr_assert_eq(matcher_look(f.matcher, &f.tree), 2);
    cr_expect_not(matcher_decide(f.matcher, slice_of("ab"), &matches, &e));
    cr_expect_eq(e.code, ERR_FORMAT);
    cr_expect(matcher_decide(f.matcher, slice_of("ab, cd"), &matches, &e));
    cr_expect_eq(matches.count, 1);
    finder_release(&f);
}
