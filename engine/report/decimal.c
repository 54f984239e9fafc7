#include "engine/report/decimal.h"

#include <stdio.h>

/* Nearly all are counts. */
static bool is_count(double number)
{
    return number >= 0 && number < 0x1p53 && number == (double)(uint64_t)number;
}

void decimal_add(struct buf *out, double number)
{
    char text[DECIMAL_ROOM];
    size_t len;

    if (is_count(number)) {
        buf_add_number(out, (uint64_t)number);
        return;
    }
    len = (size_t)snprintf(text, sizeof text, "%.6f", number);
    while (text[len - 1] == '0')
        len--;
    buf_add(out, (struct slice){text, len - (text[len - 1] == '.')});
}
