#include "engine/modules/python_range.h"

#include <stdbool.h>

/* Versions as one number, so that bounds can be compared: 3.8.1 is 30801. */
enum {
    MAJOR = 10000,
    MINOR = 100,
    PYTHON_3 = 3 * MAJOR,
    PYTHON_4 = 4 * MAJOR,
    NO_END = 100 * MAJOR,
};

/* From the first to before the second. */
struct span {
    unsigned from, to;
};

/* One version with the number of its parts: "3.8.*" has 2. */
struct version {
    unsigned number, parts;
};

static void drop(struct slice *rest)
{
    rest->data++;
    rest->len--;
}

static void skip(struct slice *rest, const char *characters)
{
    while (rest->len && rest->data[0] && strchr(characters, rest->data[0]))
        drop(rest);
}

static bool digit_next(struct slice rest)
{
    return rest.len && rest.data[0] >= '0' && rest.data[0] <= '9';
}

/* 99 for whatever is more: no version has so many. */
static unsigned number_cut(struct slice *rest)
{
    unsigned number = 0;

    for (; digit_next(*rest); drop(rest)) {
        if (number < MINOR)
            number = number * 10 + (unsigned)(rest->data[0] - '0');
    }
    return number < MINOR ? number : MINOR - 1;
}

/* What stands behind the third part (rc1, .post2) changes no minor version. */
static struct version version_cut(struct slice *rest)
{
    static const unsigned scales[] = {MAJOR, MINOR, 1};
    struct version v = {0, 0};

    while (v.parts < 3 && digit_next(*rest)) {
        v.number += number_cut(rest) * scales[v.parts++];
        if (rest->len && rest->data[0] == '.')
            drop(rest);
    }
    while (rest->len && !(rest->data[0] && strchr(" \t\n,<>=!~^", rest->data[0])))
        drop(rest);
    return v;
}

/* The first version behind all that begin with these parts. */
static unsigned behind(struct version v, unsigned parts)
{
    switch (parts) {
    case 0: return NO_END;
    case 1: return (v.number / MAJOR + 1) * MAJOR;
    case 2: return (v.number / MINOR + 1) * MINOR;
    default: return v.number + 1;
    }
}

/* What "^3.8", "~=3.8" or "<3.13" allows. */
static struct span span_of(struct slice operator, struct version v)
{
    const char first = operator.len ? operator.data[0] : '=';
    const bool or_equal = operator.len> 1 && operator.data[1] == '=';

    switch (first) {
    case '<': return (struct span){0, or_equal ? behind(v, 3) : v.number};
    case '>': return (struct span){v.number, NO_END};
    case '^': return (struct span){v.number, behind(v, 1)};
    case '~':
        if (or_equal)
            return (struct span){v.number, behind(v, v.parts - (v.parts > 1))};
        return (struct span){v.number, behind(v, v.parts < 2 ? 1 : 2)};
    case '=': return (struct span){v.number, behind(v, v.parts)};
    default: return (struct span){0, NO_END};
    }
}

/* Those that all clauses of ">=3.8,<3.13" allow; empty if none are. Each round cuts
 * something off: an operator, or all up to the next blank, comma or operator. */
static struct span alternative_read(struct slice text)
{
    struct span all = {0, NO_END};

    for (skip(&text, " \t\n,"); text.len; skip(&text, " \t\n,")) {
        struct slice operator= text;
        struct version v;
        struct span one;

        skip(&text, "<>=!~^");
        operator.len -= text.len;
        skip(&text, " \t");
        v = version_cut(&text);
        if (!v.parts)
            continue;
        one = span_of(operator, v);
        all.from = one.from > all.from ? one.from : all.from;
        all.to = one.to < all.to ? one.to : all.to;
    }
    return all;
}

struct python_range python_range_of(struct slice specifier)
{
    struct span any = {NO_END, 0};
    struct python_range range = {0, 0};
    struct slice part;

    while (slice_cut(&specifier, '|', &part)) {
        struct span one = alternative_read(part);

        if (!part.len || one.from >= one.to || one.to <= PYTHON_3 || one.from >= PYTHON_4)
            continue;
        any.from = one.from < any.from ? one.from : any.from;
        any.to = one.to > any.to ? one.to : any.to;
    }
    if (any.from >= any.to)
        return range;
    if (any.from > PYTHON_3)
        range.min = (any.from - PYTHON_3) / MINOR;
    if (any.to < PYTHON_4)
        range.max = (any.to - 1 - PYTHON_3) / MINOR;
    return range;
}
