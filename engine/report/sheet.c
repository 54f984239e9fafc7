#include "engine/report/sheet.h"

#include "engine/base/memory.h"

#include <math.h>

void (*const sheet_write[])(const struct sheet *s, const struct style *style,
                            struct out *out) = {sheet_write_text, sheet_write_json,
                                                sheet_write_ndjson, sheet_write_csv};

struct cell *sheet_cells(const struct sheet *s)
{
    return memory_calloc(s->column_count, sizeof(struct cell));
}

void sheet_row(const struct sheet *s, size_t number, struct cell *cells)
{
    if (s->column_count)
        memset(cells, 0, s->column_count * sizeof *cells);
    s->row(s->context, number, cells);
    for (size_t c = 0; c < s->column_count; c++) {
        if (s->columns[c].type == CELL_DECIMAL && !isfinite(cells[c].decimal))
            cells[c].known = false;
    }
}

void sheet_list_join(struct buf *out, const struct cell *cell, const char *between)
{
    for (size_t i = 0; i < cell->list.count; i++) {
        buf_add_text(out, i ? between : "");
        buf_add(out, cell->list.items[i]);
    }
}
