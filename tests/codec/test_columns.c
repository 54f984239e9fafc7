#include "engine/codec/columns.h"

#include <criterion/criterion.h>
#include <string.h>

struct thing {
    uint64_t eight;
    uint32_t four;
    uint16_t two;
    uint8_t one;
    bool flag;
};

static const struct column table[] = {
    COLUMN_DIFFERENCES(struct thing, eight), COLUMN(struct thing, four),
    COLUMN_DIFFERENCES(struct thing, two),   COLUMN(struct thing, one),
    COLUMN_FLAG(struct thing, flag),         {0},
};

static const struct thing things[] = {
    {0, 0, 0, 0, false},         {UINT64_MAX, UINT32_MAX, UINT16_MAX, UINT8_MAX, true},
    {1, 127, 0, 128, false},     {UINT64_C(1) << 63, 128, 1, 1, true},
    {5, 16383, 65534, 7, false},
};

enum { COUNT = sizeof things / sizeof *things };

static bool read_back(struct slice bytes, struct thing *back)
{
    memset(back, 0, COUNT * sizeof *back);
    return columns_read(&bytes, table, back, COUNT, sizeof *back) && bytes.len == 0;
}

Test(columns, numbers_at_the_ends_of_their_ranges_come_back)
{
    struct thing back[COUNT];
    struct buf out = {0};

    columns_write(&out, table, things, COUNT, sizeof *things);
    cr_assert(read_back(buf_slice(&out), back));
    for (size_t i = 0; i < COUNT; i++) {
        cr_expect_eq(back[i].eight, things[i].eight);
        cr_expect_eq(back[i].four, things[i].four);
        cr_expect_eq(back[i].two, things[i].two);
        cr_expect_eq(back[i].one, things[i].one);
        cr_expect_eq(back[i].flag, things[i].flag);
    }
    buf_release(&out);
}

Test(columns, no_structs_are_no_bytes)
{
    struct buf out = {0};
    struct slice left = {0};

    columns_write(&out, table, things, 0, sizeof *things);
    cr_expect_eq(out.len, 0);
    cr_expect(columns_read(&left, table, NULL, 0, sizeof *things));
    buf_release(&out);
}

Test(columns, a_cut_column_is_refused)
{
    struct thing back[COUNT];
    struct buf out = {0};

    columns_write(&out, table, things, COUNT, sizeof *things);
    for (size_t len = 0; len < out.len; len++)
        cr_expect(!read_back((struct slice){out.data, len}, back), "%zu bytes", len);
    buf_release(&out);
}

static bool one_read(const struct column *column, const char *bytes, size_t len)
{
    const struct column alone[] = {*column, {0}};
    struct thing back;
    struct slice left = {bytes, len};

    return columns_read(&left, alone, &back, 1, sizeof back);
}

Test(columns, a_number_too_large_for_its_field_is_refused)
{
    cr_expect(one_read(&table[1], "\xff\xff\xff\xff\x0f", 5));
    cr_expect(!one_read(&table[1], "\x80\x80\x80\x80\x10", 5), "2^32 in four bytes");
    cr_expect(one_read(&table[3], "\xff\x01", 2));
    cr_expect(!one_read(&table[3], "\x80\x02", 2), "256 in one byte");
    cr_expect(one_read(&table[4], "\x01", 1));
    cr_expect(!one_read(&table[4], "\x02", 1), "2 is neither true nor false");
    cr_expect(!one_read(&table[2], "\x01", 1), "-1 in a field without a sign");
    cr_expect(!one_read(&table[1], "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11),
              "a number without end");
}

Test(columns, the_hash_changes_with_the_table)
{
    const struct column other[] = {
        COLUMN_DIFFERENCES(struct thing, eight),
        COLUMN(struct thing, four),
        COLUMN(struct thing, two),
        COLUMN(struct thing, one),
        COLUMN_FLAG(struct thing, flag),
        {0},
    };

    cr_expect_neq(columns_hash(table), columns_hash(other));
    cr_expect_neq(columns_hash(table), columns_hash(table + 1));
}
