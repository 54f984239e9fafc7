#include "engine/cmd/explain_record.h"

#include "engine/cmd/record_list.h"
#include "engine/report/decimal.h"

#include <stdlib.h>

enum { SHOWN = 5, TITLE_COLUMNS = 13, OWNERS_MOST = 16 };

/* ---------------------------------------------------------------------- text */

static void decimal(struct page *p, double number)
{
    page_decimal(p, number, 2, 0);
}

/* "0.5 * 106 (branches)" */
static void term_text(struct page *p, const struct record_options *o,
                      enum impact_term term, uint64_t number, const char *of)
{
    page_text(p, term == IMPACT_FAN_IN ? " = " : " + ");
    decimal_add(p->out, (double)o->impact_hundredths[term] / 100);
    page_text(p, " * ");
    page_number(p, number, 0);
    page_text(p, of);
}

static void impact_text(struct page *p, const struct record *r,
                        const struct record_options *o)
{
    if (!r->has_impact)
        return;
    page_label(p, "impact", TITLE_COLUMNS);
    decimal(p, (double)r->impact_hundredths / 100);
    term_text(p, o, IMPACT_FAN_IN, r->fan_in, " (modules that import it)");
    term_text(p, o, IMPACT_BRANCHES, r->complexity, " (branches)");
    term_text(p, o, IMPACT_LINES, r->file->lines.code, " (lines of code)\n");
}

static void pair_text(struct page *p, const struct test_pair *pair, struct slice path)
{
    page_name(p, path, 0);
    page_text(p, ": ");
    page_text(p, evidence_name(pair->evidence));
    if (pair->line) {
        page_text(p, ", line ");
        page_number(p, pair->line, 0);
    }
    page_text(p, "\n");
}

static void tests_text(struct page *p, const struct record *r,
                       const struct import_graph *g)
{
    page_label(p, "tests", TITLE_COLUMNS);
    page_text(p, r->need == NEED_REQUIRED         ? "required"
                 : r->need == NEED_OPTIONAL       ? "optional"
                 : r->need == NEED_NOT_APPLICABLE ? "it needs none"
                                                  : "it needs none, by --no-tests");
    page_text(p, record_is_untested(r) ? ", and there are none\n" : "\n");
    for (uint32_t i = 0; i < r->test_count && i < SHOWN; i++) {
        page_label(p, "", TITLE_COLUMNS);
        pair_text(p, &r->tests[i], import_graph_path(g, r->tests[i].test));
    }
    if (r->test_count > SHOWN) {
        page_spaces(p, TITLE_COLUMNS);
        page_more(p, r->test_count, SHOWN);
    }
}

static void date_text(struct page *p, int64_t seconds)
{
    date_add(p->out, seconds);
}

static void staleness_text(struct page *p, const struct record *r)
{
    if (!r->test_count)
        return;
    page_label(p, "staleness", TITLE_COLUMNS);
    if (!r->known_staleness) {
        page_text(p, "unknown\n");
        return;
    }
    page_count(p, r->stale_days, "day", "days");
    page_text(p, ": changed ");
    date_text(p, r->change.last_s);
    page_text(p, ", its newest test ");
    date_text(p, r->tests_changed_s);
    page_text(p, "\n");
}

static void coverage_text(struct page *p, const struct record *r)
{
    page_label(p, "coverage", TITLE_COLUMNS);
    if (r->coverage == COVERAGE_UNKNOWN) {
        page_text(p, "unknown: no report names it\n");
        return;
    }
    if (r->coverage == COVERAGE_OUTDATED)
        page_text(p, "outdated, the file has changed: it was ");
    page_number(p, r->lines_covered, 0);
    page_text(p, " of ");
    page_count(p, r->lines_to_cover, "line", "lines");
    page_text(p, "\n");
}

static void authors_text(struct page *p, const struct record *r, const struct indexed *x)
{
    page_text(p, "; ");
    page_count(p, r->change.authors, "author", "authors");
    page_text(p, ", most commits by ");
    page_name(p, x->history.authors[r->change.main_author], 0);
    page_text(p, " (");
    page_number(p, r->change.main_commits, 0);
    page_text(p, ")\n");
}

