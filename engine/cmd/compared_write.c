#include "engine/base/memory.h"
#include "engine/cmd/compared.h"
#include "engine/report/csv.h"
#include "engine/report/json.h"
#include "engine/report/page.h"
#include "engine/report/record.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_OF_TEXT = 20, NAME_COLUMNS = 36 };

/* Something that the two disagree about. */
struct disputed {
    const struct file *file;
    const struct compared_function *function;
};

/* Over all functions that differ by a rule. */
struct rule_totals {
    uint64_t functions, points[2];
};

struct overview {
    struct disputed *rows;
    size_t count, found;
    uint64_t functions; /* that both list */
    uint64_t apart[2];  /* that number is the higher one */
    struct rule_totals rules[RULE_COUNT];
};

static void function_count(struct overview *o, const struct compared_function *f)
{
    o->apart[f->numbers[1] > f->numbers[0]]++;
    for (uint32_t i = 0; i < f->rule_count; i++) {
        struct rule_totals *totals = &o->rules[f->rules[i].rule];

        totals->functions++;
        totals->points[0] += f->rules[i].points[0];
        totals->points[1] += f->rules[i].points[1];
    }
}

static struct overview overview_make(const struct part *result)
{
    struct overview o = {0};
    size_t capacity = 0;

    for (size_t i = 0; i < result->count; i++) {
        const struct compared *compared = result->files[i]->visit;

        for (uint32_t f = 0; compared && f < compared->count; f++) {
            function_count(&o, &compared->functions[f]);
            o.rows = memory_grow(o.rows, &capacity, o.count + 1, sizeof *o.rows);
            o.rows[o.count++] =
                (struct disputed){result->files[i], &compared->functions[f]};
        }
        o.functions += compared ? compared->all : 0;
    }
    o.found = o.count;
    return o;
}

static uint32_t distance(const struct disputed *row)
{
    const uint32_t *n = row->function->numbers;

    return n[0] > n[1] ? n[0] - n[1] : n[1] - n[0];
}

static int widest_first(const void *a, const void *b)
{
    const struct disputed *one = a, *two = b;
    int path;

    if (distance(one) != distance(two))
        return distance(one) > distance(two) ? -1 : 1;
    path = slice_compare(one->file->path, two->file->path);
    return path ? path
                : (one->function->line > two->function->line) -
                      (one->function->line < two->function->line);
}

/* -------------------------------------------------------------------- text */

static void rules_show(struct page *p, const struct comparison *c,
                       const struct overview *o)
{
    page_heading(p, "By rule\n");
    page_text(p, "  functions");
    page_right(p, c->profiles[0]->name, 14);
    page_right(p, c->profiles[1]->name, 14);
    page_text(p, "  rule\n");
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        const struct rule_totals *totals = &o->rules[rule];

        if (!totals->functions)
            continue;
        page_number(p, totals->functions, 11);
        page_number(p, totals->points[0], 14);
        page_number(p, totals->points[1], 14);
        page_text(p, "  ");
        page_text(p, rule_text((enum point_rule)rule));
        page_text(p, "\n");
    }
}

static void row_show(struct page *p, const struct disputed *row)
{
    const struct compared_function *f = row->function;

    page_number(p, f->numbers[0], 14);
    page_number(p, f->numbers[1], 14);
    page_text(p, "  ");
    page_spaces(p, NAME_COLUMNS - page_name(p, f->name, NAME_COLUMNS));
    page_text(p, "  ");
    page_place(p, row->file->path, f->line);
    page_text(p, "\n");
    page_spaces(p, 30);
    page_ink(p, INK_DIM);
    for (uint32_t i = 0; i < f->rule_count; i++) {
        page_text(p, i ? ", " : "");
        page_text(p, rule_text(f->rules[i].rule));
        page_text(p, " ");
        page_number(p, f->rules[i].points[0], 0);
        page_text(p, ":");
        page_number(p, f->rules[i].points[1], 0);
    }
    page_ink(p, INK_PLAIN);
    page_text(p, "\n");
}

static void summary_show(struct page *p, const struct comparison *c,
                         const struct overview *o)
{
    page_ink(p, INK_BOLD);
    page_number(p, o->found, 0);
    page_ink(p, INK_PLAIN);
    page_text(p, " of ");
    page_count(p, o->functions, "function", "functions");
    page_text(p, " differ between ");
    page_text(p, c->profiles[0]->name);
    page_text(p, " and ");
    page_text(p, c->profiles[1]->name);
    page_text(p, ", the function itself left out; higher in the first ");
    page_number(p, o->apart[0], 0);
    page_text(p, ", in the second ");
    page_number(p, o->apart[1], 0);
    page_text(p, "\n");
}

