/* The data of the page for browsers: engine/report/html/README.md has its form. */
#include "engine/report/html.h"

#include "engine/base/memory.h"
#include "engine/cmd/page_cycles.h"
#include "engine/cmd/record_list.h"
#include "engine/cmd/report_write.h"
#include "engine/cmd/tonight.h"
#include "engine/report/json.h"
#include "engine/report/top.h"

#include <math.h>
#include <stdlib.h>

/* What the page has room for. */
enum { FUNCTIONS_MOST = 500, OWNERS_MOST = 16, RINGS_MOST = 400 };

struct data {
    const struct indexed *x;
    const struct settings *settings;
    struct json *j;
};

/* ---------------------------------------------------------------------- head */

static void known_key(struct json *j, const char *key, bool known, uint64_t number)
{
    json_key(j, key);
    if (known)
        json_number(j, number);
    else
        json_null(j);
}

/* What the points of a part follow from. */
static void because_add(struct json *j, const struct summary *s,
                        enum health_part_name name)
{
    struct buf text = {0};

    if (name == PART_COVERAGE)
        buf_add_format(&text, "tests run %ju of %ju lines", (uintmax_t)s->lines_covered,
                       (uintmax_t)s->lines_to_cover);
    else if (name == PART_TESTS)
        buf_add_format(&text, "%ju of %ju files that need tests have some",
                       (uintmax_t)(s->needing_tests - s->untested),
                       (uintmax_t)s->needing_tests);
    else if (name == PART_STALENESS)
        buf_add_format(&text, "%ju source files changed after their tests",
                       (uintmax_t)s->stale);
    else
        buf_add_format(&text, "%ju of %ju source files have docstrings",
                       (uintmax_t)s->documented_files, (uintmax_t)s->python_sources);
    json_key(j, "text");
    json_string(j, buf_slice(&text));
    buf_release(&text);
}

static void health_part_add(struct json *j, const struct indexed *x,
                            enum health_part_name name)
{
    const struct health *h = &x->health;
    const struct health_part *p = &h->parts[name];

    json_open(j, '{');
    json_key_text(j, "name", health_part_title(name));
    json_key_decimal(j, "points", health_points(h, name));
    json_key_decimal(j, "most", p->known ? p->most * h->scale : NAN);
    json_key_bool(j, "known", p->known);
    json_key_decimal(j, "percent", 100 * p->share);
    if (p->known)
        because_add(j, &x->summary, name);
    json_close(j, '}');
}

static void health_add(const struct data *d)
{
    const struct health *h = &d->x->health;
    struct json *j = d->j;
    const char grade[2] = {h->grade};

    json_key(j, "health");
    json_open(j, '{');
    json_key_decimal(j, "score", h->known ? h->score : NAN);
    json_key_text(j, "grade", h->known ? grade : NULL);
    json_key(j, "parts");
    json_open(j, '[');
    for (int i = 0; i < PART_COUNT; i++)
        health_part_add(j, d->x, (enum health_part_name)i);
    json_close(j, ']');
    json_close(j, '}');
}

static void totals_add(const struct data *d, const struct page_cycles *cycles)
{
    const struct summary *s = &d->x->summary;
    const struct totals *t = &d->x->imports.result.totals;
    struct json *j = d->j;

    json_key(j, "totals");
    json_open(j, '{');
    json_key_number(j, "files", s->files);
    json_key_number(j, "source", s->by_category[CATEGORY_SOURCE]);
    json_key_number(j, "test", s->by_category[CATEGORY_TEST]);
    json_key_number(j, "lines", t->code);
    json_key_number(j, "functions", t->functions);
    json_key_number(j, "needing_tests", s->needing_tests);
    json_key_number(j, "untested", s->untested);
    known_key(j, "stale", s->known_staleness > 0, s->stale);
    json_key_number(j, "partial", s->partial);
    json_key_number(j, "attention", s->attention);
    json_key_number(j, "cycles", cycles->count);
    json_key_decimal(j, "coverage", 100 * share_of(s->lines_covered, s->lines_to_cover));
    json_close(j, '}');
}

