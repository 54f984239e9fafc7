#include "engine/scan/cookie.h"

static size_t line_length(struct slice s)
{
    size_t i = 0;

    while (i < s.len && s.data[i] != '\n' && s.data[i] != '\r')
        i++;
    return i;
}

/* Behind the end of the first line. */
static struct slice next_line(struct slice s)
{
    size_t i = line_length(s);

    if (i + 1 < s.len && s.data[i] == '\r' && s.data[i + 1] == '\n')
        i++;
    if (i < s.len)
        i++;
    return (struct slice){s.data + i, s.len - i};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\f';
}

static bool is_name_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           c == '-' || c == '_' || c == '.';
}

static struct slice name_at(const char *at, const char *end)
{
    const char *start;

    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    start = at;
    while (at < end && is_name_byte(*at))
        at++;
    return (struct slice){start, (size_t)(at - start)};
}

/* The first coding: or coding= in a comment that a name follows. */
static struct slice name_in_comment(struct slice comment)
{
    static const char word[] = "coding";
    size_t len = sizeof word - 1;
    const char *end = comment.data + comment.len;

    for (const char *at = comment.data; (size_t)(end - at) > len; at++) {
        struct slice name = {0};

        if (memcmp(at, word, len) == 0 && (at[len] == ':' || at[len] == '='))
            name = name_at(at + len + 1, end);
        if (name.len)
            return name;
    }
    return (struct slice){0};
}

struct slice cookie_find(struct slice source)
{
    for (int line = 0; line < 2; line++, source = next_line(source)) {
        size_t len = line_length(source), i = 0;

        while (i < len && is_blank(source.data[i]))
            i++;
        if (i < len && source.data[i] != '#')
            break;
        struct slice name = name_in_comment((struct slice){source.data + i, len - i});
        if (name.len)
            return name;
    }
    return (struct slice){0};
}

/* CPython compares only so many bytes of a name, in lower case, '_' as '-'. */
#define COMPARED_BYTES 12

/* The name is `known`, or begins with it and a dash. */
static bool is_variant(struct slice name, const char *known)
{
    size_t len = strlen(known);

    if (name.len > COMPARED_BYTES)
        name.len = COMPARED_BYTES;
    if (name.len < len)
        return false;
    for (size_t i = 0; i < name.len && i <= len; i++) {
        char c = name.data[i];
        char expected = i < len ? known[i] : '-';

        if (c == '_')
            c = '-';
        else if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != expected)
            return false;
    }
    return true;
}

bool cookie_is_utf8(struct slice name)
{
    return is_variant(name, "utf-8");
}

bool cookie_is_latin1(struct slice name)
{
    return is_variant(name, "latin-1") || is_variant(name, "iso-8859-1") ||
           is_variant(name, "iso-latin-1");
}
