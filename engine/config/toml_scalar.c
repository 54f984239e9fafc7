#include "engine/config/toml_scalar.h"

#include "engine/base/memory.h"

#include <stdlib.h>

/* ------------------------------------------------------------------ strings */

static const char *blanks_skip(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

static const char *line_end_skip(const char *at, const char *end)
{
    if (at + 1 < end && at[0] == '\r' && at[1] == '\n')
        return at + 2;
    return at < end && *at == '\n' ? at + 1 : at;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static char *utf8_put(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
        return out;
    }
    if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
    } else {
        if (c < 0x10000) {
            *out++ = (char)(0xE0 | c >> 12);
        } else {
            *out++ = (char)(0xF0 | c >> 18);
            *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        }
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
    }
    *out++ = (char)(0x80 | (c & 0x3F));
    return out;
}

/* The character after \u or \U; `at` is behind that letter. */
static const char *code_read(const char *at, const char *end, unsigned digits, char **out,
                             struct err *e)
{
    uint32_t code = 0;

    for (unsigned i = 0; i < digits; i++, at++) {
        int digit = at < end ? hex_digit(*at) : -1;

        if (digit < 0) {
            err_set(e, ERR_FORMAT, "\\%c needs %u hexadecimal digits",
                    digits == 4 ? 'u' : 'U', digits);
            return NULL;
        }
        code = code << 4 | (uint32_t)digit;
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
        err_set(e, ERR_FORMAT, "U+%04X is no character", code);
        return NULL;
    }
    *out = utf8_put(*out, code);
    return at;
}

/* A line that ends in a backslash goes on where the next text begins. */
static const char *lines_join(const char *at, const char *end)
{
    const char *next = line_end_skip(blanks_skip(at, end), end);

    if (next == blanks_skip(at, end))
        return NULL;
    for (at = next;; at = next) {
        next = line_end_skip(blanks_skip(at, end), end);
        if (next == at)
            return at;
    }
}

/* `at` is behind the backslash. NULL: *e. */
static const char *escape_read(const char *at, const char *end, bool lines, char **out,
                               struct err *e)
{
    static const char letters[] = "btnfr\"\\", meant[] = "\b\t\n\f\r\"\\";
    const char *joined = lines ? lines_join(at, end) : NULL;
    const char *letter;

    if (joined)
        return joined;
    if (at < end && *at == 'u')
        return code_read(at + 1, end, 4, out, e);
    if (at < end && *at == 'U')
        return code_read(at + 1, end, 8, out, e);
    letter = at < end && *at ? strchr(letters, *at) : NULL;
    if (!letter) {
        err_set(e, ERR_FORMAT, "no escape begins like this; a backslash is \\\\");
        return NULL;
    }
    *(*out)++ = meant[letter - letters];
    return at + 1;
}

bool toml_text_read(struct slice word, struct arena *a, struct slice *text, struct err *e)
{
    const char quote = word.data[0];
    const bool lines = word.len >= 6 && word.data[1] == quote && word.data[2] == quote;
    const char *at = word.data + (lines ? 3 : 1);
    const char *const end = word.data + word.len - (lines ? 3 : 1);
    char *const copy = arena_alloc(a, word.len + 1, 1), *out = copy;
    unsigned quotes = 0;

    if (lines)
        at = line_end_skip(at, end);
    while (at < end) {
        quotes = *at == quote ? quotes + 1 : 0;
        if (quotes == 3)
            return err_set(e, ERR_FORMAT, "more quotes than a string ends with");
        if (*at == '\\' && quote == '"') {
            at = escape_read(at + 1, end, lines, &out, e);
            if (!at)
                return false;
        } else if (*at == '\r') { /* of a line's end */
            at++;
        } else {
            *out++ = *at++;
        }
    }
    *text = (struct slice){copy, (size_t)(out - copy)};
    return true;
}

/* ------------------------------------------------------------------ numbers */

bool toml_number_read(struct slice word, int64_t *number, struct err *e)
{
    const bool negative = word.data[0] == '-';
    const uint64_t most = (uint64_t)INT64_MAX + negative;
    unsigned base = 10;
    size_t at = negative || word.data[0] == '+';
    uint64_t value = 0;

    if (word.len > 2 && word.data[0] == '0' && word.data[1] > '9') {
        base = word.data[1] == 'x' ? 16 : word.data[1] == 'o' ? 8 : 2;
        at = 2;
    }
    for (; at < word.len; at++) {
        unsigned digit = (unsigned)hex_digit(word.data[at]);

        if (word.data[at] == '_')
            continue;
        if (value > (most - digit) / base)
            return err_set(e, ERR_FORMAT, "an integer over 64 bits");
        value = value * base + digit;
    }
    *number = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

double toml_real(struct slice word)
{
    char *digits = memory_alloc(word.len + 1);
    size_t len = 0;
    double real;

    for (size_t i = 0; i < word.len; i++) {
        if (word.data[i] != '_')
            digits[len++] = word.data[i];
    }
    digits[len] = '\0';
    real = strtod(digits, NULL);
    free(digits);
    return real;
}

/* ------------------------------------------------------------------ times */

static unsigned digits_read(const char *at, size_t count)
{
    unsigned number = 0;

    while (count--)
        number = number * 10 + (unsigned)(*at++ - '0');
    return number;
}

static unsigned days_in(unsigned year, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && leap);
}

static bool date_read(const char *at, size_t len, struct toml_time *t, struct err *e)
{
    if (len != 10)
        return err_set(e, ERR_FORMAT, "a year has four digits");
    t->has_date = true;
    t->year = (uint16_t)digits_read(at, 4);
    t->month = (uint8_t)digits_read(at + 5, 2);
    t->day = (uint8_t)digits_read(at + 8, 2);
    if (!t->year)
        return err_set(e, ERR_FORMAT, "there is no year 0000");
    if (t->day > days_in(t->year, t->month))
        return err_set(e, ERR_FORMAT, "%04u-%02u has no day %u", t->year, t->month,
                       t->day);
    return true;
}

/* Returns what is behind it. */
static const char *clock_read(const char *at, const char *end, struct toml_time *t)
{
    uint32_t unit = 100000;

    t->has_time = true;
    t->hour = (uint8_t)digits_read(at, 2);
    t->minute = (uint8_t)digits_read(at + 3, 2);
    t->second = (uint8_t)digits_read(at + 6, 2);
    at += 8;
    if (at < end && *at == '.') {
        for (at++; at < end && *at >= '0' && *at <= '9'; at++, unit /= 10)
            t->microsecond += unit * (uint32_t)(*at - '0');
    }
    return at;
}

static void offset_read(const char *at, const char *end, struct toml_time *t)
{
    int minutes = 0;

    if (at == end)
        return;
    t->has_offset = true;
    if ((*at | 0x20) != 'z')
        minutes = (int)(digits_read(at + 1, 2) * 60 + digits_read(at + 4, 2));
    t->offset_minutes = (int16_t)(*at == '-' ? -minutes : minutes);
}

bool toml_time_read(struct slice word, struct toml_time *t, struct err *e)
{
    const char *const end = word.data + word.len;
    const char *colon = memchr(word.data, ':', word.len);
    const char *clock = colon ? colon - 2 : end;
    bool dated = clock > word.data;
    size_t date_len = (size_t)(clock - word.data) - (dated && colon);

    *t = (struct toml_time){0};
    if (dated && !date_read(word.data, date_len, t, e))
        return false;
    if (colon)
        offset_read(clock_read(clock, end, t), end, t);
    return t->second < 60 || err_set(e, ERR_FORMAT, "a minute has no second 60");
}
