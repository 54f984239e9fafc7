/* The page that a nightly user reads: a score, what it is made of, what to do. */
#include "engine/cmd/report_page.h"

#include <math.h>

/* --------------------------------------------------------------------- parts */

static void part_row(const void *context, size_t number, struct cell *cells)
{
    const struct health *h = context;
    const struct health_part *p = &h->parts[number];

    cells[0] = cell_text(slice_of(health_part_title((enum health_part_name)number)));
    cells[1] = cell_decimal(100 * p->share);
    cells[2] = cell_decimal(health_points(h, (enum health_part_name)number));
    cells[3] = p->known ? cell_decimal(p->most * h->scale) : (struct cell){0};
}

static void parts_section(struct report_page *page)
{
    static const struct sheet_column columns[] = {{"part", CELL_TEXT, "part", 0},
                                                  {"percent", CELL_DECIMAL, "%", 1},
                                                  {"points", CELL_DECIMAL, "points", 1},
                                                  {"most", CELL_DECIMAL, "of", 1}};

    page_section(page, "What it is made of",
                 "50 points, and these; what isn't known has no part in it.",
                 (struct sheet){.what = page->document.what,
                                .columns = columns,
                                .column_count = 4,
                                .count = PART_COUNT,
                                .row = part_row,
                                .context = &page->x->health,
                                .rows_name = "parts"});
}

/* ---------------------------------------------------------------- categories */

static void category_row(const void *context, size_t number, struct cell *cells)
{
    const struct summary *s = context;

    cells[0] = cell_text(slice_of(category_name((enum category)number)));
    cells[1] = cell_number(s->by_category[number]);
    cells[2] = cell_number(s->lines_by_category[number]);
}

static void categories_section(struct report_page *page)
{
    static const struct sheet_column columns[] = {
        {"category", CELL_TEXT, "category", 0},
        {"files", CELL_NUMBER, "files", 0},
        {"lines_of_code", CELL_NUMBER, "lines", 0}};

    page_section(page, "Files", NULL,
                 (struct sheet){.what = page->document.what,
                                .columns = columns,
                                .column_count = 3,
                                .count = CATEGORY_COUNT,
                                .row = category_row,
                                .context = &page->x->summary,
                                .rows_name = "categories"});
}

/* ------------------------------------------------------------------- remarks */

struct remarks {
    const char *kinds[16];
    struct slice texts[16];
    size_t count;
    struct arena *memory;
};

static void remark_add(struct remarks *r, const char *kind, const char *format,
                       uint64_t number)
{
    struct buf text = {0};

    buf_add_format(&text, format, (uintmax_t)number);
    r->kinds[r->count] = kind;
    r->texts[r->count++] = arena_copy(r->memory, buf_slice(&text));
    buf_release(&text);
}

static uint64_t percent_of(uint64_t part, uint64_t whole)
{
    return whole ? part * 100 / whole : 0;
}

static void strengths_find(struct remarks *r, const struct summary *s)
{
    if (s->lines_to_cover && percent_of(s->lines_covered, s->lines_to_cover) >= 70)
        remark_add(r, "strength", "coverage is %ju %%",
                   percent_of(s->lines_covered, s->lines_to_cover));
    if (s->python_sources && percent_of(s->documented_files, s->python_sources) >= 70)
        remark_add(r, "strength", "%ju %% of the source files have docstrings",
                   percent_of(s->documented_files, s->python_sources));
    if (s->python_sources && percent_of(s->hinted_files, s->python_sources) >= 70)
        remark_add(r, "strength", "%ju %% of the source files have type hints",
                   percent_of(s->hinted_files, s->python_sources));
    if (s->known_staleness && !s->stale)
        remark_add(r, "strength", "none of %ju files is stale", s->known_staleness);
}

static void concerns_find(struct remarks *r, const struct summary *s)
{
    if (s->lines_to_cover && percent_of(s->lines_covered, s->lines_to_cover) < 50)
        remark_add(r, "concern", "coverage is only %ju %%",
                   percent_of(s->lines_covered, s->lines_to_cover));
    if (s->untested > 10)
        remark_add(r, "concern", "%ju files need tests and have none", s->untested);
    if (s->stale > 5)
        remark_add(r, "concern", "%ju files changed after their tests", s->stale);
    if (s->critical)
        remark_add(r, "concern", "%ju files of high impact have no tests", s->critical);
    if (s->partial)
        remark_add(r, "concern", "%ju files have syntax errors", s->partial);
}

static void remark_row(const void *context, size_t number, struct cell *cells)
{
    const struct remarks *r = context;

    cells[0] = cell_text(slice_of(r->kinds[number]));
    cells[1] = cell_text(r->texts[number]);
}

