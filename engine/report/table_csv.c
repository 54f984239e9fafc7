#include "engine/report/csv.h"
#include "engine/report/decimal.h"
#include "engine/report/table_write.h"

#include <math.h>

static void header(const struct table *t, struct buf *out)
{
    const struct table_question *q = t->question;

    buf_add_text(out, "path,path_base64");
    if (q->level <= ROW_CLASS)
        buf_add_text(out, ",name,line,end_line");
    buf_add_text(out, ",partial");
    for (size_t c = 0; c < q->column_count; c++)
        buf_add_format(out, ",%s", q->columns[c].name);
    buf_add_text(out, "\r\n");
}

static void value_cell(struct buf *out, double value)
{
    buf_add_char(out, ',');
    if (!isnan(value))
        decimal_add(out, value);
}

static void row_write(const struct table *t, const struct row_of_metrics *row,
                      struct buf *out)
{
    const struct table_question *q = t->question;

    csv_path(out, row_path(t, row));
    if (q->level <= ROW_CLASS) {
        buf_add_char(out, ',');
        csv_text(out, row_name(t, row));
        buf_add_format(out, ",%u,%u", row_line(t, row), row_end_line(t, row));
    }
    buf_add_text(out, row_is_partial(t, row) ? ",true" : ",false");
    for (size_t c = 0; c < q->column_count; c++)
        value_cell(out, table_value(&q->columns[c], row));
    buf_add_text(out, "\r\n");
}

static void write(const struct table *t, const struct style *style, struct out *out)
{
    struct buf text = {0};

    (void)style;
    header(t, &text);
    for (size_t i = 0; i < t->count; i++) {
        row_write(t, &t->rows[i], &text);
        out_take(out, &text, false);
    }
    out_take(out, &text, true);
    buf_release(&text);
}

const struct table_format table_csv = {"csv", write};
