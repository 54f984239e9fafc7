#include "engine/codec/tree_codec.h"

#include "engine/codec/tree_kinds.h"
#include "engine/codec/wire.h"
#include "parsers/python.h"
#include "tests/codec/trees.h"
#include "tests/parsers/edits.h"

#include <criterion/criterion.h>

/* ------------------------------------------------------------ round trips */

static void expect_comes_back(struct workshop *w, struct slice source)
{
    struct tree loaded;

    cr_assert(workshop_keep(w, source));
    cr_assert(workshop_load(w, buf_slice(&w->kept), &loaded), "not loaded: %.*s",
              (int)(source.len < 200 ? source.len : 200), source.data);
    cr_assert(same_tree(&w->tree, &loaded), "another tree: %.*s",
              (int)(source.len < 200 ? source.len : 200), source.data);
}

Test(tree_codec, real_files_come_back_node_by_node)
{
    struct workshop w = workshop_open();
    struct corpus corpus = corpus_read(41);

    cr_assert(corpus.count > 20);
    for (size_t i = 0; i < corpus.count; i++)
        expect_comes_back(&w, buf_slice(&corpus.files[i]));
    corpus_release(&corpus);
    workshop_close(&w);
}

Test(tree_codec, broken_files_come_back_with_their_errors)
{
    struct workshop w = workshop_open();
    struct corpus corpus = corpus_read(173);
    struct buf text = {0};
    uint64_t seed = 7;
    size_t errors = 0;

    for (size_t i = 0; i < corpus.count; i++) {
        size_t len = corpus.files[i].len < 3000 ? corpus.files[i].len : 3000;

        for (int edit = 0; len > 10 && edit < 5; edit++) {
            size_t at = edit_below(&seed, (uint32_t)len);

            buf_clear(&text);
            buf_add(&text, (struct slice){corpus.files[i].data, at});
            buf_add_text(&text, edit_piece(&seed));
            buf_add(&text, (struct slice){corpus.files[i].data + at, len - at});
            expect_comes_back(&w, buf_slice(&text));
            errors += w.tree.has_error;
        }
    }
    cr_expect(errors > 10, "only %zu had an error", errors);
    buf_release(&text);
    corpus_release(&corpus);
    workshop_close(&w);
}

static void expect_text_comes_back(const char *text)
{
    struct workshop w = workshop_open();

    expect_comes_back(&w, slice_of(text));
    workshop_close(&w);
}

Test(tree_codec, an_empty_file_is_a_root_alone)
{
    expect_text_comes_back("");
    expect_text_comes_back("\n\n  \n");
}

Test(tree_codec, gaps_and_lengths_over_one_byte_are_kept)
{
    struct buf text = {0};

    for (int i = 0; i < 600; i++)
        buf_add_char(&text, ' ' + (i == 300 ? 'x' - ' ' : 0));
    buf_add_text(&text, "\ny = '");
    for (int i = 0; i < 100000; i++)
        buf_add_char(&text, 'a');
    buf_add_text(&text, "'\n");
    buf_add_char(&text, '\0');
    expect_text_comes_back(text.data + 300);
    buf_release(&text);
}

/* `repeat` times the same, in front of and behind it something else. */
static void expect_many_come_back(const char *head, const char *repeat, size_t times,
                                  const char *tail)
{
    struct workshop w = workshop_open();
    struct buf text = {0};

    buf_add_text(&text, head);
    for (size_t i = 0; i < times; i++)
        buf_add_text(&text, repeat);
    buf_add_text(&text, tail);
    expect_comes_back(&w, buf_slice(&text));
    buf_release(&text);
    workshop_close(&w);
}

Test(tree_codec, a_node_may_have_any_number_of_children)
{
    expect_many_come_back("x = [", "1, ", 23, "]\n");
    expect_many_come_back("x = [", "1, ", 254, "]\n");
    expect_many_come_back("x = [", "1, ", 70000, "]\n");
}

Test(tree_codec, depth_is_only_numbers)
{
    expect_many_come_back("x = ", "[", 100000, "");
    expect_many_come_back("x = ", "-", 100000, "1\n");
}

/* Each node of another sort: punctuation of any length, each with another gap. */
Test(tree_codec, more_kinds_than_one_byte_can_number_are_kept)
{
    struct workshop w = workshop_open();
    struct buf text = {0};
    struct tree loaded;
    const struct node wide = {.symbol = PY_module, .flags = NODE_NAMED};
    struct node *nodes = calloc(300 * 200 + 1, sizeof *nodes);
    struct tree tree = {.grammar = grammar_by_name("python"), .nodes = nodes};
    uint32_t text_bytes, at = 0;

    for (uint32_t length = 0; length < 300; length++) {
        for (uint32_t symbol = 1; symbol <= 200; symbol++, tree.count++) {
            nodes[tree.count] = (struct node){
                at, at + length, 1, (uint16_t)symbol, (uint8_t)(symbol % 3), 0};
            at += length + symbol % 3;
        }
    }
    nodes[tree.count] = wide;
    nodes[tree.count].size = tree.count + 1;
    nodes[tree.count++].end_byte = at;
    cr_assert(tree_encode(w.encoder, &tree, w.content, at, &text));
    cr_assert(tree_decode(w.decoder, buf_slice(&text), w.content, &loaded, &text_bytes));
    cr_expect(same_tree(&tree, &loaded));
    cr_expect_eq(text_bytes, at);
    free(nodes);
    buf_release(&text);
    workshop_close(&w);
}

/* ------------------------------------------------------ what is no tree */

