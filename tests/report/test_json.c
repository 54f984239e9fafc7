#include "engine/report/json.h"

#include "engine/base/utf8.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>

static void expect_written(const struct buf *out, const char *wanted)
{
    cr_expect(slice_equal(buf_slice(out), slice_of(wanted)), "%.*s\nis not\n%s",
              (int)out->len, out->data, wanted);
}

static struct buf string_of(struct slice text)
{
    struct buf out = {0};
    struct json j = {&out, false};

    json_string(&j, text);
    return out;
}

Test(json, commas_stand_between_and_nowhere_else)
{
    struct buf out = {0};
    struct json j = {&out, false};

    json_open(&j, '{');
    json_key(&j, "empty");
    json_open(&j, '[');
    json_close(&j, ']');
    json_key(&j, "list");
    json_open(&j, '[');
    json_number(&j, 1);
    json_open(&j, '{');
    json_close(&j, '}');
    json_open(&j, '[');
    json_null(&j);
    json_bool(&j, true);
    json_close(&j, ']');
    json_string(&j, slice_of("x"));
    json_close(&j, ']');
    json_key_number(&j, "n", 0);
    json_key_bool(&j, "b", false);
    json_key_text(&j, "t", NULL);
    json_close(&j, '}');
    expect_written(&out, "{\"empty\":[],\"list\":[1,{},[null,true],\"x\"],"
                         "\"n\":0,\"b\":false,\"t\":null}");
    buf_release(&out);
}

Test(json, numbers_are_whole_up_to_the_largest)
{
    static const uint64_t numbers[] = {0, 9, 10, 99, 100, 4294967296u, UINT64_MAX};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct buf out = {0};
        struct json j = {&out, false};
        char wanted[32];

        snprintf(wanted, sizeof wanted, "%llu", (unsigned long long)numbers[i]);
        json_number(&j, numbers[i]);
        expect_written(&out, wanted);
        buf_release(&out);
    }
}

static const struct {
    const char *text, *wanted;
} strings[] = {
    {"", "\"\""},
    {"plain text, longer than a word", "\"plain text, longer than a word\""},
    {"say \"hi\" \\ bye", "\"say \\\"hi\\\" \\\\ bye\""},
    {"a\nb\rc\td", "\"a\\nb\\rc\\td\""},
    {"\001\033[31m\177", "\"\\u0001\\u001b[31m\\u007f\""},
    {"größe \xE6\xBC\xA2 \xF0\x9F\x8E\x84", "\"größe \xE6\xBC\xA2 \xF0\x9F\x8E\x84\""},
    {"\xC2\x9B", "\"\\u009b\""},
    {"\xE2\x80\xAE", "\"\\u202e\""},
    {"\xF3\xA0\x80\x81", "\"\\udb40\\udc01\""},
    {"\xFF\xFE", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"cut\xE2\x82", "\"cut\xEF\xBF\xBD\xEF\xBF\xBD\""},
};

Test(json, strings_are_escaped_where_they_must_be)
{
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        struct buf out = string_of(slice_of(strings[i].text));

        expect_written(&out, strings[i].wanted);
        buf_release(&out);
    }
}

/* Eight bytes are looked at at once, so each byte must be seen in each place
 * and beside each kind of neighbour. */
Test(json, each_byte_is_treated_alike_wherever_it_stands)
{
    static const char neighbours[] = {'a', '\x1F', '\x7F', '\xFF', '"', '\x20'};

    for (unsigned byte = 0; byte < 256; byte++) {
        char one = (char)byte;
        struct buf alone = string_of((struct slice){&one, 1});

        for (size_t at = 0; at < 20; at++) {
            for (size_t n = 0; n < sizeof neighbours; n++) {
                char text[20];
                struct buf whole, beside;

                memset(text, 'a', sizeof text);
                text[at] = one;
                if (at > 0)
                    text[at - 1] = neighbours[n];
                whole = string_of((struct slice){text, sizeof text});
                beside = string_of((struct slice){text, at});
                beside.len--; /* the quote at the end */
                buf_add(&beside, (struct slice){alone.data + 1, alone.len - 2});
                for (size_t i = at + 1; i < sizeof text; i++)
                    buf_add_char(&beside, 'a');
                buf_add_char(&beside, '"');
                cr_assert(slice_equal(buf_slice(&whole), buf_slice(&beside)),
                          "byte %u at %zu behind %u", byte, at,
                          (unsigned char)neighbours[n]);
                buf_release(&whole);
                buf_release(&beside);
            }
        }
        buf_release(&alone);
    }
}

