/* Reports that are lists of files: what lacks tests, what is stale, what is covered least, what to
 * do first, where work meets complexity, and all of them. */
#include "engine/cmd/report_page.h"

#include <math.h>

/* ------------------------------------------------------------------ test-gap */

static uint64_t lines_of(const struct record_list *l)
{
    uint64_t lines = 0;

    for (size_t i = 0; i < l->count; i++)
        lines += l->items[i]->file->lines.code;
    return lines;
}

static void orphan_row(const void *context, size_t number, struct cell *cells)
{
    const struct records *r = context;

    cells[0] = cell_text(import_graph_path(r->graph, r->tests.orphans[number]));
}

static void orphans_section(struct report_page *page)
{
    static const struct sheet_column columns[] = {{"file", CELL_PATH, "test", 0}};

    page_section(page, "Tests that lead to no module", NULL,
                 (struct sheet){.what = page->document.what,
                                .columns = columns,
                                .column_count = 1,
                                .count = page->x->records.tests.orphan_count,
                                .row = orphan_row,
                                .context = &page->x->records,
                                .rows_name = "orphans",
                                .text_rows = page_rows(page)});
}

struct ambiguity_rows {
    const struct records *records;
    struct slice *paths;
};

static void ambiguity_row(const void *context, size_t number, struct cell *cells)
{
    const struct ambiguity_rows *a = context;
    const struct import_graph *g = a->records->graph;
    const struct test_ambiguity *found = &a->records->tests.ambiguities[number];

    for (size_t i = 0; i < found->candidate_count; i++)
        a->paths[i] = import_graph_path(g, found->candidates[i]);
    cells[0] = cell_text(import_graph_path(g, found->test));
    cells[1] = (struct cell){.known = true, .list = {a->paths, found->candidate_count}};
    cells[2] = cell_number(found->further_count);
}

static void ambiguities_section(struct report_page *page)
{
    static const struct sheet_column columns[] = {
        {"file", CELL_PATH, "test", 0},
        {"candidates", CELL_LIST, "may be of", 0},
        {"further", CELL_NUMBER, "further", 0}};
    const struct test_map *map = &page->x->records.tests;
    struct ambiguity_rows *a = arena_new(&page->memory, struct ambiguity_rows);
    size_t most = 1;

    for (size_t i = 0; i < map->ambiguity_count; i++)
        most = map->ambiguities[i].candidate_count > most
                   ? map->ambiguities[i].candidate_count
                   : most;
    *a = (struct ambiguity_rows){&page->x->records,
                                 arena_array(&page->memory, struct slice, most)};
    page_section(page, "Tests whose name may mean several modules", NULL,
                 (struct sheet){.what = page->document.what,
                                .columns = columns,
                                .column_count = sizeof columns / sizeof *columns,
                                .count = map->ambiguity_count,
                                .row = ambiguity_row,
                                .context = a,
                                .rows_name = "ambiguous",
                                .text_rows = page_rows(page)});
}

static void test_gap_make(struct report_page *page)
{
    static const enum record_field fields[] = {
        FIELD_PATH,   FIELD_LINES,  FIELD_COMPLEXITY, FIELD_FAN_IN,
        FIELD_IMPACT, FIELD_EFFORT, FIELD_COUNT};
    const struct summary *s = &page->x->summary;
    struct record_list *l = page_list(page, record_lacks_tests, NULL, fields);

    record_list_sort(l, FIELD_IMPACT, true);
    page_title(page, "report test-gap", "Files that need tests and have none", NULL);
    page_count_fact(page, "needing_tests", "need tests", s->needing_tests);
    page_count_fact(page, "untested", "have none", s->untested);
    page_count_fact(page, "untested_high_impact", "of these, high impact", s->critical);
    page_count_fact(page, "untested_lines", "lines of code in them", lines_of(l));
    page_share_fact(page, "tested_percent", "tested", s->needing_tests - s->untested,
                    s->needing_tests);
    page_section(page, "Untested files, the highest impact first", NULL,
                 record_list_sheet(l, page->document.what, "files", page_rows(page)));
    page_groups(page, "By folder", l, BY_FOLDER);
    orphans_section(page);
    ambiguities_section(page);
}

const struct report_kind report_test_gap = {"test-gap", test_gap_make};

