/* graph deps, rdeps: what a module gets to, or what gets to it. graph path: how. */
#include "engine/base/memory.h"
#include "engine/cmd/graph.h"
#include "engine/graph/reach.h"
#include "engine/report/page.h"
#include "engine/report/sheet.h"

#include <stdlib.h>

enum { WAYS_DOT = 4 };

/* -------------------------------------------------------------- deps, rdeps */

static const char *const deps_formats[] = {"text", "json",    "ndjson", "csv",
                                           "dot",  "mermaid", NULL};

struct deps_found {
    struct reach reach;
    struct reach_question question;
    uint32_t start;
    uint32_t *modules; /* by distance, then by name */
    size_t count;
};

static bool deps_find(struct graph_answer *a, struct err *e)
{
    const struct settings *s = a->settings;
    struct deps_found *f;
    uint32_t start = import_graph_module(a->graph, a->operands[0], e);

    if (start == MODULE_NONE)
        return false;
    f = memory_calloc(1, sizeof *f);
    f->start = start;
    f->question = (struct reach_question){.starts = &f->start,
                                          .start_count = 1,
                                          .backwards = a->verb == &graph_rdeps,
                                          .kinds = a->kinds,
                                          .depth = s->depth        ? s->depth
                                                   : s->transitive ? REACH_ANY_DEPTH
                                                                   : 1};
    reach_init(&f->reach, (struct csr *)&a->graph->graph);
    reach_find(&f->reach, &f->question);
    f->modules = memory_alloc((f->reach.count + 1) * sizeof *f->modules);
    graph_reach_sort(a->graph, &f->reach, f->modules);
    f->count = f->reach.count - 1; /* without the start, which is the first */
    a->found = f;
    return true;
}

static void deps_release(struct graph_answer *a)
{
    struct deps_found *f = a->found;

    reach_release(&f->reach);
    free(f->modules);
    free(f);
}

enum { MODULE, DISTANCE, VIA, KIND, FILE_PATH, LINE };

static const struct sheet_column deps_columns[] = {
    [MODULE] = {"module", CELL_TEXT, "module", 0},
    [DISTANCE] = {"distance", CELL_NUMBER, "distance", 0},
    [VIA] = {"via", CELL_TEXT, "by way of", 0},
    [KIND] = {"kind", CELL_TEXT, "kind", 0},
    [FILE_PATH] = {"file", CELL_PATH, "file", 0},
    [LINE] = {"line", CELL_NUMBER, "line", 0},
};

static void deps_row(const void *context, size_t number, struct cell *cells)
{
    const struct graph_answer *a = context;
    const struct deps_found *f = a->found;
    uint32_t module = f->modules[number + 1];
    uint32_t via = reach_before(&f->reach, &f->question, module);

    cells[MODULE] = cell_text(a->graph->names.items[module]);
    cells[DISTANCE] = cell_number(f->reach.distances[module]);
    cells[VIA] = cell_text(a->graph->names.items[via]);
    if (f->question.backwards)
        graph_step_cells(a, module, via, &cells[KIND], &cells[FILE_PATH], &cells[LINE]);
    else
        graph_step_cells(a, via, module, &cells[KIND], &cells[FILE_PATH], &cells[LINE]);
}

static void deps_head(const void *context, struct json *json)
{
    const struct graph_answer *a = context;
    const struct deps_found *f = a->found;

    json_key(json, "module");
    json_string(json, a->graph->names.items[f->start]);
}

static void deps_give(const void *context, size_t format, const struct style *style,
                      struct out *out)
{
    const struct graph_answer *a = context;
    const struct deps_found *f = a->found;
    const struct sheet sheet = {
        .what = a->verb == &graph_rdeps ? "graph rdeps" : "graph deps",
        .columns = deps_columns,
        .column_count = sizeof deps_columns / sizeof *deps_columns,
        .count = f->count,
        .row = deps_row,
        .context = a,
        .head = deps_head,
        .rows_name = "modules",
        .text_rows = graph_rows(a, 0)};

    if (format >= WAYS_DOT)
        graph_picture_of(a, &f->reach, format == WAYS_DOT, out);
    else
        sheet_write[format](&sheet, style, out);
}

const struct graph_verb graph_deps = {
    .name = "deps",
    .least = 1,
    .most = 1,
    .formats = deps_formats,
    .kinds = LINK_WRITTEN,
    .find = deps_find,
    .give = deps_give,
    .release = deps_release,
};

const struct graph_verb graph_rdeps = {
    .name = "rdeps",
    .least = 1,
    .most = 1,
    .formats = deps_formats,
    .kinds = LINK_WRITTEN,
    .find = deps_find,
    .give = deps_give,
    .release = deps_release,
};

/* --------------------------------------------------------------------- path */

static const char *const path_formats[] = {"text", "json", "ndjson", "csv", NULL};

enum { PATHS_SHOWN = 100 };

struct path_found {
    uint32_t from, to;
    struct reach_paths paths;
};

