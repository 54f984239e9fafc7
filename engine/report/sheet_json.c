/* One document or a line a row: the same objects. */
#include "engine/report/record.h"
#include "engine/report/sheet.h"

#include <stdlib.h>

static void list_json(struct json *j, const struct cell *cell)
{
    json_open(j, '[');
    for (size_t i = 0; i < cell->list.count; i++)
        json_string(j, cell->list.items[i]);
    json_close(j, ']');
}

static void value_json(struct json *j, enum cell_type type, const struct cell *cell)
{
    if (!cell->known) {
        json_null(j);
        return;
    }
    switch (type) {
    case CELL_TEXT:
    case CELL_PATH: json_string(j, cell->text); break;
    case CELL_NUMBER: json_number(j, cell->number); break;
    case CELL_DECIMAL: json_decimal(j, cell->decimal); break;
    case CELL_TRUTH: json_bool(j, cell->truth); break;
    case CELL_LIST: list_json(j, cell); break;
    }
}

void cell_json(struct json *j, const char *name, enum cell_type type,
               const struct cell *cell)
{
    if (type == CELL_PATH && cell->known) {
        json_key_path(j, name, cell->text);
    } else {
        json_key(j, name);
        value_json(j, type, cell);
    }
}

static void row_json(struct json *j, const struct sheet *s, const struct cell *cells)
{
    json_open(j, '{');
    for (size_t c = 0; c < s->column_count; c++)
        cell_json(j, s->columns[c].name, s->columns[c].type, &cells[c]);
    json_close(j, '}');
}

static void rows_json(struct json *j, const struct sheet *s, bool lines, struct out *out)
{
    struct cell *cells = sheet_cells(s);

    for (size_t i = 0; i < s->count; i++) {
        sheet_row(s, i, cells);
        row_json(j, s, cells);
        if (lines) {
            buf_add_char(j->out, '\n');
            j->comma = false;
        }
        out_take(out, j->out, false);
    }
    free(cells);
}

void sheet_json_rows(const struct sheet *s, struct json *j, struct out *out)
{
    rows_json(j, s, false, out);
}

void sheet_write_json(const struct sheet *s, const struct style *style, struct out *out)
{
    struct buf text = {0};
    struct json json = {.out = &text}, *j = &json;

    (void)style;
    json_open(j, '{');
    json_key_text(j, "schema", RECORD_SCHEMA);
    json_key_text(j, "report", s->what);
    if (s->head)
        s->head(s->context, j);
    json_key(j, s->rows_name);
    json_open(j, '[');
    rows_json(j, s, false, out);
    json_close(j, ']');
    json_close(j, '}');
    buf_add_char(&text, '\n');
    out_take(out, &text, true);
    buf_release(&text);
}

void sheet_write_ndjson(const struct sheet *s, const struct style *style, struct out *out)
{
    struct buf text = {0};
    struct json json = {.out = &text};

    (void)style;
    rows_json(&json, s, true, out);
    out_take(out, &text, true);
    buf_release(&text);
}
