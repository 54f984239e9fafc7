/* utf8.h - bytes that may be UTF-8, one character at a time.
 *
 * Names of files and of things in source code are bytes; reports are UTF-8.
 * Strict: no overlong forms, no surrogates, nothing over U+10FFFF. Constant
 * functions of their arguments; no locale. */
#ifndef CAMBIUM_BASE_UTF8_H
#define CAMBIUM_BASE_UTF8_H

#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* Shown in place of a byte that isn't UTF-8: U+FFFD. */
#define UTF8_REPLACEMENT "\xEF\xBF\xBD"

/* How many bytes the character at `at` takes, and which it is. 0: the byte
 * there doesn't start one. `at` must be below `end`. */
unsigned utf8_decode(const char *at, const char *end, uint32_t *character);

bool utf8_is_valid(struct slice text);

/* It shows nothing, moves what stands beside it, or commands a terminal:
 * control characters, marks of direction, separators of lines, blank fillers. */
bool utf8_is_hidden(uint32_t character);

/* Columns that it takes on a terminal: 0, 1 or 2. */
unsigned utf8_columns(uint32_t character);

#endif
