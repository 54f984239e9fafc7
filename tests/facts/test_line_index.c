/* Against the simplest way to count, on texts that are mostly edges of blocks. */
#include "engine/facts/line_index.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { LONGEST = 300, TEXTS = 3000 };

static struct slice text_make(char *into, unsigned *seed)
{
    static const char alphabet[] = "\n\n\n    \t\r\f\v\x1cx\x80##";
    size_t len = (size_t)rand_r(seed) % LONGEST;
    bool sparse = rand_r(seed) % 4 == 0;

    for (size_t i = 0; i < len; i++)
        into[i] = sparse && rand_r(seed) % 40
                      ? ' '
                      : alphabet[(size_t)rand_r(seed) % (sizeof alphabet - 1)];
    if (rand_r(seed) % 8 == 0 && len >= 3)
        memcpy(into, "\xef\xbb\xbf", 3);
    return (struct slice){into, len};
}

static bool is_blank(struct slice text, size_t from, size_t to)
{
    for (; from < to; from++) {
        if (!strchr(" \t\n\r\f\v", text.data[from]))
            return false;
    }
    return true;
}

/* Bytes that may be the end of a line, or white space, to Python alone. */
static bool has_odd_byte(struct slice text)
{
    for (size_t i = line_text_start(text); i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c >= 0x80 || c == '\v' || c == '\f' || (c >= 0x1c && c <= 0x1f))
            return true;
    }
    return false;
}

static void expect_counts(const struct line_index *index, struct slice text)
{
    size_t start = line_text_start(text);
    uint32_t count = 0, blank = 0, hashes = 0;

    for (size_t at = start; at < text.len; at = start) {
        size_t mark = line_mark_from(text, at);

        hashes += mark < text.len && text.data[mark] == '#';
        while (at < text.len && text.data[at] != '\n')
            at++;
        count++;
        blank += is_blank(text, start, at);
        start = at + 1;
    }
    cr_assert_eq(index->count, count);
    cr_assert_eq(index->blank, blank);
    cr_assert_eq(index->hashes, hashes);
    cr_assert_eq(index->is_odd, has_odd_byte(text));
}

static void expect_places(const struct line_index *index, struct slice text)
{
    struct line want = {1, (uint32_t)line_text_start(text)};
    uint32_t blank = 0;

    for (uint32_t at = 0; at < text.len; at++) {
        struct line got = line_at(index, at);
        cr_assert_eq(got.number, want.number);
        cr_assert_eq(got.start, want.start);
        if (at >= want.start)
            cr_assert_eq(line_starts_at(index, at), is_blank(text, want.start, at));
        cr_assert_eq(line_blank_before(index, at), blank);
        if (text.data[at] == '\n' && at >= want.start)
            blank += is_blank(text, want.start, at);
        if (text.data[at] == '\n')
            want = (struct line){want.number + 1, at + 1};
    }
    cr_assert_eq(line_blank_before(index, (uint32_t)text.len), index->blank);
    cr_assert_eq(line_starts_at(index, (uint32_t)text.len),
                 is_blank(text, want.start, text.len));
    if (text.len)
        cr_assert_eq(line_at(index, (uint32_t)text.len).number,
                     line_at(index, (uint32_t)text.len - 1).number);
}

Test(line_index, agrees_with_counting_one_byte_after_the_other)
{
    struct line_index index = {0};
    unsigned seed = 7;

    for (int i = 0; i < TEXTS; i++) {
        char *bytes = malloc(LONGEST);
        struct slice text = text_make(bytes, &seed);

        /* The heap block ends where the text does: a sanitizer sees overruns. */
        bytes = realloc(bytes, text.len + 1);
        cr_assert_not_null(bytes);
        text.data = bytes;
        line_index_build(&index, text);
        expect_counts(&index, text);
        expect_places(&index, text);
        line_index_build_plain(&index, text);
        expect_counts(&index, text);
        expect_places(&index, text);
        free(bytes);
    }
    line_index_release(&index);
}

Test(line_index, knows_one_line_of_an_empty_source)
{
    struct line_index index = {0};

    line_index_build(&index, slice_of(""));
    cr_expect_eq(index.count, 0);
    cr_expect_eq(line_at(&index, 0).number, 1);
    line_index_release(&index);
}
