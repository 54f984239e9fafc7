#include "engine/cmd/query_imports.h"

#include "engine/base/memory.h"

#include <stdlib.h>

static void row_add(struct query_rows *rows, uint32_t item)
{
    rows->items =
        memory_grow(rows->items, &rows->capacity, rows->count + 1, sizeof *rows->items);
    rows->items[rows->count++] = item;
}

/* --------------------------------------------------------------- unresolved */

static void unresolved_row(const void *context, size_t number, struct cell *cells)
{
    struct query_rows *rows = (struct query_rows *)context;
    const struct import_graph *g = rows->graph;
    const struct import_link *link = &g->links.items[rows->items[number]];
    const struct import *import = link_import(g, link);

    buf_clear(&rows->text);
    link_written_add(&rows->text, g, link);
    cells[0] = cell_text(g->files[link->file].path);
    cells[1] = cell_number(import->line);
    cells[2] = cell_text(buf_slice(&rows->text));
    cells[3] = cell_text(slice_of(import_kind(import->flags)));
    cells[4] = cell_text(slice_of(link_reason_text(link->reason)));
}

void query_unresolved(const struct indexed *x, struct query_rows *rows)
{
    static const struct sheet_column columns[] = {{"file", CELL_PATH, "file", 0},
                                                  {"line", CELL_NUMBER, "line", 0},
                                                  {"import", CELL_TEXT, "import", 0},
                                                  {"kind", CELL_TEXT, "kind", 0},
                                                  {"reason", CELL_TEXT, "why", 0}};
    const struct links *links = &x->imports.graph.links;

    *rows = (struct query_rows){.graph = &x->imports.graph,
                                .columns = columns,
                                .column_count = 5,
                                .row = unresolved_row};
    for (size_t i = 0; i < links->count; i++) {
        if (links->items[i].end == END_UNRESOLVED && links->items[i].import != LINK_WHOLE)
            row_add(rows, (uint32_t)i);
    }
}

/* ------------------------------------------------------------------- cycles */

static void cycle_row(const void *context, size_t number, struct cell *cells)
{
    const struct query_rows *rows = context;
    const struct import_graph *g = rows->graph;
    uint32_t module = rows->items[number];
    uint32_t component = rows->cycles.scc.component[module];

    cells[0] = cell_number(rows->numbers[component]);
    cells[1] = cell_number(scc_size(&rows->cycles.scc, component));
    cells[2] = cell_text(g->names.items[module]);
    cells[3] = cell_text(import_graph_path(g, module));
}

/* Cycles are numbered in their order, so that a number means the same at any number of threads. */
void query_cycles(const struct indexed *x, struct query_rows *rows)
{
    static const struct sheet_column columns[] = {{"cycle", CELL_NUMBER, "cycle", 0},
                                                  {"size", CELL_NUMBER, "modules", 0},
                                                  {"module", CELL_TEXT, "module", 0},
                                                  {"file", CELL_PATH, "file", 0}};
    const struct scc *scc = &rows->cycles.scc;

    *rows = (struct query_rows){.graph = &x->imports.graph,
                                .columns = columns,
                                .column_count = 4,
                                .row = cycle_row};
    page_cycles_find(&rows->cycles, rows->graph);
    rows->numbers = memory_calloc((size_t)scc->count + 1, sizeof *rows->numbers);
    for (size_t i = 0; i < rows->cycles.count; i++) {
        uint32_t c = rows->cycles.components[i];

        rows->numbers[c] = (uint32_t)i + 1;
        for (uint32_t k = scc->starts[c]; k < scc->starts[c + 1]; k++)
            row_add(rows, scc->members[k]);
    }
}

/* --------------------------------------------------------------------- rows */

struct sheet query_rows_sheet(struct query_rows *rows)
{
    return (struct sheet){.columns = rows->columns,
                          .column_count = rows->column_count,
                          .count = rows->count,
                          .row = rows->row,
                          .context = rows,
                          .rows_name = rows->row == cycle_row ? "modules" : "imports"};
}

struct slice query_rows_path(const struct query_rows *rows, size_t number)
{
    const struct import_graph *g = rows->graph;

    return rows->row == cycle_row
               ? import_graph_path(g, rows->items[number])
               : g->files[g->links.items[rows->items[number]].file].path;
}

void query_rows_release(struct query_rows *rows)
{
    if (rows->cycles.graph)
        page_cycles_release(&rows->cycles);
    buf_release(&rows->text);
    free(rows->items);
    free(rows->numbers);
    *rows = (struct query_rows){0};
}
