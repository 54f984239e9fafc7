/* quantity.h - a column of a table of metrics: one number, asked of whatever has a row.
 *
 * A number belongs to functions, classes or files; a row may be any of them or a
 * package, which is the files of one folder. Asked of something larger than what it
 * belongs to, a number is folded over what lies in that: the sum, or the largest of
 * peaks. Derived numbers don't add up: a percentage of a package is that of the sums,
 * any other the mean over the files in which it is known.
 *
 * NAN is unknown, which isn't zero. Constant once it was found; any thread may ask. */
#ifndef CAMBIUM_REPORT_QUANTITY_H
#define CAMBIUM_REPORT_QUANTITY_H

#include "engine/facts/derived.h"
#include "engine/facts/metric.h"
#include "engine/scan/file.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum row_level { ROW_FUNCTION, ROW_CLASS, ROW_FILE, ROW_PACKAGE, ROW_LEVELS };

const char *row_level_name(enum row_level level); /* "function", ... */

struct quantity {
    const char *name, *unit, *summary;
    enum row_level level;        /* of the rows that it is asked of */
    enum number_subject subject; /* whose number it is */
    const struct number *stored; /* or */
    const struct derived *derived;
    metric_set needs;  /* metrics that have to be extracted for it */
    unsigned decimals; /* that are worth showing */
    bool low_is_bad;   /* the worst is the smallest */
};

/* False: nothing of that name can be asked of such a row. */
bool quantity_find(enum row_level level, const char *name, struct quantity *q);

/* The name of each quantity of such a row, in order: call with i from 0 until NULL.
 * What is only folded is left out. */
const char *quantity_name(enum row_level level, size_t i);

/* Of a function or class `index` of the file, or of the file; not of a package. */
double quantity_of(const struct quantity *q, const struct file *file, uint32_t index);

/* Of the package that these files are. */
double quantity_of_files(const struct quantity *q, const struct file *const *files,
                         size_t count);

#endif
