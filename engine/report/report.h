/* report.h - a result as bytes in one format.
 *
 * A report is one file with one `const struct report report_NAME` and one line
 * in reports.def. It reads a closed part and nothing else: no clock, no thread
 * count, no absolute path, no locale, so the same files give the same bytes.
 * It doesn't know where the bytes go.
 *
 * A report is a list of sections. A section has a head and a fixed text, each
 * written once, then a row for each of the files that it asks for. A row is a
 * function of its file alone: it knows neither its place nor what came before,
 * so rows are rendered on all threads at once, in slices, and the slices are
 * joined in order. Memory is bounded by one round of slices, whatever the size
 * of the result. */
#ifndef CAMBIUM_REPORT_REPORT_H
#define CAMBIUM_REPORT_REPORT_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/report/out.h"
#include "engine/scan/result.h"

#include <stdbool.h>

/* How text may look. Machine formats ignore it. */
struct style {
    bool colour;    /* escapes for a terminal */
    bool unicode;   /* else plain ASCII for rules, bars and names */
    unsigned width; /* columns that a line should keep to; 0: any */
    bool terminal;  /* it's read there and then, so a name that is too wide may be cut */
    unsigned top;   /* how many rows a "most ..." table has */
};

/* Which files have a row. */
enum rows {
    ROWS_NONE = 0,
    ROWS_ANALYSED = 1 << FILE_ANALYSED,
    ROWS_SKIPPED = 1 << FILE_SKIPPED,
    ROWS_FAILED = 1 << FILE_FAILED,
    ROWS_ALL = ROWS_ANALYSED | ROWS_SKIPPED | ROWS_FAILED,
};

/* All but `rows` may be NULL: nothing is written there. */
struct section {
    void (*head)(const struct part *result, const struct style *style, struct buf *out);
    const char *text;
    enum rows rows;
    void (*row)(const struct file *file, struct buf *out);
    const char *between; /* two rows */
};

struct report {
    const char *name;               /* what --format takes */
    const char *summary;            /* one line for --help */
    const struct section *sections; /* ends with an empty one */
};

extern const struct report
    *const reports[]; /* in the order of reports.def; ends with NULL */

const struct report *report_by_name(const char *name);

/* Renders on up to `threads` threads, writes in order and flushes. False: a
 * write failed; nothing more was rendered then. */
bool report_write(const struct report *report, const struct part *result,
                  const struct style *style, unsigned threads, struct out *out,
                  struct err *e);

#endif