/* ----------------------------------------------------------------- staleness */

static void staleness_make(struct report_page *page)
{
    static const enum record_field fields[] = {
        FIELD_PATH,   FIELD_STALE_DAYS, FIELD_CHANGED, FIELD_TESTS_CHANGED,
        FIELD_IMPACT, FIELD_TESTED_BY,  FIELD_COUNT};
    const struct summary *s = &page->x->summary;
    struct record_list *l = page_list(page, record_is_stale, NULL, fields);

    record_list_sort(l, FIELD_STALE_DAYS, true);
    page_title(page, "report staleness", "Files that changed after their tests",
               page_no_history(page));
    page_count_fact(page, "known", "files whose staleness is known", s->known_staleness);
    page_fact(page, "stale", "stale", CELL_NUMBER,
              (struct cell){.known = s->known_staleness > 0, .number = s->stale}, NULL);
    page_count_fact(page, "threshold_days", "stale from days on",
                    page->x->records.options.stale_days);
    page_fact(page, "mean_days", "mean", CELL_DECIMAL,
              cell_decimal(share_of(s->stale_days, s->stale)), " days");
    page_fact(page, "most_days", "most", CELL_NUMBER,
              (struct cell){.known = l->count > 0,
                            .number = l->count ? l->items[0]->stale_days : 0},
              " days");
    page_section(page, "Stale files, the longest first", NULL,
                 record_list_sheet(l, page->document.what, "files", page_rows(page)));
    page_groups(page, "By folder", l, BY_FOLDER);
}

const struct report_kind report_staleness = {"staleness", staleness_make};

/* ------------------------------------------------------------------ coverage */

static bool has_coverage(const struct record *r, const void *context)
{
    (void)context;
    return r->category == CATEGORY_SOURCE && r->coverage != COVERAGE_UNKNOWN;
}

static const char *coverage_note(const struct report_page *page)
{
    return page->x->coverage.count
               ? NULL
               : "No coverage is known: give reports with --coverage, or keep them with "
                 "`scan --coverage`.";
}

static void coverage_make(struct report_page *page)
{
    static const enum record_field fields[] = {
        FIELD_PATH,           FIELD_COVERAGE, FIELD_LINES_COVERED, FIELD_LINES_TO_COVER,
        FIELD_COVERAGE_STATE, FIELD_IMPACT,   FIELD_COUNT};
    const struct summary *s = &page->x->summary;
    struct record_list *l = page_list(page, has_coverage, NULL, fields);

    record_list_sort(l, FIELD_COVERAGE, false);
    page_title(page, "report coverage", "What tests covered", coverage_note(page));
    page_share_fact(page, "percent", "covered", s->lines_covered, s->lines_to_cover);
    page_count_fact(page, "files_with_data", "files with data", s->covered_files);
    page_count_fact(page, "outdated", "changed since", s->outdated_coverage);
    page_count_fact(page, "unknown", "source files without",
                    s->by_category[CATEGORY_SOURCE] - s->covered_files -
                        s->outdated_coverage);
    page_count_fact(page, "foreign", "names of no file here", page->x->coverage.foreign);
    page_section(page, "Covered least", NULL,
                 record_list_sheet(l, page->document.what, "files", page_rows(page)));
    page_groups(page, "By folder", l, BY_FOLDER);
}

const struct report_kind report_coverage = {"coverage", coverage_make};

/* -------------------------------------------------------------------- sprint */

/* The list without those before `first`, and at most `most`. */
static void list_narrow(struct record_list *l, size_t first, size_t most)
{
    if (first > l->count)
        first = l->count;
    memmove(l->items, l->items + first, (l->count - first) * sizeof *l->items);
    l->count -= first;
    l->count = l->count < most ? l->count : most;
}

