/* The flat tree is the tree that tree-sitter's own cursor shows, whatever the
 * source, and no source takes more than its budget. */
#include "engine/base/buf.h"
#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "parsers/grammar.h"
#include "parsers/grammar_language.h"
#include "parsers/runtime.h"
#include "tests/fewer.h"
#include "tests/parsers/corpus.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include <tree_sitter/api.h>

static struct runtime *runtime;
static const struct grammar *python;

static void open_runtime(void)
{
    runtime = runtime_new(&(struct parser_options){0});
    python = grammar_by_name("python");
}

static void close_runtime(void)
{
    runtime_free(runtime);
}

TestSuite(runtime, .init = open_runtime, .fini = close_runtime);

/* `count` times `text`. */
static void add_times(struct buf *b, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        buf_add_text(b, text);
}

static void add_blocks(struct buf *b, size_t count)
{
    for (size_t i = 0; i <= count; i++) {
        add_times(b, i, " ");
        buf_add_text(b, i < count ? "if x:\n" : "y = ");
    }
}

static bool same_node(const struct node *flat, const TSTreeCursor *cursor)
{
    TSNode node = ts_tree_cursor_current_node(cursor);

    return flat->start_byte == ts_node_start_byte(node) &&
           flat->end_byte == ts_node_end_byte(node) &&
           flat->size == ts_node_descendant_count(node) &&
           flat->symbol == ts_node_symbol(node) &&
           flat->field == ts_tree_cursor_current_field_id(cursor) &&
           !(flat->flags & NODE_NAMED) == !ts_node_is_named(node) &&
           !(flat->flags & NODE_EXTRA) == !ts_node_is_extra(node) &&
           !(flat->flags & NODE_MISSING) == !ts_node_is_missing(node);
}

/* Walks the cursor in pre-order. Before a node's turn in post-order come all
 * that came before it in pre-order but its ancestors, and its own descendants. */
static bool same_nodes(const struct tree *flat, TSTreeCursor *cursor)
{
    uint32_t seen = 0, depth = 0;

    for (;;) {
        uint32_t size = ts_node_descendant_count(ts_tree_cursor_current_node(cursor));
        uint32_t i = seen++ - depth + size - 1;

        if (i >= flat->count || !same_node(&flat->nodes[i], cursor))
            return false;
        if (ts_tree_cursor_goto_first_child(cursor)) {
            depth++;
            continue;
        }
        while (!ts_tree_cursor_goto_next_sibling(cursor)) {
            if (!ts_tree_cursor_goto_parent(cursor))
                return seen == flat->count;
            depth--;
        }
    }
}

/* Our tree of the source against tree-sitter's, parsed the plain way. */
static bool is_tree_of(const struct tree *flat, struct slice source)
{
    TSParser *parser = ts_parser_new();
    TSTreeCursor cursor;
    TSTree *tree;
    bool same;

    cr_assert(ts_parser_set_language(parser, grammar_language(python)));
    tree = ts_parser_parse_string(parser, NULL, source.data, (uint32_t)source.len);
    cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
    same = same_nodes(flat, &cursor) &&
           flat->has_error == ts_node_has_error(ts_tree_root_node(tree));
    ts_tree_cursor_delete(&cursor);
    ts_tree_delete(tree);
    ts_parser_delete(parser);
    return same;
}

static bool parses_right(struct slice source)
{
    struct tree tree;
    struct err e = {0};

    cr_assert(runtime_parse(runtime, python, source, &tree, &e), "%s", e.message);
    return is_tree_of(&tree, source);
}

static enum err_code parse_code(struct slice source, struct err *e)
{
    struct tree tree;

    return runtime_parse(runtime, python, source, &tree, e) ? ERR_NONE : e->code;
}

