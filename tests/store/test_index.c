#include "store/index.h"

#include "tests/store/helpers.h"

#include <criterion/criterion.h>

static struct index_record record_of(uint64_t n)
{
    struct store_key key = key_of(n);

    return (struct index_record){.tag = index_tag((unsigned)(n % 32), &key),
                                 .offset = 16 + n * 100,
                                 .size = (uint32_t)(72 + n),
                                 .raw_bytes = (uint32_t)(n * 3),
                                 .kind = (uint8_t)(n % 32)};
}

/* The bytes of an index of 0 to count - 1, from malloc, of exactly their length. */
static char *index_bytes(size_t count, size_t *len)
{
    struct index_record *records = memory_alloc(sizeof *records * (count + 1));
    struct buf bytes = {0};
    char *exact;

    for (size_t i = 0; i < count; i++)
        records[i] = record_of(i);
    index_write(records, count, 12345, &bytes);
    *len = bytes.len;
    exact = memory_alloc(bytes.len);
    memcpy(exact, bytes.data, bytes.len);
    buf_release(&bytes);
    free(records);
    return exact;
}

Test(index, finds_what_is_there_and_nothing_else_at_any_size)
{
    static const size_t counts[] = {0, 1, 2, 3, 9, 100, 5000, 70000};
    size_t len;

    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        char *bytes = index_bytes(counts[c], &len);
        struct index index;

        cr_assert(index_init(&index, bytes, len, NULL));
        cr_expect_eq(index.pack_bytes, 12345);
        for (uint64_t n = 0; n < counts[c]; n++) {
            struct index_record wanted = record_of(n), found;
            size_t i = 0;

            cr_assert(index_find(&index, wanted.tag, wanted.kind, &i));
            found = index_at(&index, i);
            cr_assert_eq(found.offset, wanted.offset);
            cr_assert_eq(found.size, wanted.size);
            cr_assert_eq(found.raw_bytes, wanted.raw_bytes);
            i = 0;
            cr_assert_not(index_find(&index, wanted.tag, (wanted.kind + 1) % 32, &i));
        }
        for (uint64_t n = counts[c]; n < 2 * counts[c] + 10; n++) {
            size_t i = 0;

            cr_assert_not(index_find(&index, record_of(n).tag, n % 32, &i));
        }
        index_release(&index);
    }
}

Test(index, of_one_tag_and_kind_the_later_written_come_first)
{
    struct index_record records[6] = {{0}};
    struct buf bytes = {0};
    struct index index;
    size_t i = 0;

    for (int j = 0; j < 6; j++)
        records[j] = (struct index_record){.tag = j < 4 ? 5 : 5 + (uint64_t)j,
                                           .kind = j == 1 ? 2 : 1,
                                           .offset = (uint64_t)j};
    index_write(records, 6, 0, &bytes);
    cr_assert(index_init(&index, bytes.data, bytes.len, NULL));
    cr_assert(index_find(&index, 5, 1, &i));
    cr_expect_eq(index_at(&index, i).offset, 3);
    i++;
    cr_assert(index_find(&index, 5, 1, &i));
    cr_expect_eq(index_at(&index, i).offset, 2);
    i++;
    cr_assert(index_find(&index, 5, 1, &i));
    cr_expect_eq(index_at(&index, i).offset, 0);
    i++;
    cr_expect_not(index_find(&index, 5, 1, &i));
    index_release(&index);
}

Test(index, every_flipped_bit_and_every_truncation_is_noticed)
{
    size_t len;
    char *bytes = index_bytes(20, &len);
    struct index index;
    struct err e;

    for (size_t bit = 0; bit < len * 8; bit++) {
        char *copy = memory_alloc(len);

        memcpy(copy, bytes, len);
        copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
        cr_assert_not(index_init(&index, copy, len, &e), "bit %zu", bit);
    }
    for (size_t cut = 0; cut < len; cut++) {
        char *copy = memory_alloc(cut + 1);

        memcpy(copy, bytes, cut);
        cr_assert_not(index_init(&index, copy, cut, &e));
    }
    bytes[14] = '2';
    cr_assert_not(index_init(&index, bytes, len, &e));
    cr_expect_eq(e.code, ERR_UNSUPPORTED);
}

Test(index, with_a_right_checksum_but_unsorted_is_refused)
{
    struct index_record records[300];
    struct buf bytes = {0};
    struct index index;
    char *swapped;
    struct content_key sum;

    for (size_t i = 0; i < 300; i++)
        records[i] = record_of(i);
    index_write(records, 300, 0, &bytes);
    swapped = bytes.data;
    for (int i = 0; i < INDEX_RECORD_BYTES; i++) {
        char *a = swapped + INDEX_HEADER_BYTES + 10 * INDEX_RECORD_BYTES + i;
        char *b = a + 200 * INDEX_RECORD_BYTES, keep = *a;

        *a = *b;
        *b = keep;
    }
    sum = content_key_of((struct slice){swapped + 32, bytes.len - 32});
    memcpy(swapped + 16, &sum.low, 8);
    memcpy(swapped + 24, &sum.high, 8);
    cr_expect_not(index_init(&index, swapped, bytes.len, NULL));
}
