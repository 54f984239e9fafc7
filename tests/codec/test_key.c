/* No two things that differ have one key. */
#include "engine/codec/key.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 4096 };

/* Keys that must all be different. */
struct keys {
    struct store_key list[MOST];
    size_t count;
};

static void add(struct keys *keys, struct store_key key)
{
    cr_assert_lt(keys->count, MOST);
    keys->list[keys->count++] = key;
}

static int compare(const void *left, const void *right)
{
    return memcmp(left, right, sizeof(struct store_key));
}

static void expect_different(struct keys *keys)
{
    qsort(keys->list, keys->count, sizeof *keys->list, compare);
    for (size_t i = 1; i < keys->count; i++)
        cr_expect_neq(compare(&keys->list[i - 1], &keys->list[i]), 0);
}

static struct content_key with_bit(struct content_key key, unsigned bit)
{
    if (bit < 64)
        key.high ^= (uint64_t)1 << bit;
    else
        key.low ^= (uint64_t)1 << (bit - 64);
    return key;
}

Test(key, each_bit_of_the_content_counts_and_so_does_what_is_kept)
{
    const struct grammar *python = grammar_by_name("python");
    struct content_key content = content_key_of(slice_of("x = 1\n"));
    static struct keys keys;

    for (unsigned bit = 0; bit < 128; bit++) {
        struct content_key other = with_bit(content, bit);

        add(&keys, tree_key(other, python));
        add(&keys, facts_key(other, python));
        add(&keys, block_key(other));
    }
    add(&keys, tree_key(content, python));
    add(&keys, tree_key((struct content_key){content.low, content.high}, python));
    expect_different(&keys);
}

Test(key, projects_are_told_apart_by_all_of_their_bytes)
{
    static struct keys keys;
    char text[64] = {0};

    for (size_t len = 0; len <= sizeof text; len++)
        add(&keys, snapshot_key((struct slice){text, len}));
    for (size_t bit = 0; bit < 8 * sizeof text; bit++) {
        text[bit / 8] ^= (char)(1 << bit % 8);
        add(&keys, snapshot_key((struct slice){text, sizeof text}));
        text[bit / 8] ^= (char)(1 << bit % 8);
    }
    expect_different(&keys);
}
