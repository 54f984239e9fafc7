/* top.h - the most complex functions of a result.
 *
 * The order is total: cyclomatic number from high to low, then path, line and
 * place in the file. So the same files give the same list. Holds `limit`
 * functions at a time, whatever the size of the result. */
#ifndef CAMBIUM_REPORT_TOP_H
#define CAMBIUM_REPORT_TOP_H

#include "engine/facts/profile.h"
#include "engine/scan/result.h"

#include <stddef.h>
#include <stdint.h>

struct top_function {
    const struct file *file;
    const struct function *function;
};

struct top {
    const struct profile *profile;  /* whose ranks they are */
    struct top_function *functions; /* the worst first; free() it */
    size_t count;
    uint64_t of_rank[PROFILE_RANKS]; /* how many of all functions have it */
};

struct top top_functions(const struct part *result, size_t limit);

#endif
