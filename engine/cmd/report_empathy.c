/* The index of the framework that this system comes from, for programs that read it. It knows no
 * unknown: what isn't known is 0, false or null there, as it was. */
#include "engine/base/memory.h"
#include "engine/cmd/record_list.h"
#include "engine/cmd/report_write.h"
#include "engine/report/json.h"
#include "engine/scan/path.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

struct empathy {
    const struct indexed *x;
    struct json *j;
    struct out *out;
};

static void time_add(struct json *j, const char *key, bool known, int64_t seconds)
{
    time_t time = seconds;
    struct tm day;
    char text[32];

    json_key(j, key);
    if (known && gmtime_r(&time, &day) &&
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &day))
        json_string(j, slice_of(text));
    else
        json_null(j);
}

static void decimal_key(struct json *j, const char *key, double number)
{
    json_key_decimal(j, key, isfinite(number) ? number : 0);
}

/* ------------------------------------------------------------------- records */

static void imports_add(struct json *j, const struct facts *f)
{
    json_key(j, "imports");
    json_open(j, '[');
    for (uint32_t i = 0; f && i < f->import_count; i++) {
        if (*facts_text(f, f->imports[i].module))
            json_string(j, slice_of(facts_text(f, f->imports[i].module)));
    }
    json_close(j, ']');
}

/* Each importer once: rows are in order of the node at the other end. */
static void importers_add(struct json *j, const struct import_graph *g, uint32_t module)
{
    const struct csr_rows *rows = &g->graph.reverse;
    uint32_t before = GRAPH_NONE;

    json_key(j, "imported_by");
    json_open(j, '[');
    for (uint32_t i = module == MODULE_NONE ? 0 : rows->starts[module];
         module != MODULE_NONE && i < rows->starts[module + 1]; i++) {
        if (!(rows->kinds[i] & (LINK_WRITTEN | LINK_REEXPORT)) ||
            rows->ends[i] == before || rows->ends[i] == module)
            continue;
        before = rows->ends[i];
        json_string(j, import_graph_path(g, before));
    }
    json_close(j, ']');
}

static void reasons_add(struct json *j, const struct record *r)
{
    json_key_bool(j, "needs_attention", r->attention != 0);
    json_key(j, "attention_reasons");
    json_open(j, '[');
    for (uint32_t bit = 1; bit < 1u << ATTENTION_KINDS; bit <<= 1) {
        if (r->attention & bit)
            json_string(j, slice_of(attention_text(bit)));
    }
    json_close(j, ']');
}

static void tests_add(struct json *j, const struct record *r, const struct indexed *x)
{
    const struct facts *f = r->file->facts;

    json_key_text(j, "test_requirement", test_need_name(r->need));
    json_key(j, "test_file_path");
    if (r->test_count)
        json_string(j, import_graph_path(x->records.graph, r->tests[0].test));
    else
        json_null(j);
    json_key_bool(j, "tests_exist", r->test_count > 0);
    json_key_number(j, "test_count", f ? f->test_count : 0);
    decimal_key(j, "coverage_percent", record_coverage(r));
    time_add(j, "last_modified", r->known_change, r->change.last_s);
    time_add(j, "tests_last_modified", r->known_staleness, r->tests_changed_s);
    time_add(j, "last_indexed", x->now_s > 0, x->now_s);
    json_key_number(j, "staleness_days", r->stale_days);
    json_key_bool(j, "is_stale", r->stale);
}

static uint64_t test_lines(const struct record *r)
{
    return r->category == CATEGORY_TEST ? r->file->lines.code : 0;
}

static void code_add(struct json *j, const struct record *r, const struct indexed *x)
{
    const struct facts *f = r->file->facts;

    json_key_number(j, "lines_of_code", r->file->lines.code);
    json_key_number(j, "lines_of_test", test_lines(r));
    decimal_key(j, "complexity_score", r->complexity);
    json_key_bool(j, "has_docstrings", f && f->has_docstrings);
    json_key_bool(j, "has_type_hints", f && f->has_type_hints);
    json_key_number(j, "lint_issues", 0);
    imports_add(j, f);
    importers_add(j, x->records.graph, r->module);
    json_key_number(j, "import_count", f ? f->import_count : 0);
    json_key_number(j, "imported_by_count", r->fan_in);
    decimal_key(j, "impact_score", (double)r->impact_hundredths / 100);
    json_key(j, "metadata");
    json_open(j, '{');
    json_close(j, '}');
}

/* A path that isn't UTF-8 can be no key of JSON as it is: bytes of it are U+FFFD then. */
static void record_add(const struct empathy *e, const struct record *r)
{
    struct json *j = e->j;
    struct slice path = r->file->path;

    json_string(j, path);
    buf_add_char(j->out, ':');
    j->comma = false;
    json_open(j, '{');
    json_key(j, "path");
    json_string(j, path);
    json_key(j, "name");
    json_string(j, path_last(path));
    json_key_text(j, "category", category_name(r->category));
    json_key_text(j, "language", r->file->language ? r->file->language->name : "");
    tests_add(j, r, e->x);
    code_add(j, r, e->x);
    reasons_add(j, r);
    json_close(j, '}');
    out_take(e->out, j->out, false);
}

/* ------------------------------------------------------------------- summary */

