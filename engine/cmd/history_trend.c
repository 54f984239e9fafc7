/* history trend: how one number went. */
#include "engine/base/memory.h"
#include "engine/base/suggest.h"
#include "engine/cmd/history.h"
#include "engine/cmd/which_night.h"

#include <stdlib.h>

enum { LINE_COLUMNS = 60 };

/* ---------------------------------------------------------------------- values */

/* `package` may be NULL: of the tree. */
static struct night_value value_in(const struct history *h, const struct night_ring *ring,
                                   const struct slice *package)
{
    return package ? night_package_value(&ring->head, *package, h->metric)
                   : night_value(&ring->head, h->metric);
}

/* At the place among those that are asked for, whatever is shown. */
static const struct night_ring *ring_at(const struct history *h, size_t i)
{
    return &h->nights.items[h->places[i]];
}

/* ------------------------------------------------------------------------ line */

static void line_add(struct history *h, struct buf *out, const struct slice *package)
{
    for (size_t i = 0; i < h->count; i++) {
        const struct night_ring *ring = ring_at(h, i);
        struct night_value value = value_in(h, ring, package);

        h->points[i] = (struct spark_point){
            .known = value.known,
            .apart = i && history_apart(h, ring) != APART_NOT,
            .value = value.thousandths,
        };
    }
    spark_add(out, h->points, h->count, LINE_COLUMNS, h->unicode);
}

static bool is_apart(const struct history *h)
{
    for (size_t i = 1; i < h->count; i++) {
        if (history_apart(h, ring_at(h, i)) != APART_NOT)
            return true;
    }
    return false;
}

static void apart_say(const struct history *h, struct page *p)
{
    if (is_apart(h))
        page_text(p,
                  "\n|: the rules of the program, or what was asked for, changed there; "
                  "numbers may\nhave moved for that alone.\n");
}

static void metric_say(const struct history *h, struct page *p)
{
    const struct night_metric *metric = night_metric_find(h->settings->operands[1]);

    page_name(p, h->metric, 0);
    if (metric && !h->of_packages && !slice_equal(h->metric, slice_of(metric->title))) {
        page_text(p, " (");
        page_text(p, metric->title);
        page_text(p, ")");
    }
    page_text(p, ", ");
    page_count(p, h->count, "night", "nights");
    page_text(p, "\n");
}

/* ----------------------------------------------------------------------- nights */

enum { AT_NUMBER, AT_NAME, AT_DATE, AT_COMMIT, AT_VALUE, AT_CHANGE, AT_NOTE, AT_COUNT };

static const struct sheet_column shown[AT_COUNT] = {
    [AT_NUMBER] = {"number", CELL_NUMBER, "#", 0},
    [AT_NAME] = {"name", CELL_TEXT, "night", 0},
    [AT_DATE] = {"date", CELL_TEXT, "date", 0},
    [AT_COMMIT] = {"commit", CELL_TEXT, "commit", 0},
    [AT_VALUE] = {"value", CELL_DECIMAL, "value", 0},
    [AT_CHANGE] = {"change", CELL_TEXT, "change", 0},
    [AT_NOTE] = {"note", CELL_TEXT, "", 0},
};

static void shown_row(const void *context, size_t number, struct cell *cells)
{
    struct history *h = (struct history *)context;
    size_t at = h->first + number;
    const struct night_ring *ring = ring_at(h, at);
    struct night_value value = value_in(h, ring, NULL);

    history_row_start(h);
    cells[AT_NUMBER] = cell_number(ring->number);
    cells[AT_NAME] = cell_text(ring->head.name);
    cells[AT_DATE] = history_date(h, ring);
    if (ring->head.commit.len)
        cells[AT_COMMIT] = cell_text(commit_shown(ring->head.commit));
    cells[AT_VALUE] = cell_of_value(value);
    if (at && history_apart(h, ring) == APART_NOT)
        cells[AT_CHANGE] =
            cell_of_change(&h->text, value_in(h, ring_at(h, at - 1), NULL), value);
    cells[AT_NOTE] = history_note(h, ring);
}

