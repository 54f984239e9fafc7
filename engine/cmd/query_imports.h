/* query_imports.h - of `query`: rows about imports. */
#ifndef CAMBIUM_CMD_QUERY_IMPORTS_H
#define CAMBIUM_CMD_QUERY_IMPORTS_H

#include "engine/cmd/indexed.h"
#include "engine/cmd/page_cycles.h"
#include "engine/report/sheet.h"

/* All zero is none. */
struct query_rows {
    const struct import_graph *graph;
    const struct sheet_column *columns;
    size_t column_count;
    void (*row)(const void *context, size_t number, struct cell *cells);
    uint32_t *items; /* numbers of links or of modules */
    size_t count, capacity;
    struct page_cycles cycles;
    uint32_t *numbers; /* of cycles, by component */
    struct buf text;
};

void query_unresolved(const struct indexed *x, struct query_rows *rows);
void query_cycles(const struct indexed *x, struct query_rows *rows);

struct sheet query_rows_sheet(struct query_rows *rows);
struct slice query_rows_path(const struct query_rows *rows, size_t number);
void query_rows_release(struct query_rows *rows);

#endif
