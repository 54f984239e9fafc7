/* graph impact: what a change of some files affects, and why. */
#include "engine/base/memory.h"
#include "engine/cmd/graph.h"
#include "engine/cmd/impacts.h"
#include "engine/impact/test_files.h"

#include <stdlib.h>

static const char *const formats[] = {"text", "json",    "ndjson", "csv",
                                      "dot",  "mermaid", NULL};

enum { IMPACT_DOT = 4 };

struct impact_found {
    struct impact impact;
    uint32_t *modules; /* by distance, then by name */
    struct slice *chain;
    size_t chain_most;
};

static bool impact_answer(struct graph_answer *a, struct err *e)
{
    struct impact_found *f = memory_calloc(1, sizeof *f);

    a->found = f;
    if (!impacts_find(&f->impact, a->settings, a->graph, a->changes, a->kinds, e)) {
        free(f);
        return false;
    }
    f->modules = memory_alloc((f->impact.reach.count + 1) * sizeof *f->modules);
    graph_reach_sort(a->graph, &f->impact.reach, f->modules);
    f->chain_most = impact_chain_most(&f->impact);
    f->chain = memory_calloc(f->chain_most, sizeof *f->chain);
    impacts_say(&f->impact, a->settings, a->changes);
    return true;
}

static void impact_forget(struct graph_answer *a)
{
    struct impact_found *f = a->found;

    impact_release(&f->impact);
    free(f->modules);
    free(f->chain);
    free(f);
}

enum { MODULE, FILE_PATH, DISTANCE, TEST, CHAIN, CAUSE, CHANGED };

static const struct sheet_column columns[] = {
    [MODULE] = {"module", CELL_TEXT, "module", 0},
    [FILE_PATH] = {"file", CELL_PATH, NULL, 0},
    [DISTANCE] = {"distance", CELL_NUMBER, "distance", 0},
    [TEST] = {"test", CELL_TRUTH, "test", 0},
    [CHAIN] = {"chain", CELL_LIST, NULL, 0},
    [CAUSE] = {"cause", CELL_TEXT, NULL, 0},
    [CHANGED] = {"changed", CELL_PATH, "because of", 0},
};

static void impact_row(const void *context, size_t number, struct cell *cells)
{
    const struct graph_answer *a = context;
    const struct impact_found *f = a->found;
    uint32_t module = f->modules[number];
    const struct impact_start *start = impact_reason(&f->impact, module);

    cells[MODULE] = cell_text(a->graph->names.items[module]);
    cells[FILE_PATH] = cell_text(import_graph_path(a->graph, module));
    cells[DISTANCE] = cell_number(f->impact.reach.distances[module]);
    cells[TEST] = (struct cell){.known = true, .truth = module_is_test(a->graph, module)};
    cells[CHAIN] = (struct cell){
        .known = true,
        .list = {f->chain, impact_chain(&f->impact, module, f->chain, f->chain_most)}};
    cells[CAUSE] = cell_text(slice_of(cause_text(start->cause)));
    cells[CHANGED] = cell_text(a->changes->items[start->file].path);
}

static void impact_head(const void *context, struct json *json)
{
    const struct graph_answer *a = context;
    const struct impact_found *f = a->found;

    json_key_number(json, "changed_files", a->changes->count);
    json_key_number(json, "files_without_effect", f->impact.ignored);
    json_key_number(json, "files_outside", a->changes->outside);
    json_key_number(json, "modules_count", a->graph->names.count);
    json_key(json, "everything_because_of");
    if (f->impact.all)
        json_string(json, a->changes->items[f->impact.all_file].path);
    else
        json_null(json);
}

static void summary_text(const void *context, struct page *p)
{
    const struct graph_answer *a = context;
    const struct impact_found *f = a->found;

    page_count(p, f->impact.reach.count, "module", "modules");
    page_text(p, " of ");
    page_number(p, a->graph->names.count, 0);
    page_text(p, " affected by ");
    page_count(p, a->changes->count, "changed file", "changed files");
    page_text(p, "\n");
    if (f->impact.all) {
        page_name(p, a->changes->items[f->impact.all_file].path, 0);
        page_text(p, " changed: everything may be affected\n");
    }
    page_text(p, "\n");
}

static void impact_give(const void *context, size_t format, const struct style *style,
                        struct out *out)
{
    const struct graph_answer *a = context;
    const struct impact_found *f = a->found;
    const struct sheet sheet = {.what = "graph impact",
                                .columns = columns,
                                .column_count = sizeof columns / sizeof *columns,
                                .count = f->impact.reach.count,
                                .row = impact_row,
                                .context = a,
                                .head = impact_head,
                                .lead = summary_text,
                                .rows_name = "modules",
                                .text_rows = graph_rows(a, 0)};

    if (format >= IMPACT_DOT)
        graph_picture_of(a, &f->impact.reach, format == IMPACT_DOT, out);
    else
        sheet_write[format](&sheet, style, out);
}

const struct graph_verb graph_impact = {
    .name = "impact",
    .most = UINT32_MAX,
    .formats = formats,
    .kinds = LINK_ALL,
    .find = impact_answer,
    .give = impact_give,
    .release = impact_forget,
};
