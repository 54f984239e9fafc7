/* top.h - the most complex functions of a result.
 *
 * The order is total: cyclomatic number from high to low, then path, line and
 * place in the file. So the same files give the same list. Holds `limit`
 * functions at a time, whatever the size of the result. */
#ifndef CAMBIUM_REPORT_TOP_H
#define CAMBIUM_REPORT_TOP_H

#include "engine/scan/result.h"

#include <stddef.h>
#include <stdint.h>

struct top_function {
    const struct file *file;
    const struct function *function;
};

/* Radon's ranks A to F: up to 5, 10, 20, 30, 40, and more. */
#define TOP_RANKS 6

struct top {
    struct top_function *functions; /* the worst first; free() it */
    size_t count;
    uint64_t of_rank[TOP_RANKS]; /* how many of all functions have it */
};

struct top top_functions(const struct part *result, size_t limit);

unsigned top_rank(uint32_t cyclomatic); /* 0 is A */

#endif
