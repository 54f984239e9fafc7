#include "engine/report/decimal.h"

#include <stdio.h>

size_t decimal_print(char text[DECIMAL_ROOM], double number)
{
    size_t len = (size_t)snprintf(text, DECIMAL_ROOM, "%.6f", number);

    while (text[len - 1] == '0')
        len--;
    return len - (text[len - 1] == '.');
}
