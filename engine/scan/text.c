#include "engine/scan/text.h"

#include <stdint.h>

#define BLOCK_BYTES  64
#define BINARY_BYTES ((size_t)8 << 10)

static inline unsigned is_odd(unsigned char c)
{
    return (c == 0) | (c == '\r') | (c >> 7);
}

/* Without a branch, so that the compiler turns it into a few wide instructions. */
static bool block_is_plain(const unsigned char *at)
{
    unsigned char odd = 0;

    for (int i = 0; i < BLOCK_BYTES; i++)
        odd |= (unsigned char)is_odd(at[i]);
    return odd == 0;
}

size_t text_plain_bytes(struct slice s)
{
    const unsigned char *bytes = (const unsigned char *)s.data;
    size_t i = 0;

    while (s.len - i >= BLOCK_BYTES && block_is_plain(bytes + i))
        i += BLOCK_BYTES;
    while (i < s.len && !is_odd(bytes[i]))
        i++;
    return i;
}

/* Eight at a time while it lasts. */
size_t text_ascii_bytes(struct slice s)
{
    size_t i = 0;

    for (uint64_t word; s.len - i >= sizeof word; i += sizeof word) {
        memcpy(&word, s.data + i, sizeof word);
        if (word & 0x8080808080808080u)
            break;
    }
    while (i < s.len && (unsigned char)s.data[i] < 0x80)
        i++;
    return i;
}

static bool continues(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* How long the character at `c` is that isn't ASCII; 0 if it is none. The second
 * byte's range depends on the first: that keeps overlong forms, surrogates and
 * what is over U+10FFFF out. */
static size_t character_bytes(const unsigned char *c, size_t left)
{
    unsigned char low = 0x80, high = 0xBF;
    size_t len = c[0] < 0xE0 ? 2 : c[0] < 0xF0 ? 3 : 4;

    if (c[0] < 0xC2 || c[0] > 0xF4 || left < len)
        return 0;
    if (c[0] == 0xE0)
        low = 0xA0;
    else if (c[0] == 0xED)
        high = 0x9F;
    else if (c[0] == 0xF0)
        low = 0x90;
    else if (c[0] == 0xF4)
        high = 0x8F;
    if (c[1] < low || c[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++) {
        if (!continues(c[i]))
            return 0;
    }
    return len;
}

size_t text_invalid_utf8(struct slice s)
{
    size_t i = 0;

    for (;;) {
        size_t len;

        i += text_ascii_bytes((struct slice){s.data + i, s.len - i});
        if (i == s.len)
            return i;
        len = character_bytes((const unsigned char *)s.data + i, s.len - i);
        if (len == 0)
            return i;
        i += len;
    }
}

void text_end_lines(char *data, size_t len)
{
    char *end = data + len, *at = data;

    while (at < end && (at = memchr(at, '\r', (size_t)(end - at)))) {
        if (at + 1 == end || at[1] != '\n')
            *at = '\n';
        at++;
    }
}

bool text_is_binary(struct slice s)
{
    return s.len && memchr(s.data, 0, s.len < BINARY_BYTES ? s.len : BINARY_BYTES);
}
