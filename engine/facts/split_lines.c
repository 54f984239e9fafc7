#include "engine/facts/split_lines.h"

#include "engine/facts/line_index.h"

#include <string.h>

enum { BLOCK_BYTES = 128 }; /* so many are counted in a byte */

enum mark { MARK_END, MARK_SPACE, MARK_TEXT };

/* What stands at the start of `text`, and how many bytes it takes. */
struct character {
    enum mark mark;
    uint8_t bytes;
};

static struct character ascii_first(unsigned char c)
{
    if (c == '\n' || c == '\v' || c == '\f' || (c >= 0x1c && c <= 0x1e))
        return (struct character){MARK_END, 1};
    if (c == ' ' || c == '\t' || c == '\r' || c == 0x1f)
        return (struct character){MARK_SPACE, 1};
    return (struct character){MARK_TEXT, 1};
}

/* U+2000 to U+200A, U+2028, U+2029, U+202F and U+205F, without their first byte. */
static enum mark general_punctuation(unsigned char second, unsigned char third)
{
    if (second == 0x81)
        return third == 0x9f ? MARK_SPACE : MARK_TEXT;
    if (second != 0x80)
        return MARK_TEXT;
    if (third == 0xa8 || third == 0xa9)
        return MARK_END;
    return third <= 0x8a || third == 0xaf ? MARK_SPACE : MARK_TEXT;
}

static struct character character_first(struct slice text)
{
    const unsigned char *c = (const unsigned char *)text.data;

    if (c[0] < 0x80)
        return ascii_first(c[0]);
    if (c[0] == 0xc2 && text.len >= 2) {
        if (c[1] == 0x85)
            return (struct character){MARK_END, 2};
        return (struct character){c[1] == 0xa0 ? MARK_SPACE : MARK_TEXT, 2};
    }
    if (text.len >= 3) {
        if (c[0] == 0xe2)
            return (struct character){general_punctuation(c[1], c[2]), 3};
        if ((c[0] == 0xe1 && c[1] == 0x9a && c[2] == 0x80) ||
            (c[0] == 0xe3 && c[1] == 0x80 && c[2] == 0x80))
            return (struct character){MARK_SPACE, 3};
    }
    return (struct character){MARK_TEXT, 1};
}

static struct slice slice_from(struct slice text, size_t at)
{
    return (struct slice){text.data + at, text.len - at};
}

/* Control characters and what is beyond ASCII. */
static inline bool is_other(char c)
{
    return (signed char)c < ' ';
}

/* No branch among the bytes, so that the compiler looks at many at once. */
static inline uint8_t block_others(const char *block)
{
    uint8_t others = 0;

    for (size_t i = 0; i < BLOCK_BYTES; i++)
        others = (uint8_t)(others + is_other(block[i]));
    return others;
}

static inline uint8_t block_feeds(const char *block)
{
    uint8_t feeds = 0;

    for (size_t i = 0; i < BLOCK_BYTES; i++)
        feeds = (uint8_t)(feeds + (block[i] == '\n'));
    return feeds;
}

/* From `at` on, for `bytes`; a character may reach over their end. */
static bool part_is_plain(struct slice text, size_t at, size_t bytes)
{
    for (size_t end = at + bytes; at < end; at++) {
        unsigned char c = (unsigned char)text.data[at];
        if (c < ' '
                ? c == '\v' || c == '\f' || c >= 0x1c
                : c >= 0x80 && character_first(slice_from(text, at)).mark != MARK_TEXT)
            return false;
    }
    return true;
}

/* Mostly all that is other are the line feeds, and a count is enough to know. */
bool text_is_plain(struct slice text)
{
    size_t at = 0;

    for (; text.len - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
        const char *block = text.data + at;

        if (block_others(block) != block_feeds(block) &&
            !part_is_plain(text, at, BLOCK_BYTES))
            return false;
    }
    return part_is_plain(text, at, text.len - at);
}

struct split_lines lines_split(struct slice text)
{
    struct split_lines lines = {0, 0};
    bool marked = false, open = false;

    for (size_t at = 0; at < text.len;) {
        struct character c = {MARK_TEXT, 1};

        if (is_other(text.data[at]) || text.data[at] == ' ')
            c = character_first(slice_from(text, at));
        at += c.bytes;
        open = c.mark != MARK_END;
        marked |= c.mark == MARK_TEXT;
        if (open)
            continue;
        lines.count++;
        lines.blank += !marked;
        marked = false;
    }
    lines.count += open;
    lines.blank += open && !marked;
    return lines;
}
