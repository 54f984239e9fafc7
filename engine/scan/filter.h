/* filter.h - which of the files that a walk finds somebody wants.
 *
 * Rules say what belongs to a tree (chain.h); a filter is the question that is
 * asked of it. What it doesn't take isn't part of the run: it isn't counted, and
 * folders in which nothing can be wanted aren't opened. All zero takes all. */
#ifndef CAMBIUM_SCAN_FILTER_H
#define CAMBIUM_SCAN_FILTER_H

#include "engine/base/slice.h"
#include "engine/rules/glob.h"

#include <stdbool.h>
#include <stddef.h>

struct grammar;

struct filter {
    const struct slice *within;    /* one of these clean paths, and what lies below; */
    size_t within_count;           /* 0: any */
    const struct glob *name;       /* that the last component matches */
    const struct grammar *grammar; /* not in another language, by its name */
};

bool filter_takes(const struct filter *f, struct slice path);
bool filter_enters(const struct filter *f, struct slice folder);

#endif
