#include "engine/report/decimal.h"

#include <stdint.h>
#include <stdio.h>

/* Nearly all are counts. */
static size_t whole_print(char *text, uint64_t number)
{
    char digits[20];
    size_t len = 0;

    do {
        digits[len++] = (char)('0' + number % 10);
    } while (number /= 10);
    for (size_t i = 0; i < len; i++)
        text[i] = digits[len - 1 - i];
    return len;
}

size_t decimal_print(char text[DECIMAL_ROOM], double number)
{
    size_t len;

    if (number >= 0 && number < 0x1p53 && number == (double)(uint64_t)number)
        return whole_print(text, (uint64_t)number);
    len = (size_t)snprintf(text, DECIMAL_ROOM, "%.6f", number);
    while (text[len - 1] == '0')
        len--;
    return len - (text[len - 1] == '.');
}
