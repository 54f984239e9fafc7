#include "engine/codec/coverage_codec.h"

#include "engine/base/memory.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* When this fails, the table has changed: raise the schema, then the number. */
Test(coverage_codec, the_table_is_that_of_the_schema)
{
    cr_expect_eq(COVERAGE_SCHEMA, 1);
    cr_expect_eq(coverage_schema_hash(), UINT64_C(0x922545948f72008b), "%#jx",
                 (uintmax_t)coverage_schema_hash());
}

static const struct coverage_row rows[] = {
    {{"a.py", 4}, 7, 3, {1, 2}},
    {{"b/c.py", 6}, 100000000, 100000000, {3, 4}},
    {{"b\xff\n.py", 6}, 0, 0, {UINT64_MAX, 0}},
};

static struct coverage_part sample(void)
{
    return (struct coverage_part){.take = UINT64_MAX,
                                  .part = 2,
                                  .parts = 5,
                                  .foreign = 9,
                                  .first_foreign = {"/x", 2},
                                  .rows = rows,
                                  .count = 3};
}

/* Reads a copy in a block of its own, so that a sanitizer sees every overrun. */
static bool is_readable(struct slice bytes, struct coverage_part *part,
                        struct arena *memory)
{
    struct wire *wire = wire_new();
    char *copy = memory_alloc(bytes.len);
    bool read;

    if (bytes.len)
        memcpy(copy, bytes.data, bytes.len);
    read = coverage_part_read(wire, (struct slice){copy, bytes.len}, part, memory);
    for (size_t i = 0; read && i < part->count; i++)
        cr_assert(part->rows[i].covered <= part->rows[i].lines &&
                  !memchr(part->rows[i].path.data, 0, part->rows[i].path.len));
    wire_free(wire);
    free(copy);
    return read;
}

static bool is_refused(struct slice bytes)
{
    struct coverage_part part;
    struct arena memory = {0};
    bool read = is_readable(bytes, &part, &memory);

    arena_release(&memory);
    return !read;
}

Test(coverage_codec, a_part_comes_back)
{
    struct coverage_part part = sample(), back;
    struct arena memory = {0};
    struct buf out = {0};

    coverage_part_write(&out, &part);
    cr_assert(is_readable(buf_slice(&out), &back, &memory));
    cr_expect_eq(back.take, UINT64_MAX);
    cr_expect_eq(back.part, 2);
    cr_expect_eq(back.parts, 5);
    cr_expect_eq(back.foreign, 9);
    cr_expect(slice_equal(back.first_foreign, slice_of("/x")));
    cr_assert_eq(back.count, 3);
    for (size_t i = 0; i < 3; i++) {
        cr_expect(slice_equal(back.rows[i].path, rows[i].path));
        cr_expect_eq(back.rows[i].lines, rows[i].lines);
        cr_expect_eq(back.rows[i].covered, rows[i].covered);
        cr_expect(content_key_same(back.rows[i].key, rows[i].key));
    }
    arena_release(&memory);
    buf_release(&out);
}

Test(coverage_codec, a_part_without_rows_comes_back)
{
    struct coverage_part part = {.parts = 1}, back;
    struct arena memory = {0};
    struct buf out = {0};

    coverage_part_write(&out, &part);
    cr_assert(is_readable(buf_slice(&out), &back, &memory));
    cr_expect_eq(back.count, 0);
    cr_expect_eq(back.first_foreign.len, 0);
    arena_release(&memory);
    buf_release(&out);
}

Test(coverage_codec, any_change_of_the_bytes_gives_sound_rows_or_none)
{
    struct coverage_part part = sample();
    struct buf out = {0};
    size_t refused = 0;

    coverage_part_write(&out, &part);
    for (size_t bit = 0; bit < 8 * out.len; bit++) {
        out.data[bit / 8] ^= (char)(1 << bit % 8);
        refused += is_refused(buf_slice(&out));
        out.data[bit / 8] ^= (char)(1 << bit % 8);
    }
    cr_expect(refused > out.len);
    for (size_t len = 0; len < out.len; len++)
        cr_expect(is_refused((struct slice){out.data, len}), "cut to %zu", len);
    buf_release(&out);
}

