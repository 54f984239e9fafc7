/* The batch driver gives the runtime's tree or gives up. Real files and random
 * edits are lr_compare's and lr_fuzz's; here is one case for each rule. */
#include "parsers/lr/lr.h"

#include "engine/base/buf.h"
#include "parsers/lr/lexer.h"
#include "tests/parsers/judge.h"
#include "tests/parsers/padded.h"

#include <criterion/criterion.h>
#include <pthread.h>

static void expect_same_in(const char *grammar, struct slice text)
{
    struct buf b = {0};
    struct slice source = padded_bytes(&b, text);
    struct tree theirs = {0}, ours = {0};
    struct judge j;
    struct judged_grammar g = judged_grammar(grammar);
    struct lr *lr = lr_new(0);

    judge_open(&j, &g);
    cr_assert(judge_parse(&j, source, &theirs));
    cr_assert_not(theirs.has_error, "the test's own text is wrong: %.60s", text.data);

    enum lr_reason reason = lr_parse(lr, g.batch, source, &ours);

    cr_assert_eq(reason, LR_DONE, "%s: %.60s", lr_reason_name(reason), text.data);
    cr_assert_eq(trees_differ(&theirs, &ours), TREE_NONE, "%.60s", text.data);
    lr_free(lr);
    judge_close(&j);
    buf_release(&b);
}

static void expect_same(struct slice text)
{
    expect_same_in("python", text);
}

static void expect_same_all(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_same(slice_of(texts[i]));
}

static enum lr_reason reason_of(struct slice text)
{
    struct buf b = {0};
    struct slice source = padded_bytes(&b, text);
    struct lr *lr = lr_new(0);
    struct tree tree;
    enum lr_reason reason = lr_parse(lr, &lr_grammar_python, source, &tree);

    lr_free(lr);
    buf_release(&b);
    return reason;
}

#define EXPECT_SAME(...)                                      \
    do {                                                      \
        static const char *const texts[] = {__VA_ARGS__};     \
        expect_same_all(texts, sizeof texts / sizeof *texts); \
    } while (0)

Test(lr, the_root_begins_at_a_leading_comment_and_ends_at_the_end_of_the_file)
{
    EXPECT_SAME("", "\n\n", "# c", "# c\n\nx\n# d\n\n", "\xef\xbb\xbfx\n", "  \n# c\n  ");
}

Test(lr, comments_among_children_stay_there_and_those_behind_stand_behind)
{
    EXPECT_SAME("f(a, # c\n  b # d\n)\n", "x = [ # c\n]\n",
                "if x: # c\n    # d\n    y # e\n# f\n",
                "class A:\n    # c\n    pass\n    # d\n", "x = 1 # c\n# d\ny\n",
                "x \\\n= \\\n1 # c\n");
}

Test(lr, fields_go_through_hidden_nodes)
{
    EXPECT_SAME("def f(a, *b: int, c=1, **d) -> e:\n    return a, b\n",
                "from . import a, b as c\n", "import a.b, c as d\n",
                "if a: b\nelif c: d\nelse: e\n", "with a as b, c as d:\n    pass\n",
                "x: int = 3\n");
}

Test(lr, aliases_rename_visible_children_and_show_hidden_ones)
{
    EXPECT_SAME("a not in b is not c\n", "with a as b: pass\n", "if x: pass\n",
                "def f(): pass; return\n", "try:\n    a\nexcept* E as e:\n    b\n",
                "print >>f, x\n", "class A: x\n");
}

Test(lr, forks_end_in_the_runtimes_choice)
{
    EXPECT_SAME("a, b = c\n", "x = a, b", "print (a, b)\n", "print(a)(b)\n",
                "[a, *b] = c\n", "(a, b), c = d\n", "for a, b in c: pass\n",
                "match (a, b):\n    case [x, *_]:\n        y\n",
                "match = 1\ncase = match\ntype = print\nexec = 2\n", "type X[T] = int\n",
                "print >>a, b\nexec a in b\n", "x = a, b # c\n# d\n", "match(a, b)\n",
                "(a, # c\nb)\n", "await x\n");
}

Test(lr, strings_of_all_kinds_are_nodes_as_the_runtime_makes_them)
{
    EXPECT_SAME("f\"{a!r:>{w}} {{b}}\" 'c' rb'\\d'\n", "'''a\n'b\n''' \"\"\"c\"\"\"\n",
                "f'{x=}' f'{lambda x: 1}'\n", "x = ''\n");
}

Test(lr, line_ends_of_all_kinds)
{
    EXPECT_SAME("if a:\r\n    b\r\nc\r\n", "if a:\n\tb\n\f\nc\n", "if a:\n    b");
}

