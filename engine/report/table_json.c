/* One document or a line a row: the same objects. */
#include "engine/report/json.h"
#include "engine/report/record.h"
#include "engine/report/table_write.h"

static void value_json(struct json *j, const struct quantity *q, double value)
{
    json_key(j, q->name);
    json_decimal(j, value);
}

static void row_json(struct json *j, const struct table *t,
                     const struct row_of_metrics *row)
{
    const struct table_question *q = t->question;

    json_open(j, '{');
    json_key_text(j, "type", row_level_name(q->level));
    json_path(j, row_path(t, row));
    if (q->level <= ROW_CLASS) {
        json_key(j, "name");
        json_string(j, row_name(t, row));
        json_key_number(j, "line", row_line(t, row));
        json_key_number(j, "end_line", row_end_line(t, row));
    }
    json_key_bool(j, "partial", row_is_partial(t, row));
    if (q->ranked && q->level == ROW_FUNCTION) {
        json_key(j, "rank");
        json_string(
            j, (struct slice){
                   &"ABCDEF"[profile_rank(q->profile, table_value(&q->rank, row))], 1});
    }
    json_key(j, "metrics");
    json_open(j, '{');
    for (size_t c = 0; c < q->column_count; c++)
        value_json(j, &q->columns[c], table_value(&q->columns[c], row));
    json_close(j, '}');
    json_close(j, '}');
}

static void head_json(struct json *j, const struct table *t)
{
    const struct table_question *q = t->question;

    json_key_text(j, "schema", RECORD_SCHEMA);
    json_key_text(j, "profile", q->profile->name);
    json_key_text(j, "by", row_level_name(q->level));
    json_key_number(j, "functions", t->functions);
    json_key_number(j, "classes", t->classes);
    json_key_number(j, "files", t->files);
    json_key_number(j, "packages", t->packages);
    json_key_number(j, "partial_files", t->partial);
    json_key_number(j, "rows_found", t->found);
}

static void json_write(const struct table *t, const struct style *style, struct out *out)
{
    struct buf text = {0};
    struct json json = {.out = &text}, *j = &json;

    (void)style;
    json_open(j, '{');
    head_json(j, t);
    json_key(j, "rows");
    json_open(j, '[');
    for (size_t i = 0; i < t->count; i++) {
        row_json(j, t, &t->rows[i]);
        out_take(out, &text, false);
    }
    json_close(j, ']');
    json_close(j, '}');
    buf_add_char(&text, '\n');
    out_take(out, &text, true);
    buf_release(&text);
}

/* The last line is about all of them, so that a reader sees that none is missing. */
static void ndjson_write(const struct table *t, const struct style *style,
                         struct out *out)
{
    struct buf text = {0};
    struct json json = {.out = &text};

    (void)style;
    for (size_t i = 0; i < t->count; i++) {
        json.comma = false;
        row_json(&json, t, &t->rows[i]);
        buf_add_char(&text, '\n');
        out_take(out, &text, false);
    }
    json.comma = false;
    json_open(&json, '{');
    json_key_text(&json, "type", "totals");
    head_json(&json, t);
    json_close(&json, '}');
    buf_add_char(&text, '\n');
    out_take(out, &text, true);
    buf_release(&text);
}

const struct table_format table_json = {"json", json_write};
const struct table_format table_ndjson = {"ndjson", ndjson_write};
