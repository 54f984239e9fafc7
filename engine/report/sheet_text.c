/* For people: columns as wide as what is in them. */
#include "engine/base/memory.h"
#include "engine/report/decimal.h"
#include "engine/report/page.h"
#include "engine/report/sheet.h"

#include <stdlib.h>

/* Rows that set the widths; a wider one behind them stands out. */
#define MEASURED_ROWS 10000

/* What a name is never cut to less than. */
#define MIN_COLUMNS 12

/* A column that is shown. */
struct field {
    size_t index;
    unsigned width;
    unsigned limit; /* a name is cut there; 0: never */
};

struct sheet_page {
    struct page page;
    const struct sheet *sheet;
    struct field *fields;
    size_t count;
    size_t rows; /* that are shown */
    struct cell *cells;
    struct buf raw; /* one cell before its characters are made harmless */
    unsigned gap;   /* spaces in front of the next cell that isn't empty */
};

static bool is_number(const struct sheet_column *column)
{
    return column->type == CELL_NUMBER || column->type == CELL_DECIMAL;
}

static bool may_be_cut(const struct sheet_column *column)
{
    return column->type == CELL_TEXT || column->type == CELL_PATH ||
           column->type == CELL_LIST;
}

static const struct sheet_column *column_of(const struct sheet_page *s,
                                            const struct field *f)
{
    return &s->sheet->columns[f->index];
}

void cell_raw(struct page *raw, enum cell_type type, unsigned decimals,
              const struct cell *cell)
{
    if (!cell->known) {
        page_text(raw, "-");
        return;
    }
    switch (type) {
    case CELL_TEXT:
    case CELL_PATH: buf_add(raw->out, cell->text); break;
    case CELL_NUMBER: page_number(raw, cell->number, 0); break;
    case CELL_DECIMAL:
        if (decimals)
            page_decimal(raw, cell->decimal, decimals, 0);
        else
            decimal_add(raw->out, cell->decimal);
        break;
    case CELL_TRUTH: page_text(raw, cell->truth ? "yes" : "no"); break;
    case CELL_LIST: sheet_list_join(raw->out, cell, ", "); break;
    }
}

/* The text of a cell; lasts until the next one. */
static struct slice field_raw(struct sheet_page *s, const struct field *f)
{
    const struct sheet_column *column = column_of(s, f);
    struct page raw = {&s->raw, s->page.style};

    buf_clear(&s->raw);
    cell_raw(&raw, column->type, column->decimals, &s->cells[f->index]);
    return buf_slice(&s->raw);
}

/* ------------------------------------------------------------------ widths */

static void fields_find(struct sheet_page *s)
{
    s->fields = memory_calloc(s->sheet->column_count, sizeof *s->fields);
    for (size_t c = 0; c < s->sheet->column_count; c++) {
        const char *title = s->sheet->columns[c].title;

        if (title)
            s->fields[s->count++] =
                (struct field){.index = c, .width = (unsigned)strlen(title)};
    }
}

static void row_measure(struct sheet_page *s)
{
    for (size_t i = 0; i < s->count; i++) {
        struct field *f = &s->fields[i];
        unsigned columns = page_name_columns(&s->page, field_raw(s, f));

        f->width = f->width > columns ? f->width : columns;
    }
}

/* How wide a column is if no name may be wider than `limit`. */
static unsigned width_at(const struct sheet_page *s, const struct field *f,
                         unsigned limit)
{
    const struct sheet_column *column = column_of(s, f);
    unsigned least = (unsigned)strlen(column->title);

    if (!may_be_cut(column) || f->width <= limit)
        return f->width;
    return limit > least ? limit : least;
}

static size_t line_at(const struct sheet_page *s, unsigned limit)
{
    size_t columns = 0;

    for (size_t i = 0; i < s->count; i++)
        columns += 2 + (size_t)width_at(s, &s->fields[i], limit);
    return columns;
}

/* The widest give way first. What the last one leaves free is its own. */
static void fields_fit(struct sheet_page *s)
{
    unsigned room = s->page.style->width, limit = room;
    size_t line;

    while (limit > MIN_COLUMNS && line_at(s, limit) > room)
        limit--;
    line = line_at(s, limit);
    for (size_t i = 0; i < s->count; i++) {
        struct field *f = &s->fields[i];

        f->limit = f->width = width_at(s, f, limit);
        if (i + 1 == s->count && line < room)
            f->limit += room - (unsigned)line;
    }
}

static void fields_measure(struct sheet_page *s)
{
    size_t rows = s->rows < MEASURED_ROWS ? s->rows : MEASURED_ROWS;

    fields_find(s);
    for (size_t i = 0; i < rows; i++) {
        sheet_row(s->sheet, i, s->cells);
        row_measure(s);
    }
    if (s->page.style->terminal && s->page.style->width)
        fields_fit(s);
}

/* ------------------------------------------------------------------- rows */

static void field_show(struct sheet_page *s, const struct field *f, struct slice text)
{
    const struct sheet_column *column = column_of(s, f);
    unsigned columns = page_name_columns(&s->page, text);
    unsigned rest = f->width > columns ? f->width - columns : 0;

    s->gap += 2 + (is_number(column) ? rest : 0);
    if (columns) {
        page_spaces(&s->page, s->gap);
        s->gap = 0;
    }
    columns = page_name_middle(&s->page, text, may_be_cut(column) ? f->limit : 0);
    if (!is_number(column) && f->width > columns)
        s->gap += f->width - columns;
}

static void line_end(struct sheet_page *s)
{
    page_text(&s->page, "\n");
    s->gap = 0;
}

static void titles_show(struct sheet_page *s)
{
    page_ink(&s->page, INK_BOLD);
    for (size_t i = 0; i < s->count; i++)
        field_show(s, &s->fields[i], slice_of(column_of(s, &s->fields[i])->title));
    page_ink(&s->page, INK_PLAIN);
    line_end(s);
}

static void rows_show(struct sheet_page *s, struct out *out)
{
    titles_show(s);
    for (size_t i = 0; i < s->rows; i++) {
        sheet_row(s->sheet, i, s->cells);
        for (size_t f = 0; f < s->count; f++)
            field_show(s, &s->fields[f], field_raw(s, &s->fields[f]));
        line_end(s);
        out_take(out, s->page.out, false);
    }
    page_more(&s->page, s->sheet->count, s->rows);
}

void sheet_write_text(const struct sheet *s, const struct style *style, struct out *out)
{
    struct buf text = {0};
    struct sheet_page page = {
        .page = {&text, style},
        .sheet = s,
        .rows = s->text_rows && s->text_rows < s->count ? s->text_rows : s->count,
        .cells = sheet_cells(s),
    };

    if (s->lead)
        s->lead(s->context, &page.page);
    if (s->count) {
        fields_measure(&page);
        rows_show(&page, out);
    } else {
        buf_add_format(&text, "No %s.\n", s->rows_name);
    }
    out_take(out, &text, true);
    buf_release(&text);
    buf_release(&page.raw);
    free(page.fields);
    free(page.cells);
}