static bool path_find(struct graph_answer *a, struct err *e)
{
    struct path_found *f = memory_calloc(1, sizeof *f);
    size_t limit = a->settings->all_shortest ? graph_rows(a, PATHS_SHOWN) : 1;
    struct reach reach;

    a->found = f;
    f->from = import_graph_module(a->graph, a->operands[0], e);
    f->to = f->from == MODULE_NONE ? MODULE_NONE
                                   : import_graph_module(a->graph, a->operands[1], e);
    if (f->to == MODULE_NONE) {
        free(f);
        return false;
    }
    reach_init(&reach, (struct csr *)&a->graph->graph);
    reach_paths(&reach, f->from, f->to, a->kinds,
                limit && limit < UINT32_MAX ? (uint32_t)limit : UINT32_MAX, &f->paths);
    reach_release(&reach);
    return true;
}

static void path_release(struct graph_answer *a)
{
    struct path_found *f = a->found;

    reach_paths_release(&f->paths);
    free(f);
}

enum { P_PATH, P_STEP, P_FROM, P_TO, P_KIND, P_FILE, P_LINE };

static const struct sheet_column path_columns[] = {
    [P_PATH] = {"path", CELL_NUMBER, "path", 0},
    [P_STEP] = {"step", CELL_NUMBER, "step", 0},
    [P_FROM] = {"from", CELL_TEXT, "from", 0},
    [P_TO] = {"to", CELL_TEXT, "to", 0},
    [P_KIND] = {"kind", CELL_TEXT, "kind", 0},
    [P_FILE] = {"file", CELL_PATH, "file", 0},
    [P_LINE] = {"line", CELL_NUMBER, "line", 0},
};

static void path_row(const void *context, size_t number, struct cell *cells)
{
    const struct graph_answer *a = context;
    const struct path_found *f = a->found;
    size_t path = number / f->paths.length, step = number % f->paths.length;
    const uint32_t *way = &f->paths.nodes[path * (f->paths.length + 1)];

    cells[P_PATH] = cell_number(path + 1);
    cells[P_STEP] = cell_number(step + 1);
    cells[P_FROM] = cell_text(a->graph->names.items[way[step]]);
    cells[P_TO] = cell_text(a->graph->names.items[way[step + 1]]);
    graph_step_cells(a, way[step], way[step + 1], &cells[P_KIND], &cells[P_FILE],
                     &cells[P_LINE]);
}

static void path_head(const void *context, struct json *json)
{
    const struct graph_answer *a = context;
    const struct path_found *f = a->found;

    json_key(json, "from");
    json_string(json, a->graph->names.items[f->from]);
    json_key(json, "to");
    json_string(json, a->graph->names.items[f->to]);
    json_key(json, "length");
    if (f->paths.length == GRAPH_NONE)
        json_null(json);
    else
        json_number(json, f->paths.length);
    json_key_number(json, "paths", f->paths.count);
    json_key_number(json, "paths_there_are", f->paths.total);
}

static void nothing_say(const struct graph_answer *a, struct page *p)
{
    const struct path_found *f = a->found;
    struct slice from = a->graph->names.items[f->from], to = a->graph->names.items[f->to];

    page_name(p, from, 0);
    page_text(p, f->paths.length ? " does not get to " : " is ");
    page_name(p, to, 0);
    page_text(p, "\n");
}

static void path_text(const struct graph_answer *a, const struct style *style,
                      struct out *out)
{
    const struct path_found *f = a->found;
    struct buf text = {0};
    struct page page = {&text, style};

    if (!f->paths.length || f->paths.length == GRAPH_NONE)
        nothing_say(a, &page);
    for (uint32_t i = 0; f->paths.length && i < f->paths.count; i++) {
        page_text(&page, i ? "\n" : "");
        graph_chain_text(a, &page, &f->paths.nodes[(size_t)i * (f->paths.length + 1)],
                         f->paths.length + 1);
        out_take(out, &text, false);
    }
    if (f->paths.length && f->paths.total > f->paths.count) {
        page_text(&page, "as short: ");
        page_number(&page, f->paths.total - f->paths.count, 0);
        page_text(&page, a->settings->all_shortest ? " more (--top)\n"
                                                   : " more (--all-shortest)\n");
    }
    out_take(out, &text, true);
    buf_release(&text);
}

static void path_give(const void *context, size_t format, const struct style *style,
                      struct out *out)
{
    const struct graph_answer *a = context;
    const struct path_found *f = a->found;
    bool none = f->paths.length == GRAPH_NONE;
    const struct sheet sheet = {
        .what = "graph path",
        .columns = path_columns,
        .column_count = sizeof path_columns / sizeof *path_columns,
        .count = none ? 0 : (size_t)f->paths.count * f->paths.length,
        .row = path_row,
        .context = a,
        .head = path_head,
        .rows_name = "steps"};

    if (format)
        sheet_write[format](&sheet, style, out);
    else
        path_text(a, style, out);
}

const struct graph_verb graph_path = {
    .name = "path",
    .least = 2,
    .most = 2,
    .formats = path_formats,
    .kinds = LINK_WRITTEN,
    .find = path_find,
    .give = path_give,
    .release = path_release,
};
