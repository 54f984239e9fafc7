/* decimal.h - a number that isn't whole, for programs. */
#ifndef CAMBIUM_REPORT_DECIMAL_H
#define CAMBIUM_REPORT_DECIMAL_H

#include <stddef.h>

/* Room for the longest double with six decimals. */
enum { DECIMAL_ROOM = 320 };

/* Six decimals at most, none that are 0; no NaN. Returns the length. Six are what is the
 * same on any machine: the mathematical functions may differ in the last bit. */
size_t decimal_print(char text[DECIMAL_ROOM], double number);

#endif
