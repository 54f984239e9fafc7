/* table_write.h - a table of metrics as bytes, one function per format.
 *
 * Like reports: the same bytes for the same files. In JSON and CSV a number that isn't
 * known is null or empty, never 0. */
#ifndef CAMBIUM_REPORT_TABLE_WRITE_H
#define CAMBIUM_REPORT_TABLE_WRITE_H

#include "engine/report/out.h"
#include "engine/report/report.h"
#include "engine/report/table.h"

struct table_format {
    const char *name; /* what --format takes */
    void (*write)(const struct table *t, const struct style *style, struct out *out);
};

extern const struct table_format table_text, table_json, table_ndjson, table_csv;

/* A line for each file, as tools that read radon's JSON want it: blocks, raw, Halstead
 * and maintainability index. `ndjson` of the profile radon, if no other rows or columns
 * were asked for. The table's rows are files. */
void table_radon_write(const struct table *t, const struct style *style, struct out *out);

#endif
