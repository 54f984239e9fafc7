/* One JSON object a line: each thing found in path order, the totals last, so
 * that a reader needs to hold no more than one file, and sees by the last line
 * that nothing is missing. */
#include "engine/report/record.h"
#include "engine/report/report.h"

static const char *type_of(const struct file *file)
{
    switch (file->outcome) {
    case FILE_SKIPPED: return "skipped";
    case FILE_FAILED: return "failed";
    default: return "file";
    }
}

static void row(const struct file *file, struct buf *out)
{
    struct json j = {out, false};

    json_open(&j, '{');
    json_key_text(&j, "type", type_of(file));
    record_file(&j, file);
    json_close(&j, '}');
    buf_add_char(out, '\n');
}

static void tail(const struct part *result, const struct style *style, struct buf *out)
{
    struct json j = {out, false};

    (void)style;
    json_open(&j, '{');
    json_key_text(&j, "type", "totals");
    json_key_text(&j, "schema", RECORD_SCHEMA);
    record_totals(&j, &result->totals);
    json_key(&j, "languages");
    record_languages(&j, result);
    json_close(&j, '}');
    buf_add_char(out, '\n');
}

static const struct section sections[] = {
    {.rows = ROWS_ALL, .row = row},
    {.head = tail},
    {0},
};

const struct report report_ndjson = {
    .name = "ndjson",
    .summary = "One JSON object a line, the totals last",
    .sections = sections,
};
