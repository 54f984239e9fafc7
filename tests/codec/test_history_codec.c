#include "engine/codec/history_codec.h"

#include <criterion/criterion.h>

/* When one of these fails, a table has changed: raise the schema, then the number. */
Test(history_codec, the_tables_are_those_of_the_schema)
{
    cr_expect_eq(HISTORY_SCHEMA, 1);
    cr_expect_eq(history_schema_hash(), UINT64_C(0xbcd41f6019f5bd2b), "%#jx",
                 (uintmax_t)history_schema_hash());
}

static struct vcs_commit commits[] = {
    {{1}, 1500000000, 1},
    {{2, 7}, -5, 0},
    {{2, 8}, INT64_MAX, 2},
    {{0xff}, 0, 0},
};
static uint32_t parent_starts[] = {0, 2, 3, 4, 4};
static uint32_t parents[] = {1, 3, 2, VCS_CUT};
static struct slice authors[] = {{"", 0}, {"A <a@example>", 13}, {"A <b@example>", 13}};
static struct slice paths[] = {{"a/b", 3}, {"a/b/c", 5}, {"a/\xff\n", 4}};
static uint32_t starts[] = {0, 1, 3, 4};
static uint32_t touches[] = {3, 0, 2, 1};

static struct vcs_history sample(void)
{
    return (struct vcs_history){.head = "0100000000000000000000000000000000000000",
                                .head_time_s = 1500000000,
                                .shallow = true,
                                .way = {"d/e/", 4},
                                .commits = commits,
                                .commit_count = 4,
                                .parent_starts = parent_starts,
                                .parents = parents,
                                .authors = authors,
                                .author_count = 3,
                                .paths = paths,
                                .path_count = 3,
                                .starts = starts,
                                .touches = touches};
}

static bool decode(struct slice bytes, struct vcs_history *back)
{
    struct wire *wire = wire_new();
    bool read = history_decode(wire, bytes, back);

    wire_free(wire);
    return read;
}

static void expect_texts(const struct slice *a, const struct slice *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cr_expect(slice_equal(a[i], b[i]));
}

static void expect_numbers(const uint32_t *a, const uint32_t *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(a[i], b[i]);
}

static void expect_same(const struct vcs_history *a, const struct vcs_history *b)
{
    cr_expect_str_eq(a->head, b->head);
    cr_expect_eq(a->head_time_s, b->head_time_s);
    cr_expect_eq(a->shallow, b->shallow);
    cr_expect(slice_equal(a->way, b->way));
    cr_assert_eq(a->commit_count, b->commit_count);
    for (size_t i = 0; i < a->commit_count; i++) {
        cr_expect_arr_eq(a->commits[i].id, b->commits[i].id, VCS_ID_BYTES);
        cr_expect_eq(a->commits[i].time_s, b->commits[i].time_s);
        cr_expect_eq(a->commits[i].author, b->commits[i].author);
    }
    expect_numbers(a->parent_starts, b->parent_starts, a->commit_count + 1);
    expect_numbers(a->parents, b->parents, a->parent_starts[a->commit_count]);
    cr_assert_eq(a->author_count, b->author_count);
    expect_texts(a->authors, b->authors, a->author_count);
    cr_assert_eq(a->path_count, b->path_count);
    expect_texts(a->paths, b->paths, a->path_count);
    expect_numbers(a->starts, b->starts, a->path_count + 1);
    expect_numbers(a->touches, b->touches, a->starts[a->path_count]);
}

Test(history_codec, everything_comes_back)
{
    struct vcs_history h = sample(), back;
    struct buf bytes = {0};

    history_encode(&bytes, &h);
    cr_assert(decode(buf_slice(&bytes), &back));
    expect_same(&h, &back);
    vcs_history_release(&back);
    buf_release(&bytes);
}

