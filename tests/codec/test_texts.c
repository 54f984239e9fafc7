#include "engine/codec/texts.h"

#include "engine/base/memory.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static const char *const words[] = {"",         "a",          "a/b.py",     "a/b/c.py",
                                    "a/b/d.py", "a\xff/x.py", "a\xff/y.py", "b",
                                    "b",        "aaaa"};

enum { WORDS = sizeof words / sizeof *words };

struct named {
    int number;
    struct slice text;
};

static void fill(struct named *named)
{
    for (int i = 0; i < WORDS; i++)
        named[i] = (struct named){i, slice_of(words[i])};
}

Test(texts, come_back_whatever_their_order)
{
    struct named from[WORDS], to[WORDS] = {0};
    struct arena memory = {0};
    struct buf bytes = {0};

    fill(from);
    texts_write(&bytes, &from->text, WORDS, sizeof *from);
    cr_assert(texts_read(buf_slice(&bytes), &to->text, WORDS, sizeof *to, &memory));
    for (int i = 0; i < WORDS; i++)
        cr_expect(slice_equal(to[i].text, from[i].text), "%d", i);
    cr_expect_not(
        texts_read(buf_slice(&bytes), &to->text, WORDS - 1, sizeof *to, &memory));
    cr_expect_not(
        texts_read(buf_slice(&bytes), &to->text, WORDS + 1, sizeof *to, &memory));
    arena_release(&memory);
    buf_release(&bytes);
}

Test(texts, of_which_there_are_none_are_no_bytes)
{
    struct arena memory = {0};
    struct buf bytes = {0};

    texts_write(&bytes, NULL, 0, sizeof(struct slice));
    cr_expect_eq(bytes.len, 0);
    cr_expect(texts_read((struct slice){0}, NULL, 0, sizeof(struct slice), &memory));
    arena_release(&memory);
}

/* Hostile bytes may say that many texts share much: so they share no more than that. */
Test(texts, never_get_longer_than_so_many_times_their_bytes)
{
    enum { COUNT = 1000, LONG = 5000 };
    struct slice *texts = memory_calloc(COUNT, sizeof *texts);
    struct arena memory = {0};
    struct buf bytes = {0};
    char *text = memory_alloc(LONG);
    size_t before;

    memset(text, 'x', LONG);
    for (int i = 0; i < COUNT; i++)
        texts[i] = (struct slice){text, LONG};
    texts_write(&bytes, texts, COUNT, sizeof *texts);
    cr_expect_gt(bytes.len, (size_t)COUNT * (LONG - TEXTS_SHARED_MOST));
    before = memory.used_bytes;
    cr_assert(texts_read(buf_slice(&bytes), texts, COUNT, sizeof *texts, &memory));
    cr_expect_leq(memory.used_bytes - before,
                  bytes.len * (TEXTS_SHARED_MOST + 1) + COUNT * 16);
    cr_expect_eq(texts[COUNT - 1].len, LONG);
    free(texts);
    free(text);
    arena_release(&memory);
    buf_release(&bytes);
}

Test(texts, damage_is_refused_or_other_texts)
{
    struct named from[WORDS], to[WORDS];
    struct buf bytes = {0};

    fill(from);
    texts_write(&bytes, &from->text, WORDS, sizeof *from);
    for (size_t bit = 0; bit < bytes.len * 8; bit++) {
        struct arena memory = {0};

        memset(to, 0, sizeof to);
        bytes.data[bit / 8] ^= (char)(1 << bit % 8);
        if (texts_read(buf_slice(&bytes), &to->text, WORDS, sizeof *to, &memory)) {
            size_t len = 0;

            for (int i = 0; i < WORDS; i++)
                len += to[i].text.len;
            cr_expect_leq(len, bytes.len * (TEXTS_SHARED_MOST + 1));
        }
        bytes.data[bit / 8] ^= (char)(1 << bit % 8);
        arena_release(&memory);
    }
    for (size_t len = 0; len < bytes.len; len++) {
        struct arena memory = {0};

        cr_expect_not(texts_read((struct slice){bytes.data, len}, &to->text, WORDS,
                                 sizeof *to, &memory));
        arena_release(&memory);
    }
    buf_release(&bytes);
}