static void shown_lead(const void *context, struct page *p)
{
    struct history *h = (struct history *)context;

    metric_say(h, p);
    if (h->count) {
        page_text(p, "\n");
        line_add(h, p->out, NULL);
        page_text(p, "\n");
    }
    apart_say(h, p);
    page_text(p, "\n");
}

/* --------------------------------------------------------------------- programs */

/* A row for each night, of each package. */
enum {
    OF_PACKAGE,
    OF_NUMBER,
    OF_NAME,
    OF_TIME,
    OF_DATE,
    OF_COMMIT,
    OF_VALUE,
    OF_RULES,
    OF_ASKED,
    OF_COUNT
};

static const struct sheet_column columns[OF_COUNT] = {
    [OF_PACKAGE] = {"package", CELL_PATH, NULL, 0},
    [OF_NUMBER] = {"number", CELL_NUMBER, NULL, 0},
    [OF_NAME] = {"name", CELL_TEXT, NULL, 0},
    [OF_TIME] = {"time", CELL_NUMBER, NULL, 0},
    [OF_DATE] = {"date", CELL_TEXT, NULL, 0},
    [OF_COMMIT] = {"commit", CELL_TEXT, NULL, 0},
    [OF_VALUE] = {"value", CELL_DECIMAL, NULL, 0},
    [OF_RULES] = {"rules_changed", CELL_TRUTH, NULL, 0},
    [OF_ASKED] = {"asked_changed", CELL_TRUTH, NULL, 0},
};

/* From OF_NUMBER on. */
static void night_fill(struct history *h, size_t at, const struct slice *package,
                       struct cell *cells)
{
    const struct night_ring *ring = ring_at(h, at);
    unsigned apart = history_apart(h, ring);

    history_row_start(h);
    cells[0] = cell_number(ring->number);
    cells[OF_NAME - OF_NUMBER] = cell_text(ring->head.name);
    if (ring->head.time_s)
        cells[OF_TIME - OF_NUMBER] = cell_number((uint64_t)ring->head.time_s);
    cells[OF_DATE - OF_NUMBER] = history_date(h, ring);
    if (ring->head.commit.len)
        cells[OF_COMMIT - OF_NUMBER] = cell_text(ring->head.commit);
    cells[OF_VALUE - OF_NUMBER] = cell_of_value(value_in(h, ring, package));
    cells[OF_RULES - OF_NUMBER] = cell_truth(apart & APART_RULES);
    cells[OF_ASKED - OF_NUMBER] = cell_truth(apart & APART_ASKED);
}

static void night_row(const void *context, size_t number, struct cell *cells)
{
    night_fill((struct history *)context, number, NULL, cells);
}

static void package_night_row(const void *context, size_t number, struct cell *cells)
{
    struct history *h = (struct history *)context;
    const struct slice *package = &h->packages[number / h->count];

    cells[OF_PACKAGE] = cell_text(*package);
    night_fill(h, number % h->count, package, cells + OF_NUMBER);
}

/* --------------------------------------------------------------------- packages */

static int text_order(const void *left, const void *right)
{
    return slice_compare(*(const struct slice *)left, *(const struct slice *)right);
}

static void packages_find(struct history *h)
{
    size_t count = 0, kept = 0;

    for (size_t i = 0; i < h->count; i++)
        count += ring_at(h, i)->head.package_count;
    h->packages = memory_calloc(count + 1, sizeof *h->packages);
    count = 0;
    for (size_t i = 0; i < h->count; i++) {
        const struct night_head *head = &ring_at(h, i)->head;

        for (size_t k = 0; k < head->package_count; k++)
            h->packages[count++] = head->packages[k].folder;
    }
    if (count)
        qsort(h->packages, count, sizeof *h->packages, text_order);
    for (size_t i = 0; i < count; i++) {
        if (!kept || !slice_equal(h->packages[kept - 1], h->packages[i]))
            h->packages[kept++] = h->packages[i];
    }
    h->package_count = kept;
}

static void trend_prepare(struct history *h)
{
    h->points = memory_calloc(h->count + 1, sizeof *h->points);
    if (h->of_packages)
        packages_find(h);
}

enum { IS_PACKAGE, IS_LINE, IS_FIRST, IS_LAST, IS_CHANGE, IS_COUNT };