static void head_add(const struct data *d, const char *kind)
{
    struct json *j = d->j;
    const char *project = d->settings->keep.project;
    const struct indexed *x = d->x;

    json_key_text(j, "schema", "cambium/1");
    json_key_text(j, "kind", kind);
    json_key_text(j, "title", project);
    json_key_text(j, "commit",
                  x->has_history && *x->history.head ? x->history.head : NULL);
    known_key(j, "now", x->now_s > 0, (uint64_t)x->now_s);
    json_key_number(j, "churn_days", x->records.options.churn_days);
}

/* --------------------------------------------------------------------- files */

/* Columns, not rows: a key for each of 10^4 files would be most of the page. */
struct column {
    const char *name;
    void (*add)(const struct data *d, const struct record *r);
};

static void number_or_null(struct json *j, bool known, uint64_t number)
{
    if (known)
        json_number(j, number);
    else
        json_null(j);
}

static void path_cell(const struct data *d, const struct record *r)
{
    json_string(d->j, r->file->path);
}

static void category_cell(const struct data *d, const struct record *r)
{
    json_number(d->j, r->category);
}

static void lines_cell(const struct data *d, const struct record *r)
{
    json_number(d->j, r->file->lines.code);
}

static void complexity_cell(const struct data *d, const struct record *r)
{
    number_or_null(d->j, r->file->facts, r->complexity);
}

static void impact_cell(const struct data *d, const struct record *r)
{
    json_decimal(d->j, r->has_impact ? (double)r->impact_hundredths / 100 : NAN);
}

static void churn_cell(const struct data *d, const struct record *r)
{
    bool now = d->x->records.options.now_s > 0;

    number_or_null(d->j, r->known_change && d->x->has_history,
                   now ? r->change.recent_commits : r->change.commits);
}

/* Whole tenths are as much as anybody sees. */
static void coverage_cell(const struct data *d, const struct record *r)
{
    json_decimal(d->j, round(10 * record_coverage(r)) / 10);
}

static void untested_cell(const struct data *d, const struct record *r)
{
    json_number(d->j, record_is_untested(r));
}

static void stale_cell(const struct data *d, const struct record *r)
{
    number_or_null(d->j, r->known_staleness, r->stale_days);
}

static void attention_cell(const struct data *d, const struct record *r)
{
    json_number(d->j, r->attention);
}

static void owner_cell(const struct data *d, const struct record *r)
{
    uint32_t found[OWNERS_MOST];
    size_t count =
        d->x->owners ? owners_of(d->x->owners, r->file->path, found, OWNERS_MOST) : 0;

    if (count)
        json_number(d->j, found[0]);
    else
        buf_add_text(d->j->out, d->j->comma ? ",-1" : "-1");
    d->j->comma = true;
}

static void files_add(const struct data *d)
{
    static const struct column columns[] = {
        {"path", path_cell},         {"category", category_cell},
        {"lines", lines_cell},       {"complexity", complexity_cell},
        {"impact", impact_cell},     {"churn", churn_cell},
        {"coverage", coverage_cell}, {"untested", untested_cell},
        {"stale_days", stale_cell},  {"attention", attention_cell},
        {"owner", owner_cell}};
    const struct records *r = &d->x->records;

    json_key(d->j, "files");
    json_open(d->j, '{');
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
        json_key(d->j, columns[c].name);
        json_open(d->j, '[');
        for (size_t i = 0; i < r->count; i++)
            columns[c].add(d, &r->items[i]);
        json_close(d->j, ']');
    }
    json_close(d->j, '}');
}

static void words_add(const struct data *d)
{
    const struct owners *owners = d->x->owners;
    struct json *j = d->j;

    json_key(j, "categories");
    json_open(j, '[');
    for (int i = 0; i < CATEGORY_COUNT; i++)
        json_string(j, slice_of(category_name((enum category)i)));
    json_close(j, ']');
    json_key(j, "attentions");
    json_open(j, '[');
    for (int i = 0; i < ATTENTION_KINDS; i++)
        json_string(j, slice_of(attention_name(1u << i)));
    json_close(j, ']');
    json_key(j, "owners");
    json_open(j, '[');
    for (uint32_t i = 0; owners && i < owners_count(owners); i++)
        json_string(j, owners_name(owners, i));
    json_close(j, ']');
}