static void expect_refused(const char *why, const struct coverage_row *unsound,
                           size_t count)
{
    struct coverage_part part = {.parts = 1, .rows = unsound, .count = count};
    struct buf out = {0};

    coverage_part_write(&out, &part);
    cr_expect(is_refused(buf_slice(&out)), "%s", why);
    buf_release(&out);
}

Test(coverage_codec, unsound_rows_are_refused)
{
    expect_refused(
        "out of order",
        (struct coverage_row[]){{{"b", 1}, 1, 1, {0, 0}}, {{"a", 1}, 1, 1, {0, 0}}}, 2);
    expect_refused(
        "a path twice",
        (struct coverage_row[]){{{"a", 1}, 1, 1, {0, 0}}, {{"a", 1}, 1, 1, {0, 0}}}, 2);
    expect_refused("no path", (struct coverage_row[]){{{"", 0}, 1, 1, {0, 0}}}, 1);
    expect_refused("a NUL in one", (struct coverage_row[]){{{"a\0b", 3}, 1, 1, {0, 0}}},
                   1);
    expect_refused("more that ran than there are",
                   (struct coverage_row[]){{{"a", 1}, 1, 2, {0, 0}}}, 1);
}

/* One row, by hand. */
static bool is_refused_with(size_t row_count, struct slice columns, struct slice paths,
                            struct slice keys)
{
    struct buf out = {0};
    bool refused;

    wire_map(&out, 10);
    wire_number(&out, "schema", COVERAGE_SCHEMA);
    wire_number(&out, "take", 1);
    wire_number(&out, "part", 0);
    wire_number(&out, "parts", 1);
    wire_number(&out, "foreign", 0);
    wire_bytes(&out, "first_foreign", slice_of(""));
    wire_number(&out, "rows", row_count);
    wire_bytes(&out, "columns", columns);
    wire_bytes(&out, "paths", paths);
    wire_bytes(&out, "keys", keys);
    refused = is_refused(buf_slice(&out));
    buf_release(&out);
    return refused;
}

Test(coverage_codec, columns_paths_and_keys_are_of_as_many_rows)
{
    const char sixteen[17] = "0123456789abcdef";
    struct slice columns = {"\1\2\1", 3}, path = {"a", 1}, key = {sixteen, 16};

    cr_expect_not(is_refused_with(1, columns, path, key));
    cr_expect(is_refused_with(0, columns, path, key));
    cr_expect(is_refused_with(2, columns, path, key));
    cr_expect(is_refused_with((size_t)1 << 40, columns, path, key));
    cr_expect(is_refused_with(1, columns, path, (struct slice){sixteen, 15}));
    cr_expect(is_refused_with(1, columns, path, (struct slice){sixteen, 17}));
    cr_expect(is_refused_with(1, columns, (struct slice){"ab", 2}, key));
    cr_expect(is_refused_with(1, columns, (struct slice){"", 0}, key));
    cr_expect(is_refused_with(1, (struct slice){"\1\2\1\1", 4}, path, key));
    cr_expect(is_refused_with(1, (struct slice){"\1\2", 2}, path, key));
}

static enum coverage_message look(struct slice bytes)
{
    struct wire *wire = wire_new();
    struct coverage_part part;
    enum coverage_message message = coverage_part_look(wire, bytes, &part);

    wire_free(wire);
    return message;
}

Test(coverage_codec, a_message_says_what_it_is)
{
    struct coverage_part part = sample();
    struct buf out = {0};

    cr_expect_eq(look((struct slice){0}), COVERAGE_MESSAGE_NONE);
    coverage_part_write(&out, &part);
    cr_expect_eq(look(buf_slice(&out)), COVERAGE_MESSAGE_PART);
    buf_clear(&out);
    part.part = part.parts;
    coverage_part_write(&out, &part);
    cr_expect_eq(look(buf_slice(&out)), COVERAGE_MESSAGE_NONE, "there is no such part");
    buf_clear(&out);
    wire_map(&out, 1);
    wire_number(&out, "schema", COVERAGE_SCHEMA + 1);
    cr_expect_eq(look(buf_slice(&out)), COVERAGE_MESSAGE_LATER);
    buf_release(&out);
}