static void expect_refused(const char *why, struct node *nodes, uint32_t count,
                           uint32_t text_bytes)
{
    struct workshop w = workshop_open();
    struct tree tree = {
        .grammar = grammar_by_name("python"), .nodes = nodes, .count = count};

    cr_expect(!tree_encode(w.encoder, &tree, w.content, text_bytes, &w.kept), "%s", why);
    cr_expect_eq(w.kept.len, 0, "%s: bytes were added", why);
    workshop_close(&w);
}

Test(tree_codec, what_is_no_tree_of_a_text_is_not_written)
{
    struct node backwards[] = {
        {5, 6, 1, 1, 0, 0}, {3, 4, 1, 1, 0, 0}, {3, 6, 3, 2, 0, 1}};
    struct node inside_out[] = {{5, 3, 1, 1, 0, 0}};
    struct node two_roots[] = {{0, 1, 1, 1, 0, 0}, {1, 2, 1, 1, 0, 0}};
    struct node too_wide[] = {{0, 9, 1, 1, 0, 0}};
    struct node narrow[] = {{2, 6, 1, 1, 0, 0}, {3, 6, 2, 2, 0, 1}};
    struct node big[] = {{0, 1, 1, 1, 0, 0}, {0, 1, 7, 2, 0, 1}};
    struct node odd[] = {{0, 1, 1, 1, 0, 64}};

    expect_refused("leaves go backwards", backwards, 3, 10);
    expect_refused("it ends before it starts", inside_out, 1, 10);
    expect_refused("two roots", two_roots, 2, 10);
    expect_refused("longer than its text", too_wide, 1, 8);
    expect_refused("a parent starts behind its child", narrow, 2, 10);
    expect_refused("a subtree larger than the tree", big, 2, 10);
    expect_refused("flags that no node has", odd, 1, 10);
}

/* ------------------------------------------------------------ hostile bytes */

static const char sample[] =
    "import os\n\n\nclass A(B):\n    def f(self, *a, x: int = 1):\n"
    "        # c\n        return [y for y in a if y] or (1, 'two')\n"
    "\n\nprint(A().f(1)) # end\n";

/* What is loaded from any bytes at all is a tree that can be walked. */
static void expect_walkable(const struct tree *t, uint32_t text_bytes)
{
    for (uint32_t i = 0; i < t->count; i++) {
        const struct node *n = &t->nodes[i];
        uint32_t left = n->size - 1, child = i - 1;

        cr_assert(n->size >= 1 && n->size <= i + 1);
        cr_assert(n->start_byte <= n->end_byte && n->end_byte <= text_bytes);
        cr_assert(n->symbol == NODE_SYMBOL_ERROR ||
                  grammar_symbol_name(t->grammar, n->symbol));
        for (; left; left -= t->nodes[child].size, child -= t->nodes[child].size)
            cr_assert(t->nodes[child].size <= left);
    }
    cr_assert_eq(t->nodes[t->count - 1].size, t->count);
}

Test(tree_codec, any_flipped_bit_gives_a_tree_or_nothing)
{
    struct workshop w = workshop_open();
    struct tree loaded;
    uint32_t text_bytes;
    size_t refused = 0;

    cr_assert(workshop_keep(&w, slice_of(sample)));
    for (size_t bit = 0; bit < 8 * w.kept.len; bit++) {
        char *bytes = memcpy(malloc(w.kept.len), w.kept.data, w.kept.len);

        bytes[bit / 8] ^= (char)(1 << bit % 8);
        if (tree_decode(w.decoder, (struct slice){bytes, w.kept.len}, w.content, &loaded,
                        &text_bytes))
            expect_walkable(&loaded, text_bytes);
        else
            refused++;
        free(bytes);
    }
    cr_expect(refused > w.kept.len, "only %zu of %zu were refused", refused,
              8 * w.kept.len);
    workshop_close(&w);
}

Test(tree_codec, a_cut_message_is_nothing)
{
    struct workshop w = workshop_open();
    struct tree loaded;

    cr_assert(workshop_keep(&w, slice_of(sample)));
    for (size_t len = 0; len < w.kept.len; len++) {
        char *bytes = memcpy(malloc(len + 1), w.kept.data, len);

        cr_expect(!workshop_load(&w, (struct slice){bytes, len}, &loaded), "%zu bytes",
                  len);
        free(bytes);
    }
    workshop_close(&w);
}

Test(tree_codec, random_bytes_are_nothing)
{
    struct workshop w = workshop_open();
    struct tree loaded;
    uint64_t seed = 3;
    char bytes[64];

    for (int i = 0; i < 20000; i++) {
        for (size_t j = 0; j < sizeof bytes; j++)
            bytes[j] = (char)edit_below(&seed, 256);
        bytes[0] = (char)0x8d; /* a map */
        cr_assert(!workshop_load(&w, (struct slice){bytes, sizeof bytes}, &loaded));
    }
    workshop_close(&w);
}

Test(tree_codec, another_files_tree_is_nothing)
{
    struct workshop w = workshop_open();
    struct tree loaded;

    cr_assert(workshop_keep(&w, slice_of(sample)));
    w.content.low++;
    cr_expect(!workshop_load(&w, buf_slice(&w.kept), &loaded));
    workshop_close(&w);
}

/* ---------------------------------------------------------------- searching */

static bool mentions(const char *source, uint16_t symbol)
{
    struct workshop w = workshop_open();
    struct symbol_set symbols;

    cr_assert(workshop_keep(&w, slice_of(source)));
    cr_assert(tree_symbols(w.decoder, buf_slice(&w.kept), &symbols));
    workshop_close(&w);
    return symbol_set_has(&symbols, symbol);
}

Test(tree_codec, a_tree_says_without_being_decoded_what_is_in_it)
{
    cr_expect(mentions("f = lambda: 1\n", PY_lambda));
    cr_expect(!mentions("f = 1\n", PY_lambda));
    cr_expect(mentions("f = 1\n", PY_identifier));
}
