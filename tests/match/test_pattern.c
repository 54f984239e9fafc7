/* The language: what is no pattern is said with its column; no text does harm. */
#include "engine/match/matcher.h"
#include "parsers/grammar.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static struct pattern *compile(struct slice text, struct err *e)
{
    return pattern_compile(text, grammar_by_name("python"), e);
}

Test(pattern, faults_name_the_column_and_what_may_have_been_meant)
{
    static const struct {
        const char *pattern, *says;
    } rows[] = {
        {"", "pattern, column 1: a node is missing at the end"},
        {"lamda", "pattern, column 1: there is no node 'lamda'; do you mean 'lambda'?"},
        {"function", "pattern, column 1: there is no node 'function'; do you mean "
                     "'function_definition'?"},
        {"qqqqqqq", "pattern, column 1: there is no node 'qqqqqqq'"},
        {"class", "pattern, column 1: no node is called 'class', only a word: write "
                  "\"class\", or do you mean 'class_definition'?"},
        {"'call'", "pattern, column 1: there is no word or mark \"call\", but a node: "
                   "write call without quotes"},
        {"'lamda'", "pattern, column 1: there is no word or mark \"lamda\"; do you mean "
                    "\"lambda\"?"},
        {"call[functon: _]",
         "pattern, column 6: there is no field 'functon'; do you mean 'function'?"},
        {"call[in clas_definition]",
         "pattern, column 9: there is no node "
         "'clas_definition'; do you mean 'class_definition'?"},
        {"call[", "pattern, column 6: a node is missing at the end"},
        {"call[not]", "pattern, column 9: a node should stand here, not ']'"},
        {"call[_", "pattern, column 7: a , or a ] is missing at the end"},
        {"call _", "pattern, column 6: a condition in [], a | or the end should stand "
                   "here, not '_'"},
        {"(call", "pattern, column 6: a ) is missing at the end"},
        {"call |", "pattern, column 7: a node is missing at the end"},
        {"identifier = eval",
         "pattern, column 14: a text in quotes should stand here, not 'e'"},
        {"identifier = 'eval", "pattern, column 14: what begins with ' has no second '"},
        {"identifier ~ eval", "pattern, column 14: a glob in quotes or a /regular "
                              "expression/ should stand here, not 'e'"},
        {"identifier ~ /(/", "pattern, column 14: a ( has no )"},
        {"identifier ! 'a'", "pattern, column 14: = or ~ should stand here, not '''"},
        {"_:", "pattern, column 1: there is no field '_'"},
        {"\xff", "pattern, column 1: a node should stand here, not '?'"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e = {0};

        cr_assert_null(compile(slice_of(rows[i].pattern), &e), "%s", rows[i].pattern);
        cr_expect_str_eq(e.message, rows[i].says, "%s: %s", rows[i].pattern, e.message);
    }
}

static void expect_limit(const char *piece, size_t times, const char *tail)
{
    struct buf text = {0};
    struct err e = {0};
    struct pattern *p;

    for (size_t i = 0; i < times; i++)
        buf_add_text(&text, piece);
    buf_add_text(&text, tail);
    p = compile(buf_slice(&text), &e);
    cr_expect_null(p, "%zu times %s", times, piece);
    cr_expect_eq(e.code, ERR_LIMIT, "%s", e.message);
    pattern_free(p);
    buf_release(&text);
}

Test(pattern, patterns_are_bounded)
{
    expect_limit(" ", 5000, "lambda");
    expect_limit("lambda|", 64, "lambda");
    expect_limit("_[", 100, "_");
    expect_limit("(", 100, "_");
    expect_limit("_='a'", 1,
                 "='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'"
                 "='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'"
                 "='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'"
                 "='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'"
                 "='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'='a'");
}

/* Pieces of the language in any order, and bytes that are none. */
Test(pattern, no_text_does_harm)
{
    static const char *const pieces[] = {
        "lambda", "call",  "function:", "_",    "*",   "(",      ")",    "[",     "]",
        "|",      ",",     "not ",      "has ", "in ", "parent", "=",    "!=",    "~",
        "!~",     "'a'",   "/a+|b/i",   "\"",   "/",   "\\",     "\xff", "ERROR", " ",
        "'if'",   "name:", "/(/",       "/[/",  "'\\", "\n"};
    unsigned seed = 1, compiled = 0;

    for (int round = 0; round < 30000; round++) {
        unsigned parts = (unsigned)rand_r(&seed) % 9;
        struct buf text = {0};
        struct err e = {0};
        struct pattern *p;
        char *exact;

        while (parts-- > 0)
            buf_add_text(
                &text,
                pieces[(unsigned)rand_r(&seed) % (sizeof pieces / sizeof *pieces)]);
        /* On the heap, so that a sanitizer sees the first byte behind it. */
        exact = malloc(text.len + !text.len);
        cr_assert_not_null(exact);
        if (text.len)
            memcpy(exact, text.data, text.len);
        p = compile((struct slice){exact, text.len}, &e);
        cr_assert_eq(p == NULL, e.message[0] != '\0');
        compiled += p != NULL;
        pattern_free(p);
        free(exact);
        buf_release(&text);
    }
    cr_expect_gt(compiled, 500);
}

Test(pattern, it_says_what_it_means)
{
    struct err e = {0};
    struct pattern *p =
        compile(slice_of("call = 'x' ~ /y/[function: (identifier | attribute), not in "
                         "class_definition[has 'async'], parent _]"),
                &e);
    struct buf out = {0};

    cr_assert(p, "%s", e.message);
    pattern_explain(p, &out);
    *buf_reserve(&out, 1) = '\0';
    cr_expect_str_eq(out.data, "call, its text = 'x' and ~ /y/\n"
                               "    a child is the function: one of:\n"
                               "        identifier\n"
                               "        or attribute\n"
                               "    it isn't in class_definition\n"
                               "        in it is the word or mark \"async\"\n"
                               "    its parent is any node with a name\n");
    cr_expect(pattern_reads_text(p));
    buf_release(&out);
    pattern_free(p);
}