static const struct sheet_column package_columns[IS_COUNT] = {
    [IS_PACKAGE] = {"package", CELL_PATH, "package", 0},
    [IS_LINE] = {"line", CELL_TEXT, "", 0},
    [IS_FIRST] = {"first", CELL_DECIMAL, "first", 0},
    [IS_LAST] = {"last", CELL_DECIMAL, "last", 0},
    [IS_CHANGE] = {"change", CELL_TEXT, "change", 0},
};

/* A line may have 3 bytes a column. */
static void package_row(const void *context, size_t number, struct cell *cells)
{
    struct history *h = (struct history *)context;
    const struct slice *package = &h->packages[number];
    struct night_value first = value_in(h, ring_at(h, 0), package);
    struct night_value last = value_in(h, ring_at(h, h->count - 1), package);

    history_row_start(h);
    line_add(h, &h->text, package);
    cells[IS_PACKAGE] = cell_text(*package);
    cells[IS_LINE] = cell_text(buf_slice(&h->text));
    cells[IS_FIRST] = cell_of_value(first);
    cells[IS_LAST] = cell_of_value(last);
    cells[IS_CHANGE] = cell_of_change(&h->text, first, last);
}

static void package_lead(const void *context, struct page *p)
{
    const struct history *h = context;

    metric_say(h, p);
    apart_say(h, p);
    page_text(p, "\n");
}

/* ------------------------------------------------------------------------ verb */

static bool metric_suggest(const struct history *h, const char *text, struct err *e)
{
    struct suggestion near = {.wanted = h->metric};

    for (size_t i = 0; i < NIGHT_METRICS; i++) {
        if (!h->of_packages || night_metrics[i].of == OF_PACKAGES)
            suggestion_offer(&near, night_metrics[i].name);
    }
    return err_set(
        e, ERR_USAGE, "there is no number '%.40s'%s; %s%s%s`history --help` has them all",
        text, h->of_packages ? " of packages" : "", near.best ? "did you mean " : "",
        near.best ? near.best : "", near.best ? "? " : "");
}

static bool trend_check(struct history *h, struct err *e)
{
    const char *by = h->settings->by, *text = h->settings->operands[1];
    const struct night_metric *metric = night_metric_find(text);

    h->metric = slice_of(text);
    h->of_packages = by;
    if (by && strcmp(by, "package") != 0)
        return err_set(e, ERR_USAGE, "--by takes package, not '%.40s'", by);
    return (metric && (!by || metric->of == OF_PACKAGES)) ||
           (!by && slice_starts(h->metric, slice_of("rule."))) ||
           metric_suggest(h, text, e);
}

static void head_json(const void *context, struct json *json)
{
    const struct history *h = context;

    json_key(json, "metric");
    json_string(json, h->metric);
}

static struct sheet people_sheet(struct history *h)
{
    struct sheet nights = {.columns = shown,
                           .column_count = AT_COUNT,
                           .count = h->people,
                           .row = shown_row,
                           .lead = shown_lead,
                           .rows_name = "nights"};
    struct sheet packages = {.columns = package_columns,
                             .column_count = IS_COUNT,
                             .count = h->package_count,
                             .row = package_row,
                             .lead = package_lead,
                             .rows_name = "packages"};

    return h->of_packages ? packages : nights;
}

static struct sheet trend_sheet(struct history *h)
{
    struct sheet sheet = {.columns = columns + OF_NUMBER,
                          .column_count = OF_COUNT - OF_NUMBER,
                          .count = h->count,
                          .row = night_row,
                          .head = head_json,
                          .rows_name = "nights"};

    if (h->for_people) {
        sheet = people_sheet(h);
    } else if (h->of_packages) {
        sheet.columns = columns;
        sheet.column_count = OF_COUNT;
        sheet.count = h->count * h->package_count;
        sheet.row = package_night_row;
        sheet.rows_name = "packages";
    }
    sheet.what = "history trend";
    sheet.context = h;
    return sheet;
}

const struct history_verb history_trend = {.name = "trend",
                                           .operands = 1,
                                           .check = trend_check,
                                           .prepare = trend_prepare,
                                           .sheet = trend_sheet};
