/* decimal.h - a number that isn't whole, for programs. */
#ifndef CAMBIUM_REPORT_DECIMAL_H
#define CAMBIUM_REPORT_DECIMAL_H

#include "engine/base/buf.h"

/* Room for the longest double with six decimals. */
enum { DECIMAL_ROOM = 320 };

/* Six decimals at most, none that are 0; no NaN. Six are what is the same on any
 * machine: the mathematical functions may differ in the last bit. */
void decimal_add(struct buf *out, double number);

#endif
