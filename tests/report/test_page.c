#include "engine/report/page.h"

#include "engine/report/rank.h"

#include <criterion/criterion.h>
#include <math.h>

static const struct style plain = {.unicode = true}, ascii = {0},
                          coloured = {.unicode = true, .colour = true};

/* Checks what is on the page, and empties it. */
static void expect_page(struct page *p, const char *wanted)
{
    cr_expect(slice_equal(buf_slice(p->out), slice_of(wanted)), "%.*s is not %s",
              (int)p->out->len, p->out->data, wanted);
    buf_clear(p->out);
}

static const struct {
    const char *name, *unicode, *ascii;
} names[] = {
    {"src/a.py", "src/a.py", "src/a.py"},
    {"", "", ""},
    {"new\nline\r\t", "new\\nline\\r\\t", "new\\nline\\r\\t"},
    {"new\\nline", "new\\\\nline", "new\\\\nline"},
    {"\033[2J\007\177", "\\x1b[2J\\x07\\x7f", "\\x1b[2J\\x07\\x7f"},
    {"\xC2\x9B", "\\u009b", "\\u009b"},
    {"\x9B\xFF", "\\x9b\\xff", "\\x9b\\xff"},
    {"\xE2\x80\xAEyp", "\\u202eyp", "\\u202eyp"},
    {"\xF3\xA0\x80\x81", "\\U000e0001", "\\U000e0001"},
    {"a##[error]b", "a##\\x5berror]b", "a##\\x5berror]b"},
    {"#[a] ## [b]", "#[a] ## [b]", "#[a] ## [b]"},
    {"größe", "größe", "gr\\u00f6\\u00dfe"},
    {"\xF0\x9F\x8E\x84", "\xF0\x9F\x8E\x84", "\\U0001f384"},
};

Test(page, a_name_cannot_speak_to_the_terminal)
{
    struct buf out = {0};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct page p = {&out, &plain}, q = {&out, &ascii};
        struct slice name = slice_of(names[i].name);

        cr_expect_eq(page_name(&p, name, 0), page_name_columns(&p, name));
        expect_page(&p, names[i].unicode);
        cr_expect_eq(page_name(&q, name, 0), strlen(names[i].ascii));
        expect_page(&q, names[i].ascii);
    }
    buf_release(&out);
}

Test(page, source_is_what_it_is_but_cannot_speak_to_the_terminal)
{
    struct buf out = {0};
    struct page p = {&out, &plain}, q = {&out, &ascii};

    page_source(&p, slice_of("\tre.compile('\\d+') # \xC3\xB6\033[2J\r\x9B"));
    expect_page(&p, "\tre.compile('\\d+') # \xC3\xB6\\x1b[2J\\r\\x9b");
    page_source(&q, slice_of("\xC3\xB6\\\xE2\x80\xAE"));
    expect_page(&q, "\\u00f6\\\\u202e");
    page_source(&p, slice_of("x = a  ##[group]"));
    expect_page(&p, "x = a  ##\\x5bgroup]");
    page_source(&p, slice_of(""));
    expect_page(&p, "");
    buf_release(&out);
}

Test(page, a_name_is_cut_between_its_characters)
{
    struct buf out = {0};
    struct page p = {&out, &plain}, q = {&out, &ascii};

    cr_expect_eq(page_name(&p, slice_of("abcdef"), 6), 6);
    expect_page(&p, "abcdef");
    cr_expect_eq(page_name(&p, slice_of("abcdefg"), 6), 6);
    expect_page(&p, "abcde…");
    cr_expect_eq(page_name(&q, slice_of("abcdefg"), 6), 6);
    expect_page(&q, "abcde~");
    cr_expect_eq(page_name(&p, slice_of("abc\ndef"), 5), 4);
    expect_page(&p, "abc…");
    cr_expect_eq(page_name(&p, slice_of("\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2"), 4), 3);
    expect_page(&p, "\xE6\xBC\xA2…");
    cr_expect_eq(page_name_columns(&p, slice_of("e\xCC\x81")), 1);
    buf_release(&out);
}

Test(page, a_path_is_cut_in_its_middle)
{
    struct buf out = {0};
    struct page p = {&out, &plain}, q = {&out, &ascii};

    cr_expect_eq(page_name_middle(&p, slice_of("abcdef"), 6), 6);
    expect_page(&p, "abcdef");
    cr_expect_eq(page_name_middle(&p, slice_of("abcdefgh"), 6), 6);
    expect_page(&p, "ab…fgh");
    cr_expect_eq(page_name_middle(&q, slice_of("abcdefgh"), 7), 7);
    expect_page(&q, "abc~fgh");
    cr_expect_eq(page_name_middle(&p, slice_of("abcdefgh"), 1), 1);
    expect_page(&p, "…");
    cr_expect_eq(page_name_middle(&p, slice_of("abcdefgh"), 0), 8);
    expect_page(&p, "abcdefgh");
    /* Neither an escape nor a wide character is split, a mark isn't left alone. */
    cr_expect_eq(page_name_middle(&p, slice_of("a\nbcd\xE6\xBC\xA2z"), 5), 3);
    expect_page(&p, "a…z");
    cr_expect_eq(page_name_middle(&p, slice_of("abcde\xCC\x81xy"), 5), 5);
    expect_page(&p, "ab…xy");
    buf_release(&out);
}