/* ----------------------------------------------------------------- functions */

static void function_add(const struct data *d, const struct top_function *worst)
{
    const struct file *file = worst->file;
    const struct function *f = worst->function;
    struct json *j = d->j;

    json_open(j, '{');
    json_key_number(
        j, "file",
        (uint64_t)(records_find(&d->x->records, file->path) - d->x->records.items));
    json_key_text(j, "name", facts_text(file->facts, f->name));
    json_key_number(j, "line", f->line);
    json_key_number(j, "cyclomatic", f->cyclomatic);
    known_key(j, "cognitive", file->measures != NULL,
              file->measures
                  ? file->measures->functions[f - file->facts->functions].cognitive
                  : 0);
    json_key_number(j, "lines", f->end_line - f->line + 1);
    json_close(j, '}');
}

static void functions_add(const struct data *d)
{
    struct top worst = top_functions(&d->x->imports.result, FUNCTIONS_MOST);

    json_key(d->j, "functions");
    json_open(d->j, '[');
    for (size_t i = 0; i < worst.count; i++)
        function_add(d, &worst.functions[i]);
    json_close(d->j, ']');
    free(worst.functions);
}

/* -------------------------------------------------------------------- nights */

static void ring_number_add(struct json *j, const char *key, const struct night_head *h,
                            const char *name)
{
    struct night_value value = night_value(h, slice_of(name));

    json_key_decimal(j, key, value.known ? (double)value.thousandths / 1000 : NAN);
}

static void ring_add(struct json *j, const struct night_head *h)
{
    static const struct {
        const char *key, *name;
    } numbers[] = {{"health", "health"},
                   {"files", "files"},
                   {"lines", "lines"},
                   {"untested", "untested"},
                   {"stale", "stale"},
                   {"cyclomatic_mean", "cyclomatic.mean"},
                   {"cyclomatic_p95", "cyclomatic.p95"},
                   {"cycles", "cycles"}};

    json_open(j, '{');
    json_key(j, "name");
    json_string(j, h->name);
    known_key(j, "time", h->time_s > 0, (uint64_t)h->time_s);
    json_key(j, "commit");
    if (h->commit.len)
        json_string(j, h->commit);
    else
        json_null(j);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        ring_number_add(j, numbers[i].key, h, numbers[i].name);
    json_close(j, '}');
}

/* The last ones, the oldest of them first. A history that can't be read was said. */
static void rings_add(const struct data *d, const char *root)
{
    struct nights nights;
    size_t first;

    json_key(d->j, "rings");
    json_open(d->j, '[');
    if (nights_of_tree(&nights, d->settings, root, false)) {
        first = nights.count > RINGS_MOST ? nights.count - RINGS_MOST : 0;
        for (size_t i = first; i < nights.count; i++)
            ring_add(d->j, &nights.items[i].head);
    }
    nights_release(&nights);
    json_close(d->j, ']');
}

/* ----------------------------------------------------------------------- all */

void report_html(const struct indexed *x, const struct settings *s, const char *root,
                 const char *kind, struct out *out)
{
    struct buf text = {0};
    struct json json = {.out = &text};
    const struct data d = {x, s, &json};
    struct page_cycles cycles;
    const char *project = s->keep.project;

    page_cycles_find(&cycles, &x->imports.graph);
    json_open(&json, '{');
    head_add(&d, kind);
    health_add(&d);
    totals_add(&d, &cycles);
    files_add(&d);
    words_add(&d);
    functions_add(&d);
    page_cycles_add(&cycles, &json);
    page_packages_add(x, s->folder_depth, &json);
    rings_add(&d, root);
    json_close(&json, '}');
    html_write(slice_of(project ? project : "Cambium"), buf_slice(&text), out);
    page_cycles_release(&cycles);
    buf_release(&text);
}