Test(lr, a_token_that_only_the_mode_of_errors_knows_may_have_an_action)
{
    EXPECT_SAME("a\\", "x = a\\", "f(a)\\", "if a: b\\");
}

Test(lr, another_grammar_needs_nothing_of_its_own)
{
    expect_same_in("javascript",
                   slice_of("const f = async (a, {b}) => `x${a + b}y`\n"
                            "if (a) b()\nelse for (const c of d) e /= /f/g\n"
                            "class A { #b = 1; get c() { return this.#b } }\n"
                            "/* d */ let x = <p q={r}>s</p> // t\n"));
}

Test(lr, a_syntax_error_is_given_up)
{
    cr_expect_eq(reason_of(slice_of("x = = 1\n")), LR_NO_ACTION);
    cr_expect_neq(reason_of(slice_of("f(\n")), LR_DONE);
    cr_expect_neq(reason_of(slice_of("x = $\n")), LR_DONE);
    cr_expect_neq(reason_of(slice_of("a, b = = c\n")), LR_DONE);
}

Test(lr, a_zero_byte_is_given_up)
{
    cr_expect_eq(reason_of((struct slice){"x\0y\n", 4}), LR_NUL);
}

Test(lr, over_its_limit_it_gives_up)
{
    struct buf b = {0};
    struct lr *lr = lr_new(1 << 20);
    struct tree tree;

    for (int i = 0; i < 200000; i++)
        buf_add_text(&b, "a = b\n");
    memset(buf_reserve(&b, LEX_PADDING), 0, LEX_PADDING);
    cr_expect_eq(lr_parse(lr, &lr_grammar_python, buf_slice(&b), &tree), LR_LIMIT);

    struct buf small = {0};

    cr_expect_eq(lr_parse(lr, &lr_grammar_python, padded(&small, "a = b\n"), &tree),
                 LR_DONE, "and goes on with the next file");
    lr_free(lr);
    buf_release(&b);
    buf_release(&small);
}

static void repeat(struct buf *b, const char *text, int count)
{
    for (int i = 0; i < count; i++)
        buf_add_text(b, text);
}

struct parse {
    struct slice source;
    enum lr_reason reason;
};

static void *parse(void *context)
{
    struct parse *p = context;
    struct lr *lr = lr_new(0);
    struct tree tree = {0};

    p->reason = lr_parse(lr, &lr_grammar_python, p->source, &tree);
    lr_free(lr);
    return NULL;
}

/* Frees the text. */
static enum lr_reason reason_on_a_small_stack(struct buf *text)
{
    struct parse p = {buf_padded(text), LR_DONE};
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 1 << 16);
    cr_assert_eq(pthread_create(&thread, &attributes, parse, &p), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    buf_release(text);
    return p.reason;
}

Test(lr, hundred_thousand_brackets_need_no_stack_of_the_thread)
{
    static const char *const brackets[][2] = {{"(", ")"},  {"[", "]"}, {"{", "}"},
                                              {"a[", "]"}, {"-", ""},  {"lambda: ", ""}};

    for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++) {
        struct buf b = {0};

        buf_add_text(&b, "x = ");
        repeat(&b, brackets[i][0], 100000);
        buf_add_text(&b, "1");
        repeat(&b, brackets[i][1], 100000);
        cr_expect_eq(reason_on_a_small_stack(&b), LR_DONE, "%s", brackets[i][0]);
    }
}

Test(lr, ten_thousand_blocks_are_more_than_the_scanner_may_keep)
{
    struct buf b = {0};

    for (int i = 0; i < 10000; i++)
        buf_add_format(&b, "%*sif x:\n", i, "");
    cr_expect_eq(reason_on_a_small_stack(&b), LR_NESTED);
}

/* A sanitizer takes its tenfold, so it gets a tenth. */
#ifdef __SANITIZE_ADDRESS__
#define LONG_LINE 5000000
#else
#define LONG_LINE 50000000
#endif

Test(lr, fifty_megabytes_on_a_line_and_a_million_lines_are_files_like_others)
{
    static const struct {
        const char *text;
        int count;
    } files[] = {{"1, ", LONG_LINE / 3}, {"x\n", 1000000}, {"f(a);", 1000000}};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct buf b = {0};

        repeat(&b, files[i].text, files[i].count);
        cr_expect_eq(reason_on_a_small_stack(&b), LR_DONE, "%s", files[i].text);
    }
}

Test(lr, long_runs_of_comments_take_linear_time, .timeout = 60)
{
    struct buf b = {0};

    repeat(&b, "# c\n", 200000);
    buf_add_text(&b, "x\n");
    memset(buf_reserve(&b, LEX_PADDING), 0, LEX_PADDING);
    cr_expect_eq(reason_of(buf_slice(&b)), LR_DONE);
    buf_release(&b);
}