Test(page, numbers_are_grouped_and_aligned)
{
    struct buf out = {0};
    struct page p = {&out, &plain};

    page_number(&p, 0, 3);
    expect_page(&p, "  0");
    page_number(&p, 999, 0);
    page_number(&p, 1000, 7);
    expect_page(&p, "999  1,000");
    page_number(&p, UINT64_MAX, 5);
    expect_page(&p, "18,446,744,073,709,551,615");
    cr_expect_eq(page_number_columns(1234567), 9);
    page_count(&p, 1, "file", "files");
    page_count(&p, 1200, " file", " files");
    expect_page(&p, "1 file1,200  files");
    buf_release(&out);
}

static const struct {
    uint64_t bytes;
    const char *wanted;
} sizes[] = {
    {0, "0 B"},
    {999, "999 B"},
    {1000, "1.0 kB"},
    {1049, "1.0 kB"},
    {1050, "1.1 kB"},
    {999949, "999.9 kB"},
    {999950, "1.0 MB"},
    {218400000, "218.4 MB"},
    {999949999999, "999.9 GB"},
    {UINT64_MAX, "18.4 EB"},
};

Test(page, sizes_round_to_the_nearest_tenth)
{
    struct buf out = {0};
    struct page p = {&out, &plain};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        page_bytes(&p, sizes[i].bytes, 0);
        expect_page(&p, sizes[i].wanted);
    }
    buf_release(&out);
}

Test(page, shares_come_from_integers)
{
    struct buf out = {0};
    struct page p = {&out, &plain};

    page_percent(&p, 1, 3, 7);
    expect_page(&p, "  33.3%");
    page_percent(&p, 2, 3, 0);
    expect_page(&p, "66.7%");
    page_percent(&p, 5, 5, 0);
    expect_page(&p, "100.0%");
    page_percent(&p, 0, 5, 0);
    expect_page(&p, "0.0%");
    page_tenths(&p, 7, 2, 0);
    expect_page(&p, "3.5");
    buf_release(&out);
}

Test(page, what_is_there_has_a_bar)
{
    struct buf out = {0};
    struct page p = {&out, &ascii};

    page_bar(&p, 1, 1000000, 10);
    expect_page(&p, "#");
    page_bar(&p, 0, 1000000, 10);
    expect_page(&p, "");
    page_bar(&p, 5, 5, 10);
    expect_page(&p, "##########");
    page_rule(&p, 3);
    expect_page(&p, "---\n");
    buf_release(&out);
}

Test(page, escapes_are_written_only_with_colour)
{
    struct buf out = {0};
    struct page p = {&out, &plain}, q = {&out, &coloured};

    page_ink(&p, INK_RED);
    expect_page(&p, "");
    page_ink(&q, INK_RED);
    page_text(&q, "x");
    page_ink(&q, INK_PLAIN);
    expect_page(&q, "\033[31mx\033[0m");
    buf_release(&out);
}

Test(page, decimals_are_grouped_and_unknown_ones_are_a_dash)
{
    struct buf out = {0};
    struct page p = {&out, &plain};

    page_decimal(&p, 1234567.891, 2, 14);
    expect_page(&p, "  1,234,567.89");
    page_decimal(&p, 41, 0, 0);
    expect_page(&p, "41");
    page_decimal(&p, 0.5, 4, 0);
    expect_page(&p, "0.5000");
    page_decimal(&p, -14.96, 1, 0);
    expect_page(&p, "-15.0");
    page_decimal(&p, -0.04, 1, 0);
    expect_page(&p, "0.0");
    page_decimal(&p, NAN, 2, 4);
    expect_page(&p, "   -");
    cr_expect_eq(page_decimal_columns(1234567.891, 2), 12);
    cr_expect_eq(page_decimal_columns(NAN, 2), 1);
    buf_release(&out);
}

Test(page, some_of_a_rank_is_never_shown_as_none)
{
    static const uint64_t of_rank[PROFILE_RANKS] = {1000000, 500000, 1, 0, 0, 1000000};
    struct buf out = {0};
    struct page p = {&out, &plain}, q = {&out, &ascii};

    rank_spark(&p, of_rank);
    expect_page(&p, "█▅▁··█");
    rank_spark(&q, of_rank);
    expect_page(&q, "851..8");
    buf_release(&out);
}

Test(page, what_is_left_out_is_said)
{
    struct buf out = {0};
    struct page p = {&out, &plain};

    page_more(&p, 7, 7);
    expect_page(&p, "");
    page_more(&p, 1234567, 7);
    expect_page(&p, "  and 1,234,560 more\n");
    buf_release(&out);
}