static void history_text(struct page *p, const struct record *r, const struct indexed *x)
{
    page_label(p, "history", TITLE_COLUMNS);
    if (!x->has_history || !r->known_change) {
        page_text(p, "unknown\n");
        return;
    }
    page_count(p, r->change.commits, "commit", "commits");
    page_text(p, " from ");
    date_text(p, r->change.first_s);
    page_text(p, " to ");
    date_text(p, r->change.last_s);
    if (x->now_s) {
        page_text(p, ", ");
        page_number(p, r->change.recent_commits, 0);
        page_text(p, " in the last ");
        page_number(p, x->records.options.churn_days, 0);
        page_text(p, " days");
    }
    authors_text(p, r, x);
}

static void owners_text(struct page *p, const struct record *r,
                        const struct owners *owners)
{
    uint32_t found[OWNERS_MOST];
    size_t count = owners ? owners_of(owners, r->file->path, found, OWNERS_MOST) : 0;

    if (!owners)
        return;
    page_label(p, "owners", TITLE_COLUMNS);
    page_text(p, count ? "" : "nobody");
    for (size_t i = 0; i < count && i < OWNERS_MOST; i++) {
        page_text(p, i ? ", " : "");
        page_name(p, owners_name(owners, found[i]), 0);
    }
    page_text(p, "\n");
}

static void attention_lines(struct page *p, const struct record *r)
{
    bool first = true;

    page_label(p, "attention", TITLE_COLUMNS);
    page_text(p, r->attention ? "" : "it needs none");
    for (uint32_t bit = 1; bit < 1u << ATTENTION_KINDS; bit <<= 1) {
        if (!(r->attention & bit))
            continue;
        page_text(p, first ? "" : ", ");
        page_text(p, attention_text(bit));
        first = false;
    }
    page_text(p, "\n");
}

void record_text(struct page *p, const struct record *r, const struct indexed *x)
{
    page_text(p, "\n");
    page_label(p, "category", TITLE_COLUMNS);
    page_text(p, category_name(r->category));
    page_text(p, r->fixture ? ", for tests\n" : "\n");
    if (r->module != MODULE_NONE) {
        page_label(p, "module", TITLE_COLUMNS);
        page_name(p, x->records.graph->names.items[r->module], 0);
        page_text(p, "\n");
    }
    impact_text(p, r, &x->records.options);
    tests_text(p, r, x->records.graph);
    staleness_text(p, r);
    coverage_text(p, r);
    history_text(p, r, x);
    owners_text(p, r, x->owners);
    attention_lines(p, r);
}

/* ---------------------------------------------------------------------- JSON */

static bool is_it(const struct record *r, const void *context)
{
    return r == context;
}

static void pairs_json(struct json *j, const struct record *r,
                       const struct import_graph *g)
{
    json_key(j, "tests");
    json_open(j, '[');
    for (uint32_t i = 0; i < r->test_count; i++) {
        json_open(j, '{');
        json_key_path(j, "test", import_graph_path(g, r->tests[i].test));
        json_key_text(j, "evidence", evidence_name(r->tests[i].evidence));
        json_key(j, "line");
        if (r->tests[i].line)
            json_number(j, r->tests[i].line);
        else
            json_null(j);
        json_close(j, '}');
    }
    json_close(j, ']');
}

void record_json(struct json *j, const struct record *r, const struct indexed *x)
{
    static const enum record_field fields[] = {
#define FIELD(constant, name, type, title, decimals) FIELD_##constant,
#include "engine/cmd/fields.def"
#undef FIELD
        FIELD_COUNT};
    struct record_list l;
    struct sheet sheet;
    struct cell *cells;

    record_list_make(&l, &x->records, is_it, r);
    record_list_show(&l, fields);
    sheet = record_list_sheet(&l, "explain", "record", 0);
    cells = sheet_cells(&sheet);
    sheet_row(&sheet, 0, cells);
    for (size_t c = 0; c < sheet.column_count; c++)
        cell_json(j, sheet.columns[c].name, sheet.columns[c].type, &cells[c]);
    pairs_json(j, r, x->records.graph);
    free(cells);
    record_list_release(&l);
}
