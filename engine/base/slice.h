/* slice.h - bytes that somebody else owns.
 *
 * A pointer and a length, passed by value. Not ended by NUL, not necessarily
 * text: names of files and contents of files are bytes here. */
#ifndef CAMBIUM_BASE_SLICE_H
#define CAMBIUM_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
    const char *data;
    size_t len;
};

static inline struct slice slice_of(const char *text)
{
    return (struct slice){text, strlen(text)};
}

static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* By bytes as unsigned numbers, a prefix before what it is a prefix of: the
 * order of every path that this program prints. */
static inline int slice_compare(struct slice a, struct slice b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.data, b.data, len) : 0;

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static inline bool slice_starts(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && memcmp(s.data, prefix.data, prefix.len) == 0;
}

static inline bool slice_ends(struct slice s, struct slice suffix)
{
    return s.len >= suffix.len &&
           memcmp(s.data + s.len - suffix.len, suffix.data, suffix.len) == 0;
}

/* Cuts the part before the next separator off the front: "a:b" gives "a" and
 * leaves "b". False if nothing is left to cut. */
static inline bool slice_cut(struct slice *rest, char separator, struct slice *part)
{
    const char *end;

    if (!rest->len)
        return false;
    end = memchr(rest->data, separator, rest->len);
    *part = (struct slice){rest->data, end ? (size_t)(end - rest->data) : rest->len};
    rest->data += part->len + (end != NULL);
    rest->len -= part->len + (end != NULL);
    return true;
}

#endif
