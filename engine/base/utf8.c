#include "engine/base/utf8.h"

/* What the first byte promises: length, and the smallest character that may
 * be written at that length. */
static unsigned length_promised(unsigned char first, uint32_t *bits, uint32_t *smallest)
{
    if (first < 0x80) {
        *bits = first, *smallest = 0;
        return 1;
    }
    if ((first & 0xE0) == 0xC0) {
        *bits = first & 0x1F, *smallest = 0x80;
        return 2;
    }
    if ((first & 0xF0) == 0xE0) {
        *bits = first & 0x0F, *smallest = 0x800;
        return 3;
    }
    if ((first & 0xF8) == 0xF0) {
        *bits = first & 0x07, *smallest = 0x10000;
        return 4;
    }
    return 0;
}

unsigned utf8_decode(const char *at, const char *end, uint32_t *character)
{
    uint32_t bits = 0, smallest = 0;
    unsigned len = length_promised((unsigned char)*at, &bits, &smallest);

    if (len == 0 || (size_t)(end - at) < len)
        return 0;
    for (unsigned i = 1; i < len; i++) {
        unsigned char next = (unsigned char)at[i];

        if ((next & 0xC0) != 0x80)
            return 0;
        bits = bits << 6 | (next & 0x3F);
    }
    if (bits < smallest || bits > 0x10FFFF || (bits >= 0xD800 && bits <= 0xDFFF))
        return 0;
    *character = bits;
    return len;
}

bool utf8_is_valid(struct slice text)
{
    const char *at = text.len ? text.data : "", *end = at + text.len;
    uint32_t character;

    while (at < end) {
        unsigned len = (unsigned char)*at < 0x80 ? 1 : utf8_decode(at, end, &character);

        if (len == 0)
            return false;
        at += len;
    }
    return true;
}

struct range {
    uint32_t first, last;
};

static bool is_within(const struct range *ranges, size_t count, uint32_t character)
{
    for (size_t i = 0; i < count && ranges[i].first <= character; i++) {
        if (character <= ranges[i].last)
            return true;
    }
    return false;
}

bool utf8_is_hidden(uint32_t character)
{
    /* All of the categories Cc, Cf, Zl and Zp, and the letters that show
     * nothing. */
    static const struct range hidden[] = {
        {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x034F, 0x034F},
        {0x0600, 0x0605},   {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},
        {0x0890, 0x0891},   {0x08E2, 0x08E2},   {0x115F, 0x1160},   {0x17B4, 0x17B5},
        {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},
        {0x2800, 0x2800},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},
        {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
        {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
    };

    return is_within(hidden, sizeof hidden / sizeof *hidden, character);
}

unsigned utf8_columns(uint32_t character)
{
    static const struct range marks[] = {
        {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F},
        {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F},
    };
    static const struct range wide[] = {
        {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
        {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
    };

    if (is_within(marks, sizeof marks / sizeof *marks, character))
        return 0;
    return is_within(wide, sizeof wide / sizeof *wide, character) ? 2 : 1;
}