Test(history_codec, no_commit_yet_comes_back_as_that)
{
    uint32_t none = 0;
    struct vcs_history h = {.way = {"", 0}, .parent_starts = &none, .starts = &none},
                       back;
    struct buf bytes = {0};

    history_encode(&bytes, &h);
    cr_assert(decode(buf_slice(&bytes), &back));
    expect_same(&h, &back);
    vcs_history_release(&back);
    buf_release(&bytes);
}

/* Every number speaks of something that is there, and what is said to be in order is. */
static void expect_sound(const struct vcs_history *h)
{
    bool cut = false;

    cr_assert_eq(h->parent_starts[0], 0);
    for (size_t i = 0; i < h->commit_count; i++) {
        cr_assert_lt(h->commits[i].author, h->author_count);
        cr_assert_leq(h->parent_starts[i], h->parent_starts[i + 1]);
        cr_assert(!i || memcmp(h->commits[i - 1].id, h->commits[i].id, VCS_ID_BYTES) < 0);
    }
    for (size_t i = 0; i < h->parent_starts[h->commit_count]; i++) {
        cr_assert(h->parents[i] < h->commit_count || h->parents[i] == VCS_CUT);
        cut |= h->parents[i] == VCS_CUT;
    }
    cr_assert_eq(cut, h->shallow);
    for (size_t i = 1; i < h->author_count; i++)
        cr_assert_lt(slice_compare(h->authors[i - 1], h->authors[i]), 0);
    cr_assert_eq(h->starts[0], 0);
    for (size_t i = 0; i < h->path_count; i++) {
        cr_assert_lt(h->starts[i], h->starts[i + 1]);
        cr_assert(!i || slice_compare(h->paths[i - 1], h->paths[i]) < 0);
        for (size_t t = h->starts[i]; t < h->starts[i + 1]; t++)
            cr_assert(h->touches[t] < h->commit_count &&
                      (t == h->starts[i] || h->touches[t - 1] < h->touches[t]));
    }
}

Test(history_codec, damaged_bytes_are_a_miss_or_sound)
{
    struct vcs_history h = sample(), back;
    struct buf bytes = {0};

    history_encode(&bytes, &h);
    for (size_t at = 0; at < bytes.len; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.data[at] ^= (char)(1u << bit);
            if (decode(buf_slice(&bytes), &back)) {
                expect_sound(&back);
                vcs_history_release(&back);
            }
            bytes.data[at] ^= (char)(1u << bit);
        }
        cr_assert_not(decode((struct slice){bytes.data, at}, &back));
    }
    buf_release(&bytes);
}

/* Several bytes at once, so that one damage hides another. */
Test(history_codec, much_damage_is_a_miss_or_sound)
{
    struct vcs_history h = sample(), back;
    struct buf bytes = {0}, bad = {0};
    uint64_t seed = 7;

    history_encode(&bytes, &h);
    for (unsigned round = 0; round < 20000; round++) {
        buf_clear(&bad);
        buf_add(&bad, buf_slice(&bytes));
        for (unsigned i = 0; i < 1 + round % 4; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1;
            bad.data[(seed >> 33) % bad.len] = (char)(seed >> 25);
        }
        if (decode(buf_slice(&bad), &back)) {
            expect_sound(&back);
            vcs_history_release(&back);
        }
    }
    buf_release(&bytes);
    buf_release(&bad);
}

/* A few bytes that claim texts of more than all memory. */
Test(history_codec, texts_that_are_too_long_are_a_miss)
{
    static char text[5000];
    struct vcs_history h = sample(), back;
    struct buf bytes = {0};
    struct slice path = {text, sizeof text};

    memset(text, 'a', sizeof text);
    h.paths = &path;
    h.path_count = 1;
    history_encode(&bytes, &h);
    cr_expect_not(decode(buf_slice(&bytes), &back));
    buf_clear(&bytes);
    path.len = 4095;
    history_encode(&bytes, &h);
    cr_assert(decode(buf_slice(&bytes), &back));
    vcs_history_release(&back);
    buf_release(&bytes);
}