Test(runtime, trees_of_real_files_are_tree_sitters_and_take_little_work, .timeout = 200)
{
    struct corpus c = corpus_read(300);

    cr_assert_gt(c.count, 10, "no Python library is installed");
    for (size_t i = 0; i < c.count; i++) {
        cr_expect(parses_right(buf_slice(&c.files[i])), "file %zu", i);
        cr_expect_lt(runtime_steps(runtime), 2000 + c.files[i].len / 10, "file %zu", i);
    }
    corpus_release(&c);
}

Test(runtime, each_prefix_of_a_file_has_its_tree, .timeout = 200)
{
    struct buf source = file_read("/usr/lib/python3.11/textwrap.py");

    cr_assert_gt(source.len, 10000);
    for (size_t i = 0; i < 300; i += FEWER) {
        struct slice prefix = {source.data, source.len * i / 300};

        cr_expect(parses_right(prefix), "%zu bytes", prefix.len);
    }
    buf_release(&source);
}

Test(runtime, odd_bytes_have_trees_too)
{
    static const struct {
        const char *bytes;
        size_t len;
    } rows[] = {
        {"", 0},
        {"\n", 1},
        {"\0", 1},
        {"x = 1\0y = 2\n", 12},
        {"\xEF\xBB\xBFx = 1\n", 9},
        {"x = '\xFF\xFE\x80'\n\xC3(\n", 13},
        {"x = 1\rdef f():\r  pass\r", 22},
        {"x = '\xF0\x9F\x98", 8},
        {"\f\v\t x\n", 6},
        {"x = 1\\", 6},
        {"'", 1},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect(parses_right((struct slice){rows[i].bytes, rows[i].len}), "row %zu", i);
}

/* The lexer gets its input in pieces of 1024 bytes. */
Test(runtime, characters_may_lie_across_the_pieces_of_the_input)
{
    for (size_t pad = 1015; pad < 1026; pad++) {
        struct buf b = {0};

        buf_add_char(&b, '#');
        add_times(&b, pad, "a");
        buf_add_text(&b, "\xF0\x9F\x98\x80\n\xC3\xA4 = '\xE2\x82\xAC'\n");
        add_times(&b, 300, "\xC3\xA4\xE2\x82\xAC+\xF0\x90\x90\x80+");
        cr_expect(parses_right(buf_slice(&b)), "%zu", pad);
        buf_release(&b);
    }
}

Test(runtime, the_error_byte_is_where_the_first_error_starts)
{
    static const struct {
        const char *source;
        bool has_error;
        uint32_t byte;
    } rows[] = {
        {"x = 1\n", false, 0},
        {"x = $ 1\n", true, 4},
        {"def f(:\n    pass\n", true, 6},
        {"a\nb\nx = (1 +\n", true, 4},
        {"a = 1\nclass B:\n    c = 2 2\n", true, 23},
        {"a = 1\nx = 1\rdef f(): pass\n", true, 11}, /* a hidden end of line */
    };
    struct tree tree;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert(runtime_parse(runtime, python, slice_of(rows[i].source), &tree, NULL));
        cr_expect_eq(tree.has_error, rows[i].has_error, "row %zu", i);
        cr_expect_eq(tree.error_byte, rows[i].byte, "row %zu: %u", i, tree.error_byte);
    }
}

Test(runtime, a_hundred_thousand_brackets_are_just_numbers, .timeout = 100)
{
    struct buf b = {0};
    struct tree tree;

    add_times(&b, 100000, "[");
    add_times(&b, 100000, "]");
    cr_assert(runtime_parse(runtime, python, buf_slice(&b), &tree, NULL));
    cr_expect_eq(tree.count, 300002);
    cr_expect_not(tree.has_error);
    cr_expect(is_tree_of(&tree, buf_slice(&b)));
    buf_release(&b);
}

Test(runtime, brackets_that_nobody_closes_are_an_error, .timeout = 100)
{
    struct buf b = {0};
    struct tree tree;

    add_times(&b, 100000, "(");
    cr_assert(runtime_parse(runtime, python, buf_slice(&b), &tree, NULL));
    cr_expect(tree.has_error);
    cr_expect(is_tree_of(&tree, buf_slice(&b)));
    buf_release(&b);
}