static void text_write(const struct comparison *c, struct overview *o,
                       const struct style *style, struct buf *text, struct out *out)
{
    struct page page = {text, style}, *p = &page;
    size_t top = c->top_given ? c->top : ROWS_OF_TEXT;
    size_t shown = top && top < o->count ? top : o->count;

    summary_show(p, c, o);
    if (!o->count)
        return;
    qsort(o->rows, o->count, sizeof *o->rows, widest_first);
    rules_show(p, c, o);
    page_heading(p, "The widest apart\n");
    page_right(p, c->profiles[0]->name, 14);
    page_right(p, c->profiles[1]->name, 14);
    page_text(p, "  function\n");
    for (size_t i = 0; i < shown; i++) {
        row_show(p, &o->rows[i]);
        out_take(out, text, false);
    }
    page_more(p, o->count, shown);
}

/* ------------------------------------------------------------ for programs */

static void pair_json(struct json *j, const struct comparison *c, uint64_t first,
                      uint64_t second)
{
    json_key_number(j, c->profiles[0]->name, first);
    json_key_number(j, c->profiles[1]->name, second);
}

static void row_json(struct json *j, const struct comparison *c,
                     const struct disputed *row)
{
    const struct compared_function *f = row->function;

    json_open(j, '{');
    json_key_text(j, "type", "function");
    json_path(j, row->file->path);
    json_key(j, "name");
    json_string(j, f->name);
    json_key_number(j, "line", f->line);
    json_key_number(j, "end_line", f->end_line);
    pair_json(j, c, f->numbers[0], f->numbers[1]);
    json_key(j, "rules");
    json_open(j, '[');
    for (uint32_t i = 0; i < f->rule_count; i++) {
        json_open(j, '{');
        json_key_text(j, "rule", rule_text(f->rules[i].rule));
        pair_json(j, c, f->rules[i].points[0], f->rules[i].points[1]);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
}

static void totals_json(struct json *j, const struct comparison *c,
                        const struct overview *o)
{
    json_key_text(j, "schema", RECORD_SCHEMA);
    json_key(j, "profiles");
    json_open(j, '[');
    json_string(j, slice_of(c->profiles[0]->name));
    json_string(j, slice_of(c->profiles[1]->name));
    json_close(j, ']');
    json_key_number(j, "functions", o->functions);
    json_key_number(j, "different", o->found);
    json_key(j, "by_rule");
    json_open(j, '[');
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        const struct rule_totals *totals = &o->rules[rule];

        if (!totals->functions)
            continue;
        json_open(j, '{');
        json_key_text(j, "rule", rule_text((enum point_rule)rule));
        json_key_number(j, "functions", totals->functions);
        pair_json(j, c, totals->points[0], totals->points[1]);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void json_write(const struct comparison *c, const struct overview *o, bool lines,
                       struct buf *text, struct out *out)
{
    struct json json = {.out = text}, *j = &json;

    if (!lines) {
        json_open(j, '{');
        totals_json(j, c, o);
        json_key(j, "rows");
        json_open(j, '[');
    }
    for (size_t i = 0; i < o->count; i++) {
        row_json(j, c, &o->rows[i]);
        if (lines) {
            buf_add_char(text, '\n');
            j->comma = false;
        }
        out_take(out, text, false);
    }
    if (!lines) {
        json_close(j, ']');
    } else {
        json_open(j, '{');
        json_key_text(j, "type", "totals");
        totals_json(j, c, o);
    }
    json_close(j, '}');
    buf_add_char(text, '\n');
}

/* A row for each rule by which a function differs. */
static void csv_write(const struct comparison *c, const struct overview *o,
                      struct buf *text, struct out *out)
{
    buf_add_format(text, "path,path_base64,name,line,end_line,rule,%s,%s\r\n",
                   c->profiles[0]->name, c->profiles[1]->name);
    for (size_t i = 0; i < o->count; i++) {
        const struct compared_function *f = o->rows[i].function;

        for (uint32_t r = 0; r < f->rule_count; r++) {
            csv_path(text, o->rows[i].file->path);
            buf_add_char(text, ',');
            csv_text(text, f->name);
            buf_add_format(text, ",%u,%u,", f->line, f->end_line);
            csv_text(text, slice_of(rule_text(f->rules[r].rule)));
            buf_add_format(text, ",%u,%u\r\n", f->rules[r].points[0],
                           f->rules[r].points[1]);
        }
        out_take(out, text, false);
    }
}

void comparison_write(const struct comparison *c, const struct part *result,
                      const char *format, const struct style *style, struct out *out)
{
    struct overview o = overview_make(result);
    struct buf text = {0};

    if (strcmp(format, "text") != 0 && c->top && o.count > c->top) {
        qsort(o.rows, o.count, sizeof *o.rows, widest_first);
        o.count = c->top;
    }
    if (strcmp(format, "text") == 0)
        text_write(c, &o, style, &text, out);
    else if (strcmp(format, "csv") == 0)
        csv_write(c, &o, &text, out);
    else
        json_write(c, &o, strcmp(format, "ndjson") == 0, &text, out);
    out_take(out, &text, true);
    buf_release(&text);
    free(o.rows);
}
