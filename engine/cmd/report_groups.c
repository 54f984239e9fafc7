/* The section of a report that has sums by folder or owner. */
#include "engine/cmd/report_page.h"

#include <math.h>

enum {
    G_NAME,
    G_FILES,
    G_LINES,
    G_NEEDING,
    G_UNTESTED,
    G_STALE,
    G_ATTENTION,
    G_COVERAGE,
    G_ALONE,
    G_COUNT
};

#define GROUP_COLUMNS(name, type, title)                               \
    {                                                                  \
        [G_NAME] = {name, type, title, 0},                             \
        [G_FILES] = {"files", CELL_NUMBER, "files", 0},                \
        [G_LINES] = {"lines_of_code", CELL_NUMBER, "lines", 0},        \
        [G_NEEDING] = {"needing_tests", CELL_NUMBER, "need tests", 0}, \
        [G_UNTESTED] = {"untested", CELL_NUMBER, "untested", 0},       \
        [G_STALE] = {"stale", CELL_NUMBER, "stale", 0},                \
        [G_ATTENTION] = {"attention", CELL_NUMBER, "attention", 0},    \
        [G_COVERAGE] = {"coverage", CELL_DECIMAL, "coverage %", 1},    \
        [G_ALONE] = {"one_author", CELL_NUMBER, "by one author", 0},   \
    }

static const struct sheet_column folder_columns[] =
    GROUP_COLUMNS("folder", CELL_PATH, "folder");
static const struct sheet_column owner_columns[] =
    GROUP_COLUMNS("owner", CELL_TEXT, "owner");

static void group_row(const void *context, size_t number, struct cell *cells)
{
    const struct group *s = &((const struct groups *)context)->items[number];

    cells[G_NAME] = cell_text(s->name);
    cells[G_FILES] = cell_number(s->files);
    cells[G_LINES] = cell_number(s->lines);
    cells[G_NEEDING] = cell_number(s->needing);
    cells[G_UNTESTED] = cell_number(s->untested);
    cells[G_STALE] = (struct cell){.known = s->known_staleness > 0, .number = s->stale};
    cells[G_ATTENTION] = cell_number(s->attention);
    cells[G_COVERAGE] = cell_decimal(100 * share_of(s->lines_covered, s->lines_to_cover));
    cells[G_ALONE] = (struct cell){.known = s->known_authors, .number = s->alone};
}

void page_groups(struct report_page *page, const char *title, const struct record_list *l,
                 enum group_by by)
{
    struct groups *g = &page->groups[page->group_count++];

    groups_make(g, l, by, page->settings->folder_depth);
    page_section(
        page, title, NULL,
        (struct sheet){.what = page->document.what,
                       .columns = by == BY_FOLDER ? folder_columns : owner_columns,
                       .column_count = G_COUNT,
                       .count = g->count,
                       .row = group_row,
                       .context = g,
                       .rows_name = by == BY_FOLDER ? "folders" : "owners",
                       .text_rows = page_rows(page)});
}