Test(runtime, long_lines_and_many_lines_parse, .timeout = 200)
{
    struct buf b = {0};

    buf_add_text(&b, "x = [");
    add_times(&b, 50000 / FEWER,
              "'one hundred characters or so, so that the line is five million "
              "long without so many tokens, see?',");
    buf_add_text(&b, "]\n");
    cr_expect(parses_right(buf_slice(&b)), "one line");
    buf_clear(&b);
    add_times(&b, 900000 / FEWER, "#\n");
    add_times(&b, 100000 / FEWER, "x\n");
    cr_expect(parses_right(buf_slice(&b)), "many lines");
    buf_release(&b);
}

/* The scanner's buffer holds 2 bytes, one for each open string, two for each
 * open block, and 1024 in all. */
Test(runtime, blocks_nest_as_deep_as_the_scanner_can_keep)
{
    static const struct {
        size_t blocks;
        const char *tail;
        bool fits;
    } rows[] = {
        {511, "1\n", true},    {512, "1\n", false},     {510, "'a'\n", true},
        {511, "'a'", false},   {510, "\"\"\"\n", true}, {511, "\"\"\"\n", false},
        {600, "'''\n", false}, {10000, "1\n", false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf b = {0};
        struct err e = {0};

        add_blocks(&b, rows[i].blocks);
        buf_add_text(&b, rows[i].tail);
        if (rows[i].fits) {
            cr_expect(parses_right(buf_slice(&b)), "row %zu", i);
        } else {
            cr_expect_eq(parse_code(buf_slice(&b), &e), ERR_LIMIT, "row %zu", i);
            cr_expect(
                strstr(e.message, "nested deeper than the grammar's scanner can keep"),
                "%s", e.message);
        }
        buf_release(&b);
    }
}

Test(runtime, strings_nest_as_deep_as_the_scanner_can_keep)
{
    struct buf b = {0};
    struct err e = {0};

    add_times(&b, 255, "f'{");
    cr_expect(parses_right(buf_slice(&b)));
    add_times(&b, 1, "f'{");
    cr_expect_eq(parse_code(buf_slice(&b), &e), ERR_LIMIT);
    cr_expect(strstr(e.message, "256 strings"), "%s", e.message);
    buf_release(&b);
}

Test(runtime, a_file_that_failed_leaves_no_trace_in_the_next)
{
    struct buf deep = {0};
    struct err e;

    add_blocks(&deep, 600);
    for (int i = 0; i < 20; i++) {
        cr_expect_eq(parse_code(buf_slice(&deep), &e), ERR_LIMIT);
        cr_expect(parses_right(slice_of("def f():\n    return f'{x}'\n")));
    }
    buf_release(&deep);
}

Test(runtime, memory_over_the_budget_fails_the_file_only, .timeout = 100)
{
    struct parser_options options = {.heap_bytes = (size_t)8 << 20};
    struct buf big = {0};
    struct err e = {0};

    runtime_free(runtime);
    runtime = runtime_new(&options);
    add_times(&big, 300000, "x = 1\n");
    cr_expect_eq(parse_code(buf_slice(&big), &e), ERR_LIMIT);
    cr_expect_str_eq(e.message, "parsing it takes more memory than the limit of 8 MiB");
    cr_expect(parses_right(slice_of("x = 1\n")));
    buf_release(&big);
}

Test(runtime, work_over_the_budget_fails_the_file_only)
{
    struct parser_options options = {.steps = 100};
    struct buf big = {0};
    struct err e = {0};

    runtime_free(runtime);
    runtime = runtime_new(&options);
    add_times(&big, 3000, "x = 1\n");
    cr_expect_eq(parse_code(buf_slice(&big), &e), ERR_LIMIT);
    cr_expect_str_eq(e.message, "parsing it takes more work than the limit of 100 steps");
    cr_expect(parses_right(slice_of("x = 1\n")));
    buf_release(&big);
}

/* The runtime reads or copies the same things again and again. What takes linear
 * time stays below a step for ten bytes. */
Test(runtime, work_that_grows_faster_than_the_source_is_counted, .timeout = 200)
{
    struct parser_options options = {.steps = 10000};
    static const struct {
        const char *head, *line;
        size_t count;
    } rows[] = {
        {"x = 1\n", "    # comment\n", 6000},
        {"", "\\\n", 8000},
        {"if x:\n", "def f(\n", 8000},
    };

    runtime_free(runtime);
    runtime = runtime_new(&options);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf b = {0};
        struct err e = {0};

        buf_add_text(&b, rows[i].head);
        add_times(&b, rows[i].count, rows[i].line);
        cr_expect_eq(parse_code(buf_slice(&b), &e), ERR_LIMIT, "row %zu", i);
        cr_expect(strstr(e.message, "more work than the limit"), "%s", e.message);
        buf_release(&b);
    }
}