Test(json, a_path_that_is_not_utf8_is_there_twice)
{
    static const struct {
        const char *path, *wanted;
    } paths[] = {
        {"a.py", "\"path\":\"a.py\""},
        {"\xFF", "\"path\":\"\xEF\xBF\xBD\",\"path_base64\":\"/w==\""},
        {"a\xFF", "\"path\":\"a\xEF\xBF\xBD\",\"path_base64\":\"Yf8=\""},
        {"ab\xFF", "\"path\":\"ab\xEF\xBF\xBD\",\"path_base64\":\"YWL/\""},
        {"abc\xFB", "\"path\":\"abc\xEF\xBF\xBD\",\"path_base64\":\"YWJj+w==\""},
    };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct buf out = {0};
        struct json j = {&out, false};

        json_path(&j, slice_of(paths[i].path));
        expect_written(&out, paths[i].wanted);
        cr_expect(j.comma);
        buf_release(&out);
    }
}

static unsigned encode(uint32_t character, char bytes[4])
{
    if (character < 0x80) {
        bytes[0] = (char)character;
        return 1;
    }
    if (character < 0x800) {
        bytes[0] = (char)(0xC0 | character >> 6);
        bytes[1] = (char)(0x80 | (character & 63));
        return 2;
    }
    if (character < 0x10000) {
        bytes[0] = (char)(0xE0 | character >> 12);
        bytes[1] = (char)(0x80 | (character >> 6 & 63));
        bytes[2] = (char)(0x80 | (character & 63));
        return 3;
    }
    bytes[0] = (char)(0xF0 | character >> 18);
    bytes[1] = (char)(0x80 | (character >> 12 & 63));
    bytes[2] = (char)(0x80 | (character >> 6 & 63));
    bytes[3] = (char)(0x80 | (character & 63));
    return 4;
}

Test(utf8, every_character_and_no_surrogate_decodes)
{
    for (uint32_t c = 0; c < 0x120000; c++) {
        char bytes[4];
        unsigned len = encode(c, bytes);
        uint32_t read = 0;
        bool valid = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);

        cr_assert_eq(utf8_decode(bytes, bytes + len, &read), valid ? len : 0, "U+%X", c);
        cr_assert(!valid || read == c, "U+%X", c);
        cr_assert(!valid || len < 2 || utf8_decode(bytes, bytes + len - 1, &read) == 0,
                  "U+%X cut short", c);
    }
}

Test(utf8, longer_forms_than_needed_are_refused)
{
    static const char *const overlong[] = {
        "\xC0\x80",         "\xC1\xBF",         "\xE0\x80\x80",        "\xE0\x9F\xBF",
        "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF8\x88\x80\x80\x80"};
    uint32_t character;

    for (size_t i = 0; i < sizeof overlong / sizeof *overlong; i++) {
        struct slice text = slice_of(overlong[i]);

        cr_expect_eq(utf8_decode(text.data, text.data + text.len, &character), 0, "%zu",
                     i);
        cr_expect_not(utf8_is_valid(text));
    }
}

Test(json, decimals_have_six_places_at_most_and_nan_is_null)
{
    static const struct {
        double number;
        const char *written;
    } rows[] = {{0, "0"},
                {7, "7"},
                {1048576, "1048576"},
                {0x1p53 - 1, "9007199254740991"},
                {0x1p53, "9007199254740992"},
                {0.5, "0.5"},
                {69.19, "69.19"},
                {0.1234567, "0.123457"},
                {1e-9, "0"},
                {99.9999999, "100"},
                {NAN, "null"}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = {0};
        struct json j = {&out, false};

        json_decimal(&j, rows[i].number);
        expect_written(&out, rows[i].written);
        buf_release(&out);
    }
}
