/* split_lines.h - lines as Python's str.splitlines and str.strip see them.
 *
 * radon counts with these. More than a line feed ends a line there (form feeds,
 * U+2028), and more than ASCII's white space is white space (U+00A0). Nearly no source
 * has any of it, so that is asked first, and what the line index knows holds. */
#ifndef CAMBIUM_FACTS_SPLIT_LINES_H
#define CAMBIUM_FACTS_SPLIT_LINES_H

#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct split_lines {
    uint32_t count, blank;
};

/* Line feeds end the lines in `text` and nothing else does; its spaces are ASCII's. */
bool text_is_plain(struct slice text);

/* The lines of any text; the last one needs no end. */
struct split_lines lines_split(struct slice text);

#endif
