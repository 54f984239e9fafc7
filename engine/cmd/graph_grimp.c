/* graph edges --profile grimp: each pair of modules of one package, by grimp's rules. */
#include "engine/base/memory.h"
#include "engine/cmd/graph.h"
#include "engine/modules/grimp.h"

#include <stdlib.h>

static const char *const formats[] = {"text", "json",    "ndjson", "csv",
                                      "dot",  "mermaid", NULL};

enum { GRIMP_DOT = 4 };

struct grimp_found {
    struct slice package; /* "django" */
    struct grimp_graph graph;
};

/* ----------------------------------------------------------------- package */

/* The one package that has no package around it; PLACE_NONE if there are more. */
static uint32_t only_package(const struct import_graph *g)
{
    uint32_t found = PLACE_NONE;

    for (uint32_t i = 0; i < g->places.count; i++) {
        const struct place *place = &g->places.items[i];

        if (!(place->flags & PLACE_PACKAGE) ||
            (i && g->places.items[place->parent].flags & PLACE_PACKAGE))
            continue;
        if (found != PLACE_NONE)
            return PLACE_NONE;
        found = i;
    }
    return found;
}

static bool package_find(const struct graph_answer *a, struct grimp_found *f,
                         uint32_t *place, struct err *e)
{
    const struct import_graph *g = a->graph;
    const char *name = a->settings->package;
    uint32_t module;

    if (name) {
        module = names_find(&g->names, slice_of(name));
        if (module == MODULE_NONE) {
            names_suggest(&g->names, name, e);
            return false;
        }
        *place = g->places.module_places[module];
    } else {
        *place = g->places.items[PLACE_TOP].flags & PLACE_PACKAGE ? PLACE_TOP
                                                                  : only_package(g);
        if (*place == PLACE_NONE)
            return err_set(e, ERR_USAGE,
                           "there are several packages: say which with --package");
        module = g->places.items[*place].module;
    }
    f->package = g->names.items[module];
    return g->places.items[*place].flags & PLACE_PACKAGE ||
           err_set(e, ERR_USAGE, "%s is no package: it has no __init__.py", name);
}

static bool grimp_find(struct graph_answer *a, struct err *e)
{
    const struct import_graph *g = a->graph;
    struct grimp_found *f = memory_calloc(1, sizeof *f);
    uint32_t place;

    a->found = f;
    if (!package_find(a, f, &place, e)) {
        free(f);
        return false;
    }
    f->graph = grimp_graph(&g->places, g->files, place, f->package);
    return true;
}

static void grimp_forget(struct graph_answer *a)
{
    struct grimp_found *f = a->found;

    grimp_release(&f->graph);
    free(f);
}

/* ------------------------------------------------------------------- sheet */

enum { FROM, TO, FILE_PATH, LINE, COLUMN };

static const struct sheet_column columns[] = {
    [FROM] = {"from", CELL_TEXT, "from", 0},
    [TO] = {"to", CELL_TEXT, "to", 0},
    [FILE_PATH] = {"file", CELL_PATH, "file", 0},
    [LINE] = {"line", CELL_NUMBER, "line", 0},
    [COLUMN] = {"column", CELL_NUMBER, NULL, 0},
};

static void pair_row(const void *context, size_t number, struct cell *cells)
{
    const struct graph_answer *a = context;
    const struct grimp_found *f = a->found;
    const struct grimp_edge *edge = &f->graph.edges[number];
    const struct python_file *file = &a->graph->files[edge->file];
    const struct import *import = &file->facts->imports[edge->import];

    cells[FROM] = cell_text(f->graph.modules[edge->from].name);
    cells[TO] = cell_text(f->graph.modules[edge->to].name);
    cells[FILE_PATH] = cell_text(file->path);
    cells[LINE] = cell_number(import->line);
    cells[COLUMN] = cell_number(import->column);
}

static void grimp_head(const void *context, struct json *json)
{
    const struct graph_answer *a = context;
    const struct grimp_found *f = a->found;

    json_key(json, "package");
    json_string(json, f->package);
    json_key_number(json, "modules_count", f->graph.module_count);
}

static void picture_give(const struct graph_answer *a, bool dot, struct out *out)
{
    const struct grimp_graph *g = &((const struct grimp_found *)a->found)->graph;
    struct slice *names = memory_calloc(g->module_count + 1, sizeof *names);
    struct edges edges = {0};

    for (size_t m = 0; m < g->module_count; m++)
        names[m] = g->modules[m].name;
    for (size_t i = 0; i < g->edge_count; i++)
        edges_add(&edges, (struct edge){g->edges[i].from, g->edges[i].to, 1, 1});
    edges_close(&edges);
    graph_picture(a, names, g->module_count, &edges, dot, out);
    edges_release(&edges);
    free(names);
}

static void grimp_give(const void *context, size_t format, const struct style *style,
                       struct out *out)
{
    const struct graph_answer *a = context;
    const struct grimp_found *f = a->found;
    const struct sheet sheet = {.what = "graph edges",
                                .columns = columns,
                                .column_count = sizeof columns / sizeof *columns,
                                .count = f->graph.edge_count,
                                .row = pair_row,
                                .context = a,
                                .head = grimp_head,
                                .rows_name = "edges",
                                .text_rows = graph_rows(a, 0)};

    if (format >= GRIMP_DOT)
        picture_give(a, format == GRIMP_DOT, out);
    else
        sheet_write[format](&sheet, style, out);
}

const struct graph_verb graph_edges_grimp = {
    .name = "edges",
    .formats = formats,
    .kinds = LINK_WRITTEN,
    .find = grimp_find,
    .give = grimp_give,
    .release = grimp_forget,
};
