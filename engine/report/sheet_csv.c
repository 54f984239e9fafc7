#include "engine/report/csv.h"
#include "engine/report/decimal.h"
#include "engine/report/sheet.h"

#include <stdlib.h>

static void header(const struct sheet *s, struct buf *out)
{
    for (size_t c = 0; c < s->column_count; c++) {
        const struct sheet_column *column = &s->columns[c];

        buf_add_format(out, c ? ",%s" : "%s", column->name);
        if (column->type == CELL_PATH)
            buf_add_format(out, ",%s_base64", column->name);
    }
    buf_add_text(out, "\r\n");
}

static void list_cell(struct buf *out, const struct cell *cell)
{
    struct buf joined = {0};

    sheet_list_join(&joined, cell, " ");
    csv_text(out, buf_slice(&joined));
    buf_release(&joined);
}

static void known_cell(struct buf *out, enum cell_type type, const struct cell *cell)
{
    switch (type) {
    case CELL_TEXT: csv_text(out, cell->text); break;
    case CELL_PATH: csv_path(out, cell->text); break;
    case CELL_NUMBER: buf_add_number(out, cell->number); break;
    case CELL_DECIMAL: decimal_add(out, cell->decimal); break;
    case CELL_TRUTH: buf_add_text(out, cell->truth ? "true" : "false"); break;
    case CELL_LIST: list_cell(out, cell); break;
    }
}

static void row_write(const struct sheet *s, const struct cell *cells, struct buf *out)
{
    for (size_t c = 0; c < s->column_count; c++) {
        if (c)
            buf_add_char(out, ',');
        if (cells[c].known)
            known_cell(out, s->columns[c].type, &cells[c]);
        else if (s->columns[c].type == CELL_PATH)
            buf_add_char(out, ',');
    }
    buf_add_text(out, "\r\n");
}

void sheet_write_csv(const struct sheet *s, const struct style *style, struct out *out)
{
    struct cell *cells = sheet_cells(s);
    struct buf text = {0};

    (void)style;
    header(s, &text);
    for (size_t i = 0; i < s->count; i++) {
        sheet_row(s, i, cells);
        row_write(s, cells, &text);
        out_take(out, &text, false);
    }
    out_take(out, &text, true);
    buf_release(&text);
    free(cells);
}
