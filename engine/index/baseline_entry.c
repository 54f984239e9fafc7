#include "engine/index/baseline_entry.h"

#include "engine/base/hash.h"
#include "engine/base/utf8.h"

#include <math.h>
#include <stdio.h>

#define MILLION 1000000

int baseline_entry_compare(const struct baseline_entry *a, const struct baseline_entry *b)
{
    int order = slice_compare(a->rule, b->rule);

    if (!order)
        order = slice_compare(a->path, b->path);
    if (!order)
        order = slice_compare(a->name, b->name);
    if (!order)
        order = (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
    if (!order)
        order = (a->has_value > b->has_value) - (a->has_value < b->has_value);
    return order ? order
                 : (a->millionths > b->millionths) - (a->millionths < b->millionths);
}

/* ------------------------------------------------------------ of a finding */

/* What is too long is its beginning and its hash. */
static struct slice cut(struct slice text, size_t most, struct arena *room)
{
    enum { TAIL = 34 }; /* "~", 32 digits, the NUL of snprintf */
    struct content_key key;
    char *short_one;

    if (text.len <= most)
        return text;
    key = content_key_of(text);
    short_one = arena_alloc(room, most + 1, 1);
    memcpy(short_one, text.data, most - TAIL + 1);
    snprintf(short_one + most - TAIL + 1, TAIL, "~%016llx%016llx",
             (unsigned long long)key.high, (unsigned long long)key.low);
    return (struct slice){short_one, most};
}

static int64_t millionths_of(double value)
{
    if (value > BASELINE_MAX_VALUE)
        value = BASELINE_MAX_VALUE;
    if (value < -BASELINE_MAX_VALUE)
        value = -BASELINE_MAX_VALUE;
    return llround(value * MILLION);
}

struct baseline_entry baseline_entry_of(const struct finding *one, uint32_t ordinal,
                                        struct arena *room)
{
    bool has_value = finding_has_number(one);

    return (struct baseline_entry){
        .rule = slice_of(one->rule->id),
        .path = cut(one->path, BASELINE_MAX_PATH, room),
        .name = cut(one->name, BASELINE_MAX_NAME, room),
        .ordinal = ordinal,
        .has_value = has_value,
        .millionths = has_value ? millionths_of(one->value) : 0,
    };
}

/* ---------------------------------------------------------------- writing */

/* "-" stands for nothing, so what is called so is escaped. */
static void word_add(struct buf *out, struct slice word, bool is_name)
{
    const char *at = word.len ? word.data : "", *end = at + word.len;
    bool dash = word.len == 1 && *at == '-';

    if (!word.len)
        buf_add_char(out, '-');
    while (at < end) {
        uint32_t character = 0;
        unsigned len = utf8_decode(at, end, &character);
        bool escape = !len || dash || character == ' ' || character == '%' ||
                      (is_name && character == '#') || utf8_is_hidden(character);

        for (len = len ? len : 1; len; len--, at++) {
            if (escape)
                buf_add_format(out, "%%%02X", (unsigned char)*at);
            else
                buf_add_char(out, *at);
        }
    }
}

static void value_add(struct buf *out, int64_t millionths)
{
    uint64_t size = millionths < 0 ? -(uint64_t)millionths : (uint64_t)millionths;
    uint64_t rest = size % MILLION;
    int digits = 6;

    buf_add_text(out, millionths < 0 ? "-" : "");
    buf_add_number(out, size / MILLION);
    for (; rest && rest % 10 == 0; digits--)
        rest /= 10;
    if (rest)
        buf_add_format(out, ".%0*llu", digits, (unsigned long long)rest);
}

void baseline_entry_add(struct buf *out, const struct baseline_entry *entry)
{
    buf_add(out, entry->rule);
    buf_add_char(out, ' ');
    word_add(out, entry->path, false);
    buf_add_char(out, ' ');
    word_add(out, entry->name, true);
    if (entry->ordinal > 1)
        buf_add_format(out, "#%u", entry->ordinal);
    if (entry->has_value) {
        buf_add_char(out, ' ');
        value_add(out, entry->millionths);
    }
}

/* ---------------------------------------------------------------- reading */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The decoded word is never longer, so it takes the place of the other. */
static bool word_read(struct slice word, char *place, struct slice *decoded)
{
    const char *at = word.data, *end = at + word.len;
    char *to = place;

    if (word.len == 1 && *at == '-') {
        *decoded = (struct slice){place, 0};
        return true;
    }
    while (at < end) {
        bool escaped = *at == '%';
        int high = escaped && end - at > 2 ? hex_value(at[1]) : -1;
        int low = escaped && end - at > 2 ? hex_value(at[2]) : -1;

        if (escaped && (high < 0 || low < 0))
            return false;
        *to = *at;
        if (escaped)
            *to = (char)(high << 4 | low);
        to++;
        at += escaped ? 3 : 1;
    }
    *decoded = (struct slice){place, (size_t)(to - place)};
    return true;
}

/* "#2" and up. */
static bool ordinal_read(struct slice digits, uint32_t *ordinal)
{
    uint32_t number = 0;

    if (!digits.len || digits.len > 9 || *digits.data == '0')
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        if (!is_digit(digits.data[i]))
            return false;
        number = number * 10 + (uint32_t)(digits.data[i] - '0');
    }
    *ordinal = number;
    return number > 1;
}

