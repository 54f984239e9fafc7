#include "engine/report/base64.h"

static void group_add(struct buf *out, const unsigned char *bytes, size_t count)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned second = count > 1 ? bytes[1] : 0, third = count > 2 ? bytes[2] : 0;
    unsigned bits = (unsigned)bytes[0] << 16 | second << 8 | third;

    buf_add_char(out, digits[bits >> 18]);
    buf_add_char(out, digits[bits >> 12 & 63]);
    buf_add_char(out, count > 1 ? digits[bits >> 6 & 63] : '=');
    buf_add_char(out, count > 2 ? digits[bits & 63] : '=');
}

void base64_add(struct buf *out, struct slice bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.data;

    for (size_t left = bytes.len; left;) {
        size_t count = left < 3 ? left : 3;

        group_add(out, at, count);
        at += count;
        left -= count;
    }
}