static bool is_high(const struct record *r, const void *context)
{
    const uint64_t *least = context;

    return r->has_impact && r->impact_hundredths >= *least;
}

static void paths_add(const struct empathy *e, const char *key,
                      bool (*wanted)(const struct record *r, const void *context),
                      enum record_field field, size_t most)
{
    struct record_list l;

    record_list_make(&l, &e->x->records, wanted,
                     &e->x->records.options.high_impact_hundredths);
    record_list_sort(&l, field, true);
    json_key(e->j, key);
    json_open(e->j, '[');
    for (size_t i = 0; i < l.count && i < most; i++)
        json_string(e->j, l.items[i]->file->path);
    json_close(e->j, ']');
    record_list_release(&l);
}

static void counts_add(struct json *j, const struct summary *s)
{
    json_key_number(j, "total_files", s->files);
    json_key_number(j, "source_files", s->by_category[CATEGORY_SOURCE]);
    json_key_number(j, "test_files", s->by_category[CATEGORY_TEST]);
    json_key_number(j, "config_files", s->by_category[CATEGORY_CONFIG]);
    json_key_number(j, "doc_files", s->by_category[CATEGORY_DOCS]);
    json_key_number(j, "files_requiring_tests", s->needing_tests);
    json_key_number(j, "files_with_tests", s->needing_tests - s->untested);
    json_key_number(j, "files_without_tests", s->untested);
    decimal_key(j, "test_coverage_avg",
                100 * share_of(s->lines_covered, s->lines_to_cover));
    json_key_number(j, "total_test_count", s->test_functions);
    json_key_number(j, "stale_file_count", s->stale);
    decimal_key(j, "avg_staleness_days", share_of(s->stale_days, s->stale));
}

static void sizes_add(struct json *j, const struct summary *s)
{
    uint64_t code = s->lines_by_category[CATEGORY_SOURCE];
    uint64_t test = s->lines_by_category[CATEGORY_TEST];

    json_key_number(j, "total_lines_of_code", code);
    json_key_number(j, "total_lines_of_test", test);
    decimal_key(j, "test_to_code_ratio", share_of(test, code));
    decimal_key(j, "avg_complexity", share_of(s->complexity, s->python_sources));
    decimal_key(j, "files_with_docstrings_pct",
                100 * share_of(s->documented_files, s->python_sources));
    decimal_key(j, "files_with_type_hints_pct",
                100 * share_of(s->hinted_files, s->python_sources));
    json_key_number(j, "total_lint_issues", 0);
}

static void summary_write(const struct empathy *e)
{
    struct json *j = e->j;

    json_key(j, "summary");
    json_open(j, '{');
    counts_add(j, &e->x->summary);
    paths_add(e, "most_stale_files", record_is_stale, FIELD_STALE_DAYS, 5);
    sizes_add(j, &e->x->summary);
    paths_add(e, "high_impact_files", is_high, FIELD_IMPACT, 10);
    paths_add(e, "critical_untested_files", record_is_critical, FIELD_IMPACT, 10);
    json_key_number(j, "files_needing_attention", e->x->summary.attention);
    paths_add(e, "top_attention_files", record_needs_attention, FIELD_IMPACT, 10);
    json_close(j, '}');
}

/* -------------------------------------------------------------------- config */

static void config_add(struct json *j, const struct record_options *o,
                       const struct settings *s)
{
    json_key(j, "config");
    json_open(j, '{');
    json_key(j, "exclude_patterns");
    json_open(j, '[');
    for (size_t i = 0; i < s->glob_count; i++) {
        if (!s->globs[i].include)
            json_string(j, s->globs[i].pattern);
    }
    json_close(j, ']');
    json_key(j, "no_test_patterns");
    json_open(j, '[');
    for (size_t i = 0; i < s->no_tests.count; i++)
        json_string(j, slice_of(s->no_tests.items[i]));
    json_close(j, ']');
    json_key_number(j, "staleness_threshold_days", o->stale_days);
    decimal_key(j, "low_coverage_threshold", o->low_coverage_percent);
    decimal_key(j, "high_impact_threshold", (double)o->high_impact_hundredths / 100);
    json_key(j, "source_dirs");
    json_open(j, '[');
    json_close(j, ']');
    json_key_text(j, "test_dir", "tests");
    json_key_bool(j, "use_redis", false);
    json_key_text(j, "redis_key_prefix", "empathy:project_index");
    json_close(j, '}');
}

void report_empathy(const struct indexed *x, const struct settings *s, struct out *out)
{
    struct buf text = {0};
    struct json json = {.out = &text};
    const struct empathy e = {x, &json, out};
    const char *project = s->keep.project;

    json_open(&json, '{');
    json_key_text(&json, "schema_version", "1.0");
    json_key_text(&json, "project", project ? project : "");
    time_add(&json, "generated_at", x->now_s > 0, x->now_s);
    config_add(&json, &x->records.options, s);
    summary_write(&e);
    json_key(&json, "files");
    json_open(&json, '{');
    for (size_t i = 0; i < x->records.count; i++)
        record_add(&e, &x->records.items[i]);
    json_close(&json, '}');
    json_close(&json, '}');
    buf_add_char(&text, '\n');
    out_take(out, &text, true);
    buf_release(&text);
}
