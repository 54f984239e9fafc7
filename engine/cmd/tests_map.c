#include "engine/cmd/tests_map.h"

#include "engine/base/memory.h"
#include "engine/cmd/destinations.h"
#include "engine/cmd/imports.h"
#include "engine/index/test_map.h"
#include "engine/report/sheet.h"

#include <stdlib.h>

static const char *const formats[] = {"text", "json", "ndjson", "csv", NULL};

struct map_answer {
    const struct settings *settings;
    const struct import_graph *graph;
    struct test_map map;
    uint32_t *rows; /* numbers of pairs, in the order asked for */
    size_t row_count;
};

/* --------------------------------------------------------------------- sheet */

enum { SOURCE_FILE, SOURCE_MODULE, TEST_FILE, TEST_MODULE, EVIDENCE, LINE };

static const struct sheet_column columns[] = {
    [SOURCE_FILE] = {"file", CELL_PATH, "file", 0},
    [SOURCE_MODULE] = {"module", CELL_TEXT, NULL, 0},
    [TEST_FILE] = {"test", CELL_PATH, "tested by", 0},
    [TEST_MODULE] = {"test_module", CELL_TEXT, NULL, 0},
    [EVIDENCE] = {"evidence", CELL_TEXT, "evidence", 0},
    [LINE] = {"line", CELL_NUMBER, "line", 0},
};

static void pair_row(const void *context, size_t number, struct cell *cells)
{
    const struct map_answer *a = context;
    const struct test_pair *pair = &a->map.pairs[a->rows[number]];

    cells[SOURCE_FILE] = cell_text(import_graph_path(a->graph, pair->source));
    cells[SOURCE_MODULE] = cell_text(a->graph->names.items[pair->source]);
    cells[TEST_FILE] = cell_text(import_graph_path(a->graph, pair->test));
    cells[TEST_MODULE] = cell_text(a->graph->names.items[pair->test]);
    cells[EVIDENCE] = cell_text(slice_of(evidence_name(pair->evidence)));
    if (pair->line)
        cells[LINE] = cell_number(pair->line);
}

static void map_head(const void *context, struct json *json)
{
    const struct map_answer *a = context;

    json_key_number(json, "tests_count", a->map.test_count);
    json_key_number(json, "orphans_count", a->map.orphan_count);
    json_key_number(json, "ambiguous_count", a->map.ambiguity_count);
}

static void map_lead(const void *context, struct page *p)
{
    const struct map_answer *a = context;

    page_count(p, a->map.test_count, "test file", "test files");
    page_text(p, "; ");
    page_count(p, a->map.orphan_count, "leads", "lead");
    page_text(p, " to no module, ");
    page_count(p, a->map.ambiguity_count, "has", "have");
    page_text(p, " a name that may mean several\n\n");
}

static void map_give(const void *context, size_t format, const struct style *style,
                     struct out *out)
{
    const struct map_answer *a = context;
    const struct sheet sheet = {.what = "tests map",
                                .columns = columns,
                                .column_count = sizeof columns / sizeof *columns,
                                .count = a->row_count,
                                .row = pair_row,
                                .context = a,
                                .head = map_head,
                                .lead = map_lead,
                                .rows_name = "pairs"};

    sheet_write[format](&sheet, style, out);
}

/* ---------------------------------------------------------------------- rows */

/* Bits of modules that were asked for; NULL: all. */
static bool wanted_find(const struct map_answer *a, const char *const *files,
                        size_t file_count, bool **wanted, struct err *e)
{
    *wanted =
        file_count ? memory_calloc(a->graph->names.count + 1, sizeof **wanted) : NULL;
    for (size_t i = 0; i < file_count; i++) {
        uint32_t module = import_graph_module(a->graph, files[i], e);

        if (module == MODULE_NONE) {
            free(*wanted);
            return false;
        }
        (*wanted)[module] = true;
    }
    return true;
}

static void rows_find(struct map_answer *a, const bool *wanted, bool by_test)
{
    a->rows = memory_calloc(a->map.pair_count + 1, sizeof *a->rows);
    for (size_t i = 0; i < a->map.pair_count; i++) {
        uint32_t number = by_test ? a->map.by_test[i] : (uint32_t)i;
        const struct test_pair *pair = &a->map.pairs[number];

        if (!wanted || wanted[pair->source] || wanted[pair->test])
            a->rows[a->row_count++] = number;
    }
}

static bool map_make(struct map_answer *a, const char *const *files, size_t file_count,
                     struct err *e)
{
    const char *by = a->settings->by;
    bool *wanted;

    if (!wanted_find(a, files, file_count, &wanted, e))
        return false;
    test_map_make(&a->map, a->graph);
    rows_find(a, wanted, by && strcmp(by, "test") == 0);
    free(wanted);
    return true;
}

static enum status map_answer_give(struct map_answer *a,
                                   struct destinations *destinations, const char *root,
                                   const char *const *files, size_t file_count)
{
    struct import_options asked = {0};
    struct imports imports;
    enum status status, closed;
    struct err err;

    if (!imports_open(&imports, a->settings, root, &asked, 0, &status))
        return status;
    a->graph = &imports.graph;
    status = STATUS_USAGE;
    if (!map_make(a, files, file_count, &err))
        say("%s", err.message);
    else
        status = destinations_write(destinations, a->settings, map_give, a)
                     ? STATUS_DONE
                     : STATUS_FATAL;
    test_map_release(&a->map);
    free(a->rows);
    closed = imports_close(&imports, a->settings);
    return status == STATUS_DONE ? closed : status;
}

static bool question_check(const struct settings *s, struct destinations *destinations,
                           struct err *e)
{
    if (s->by && strcmp(s->by, "file") != 0 && strcmp(s->by, "test") != 0)
        return err_set(e, ERR_USAGE, "--by takes file or test, not '%.40s'", s->by);
    if (s->since || s->staged)
        return err_set(e, ERR_USAGE,
                       "tests map is of the tree as it is: --since and "
                       "--staged are of tests select");
    return destinations_choose(destinations, s, formats, e) &&
           destinations_open(destinations, s, e);
}

enum status tests_map(const struct settings *s, const char *root,
                      const char *const *files, size_t file_count)
{
    struct map_answer answer = {.settings = s};
    struct destinations destinations = {0};
    enum status status = STATUS_USAGE;
    struct err err;

    if (question_check(s, &destinations, &err))
        status = map_answer_give(&answer, &destinations, root, files, file_count);
    else
        say("%s", err.message);
    destinations_drop(&destinations);
    return status;
}
