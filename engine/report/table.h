/* table.h - a result as rows of metrics: one for each function, class, file or package.
 *
 * Rows are the parsed files' (and what is in them) as a profile lists them, those that
 * pass the limits, in the order that was asked for. The order is total (worst first,
 * then path and place), so the same files give the same rows. A row is a place, not
 * its numbers: those are asked for when they are shown. */
#ifndef CAMBIUM_REPORT_TABLE_H
#define CAMBIUM_REPORT_TABLE_H

#include "engine/facts/profile.h"
#include "engine/index/quantity.h"
#include "engine/scan/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TABLE_COLUMNS = 64, TABLE_LIMITS = 16 };

/* Only rows with at least so much. */
struct row_limit {
    struct quantity quantity;
    double least;
};

struct table_question {
    const struct profile *profile;
    enum row_level level;
    struct quantity columns[TABLE_COLUMNS];
    size_t column_count;
    struct row_limit limits[TABLE_LIMITS];
    size_t limit_count;
    struct quantity sort;
    bool sorted;          /* else by path and place */
    struct quantity rank; /* of functions: by which they have ranks A to F, */
    bool ranked;          /* if they are to be shown */
    size_t top;           /* so many rows; 0: all */
};

struct row_of_metrics {
    double key;                      /* to sort by */
    const struct file *const *files; /* of a package, in path order; else one */
    uint32_t file_count;
    uint32_t index; /* of the function or class */
};

struct table {
    const struct table_question *question;
    struct row_of_metrics *rows;
    size_t count;
    size_t found; /* rows that passed the limits: count and those that `top` left out */
    size_t functions, classes, files, packages, partial; /* in the whole result */
    const struct file **files_by_folder; /* what rows of packages point into */
};

/* The metrics that have to be extracted to answer. */
metric_set table_needs(const struct table_question *q);

/* Borrows both until table_release. */
struct table table_make(const struct table_question *q, const struct part *result);
void table_release(struct table *t);

/* The functions of a package that the profile lists. */
struct package {
    const struct file *const *files;
    size_t file_count;
    uint64_t functions, sum, most; /* of what they are ranked by */
    uint64_t of_rank[PROFILE_RANKS];
};

/* The question is ranked. The package that begins at files_by_folder[from]. */
struct package package_at(const struct table *t, size_t from);

double table_value(const struct quantity *q, const struct row_of_metrics *row);

/* The folder of a file, as packages are called; "." is the root. */
struct slice package_of(const struct file *file);

/* The qualified name of the row's function or class; empty for others. */
struct slice row_name(const struct table *t, const struct row_of_metrics *row);

/* Of the row's function or class; 0 for others. */
uint32_t row_line(const struct table *t, const struct row_of_metrics *row);
uint32_t row_end_line(const struct table *t, const struct row_of_metrics *row);

/* The path of the file, or the package. */
struct slice row_path(const struct table *t, const struct row_of_metrics *row);

/* Some of what the numbers were counted in could not be understood. */
bool row_is_partial(const struct table *t, const struct row_of_metrics *row);

#endif
