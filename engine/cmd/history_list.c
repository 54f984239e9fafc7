/* history list: which nights there are. */
#include "engine/cmd/history.h"
#include "engine/cmd/which_night.h"

#include <stdio.h>

/* What programs get in front of the numbers. */
enum {
    AT_NUMBER,
    AT_ID,
    AT_NAME,
    AT_TIME,
    AT_DATE,
    AT_COMMIT,
    AT_VERSION,
    AT_RULES,
    AT_ASKED,
    AT_FAILED,
    AT_BYTES,
    AT_NUMBERS,
};

static const struct sheet_column columns[AT_NUMBERS + NIGHT_METRICS] = {
    [AT_NUMBER] = {"number", CELL_NUMBER, NULL, 0},
    [AT_ID] = {"id", CELL_TEXT, NULL, 0},
    [AT_NAME] = {"name", CELL_TEXT, NULL, 0},
    [AT_TIME] = {"time", CELL_NUMBER, NULL, 0},
    [AT_DATE] = {"date", CELL_TEXT, NULL, 0},
    [AT_COMMIT] = {"commit", CELL_TEXT, NULL, 0},
    [AT_VERSION] = {"version", CELL_TEXT, NULL, 0},
    [AT_RULES] = {"rules_changed", CELL_TRUTH, NULL, 0},
    [AT_ASKED] = {"asked_changed", CELL_TRUTH, NULL, 0},
    [AT_FAILED] = {"failed", CELL_NUMBER, NULL, 0},
    [AT_BYTES] = {"stored_bytes", CELL_NUMBER, NULL, 0},
#define METRIC(constant, name, title, better, of) \
    [AT_NUMBERS + TREND_##constant] = {name, CELL_DECIMAL, NULL, 0},
#include "engine/index/night_numbers.def"
#undef METRIC
};

static struct cell id_cell(struct buf *out, struct content_key id)
{
    char hex[33];

    snprintf(hex, sizeof hex, "%016jx%016jx", (uintmax_t)id.high, (uintmax_t)id.low);
    buf_add_text(out, hex);
    return cell_text((struct slice){out->data + out->len - 32, 32});
}

static void program_row(const void *context, size_t number, struct cell *cells)
{
    struct history *h = (struct history *)context;
    const struct night_ring *ring = history_ring(h, number);
    const struct night_head *head = &ring->head;
    unsigned apart = history_apart(h, ring);

    history_row_start(h);
    cells[AT_NUMBER] = cell_number(ring->number);
    cells[AT_DATE] = history_date(h, ring);
    cells[AT_ID] = id_cell(&h->text, ring->id);
    cells[AT_NAME] = cell_text(head->name);
    if (head->time_s)
        cells[AT_TIME] = cell_number((uint64_t)head->time_s);
    if (head->commit.len)
        cells[AT_COMMIT] = cell_text(head->commit);
    cells[AT_VERSION] = cell_text(head->version);
    cells[AT_RULES] = cell_truth(apart & APART_RULES);
    cells[AT_ASKED] = cell_truth(apart & APART_ASKED);
    cells[AT_FAILED] = cell_number(head->failed);
    cells[AT_BYTES] = cell_number(ring->bytes);
    for (size_t i = 0; i < NIGHT_METRICS; i++)
        cells[AT_NUMBERS + i] =
            cell_of_value(night_value(head, slice_of(night_metrics[i].name)));
}

/* -------------------------------------------------------------------- people */

enum {
    SHOWN_NUMBER,
    SHOWN_NAME,
    SHOWN_DATE,
    SHOWN_COMMIT,
    SHOWN_NUMBERS,
    SHOWN_NOTE = SHOWN_NUMBERS + 6,
    SHOWN_COUNT,
};

static const struct sheet_column shown[SHOWN_COUNT] = {
    [SHOWN_NUMBER] = {"number", CELL_NUMBER, "#", 0},
    [SHOWN_NAME] = {"name", CELL_TEXT, "night", 0},
    [SHOWN_DATE] = {"date", CELL_TEXT, "date", 0},
    [SHOWN_COMMIT] = {"commit", CELL_TEXT, "commit", 0},
    [SHOWN_NUMBERS] = {"files", CELL_NUMBER, "files", 0},
    {"functions", CELL_NUMBER, "functions", 0},
    {"cyclomatic", CELL_DECIMAL, "cyclomatic", 2},
    {"untested", CELL_NUMBER, "untested", 0},
    {"cycles", CELL_NUMBER, "cycles", 0},
    {"health", CELL_DECIMAL, "health", 1},
    [SHOWN_NOTE] = {"note", CELL_TEXT, "", 0},
};

static const enum night_metric_id shown_metrics[] = {
    TREND_FILES,    TREND_FUNCTIONS, TREND_CYCLOMATIC_MEAN,
    TREND_UNTESTED, TREND_CYCLES,    TREND_HEALTH};

static struct cell shown_cell(const struct night_head *head, size_t i)
{
    struct night_value n =
        night_value(head, slice_of(night_metrics[shown_metrics[i]].name));

    if (shown[SHOWN_NUMBERS + i].type == CELL_DECIMAL)
        return cell_of_value(n);
    return n.known ? cell_number((uint64_t)n.thousandths / 1000) : (struct cell){0};
}

static void shown_row(const void *context, size_t number, struct cell *cells)
{
    struct history *h = (struct history *)context;
    const struct night_ring *ring = history_ring(h, number);

    history_row_start(h);
    cells[SHOWN_NUMBER] = cell_number(ring->number);
    cells[SHOWN_NAME] = cell_text(ring->head.name);
    cells[SHOWN_DATE] = history_date(h, ring);
    if (ring->head.commit.len)
        cells[SHOWN_COMMIT] = cell_text(commit_shown(ring->head.commit));
    for (size_t i = 0; i < sizeof shown_metrics / sizeof *shown_metrics; i++)
        cells[SHOWN_NUMBERS + i] = shown_cell(&ring->head, i);
    cells[SHOWN_NOTE] = history_note(h, ring);
}

static void shown_lead(const void *context, struct page *p)
{
    const struct history *h = context;

    page_count(p, h->nights.count, "night", "nights");
    if (h->people < h->nights.count) {
        page_text(p, ", the last ");
        page_number(p, h->people, 0);
        page_text(p, " of ");
        page_number(p, h->count, 0);
    }
    if (!h->nights.count)
        page_text(p, ": `scan --record NAME` appends one");
    page_text(p, "\n\n");
}

static struct sheet list_sheet(struct history *h)
{
    struct sheet sheet = {.what = "history list",
                          .columns = columns,
                          .column_count = AT_NUMBERS + NIGHT_METRICS,
                          .count = h->count,
                          .row = program_row,
                          .context = h,
                          .rows_name = "nights"};

    if (h->for_people) {
        sheet.columns = shown;
        sheet.column_count = SHOWN_COUNT;
        sheet.count = h->people;
        sheet.row = shown_row;
        sheet.lead = shown_lead;
    }
    return sheet;
}

const struct history_verb history_list = {.name = "list", .sheet = list_sheet};
