/* What decoding does beyond what tests/scan/encodings.py asks CPython about. */
#include "engine/scan/decode.h"
#include "engine/scan/text.h"
#include "engine/scan/transcode.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

/* A buffer as read_file leaves it, on the heap and no longer than needed. */
static struct read_buffer buffer_of(struct slice contents)
{
    struct read_buffer b = {.data = calloc(contents.len + READ_PADDING_BYTES, 1),
                            .len = contents.len,
                            .capacity = contents.len + READ_PADDING_BYTES};

    memcpy(b.data, contents.data, contents.len);
    return b;
}

/* Literals with NUL bytes in them, also where only a constant will do. */
#define BYTES(literal)              \
    {                               \
        literal, sizeof literal - 1 \
    }
#define TEXT(literal) ((struct slice)BYTES(literal))

static void expect_text(struct slice contents, struct slice expected)
{
    struct read_buffer b = buffer_of(contents);
    struct decoder d = {0};
    struct decoded out;
    struct err e = {0};
    enum reason why;

    cr_assert(decode_python(&d, &b, &out, &why, &e), "%s", e.message);
    cr_expect(slice_equal(out.text, expected), "'%.*s'", (int)out.text.len,
              out.text.data);
    for (int i = 0; i < READ_PADDING_BYTES; i++)
        cr_expect_eq(out.text.data[out.text.len + (size_t)i], 0);
    decoder_release(&d);
    read_buffer_release(&b);
}

static void expect_failure(struct slice contents, enum reason reason,
                           const char *sentence)
{
    struct read_buffer b = buffer_of(contents);
    struct decoder d = {0};
    struct decoded out;
    struct err e = {0};
    enum reason why = REASON_NONE;

    cr_expect_not(decode_python(&d, &b, &out, &why, &e));
    cr_expect_eq(why, reason);
    cr_expect_str_eq(e.message, sentence);
    decoder_release(&d);
    read_buffer_release(&b);
}

Test(decode, a_lone_cr_becomes_lf_and_crlf_stays)
{
    expect_text(TEXT("a\rb\r\nc\n\rd\r\r\ne\r"), TEXT("a\nb\r\nc\n\nd\n\r\ne\n"));
    expect_text(TEXT("\r"), TEXT("\n"));
    expect_text(TEXT("\r\n"), TEXT("\r\n"));
}

Test(decode, a_byte_order_mark_stays_for_the_grammar)
{
    expect_text(TEXT("\xEF\xBB\xBFx = 1\n"), TEXT("\xEF\xBB\xBFx = 1\n"));
}

Test(decode, text_of_another_encoding_has_padding_too)
{
    expect_text(TEXT("# coding: latin-1\rx = '\xE9'"),
                TEXT("# coding: latin-1\nx = 'é'"));
}

Test(decode, failures_are_sentences)
{
    expect_failure(TEXT("x = 1\0"), REASON_NUL_BYTE, "NUL byte at offset 5");
    expect_failure(TEXT("# coding: frob\n"), REASON_ENCODING, "unknown encoding: frob");
    expect_failure(TEXT("\xEF\xBB\xBF# coding: latin-1\n"), REASON_ENCODING,
                   "its cookie says latin-1, its byte order mark UTF-8");
    expect_failure(TEXT("# coding: ascii\n\xE9"), REASON_ENCODING,
                   "byte 0xE9 at offset 16 is no ASCII");
    expect_failure(TEXT("\xFF\xFEx\0"), REASON_ENCODING,
                   "UTF-16 text (by its byte order mark), which Python doesn't take");
    expect_failure(TEXT("\xFF\xFE\0\0x\0\0\0"), REASON_ENCODING,
                   "UTF-32 text (by its byte order mark), which Python doesn't take");
}

