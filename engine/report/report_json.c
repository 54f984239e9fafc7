/* One document: what was found, added up and file by file. One file a line, so
 * that line tools and diffs can read it too. */
#include "engine/report/record.h"
#include "engine/report/report.h"

static void head(const struct part *result, const struct style *style, struct buf *out)
{
    struct json j = {out, false};

    (void)style;
    json_open(&j, '{');
    json_key_text(&j, "schema", RECORD_SCHEMA);
    json_key(&j, "totals");
    json_open(&j, '{');
    record_totals(&j, &result->totals);
    json_close(&j, '}');
    json_key(&j, "languages");
    record_languages(&j, result);
}

static void row(const struct file *file, struct buf *out)
{
    struct json j = {out, false};

    json_open(&j, '{');
    record_file(&j, file);
    json_close(&j, '}');
}

static const struct section sections[] = {
    {.head = head,
     .text = ",\n\"files\":[\n",
     .rows = ROWS_ANALYSED,
     .row = row,
     .between = ",\n"},
    {.text = "],\n\"skipped\":[\n", .rows = ROWS_SKIPPED, .row = row, .between = ",\n"},
    {.text = "],\n\"failed\":[\n", .rows = ROWS_FAILED, .row = row, .between = ",\n"},
    {.text = "]}\n"},
    {0},
};

const struct report report_json = {
    .name = "json",
    .summary = "One JSON document: totals, languages, every file with its functions",
    .sections = sections,
};
