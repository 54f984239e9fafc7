/* found.h - what a pattern found in one file, for `cambium find`.
 *
 * A visitor (engine/scan/visitor.h) makes one of these for each file in which
 * there is a match; it lives as long as the result of the run. */
#ifndef CAMBIUM_CMD_FOUND_H
#define CAMBIUM_CMD_FOUND_H

#include "engine/base/slice.h"
#include "engine/match/pattern.h"
#include "engine/scan/visitor.h"

#include <stdbool.h>
#include <stdint.h>

/* Longer first lines are cut: many nodes may begin on one long line. */
enum { FOUND_TEXT_BYTES = 240 };

/* A place in a file: a byte of it, and the line and column in its text, from 1.
 * Columns count bytes of UTF-8. */
struct place {
    uint32_t byte, line, column;
};

struct found_node {
    struct place start, end; /* the end is behind the last byte */
    uint16_t symbol;
    uint8_t field;
    bool cut;          /* `text` isn't all of the node's text */
    struct slice text; /* its first line */
};

struct found {
    const struct found_node *nodes; /* in the order of the source; NULL if only counted */
    size_t count;
};

struct search {
    const struct pattern *pattern;
    const struct grammar *grammar;
    bool count_only;
};

/* Borrows `search`; what it makes of a file is a struct found. */
struct visitor found_visitor(const struct search *search);

#endif
