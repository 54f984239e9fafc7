#include "engine/report/json.h"

#include "engine/report/base64.h"
#include "engine/report/decimal.h"
#include "engine/base/utf8.h"

#include <math.h>

static void bytes_add(struct json *j, const char *bytes, size_t len)
{
    memcpy(buf_reserve(j->out, len), bytes, len);
    j->out->len += len;
}

static void comma_add(struct json *j)
{
    if (j->comma)
        buf_add_char(j->out, ',');
    j->comma = true;
}

void json_open(struct json *j, char bracket)
{
    comma_add(j);
    buf_add_char(j->out, bracket);
    j->comma = false;
}

void json_close(struct json *j, char bracket)
{
    buf_add_char(j->out, bracket);
    j->comma = true;
}

/* Not 0 if one of eight bytes is below 0x20, above 0x7E, a quote or a
 * backslash. A subtraction that borrows may also mark a byte behind such a
 * one, never hide one. */
static uint64_t specials_among(uint64_t eight)
{
    const uint64_t ones = 0x0101010101010101u, tops = ones * 0x80;
    uint64_t quote = eight ^ ones * '"', slash = eight ^ ones * '\\';
    uint64_t low = (eight - ones * 0x20) & ~eight;
    uint64_t delete = eight + ones;

    return (low | ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | delete |
            eight) &
           tops;
}

static bool is_special(char c)
{
    unsigned char byte = (unsigned char)c;

    return byte < 0x20 || byte > 0x7E || byte == '"' || byte == '\\';
}

/* Where the bytes end that stay as they are. */
static const char *plain_end(const char *at, const char *end)
{
    uint64_t eight;

    for (; end - at >= 8; at += 8) {
        memcpy(&eight, at, sizeof eight);
        if (specials_among(eight))
            break;
    }
    while (at < end && !is_special(*at))
        at++;
    return at;
}

static void unit_add(struct json *j, uint32_t unit)
{
    static const char digits[] = "0123456789abcdef";
    char escape[6] = {'\\',
                      'u',
                      digits[unit >> 12 & 15],
                      digits[unit >> 8 & 15],
                      digits[unit >> 4 & 15],
                      digits[unit & 15]};

    bytes_add(j, escape, sizeof escape);
}

static void escape_add(struct json *j, uint32_t character)
{
    switch (character) {
    case '\n': bytes_add(j, "\\n", 2); break;
    case '\r': bytes_add(j, "\\r", 2); break;
    case '\t': bytes_add(j, "\\t", 2); break;
    default:
        if (character > 0xFFFF) {
            unit_add(j, 0xD800 + ((character - 0x10000) >> 10));
            character = 0xDC00 + ((character - 0x10000) & 0x3FF);
        }
        unit_add(j, character);
    }
}

/* One character that is not plain; returns where the next one starts. */
static const char *special_add(struct json *j, const char *at, const char *end)
{
    uint32_t character;
    unsigned len = utf8_decode(at, end, &character);

    if (len == 0) {
        bytes_add(j, UTF8_REPLACEMENT, 3);
        return at + 1;
    }
    if (character == '"' || character == '\\')
        buf_add_char(j->out, '\\');
    if (utf8_is_hidden(character))
        escape_add(j, character);
    else
        bytes_add(j, at, len);
    return at + len;
}

void json_string(struct json *j, struct slice text)
{
    const char *at = text.len ? text.data : "", *end = at + text.len;

    comma_add(j);
    buf_add_char(j->out, '"');
    while (at < end) {
        const char *stop = plain_end(at, end);

        bytes_add(j, at, (size_t)(stop - at));
        at = stop < end ? special_add(j, stop, end) : stop;
    }
    buf_add_char(j->out, '"');
}

void json_number(struct json *j, uint64_t number)
{
    comma_add(j);
    buf_add_number(j->out, number);
}

void json_decimal(struct json *j, double number)
{
    if (isnan(number)) {
        json_null(j);
        return;
    }
    comma_add(j);
    decimal_add(j->out, number);
}

void json_bool(struct json *j, bool is_true)
{
    comma_add(j);
    if (is_true)
        bytes_add(j, "true", 4);
    else
        bytes_add(j, "false", 5);
}

void json_null(struct json *j)
{
    comma_add(j);
    bytes_add(j, "null", 4);
}

void json_path(struct json *j, struct slice path)
{
    json_key_path(j, "path", path);
}

void json_key_path(struct json *j, const char *name, struct slice path)
{
    json_key(j, name);
    json_string(j, path);
    if (utf8_is_valid(path))
        return;
    buf_add_format(j->out, ",\"%s_base64\":\"", name);
    base64_add(j->out, path);
    buf_add_char(j->out, '"');
    j->comma = true;
}