static void remarks_section(struct report_page *page)
{
    static const struct sheet_column columns[] = {{"kind", CELL_TEXT, "", 0},
                                                  {"text", CELL_TEXT, "", 0}};
    struct remarks *r = arena_new(&page->memory, struct remarks);

    r->memory = &page->memory;
    strengths_find(r, &page->x->summary);
    concerns_find(r, &page->x->summary);
    page_section(page, "Remarks", NULL,
                 (struct sheet){.what = page->document.what,
                                .columns = columns,
                                .column_count = 2,
                                .count = r->count,
                                .row = remark_row,
                                .context = r,
                                .rows_name = "remarks"});
}

/* ------------------------------------------------------------------- actions */

static void actions_sections(struct report_page *page)
{
    static const enum record_field critical_fields[] = {
        FIELD_PATH, FIELD_IMPACT, FIELD_EFFORT, FIELD_OWNERS, FIELD_COUNT};
    static const enum record_field stale_fields[] = {FIELD_PATH, FIELD_STALE_DAYS,
                                                     FIELD_TESTED_BY, FIELD_COUNT};
    struct record_list *critical =
        page_list(page, record_is_critical, NULL, critical_fields);
    struct record_list *stale = page_list(page, record_is_stale, NULL, stale_fields);

    record_list_sort(critical, FIELD_IMPACT, true);
    record_list_sort(stale, FIELD_STALE_DAYS, true);
    critical->count = critical->count < 10 ? critical->count : 10;
    stale->count = stale->count < 10 ? stale->count : 10;
    page_section(page, "First: tests for what most depends on", NULL,
                 record_list_sheet(critical, page->document.what, "critical", 3));
    page_section(page, "Then: tests that were left behind", NULL,
                 record_list_sheet(stale, page->document.what, "stale_files", 3));
}

/* -------------------------------------------------------------------- facts */

static void score_facts(struct report_page *page)
{
    const struct health *h = &page->x->health;
    char *grade = arena_alloc(&page->memory, 2, 1);

    *grade = h->grade;
    page_fact(page, "score", "score", CELL_DECIMAL,
              cell_decimal(h->known ? h->score : NAN), " of 100");
    page_fact(page, "grade", "grade", CELL_TEXT,
              h->known ? cell_text(slice_of(grade)) : (struct cell){0}, NULL);
}

static void test_facts(struct report_page *page)
{
    const struct summary *s = &page->x->summary;

    page_count_fact(page, "needing_tests", "files that need tests", s->needing_tests);
    page_count_fact(page, "untested", "that have none", s->untested);
    page_count_fact(page, "untested_high_impact", "of these, high impact", s->critical);
    page_fact(page, "stale", "changed after their tests", CELL_NUMBER,
              (struct cell){.known = s->known_staleness > 0, .number = s->stale}, NULL);
    page_count_fact(page, "test_functions", "test functions", s->test_functions);
    page_count_fact(page, "orphans", "tests that lead nowhere", s->orphans);
    page_share_fact(page, "coverage", "coverage", s->lines_covered, s->lines_to_cover);
}

static void code_facts(struct report_page *page)
{
    const struct summary *s = &page->x->summary;

    page_count_fact(page, "files", "files", s->files);
    page_count_fact(page, "source_files", "source files",
                    s->by_category[CATEGORY_SOURCE]);
    page_fact(page, "complexity_mean", "branches in a source file", CELL_DECIMAL,
              cell_decimal(share_of(s->complexity, s->python_sources)), NULL);
    page_fact(page, "test_to_code", "lines of test for a line of code", CELL_DECIMAL,
              cell_decimal(share_of(s->lines_by_category[CATEGORY_TEST],
                                    s->lines_by_category[CATEGORY_SOURCE])),
              NULL);
    page_share_fact(page, "documented_percent", "source files with docstrings",
                    s->documented_files, s->python_sources);
    page_share_fact(page, "hinted_percent", "source files with type hints",
                    s->hinted_files, s->python_sources);
    page_count_fact(page, "partial", "files with syntax errors", s->partial);
    page_count_fact(page, "attention", "files that need attention", s->attention);
}

static void health_make_page(struct report_page *page)
{
    static const enum record_field fields[] = {FIELD_PATH, FIELD_COUNT};

    page_title(page, "report health", "How healthy this tree is", page_no_history(page));
    score_facts(page);
    test_facts(page);
    code_facts(page);
    parts_section(page);
    actions_sections(page);
    remarks_section(page);
    categories_section(page);
    page_groups(page, "Folders", page_list(page, NULL, NULL, fields), BY_FOLDER);
}

const struct report_kind report_health = {"health", health_make_page};
