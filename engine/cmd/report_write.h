/* report_write.h - reports in formats that have a form of their own. */
#ifndef CAMBIUM_CMD_REPORT_WRITE_H
#define CAMBIUM_CMD_REPORT_WRITE_H

#include "engine/cmd/indexed.h"
#include "engine/report/out.h"

/* OpenMetrics 1.0: totals, and numbers by folder (the largest 200; the others as one). */
void report_openmetrics(const struct indexed *x, const struct settings *s,
                        struct out *out);

/* The index file that the framework which this system comes from wrote and reads: schema
 * "1.0", 28 keys a record, 24 of the summary. What it has no word for unknown has 0. */
void report_empathy(const struct indexed *x, const struct settings *s, struct out *out);

/* One page for a browser, which opens at that kind of report. */
void report_html(const struct indexed *x, const struct settings *s, const char *root,
                 const char *kind, struct out *out);

#endif