struct cancelling {
    atomic_bool cancelled;
    uint64_t asked_ns;
};

static void *cancel_soon(void *context)
{
    struct cancelling *c = context;

    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    c->asked_ns = clock_ns();
    atomic_store(&c->cancelled, true);
    return NULL;
}

Test(runtime, a_parse_ends_soon_after_it_is_cancelled, .timeout = 100)
{
    static const char *const lines[] = {"x = f(a)\n", "def f(\n", "\\\n"};

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct cancelling c = {.cancelled = false};
        struct parser_options options = {.cancelled = &c.cancelled};
        struct buf big = {0};
        struct err e = {0};
        pthread_t thread;

        runtime_free(runtime);
        runtime = runtime_new(&options);
        add_times(&big, 300000, lines[i]);
        cr_assert_eq(pthread_create(&thread, NULL, cancel_soon, &c), 0);
        cr_expect_eq(parse_code(buf_slice(&big), &e), ERR_CANCELLED, "row %zu", i);
        cr_expect_lt(clock_ns() - c.asked_ns, 500000000, "row %zu", i);
        pthread_join(thread, NULL);
        buf_release(&big);
    }
}

struct small_thread {
    struct slice source;
    enum err_code code;
};

static void *parse_on_small_stack(void *context)
{
    struct small_thread *t = context;
    struct err e = {0};

    t->code = parse_code(t->source, &e);
    return NULL;
}

static enum err_code code_on_stack(struct slice source, size_t stack_bytes)
{
    struct small_thread t = {source, ERR_NONE};
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    cr_assert_eq(pthread_attr_setstacksize(&attributes, stack_bytes), 0);
    cr_assert_eq(pthread_create(&thread, &attributes, parse_on_small_stack, &t), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    return t.code;
}

Test(runtime, a_stack_of_64_kib_is_enough_for_any_depth, .timeout = 100)
{
    struct buf brackets = {0}, blocks = {0}, open = {0};
    struct buf file = file_read("/usr/lib/python3.11/decimal.py");

    add_times(&brackets, 50000, "(");
    add_times(&brackets, 50000, ")");
    add_times(&open, 50000, "{a:[");
    add_blocks(&blocks, 10000);
    cr_expect_eq(code_on_stack(buf_slice(&brackets), 65536), ERR_NONE);
    cr_expect_eq(code_on_stack(buf_slice(&open), 65536), ERR_NONE);
    cr_expect_eq(code_on_stack(buf_slice(&blocks), 65536), ERR_LIMIT);
    cr_expect_eq(code_on_stack(buf_slice(&file), 65536), ERR_NONE);
    buf_release(&brackets);
    buf_release(&blocks);
    buf_release(&open);
    buf_release(&file);
}
