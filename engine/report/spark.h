/* spark.h - numbers over time as one line of characters.
 *
 * The lowest is ▁, the highest ▇ (without unicode 1 and 5), all alike are in the middle. What
 * isn't known is a dot, never the lowest. A bar | stands where what comes can't be
 * compared with what was before. */
#ifndef CAMBIUM_REPORT_SPARK_H
#define CAMBIUM_REPORT_SPARK_H

#include "engine/base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spark_point {
    bool known;
    bool apart; /* from the one before */
    int64_t value;
};

/* The last ones, so many that at most `columns` are taken. */
void spark_add(struct buf *out, const struct spark_point *points, size_t count,
               unsigned columns, bool unicode);

#endif