static bool name_read(struct slice word, char *place, struct baseline_entry *entry)
{
    const char *mark = memchr(word.data, '#', word.len);
    struct slice digits = {0};

    entry->ordinal = 1;
    if (mark) {
        digits = (struct slice){mark + 1, word.len - (size_t)(mark + 1 - word.data)};
        word.len = (size_t)(mark - word.data);
        if (!word.len || !ordinal_read(digits, &entry->ordinal))
            return false;
    }
    return word_read(word, place, &entry->name);
}

/* Takes the digits at the front of *text, at most `most` of them; returns how many. */
static size_t digits_read(struct slice *text, size_t most, int64_t *number)
{
    size_t count = 0;

    while (count < most && count < text->len && is_digit(text->data[count]))
        *number = *number * 10 + (text->data[count++] - '0');
    text->data += count;
    text->len -= count;
    return count;
}

static bool value_read(struct slice word, int64_t *millionths)
{
    bool below = word.len && *word.data == '-';
    struct slice rest = {word.data + below, word.len - below};
    size_t decimals = 6;
    int64_t number = 0;

    if (!digits_read(&rest, 13, &number) || (double)number > BASELINE_MAX_VALUE)
        return false;
    if (rest.len && *rest.data == '.') {
        rest.data++, rest.len--;
        decimals -= digits_read(&rest, 6, &number);
        if (decimals == 6)
            return false;
    }
    while (decimals--)
        number *= 10;
    *millionths = below ? -number : number;
    return !rest.len;
}

static bool rule_read(struct slice word, struct slice *rule)
{
    *rule = word;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.data[i];

        if (!is_digit(c) && !(c >= 'a' && c <= 'z') && !memchr("-_./:", c, 5))
            return false;
    }
    return word.len && word.len <= BASELINE_MAX_RULE;
}

/* The next word; empty at the end, and where two spaces meet. */
static struct slice word_cut(struct slice *rest)
{
    struct slice word = {0};

    slice_cut(rest, ' ', &word);
    return word;
}

static bool has_control(const char *line, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
            return true;
    }
    return false;
}

bool baseline_entry_read(struct baseline_entry *entry, char *line, size_t len,
                         const char **why)
{
    struct slice rest = {line, len}, rule = word_cut(&rest), path = word_cut(&rest);
    char *path_at = line + (path.len ? path.data - line : 0), *name_at;
    bool ends_blank = len && line[len - 1] == ' ';
    struct slice name = word_cut(&rest), value = rest;

    *entry = (struct baseline_entry){0};
    name_at = line + (name.len ? name.data - line : 0);
    if (has_control(line, len))
        *why = "it has a control character";
    else if (!name.len || ends_blank)
        *why = "it is no rule, path, name and value with one space between them";
    else if (!rule_read(rule, &entry->rule))
        *why = "its rule is no name of one";
    else if (!path.len || !word_read(path, path_at, &entry->path))
        *why = "its path isn't written as paths are here";
    else if (!name_read(name, name_at, entry))
        *why = "its name isn't written as names are here";
    else if (value.len && !value_read(value, &entry->millionths))
        *why = "its value is no number of at most six decimals";
    else {
        entry->has_value = value.len > 0;
        return true;
    }
    return false;
}
