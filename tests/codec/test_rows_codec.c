#include "engine/codec/rows_codec.h"

#include "engine/codec/snapshot_codec.h"
#include "tests/facts/facts_of.h"

#include <stdlib.h>

/* When one of these fails, a table has changed: raise the schema, then the number. */
Test(rows_codec, the_table_is_that_of_the_schema)
{
    cr_expect_eq(ROWS_SCHEMA, 1);
    cr_expect_eq(rows_schema_hash(), UINT64_C(0xbf8fa990b61be19f), "%#jx",
                 (uintmax_t)rows_schema_hash());
}

enum { ROWS = 4 };

static void sample_fill(struct row rows[ROWS], struct reader *reader)
{
    rows[0] = (struct row){.path = slice_of("a.bin"), .size_bytes = 9, .binary = true};
    rows[1] = (struct row){
        .path = slice_of("a.py"),
        .size_bytes = 70,
        .mtime_ns = UINT64_C(1700000000123456789),
        .ctime_ns = UINT64_C(1700000000123456799),
        .inode = UINT64_MAX,
        .key = {1, 2},
        .language = language_of(slice_of("a.py"), (struct slice){0}),
        .facts = facts_of(reader, "import os\nclass A:\n    def f(self): pass\n"),
    };
    rows[1].lines = rows[1].facts->lines;
    rows[2] = (struct row){.path = slice_of("b\xff\n.txt"), .lines.physical = 3};
    rows[3] = (struct row){.path = slice_of("c/broken.py"),
                           .language = language_of(slice_of("a.py"), (struct slice){0}),
                           .detail = "syntax error",
                           .error_line = 1,
                           .partial = true,
                           .facts = facts_of(reader, "def (:\n")};
}

static bool same_name(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void expect_same(const struct row *a, const struct row *b)
{
    cr_expect(slice_equal(a->path, b->path));
    cr_expect_eq(a->size_bytes, b->size_bytes);
    cr_expect_eq(a->mtime_ns, b->mtime_ns);
    cr_expect_eq(a->ctime_ns, b->ctime_ns);
    cr_expect_eq(a->inode, b->inode);
    cr_expect(a->key.high == b->key.high && a->key.low == b->key.low);
    cr_expect_eq(a->language, b->language);
    cr_expect(same_name(a->detail, b->detail));
    cr_expect_eq(a->lines.physical, b->lines.physical);
    cr_expect_eq(a->error_line, b->error_line);
    cr_expect_eq(a->binary, b->binary);
    cr_expect_eq(a->partial, b->partial);
    cr_expect_eq(a->facts != NULL, b->facts != NULL);
    if (a->facts && b->facts)
        cr_expect_eq(a->facts->function_count, b->facts->function_count);
}

Test(rows_codec, all_that_is_known_of_a_file_comes_back)
{
    struct reader reader = {0};
    struct wire *wire = wire_new();
    struct arena memory = {0};
    struct buf out = {0};
    struct row rows[ROWS];
    const struct row *back;
    size_t count;

    sample_fill(rows, &reader);
    rows_write(&out, rows, ROWS);
    back = rows_read(wire, buf_slice(&out), &memory, &count);
    cr_assert(back);
    cr_assert_eq(count, ROWS);
    for (size_t i = 0; i < ROWS; i++)
        expect_same(&rows[i], &back[i]);
    arena_release(&memory);
    buf_release(&out);
    wire_free(wire);
    reader_release(&reader);
}

static bool is_readable(struct slice bytes)
{
    struct wire *wire = wire_new();
    struct arena memory = {0};
    char *copy = memcpy(malloc(bytes.len + 1), bytes.data, bytes.len);
    size_t count = 0;
    const struct row *rows =
        rows_read(wire, (struct slice){copy, bytes.len}, &memory, &count);

    for (size_t i = 0; rows && i < count; i++)
        cr_assert(rows[i].path.len && (!rows[i].detail || strlen(rows[i].detail) < 99));
    arena_release(&memory);
    wire_free(wire);
    free(copy);
    return rows;
}

Test(rows_codec, any_change_of_the_bytes_gives_readable_rows_or_none)
{
    struct reader reader = {0};
    struct buf out = {0};
    struct row rows[ROWS];
    size_t refused = 0;

    sample_fill(rows, &reader);
    rows_write(&out, rows, ROWS);
    cr_assert(is_readable(buf_slice(&out)));
    for (size_t bit = 0; bit < 8 * out.len; bit++) {
        out.data[bit / 8] ^= (char)(1 << bit % 8);
        refused += !is_readable(buf_slice(&out));
        out.data[bit / 8] ^= (char)(1 << bit % 8);
    }
    cr_expect(refused > out.len);
    for (size_t len = 0; len < out.len; len++)
        cr_expect(!is_readable((struct slice){out.data, len}), "cut to %zu", len);
    buf_release(&out);
    reader_release(&reader);
}

Test(rows_codec, rows_out_of_order_are_refused)
{
    struct buf out = {0};
    struct row rows[] = {{.path = slice_of("b")}, {.path = slice_of("a")}};

    rows_write(&out, rows, 2);
    cr_expect(!is_readable(buf_slice(&out)));
    buf_release(&out);
}

Test(snapshot_codec, a_snapshot_comes_back_and_a_cut_one_does_not)
{
    const struct snapshot_block blocks[] = {{{1, 2}, 300}, {{3, UINT64_MAX}, 1}};
    const uint64_t dead[] = {0, 7, 8, 300};
    const struct snapshot_record record = {.project = slice_of("there"),
                                           .rules = 5,
                                           .grammar = 6,
                                           .blocks = blocks,
                                           .block_count = 2,
                                           .dead = dead,
                                           .dead_count = 4,
                                           .delta = {"\0d", 2}};
    struct wire *wire = wire_new();
    struct snapshot_record back;
    struct buf out = {0};

    snapshot_write(&out, &record);
    cr_assert(snapshot_read(wire, buf_slice(&out), &back));
    cr_expect(slice_equal(back.project, record.project));
    cr_expect_eq(back.rules, 5);
    cr_expect_eq(back.block_count, 2);
    cr_expect_eq(back.blocks[1].key.low, UINT64_MAX);
    cr_expect_eq(back.dead_count, 4);
    cr_expect_eq(back.dead[3], 300);
    cr_expect_eq(back.delta.len, 2);
    free((void *)back.blocks);
    free((void *)back.dead);
    for (size_t len = 0; len < out.len; len++)
        cr_expect(!snapshot_read(wire, (struct slice){out.data, len}, &back));
    wire_free(wire);
    buf_release(&out);
}