static void sprint_make(struct report_page *page)
{
    static const enum record_field fields[] = {FIELD_PATH,   FIELD_IMPACT,
                                               FIELD_EFFORT, FIELD_ATTENTION,
                                               FIELD_OWNERS, FIELD_COUNT};
    enum { BACKLOG = 10 };
    struct record_list *now = page_list(page, record_needs_attention, NULL, fields);
    struct record_list *later = page_list(page, record_needs_attention, NULL, fields);
    size_t capacity = page->settings->capacity;

    record_list_sort(now, FIELD_IMPACT, true);
    record_list_sort(later, FIELD_IMPACT, true);
    list_narrow(now, 0, capacity);
    list_narrow(later, capacity, BACKLOG);
    page_title(page, "report sprint", "What to do first", NULL);
    page_count_fact(page, "attention", "files that need attention",
                    page->x->summary.attention);
    page_count_fact(page, "capacity", "taken up", now->count);
    page_section(page, "This sprint, the highest impact first", NULL,
                 record_list_sheet(now, page->document.what, "files", 0));
    page_section(page, "Next", NULL,
                 record_list_sheet(later, page->document.what, "backlog", 0));
}

const struct report_kind report_sprint = {"sprint", sprint_make};

/* ------------------------------------------------------------------ hotspots */

static bool is_hot(const struct record *r, const void *context)
{
    double hotspot = record_hotspot(r, context);

    return r->category == CATEGORY_SOURCE && isfinite(hotspot) && hotspot > 0;
}

static void hotspots_make(struct report_page *page)
{
    static const enum record_field fields[] = {
        FIELD_PATH,   FIELD_HOTSPOT, FIELD_RECENT,  FIELD_COMMITS, FIELD_COMPLEXITY,
        FIELD_FAN_IN, FIELD_TESTS,   FIELD_AUTHORS, FIELD_COUNT};
    struct record_list *l = page_list(page, is_hot, &page->x->records, fields);

    record_list_sort(l, FIELD_HOTSPOT, true);
    page_title(page, "report hotspots", "Complex files that are worked on",
               page_no_history(page));
    page_count_fact(page, "days", "recent commits are of days",
                    page->x->records.options.churn_days);
    page_fact(
        page, "now", NULL, CELL_NUMBER,
        (struct cell){.known = page->x->now_s > 0, .number = (uint64_t)page->x->now_s},
        NULL);
    page_count_fact(page, "hot", "files with both", l->count);
    page_section(page, "Recent commits times complexity", NULL,
                 record_list_sheet(l, page->document.what, "files", page_rows(page)));
    page_groups(page, "By folder", l, BY_FOLDER);
}

const struct report_kind report_hotspots = {"hotspots", hotspots_make};

/* -------------------------------------------------------------------- owners */

static void owners_make(struct report_page *page)
{
    static const enum record_field fields[] = {FIELD_PATH, FIELD_COUNT};
    struct record_list *l = page_list(page, record_is_source, NULL, fields);
    const struct owners *owners = page->x->owners;
    const char *file = owners ? owners_file(owners) : NULL;

    page_title(page, "report owners", "Who owns the source files",
               file ? NULL
                    : "There is no CODEOWNERS here: whoever made most commits of a file "
                      "counts as its owner.");
    page_fact(page, "source", "said by", CELL_TEXT,
              file                   ? cell_text(slice_of(file))
              : page->x->has_history ? cell_text(slice_of("history"))
                                     : (struct cell){0},
              NULL);
    page_count_fact(page, "files", "source files", l->count);
    page_groups(page, "Owners, the most files first", l, BY_OWNER);
}

const struct report_kind report_owners = {"owners", owners_make};

/* ------------------------------------------------------------------- records */

static void records_make_page(struct report_page *page)
{
    static const enum record_field fields[] = {
#define FIELD(constant, name, type, title, decimals) FIELD_##constant,
#include "engine/cmd/fields.def"
#undef FIELD
        FIELD_COUNT};
    struct record_list *l = page_list(page, NULL, NULL, fields);

    page_title(page, "report records", "All that is known of each file", NULL);
    /* Text has room for some. */
    for (size_t i = 0; i < l->field_count; i++) {
        switch (l->fields[i]) {
        case FIELD_PATH:
        case FIELD_CATEGORY:
        case FIELD_LINES:
        case FIELD_COMPLEXITY:
        case FIELD_FAN_IN:
        case FIELD_IMPACT:
        case FIELD_TESTS:
        case FIELD_STALE_DAYS:
        case FIELD_COVERAGE:
        case FIELD_RECENT: break;
        default: l->columns[i].title = NULL;
        }
    }
    page_section(page, "Files", NULL,
                 record_list_sheet(l, page->document.what, "files", 0));
}

const struct report_kind report_records = {"records", records_make_page};