Test(decode, a_cookie_of_a_thousand_bytes_is_cut_in_the_sentence)
{
    char text[1200] = "# coding: ";
    struct slice contents = {text, 1100};

    memset(text + 10, 'a', 1090);
    expect_failure(contents, REASON_ENCODING,
                   "unknown encoding: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
}

Test(decode, bad_utf8_is_kept_and_said_with_byte_and_line)
{
    struct slice contents = TEXT("a\r\rb\r\n# \xC3\xA9 \xE2\x82 \xFF\n");
    struct read_buffer b = buffer_of(contents);
    struct decoder d = {0};
    struct decoded out;
    enum reason why;

    cr_assert(decode_python(&d, &b, &out, &why, NULL));
    cr_expect(out.invalid);
    cr_expect_eq(out.invalid_byte, 11);
    cr_expect_eq(out.invalid_line, 4);
    cr_expect_eq(out.text.len, contents.len);
    cr_expect_null(out.map);
    read_buffer_release(&b);
}

Test(decode, one_decoder_serves_encodings_in_turn)
{
    static const struct {
        struct slice contents, text;
    } files[] = {
        {BYTES("# coding: koi8-r\n\xC1"), BYTES("# coding: koi8-r\nа")},
        {BYTES("# coding: latin-1\n\xC1"), BYTES("# coding: latin-1\nÁ")},
        {BYTES("x"), BYTES("x")},
        {BYTES("# coding: euc-jp\n\xA4\xA2"), BYTES("# coding: euc-jp\nあ")},
        {BYTES("# coding: koi8-r\n\xC2"), BYTES("# coding: koi8-r\nб")},
    };
    struct decoder d = {0};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct read_buffer b = buffer_of(files[i].contents);
        struct decoded out;
        enum reason why;

        cr_assert(decode_python(&d, &b, &out, &why, NULL));
        cr_expect(slice_equal(out.text, files[i].text), "file %zu", i);
        read_buffer_release(&b);
    }
    decoder_release(&d);
}

/* Every length and place, so that no block size hides a byte. */
Test(text, the_first_odd_byte_is_found_wherever_it_is)
{
    static const char odd[] = {'\0', '\r', '\x80', '\xFF'};
    char text[200];

    memset(text, 'x', sizeof text);
    for (size_t len = 0; len < sizeof text; len++) {
        cr_assert_eq(text_plain_bytes((struct slice){text, len}), len);
        for (size_t at = 0; at < len; at++) {
            text[at] = odd[at % sizeof odd];
            cr_assert_eq(text_plain_bytes((struct slice){text, len}), at);
            cr_assert_eq(text_ascii_bytes((struct slice){text, len}),
                         (unsigned char)text[at] >= 0x80 ? at : len);
            text[at] = 'x';
        }
    }
}

Test(text, exactly_the_characters_of_unicode_are_utf8)
{
    for (uint32_t c = 0; c < 0x200000; c++) {
        bool valid = c < 0xD800 || (c > 0xDFFF && c < 0x110000);
        unsigned char text[] = {
            (unsigned char)(0xF0 | c >> 18), (unsigned char)(0x80 | (c >> 12 & 63)),
            (unsigned char)(0x80 | (c >> 6 & 63)), (unsigned char)(0x80 | (c & 63))};
        size_t start = c >= 0x10000 ? 0 : c >= 0x800 ? 1 : c >= 0x80 ? 2 : 3;

        if (c >= 0x800 && c < 0x10000)
            text[1] = (unsigned char)(0xE0 | c >> 12);
        else if (c >= 0x80 && c < 0x800)
            text[2] = (unsigned char)(0xC0 | c >> 6);
        else if (c < 0x80)
            text[3] = (unsigned char)c;
        cr_assert_eq(text_invalid_utf8((struct slice){(char *)text + start, 4 - start}),
                     valid ? 4 - start : 0, "U+%X", c);
    }
}

Test(text, overlong_forms_and_stray_bytes_are_not_utf8)
{
    static const char *const bad[] = {
        "\xC0\x80",         "\xC1\xBF", "\xE0\x9F\xBF",
        "\xF0\x8F\xBF\xBF", "\x80",     "\xF8\x88\x80\x80\x80",
        "\xE2\x28\xA1",     "\xC3",     "\xF0\x9F\x98"};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(text_invalid_utf8(slice_of(bad[i])), 0, "case %zu", i);
}

Test(text, binary_means_a_zero_byte_in_the_first_8_kib)
{
    static char text[10000];

    memset(text, 'x', sizeof text);
    cr_expect_not(text_is_binary((struct slice){text, sizeof text}));
    cr_expect_not(text_is_binary((struct slice){NULL, 0}));
    text[8191] = 0;
    cr_expect(text_is_binary((struct slice){text, sizeof text}));
    cr_expect_not(text_is_binary((struct slice){text, 8191}));
    text[8191] = 'x';
    text[8192] = 0;
    cr_expect_not(text_is_binary((struct slice){text, sizeof text}));
}

Test(offset_map, an_empty_map_changes_nothing)
{
    struct offset_map map = {0};

    cr_expect_eq(offset_map_original(&map, 0), 0);
    cr_expect_eq(offset_map_original(&map, 4000000000u), 4000000000u);
}
