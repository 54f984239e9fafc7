#include "engine/base/memory.h"
#include "engine/cmd/graph.h"
#include "engine/report/picture.h"
#include "engine/report/record.h"

#include <stdlib.h>

/* ---------------------------------------------------------------- evidence */

void graph_step_cells(const struct graph_answer *a, uint32_t from, uint32_t to,
                      struct cell *kind, struct cell *file, struct cell *line)
{
    const struct import_link *link = import_graph_evidence(a->graph, from, to, a->kinds);
    const struct import *import = link ? link_import(a->graph, link) : NULL;

    *kind = link ? cell_text(slice_of(link_kind_name(link->kind))) : (struct cell){0};
    *file = link ? cell_text(a->graph->files[link->file].path) : (struct cell){0};
    *line = import ? cell_number(import->line) : (struct cell){0};
}

struct slice graph_package(const struct import_graph *g, uint32_t module)
{
    const struct place *place = &g->places.items[g->places.module_places[module]];
    struct slice name = g->names.items[module];
    const char *dot = name.len ? memrchr(name.data, '.', name.len) : NULL;

    if (place->flags & (PLACE_PACKAGE | PLACE_NAMELESS) || !dot)
        return name;
    return (struct slice){name.data, (size_t)(dot - name.data)};
}

size_t graph_rows(const struct graph_answer *a, size_t otherwise)
{
    return a->settings->rows ? a->rows : otherwise;
}

void graph_chain_text(const struct graph_answer *a, struct page *p,
                      const uint32_t *modules, size_t count)
{
    const struct import_graph *g = a->graph;

    page_name(p, g->names.items[modules[0]], 0);
    page_text(p, "\n");
    for (size_t i = 1; i < count; i++) {
        const struct import_link *link =
            import_graph_evidence(g, modules[i - 1], modules[i], a->kinds);
        const struct import *import = link ? link_import(g, link) : NULL;

        page_text(p, "  -> ");
        page_name(p, g->names.items[modules[i]], 0);
        page_ink(p, INK_DIM);
        page_text(p, "  ");
        page_text(p, link ? link_kind_name(link->kind) : "");
        if (import) {
            page_text(p, "  ");
            page_place(p, g->files[link->file].path, import->line);
        }
        page_ink(p, INK_PLAIN);
        page_text(p, "\n");
    }
}

void graph_place_json(struct json *j, const struct graph_answer *a,
                      const struct import_link *link)
{
    const struct import *import = link ? link_import(a->graph, link) : NULL;

    json_key(j, "file");
    if (link)
        json_string(j, a->graph->files[link->file].path);
    else
        json_null(j);
    json_key(j, "line");
    if (import)
        json_number(j, import->line);
    else
        json_null(j);
}

void graph_items_write(const struct graph_answer *a, const struct graph_items *items,
                       bool lines, struct out *out)
{
    struct buf text = {0};
    struct json j = {.out = &text};

    if (!lines) {
        json_open(&j, '{');
        json_key_text(&j, "schema", RECORD_SCHEMA);
        json_key_text(&j, "report", items->report);
        items->head(a, &j);
        json_key(&j, items->name);
        json_open(&j, '[');
    }
    for (size_t i = 0; i < items->count; i++) {
        items->item(a, &j, i);
        if (lines) {
            buf_add_char(&text, '\n');
            j.comma = false;
        }
        out_take(out, &text, false);
    }
    if (!lines) {
        json_close(&j, ']');
        json_close(&j, '}');
        buf_add_char(&text, '\n');
    }
    out_take(out, &text, true);
    buf_release(&text);
}

/* ------------------------------------------------------------------- order */

struct sorting {
    uint32_t module, distance;
    struct slice name;
};

static int sorting_compare(const void *a, const void *b)
{
    const struct sorting *x = a, *y = b;

    if (x->distance != y->distance)
        return x->distance < y->distance ? -1 : 1;
    return slice_compare(x->name, y->name);
}

void graph_reach_sort(const struct import_graph *g, const struct reach *r,
                      uint32_t *modules)
{
    struct sorting *all = memory_calloc(r->count + 1, sizeof *all);

    for (uint32_t i = 0; i < r->count; i++)
        all[i] = (struct sorting){r->nodes[i], r->distances[r->nodes[i]],
                                  g->names.items[r->nodes[i]]};
    qsort(all, r->count, sizeof *all, sorting_compare);
    for (uint32_t i = 0; i < r->count; i++)
        modules[i] = all[i].module;
    free(all);
}

/* ----------------------------------------------------------------- picture */

void graph_picture(const struct graph_answer *a, const struct slice *names, size_t count,
                   const struct edges *edges, bool dot, struct out *out)
{
    struct picture_edge *drawn = memory_calloc(edges->count + 1, sizeof *drawn);
    const struct picture picture = {.names = names,
                                    .node_count = count,
                                    .edges = drawn,
                                    .edge_count = edges->count,
                                    .max_nodes = a->settings->max_nodes,
                                    .title = a->verb->name};
    struct picture_note note;

    for (size_t i = 0; i < edges->count; i++)
        drawn[i] = (struct picture_edge){.from = edges->items[i].from,
                                         .to = edges->items[i].to,
                                         .sites = edges->items[i].sites,
                                         .mark = edges->items[i].kinds >> 1};
    if (dot)
        picture_write_dot(&picture, out, &note);
    else
        picture_write_mermaid(&picture, out, &note);
    free(drawn);
}

/* The edges of one row between what was reached, by their places in `numbers`. */
static void row_edges(const struct graph_answer *a, const struct reach *r,
                      uint32_t module, const uint32_t *numbers, struct edges *edges)
{
    const struct csr *g = r->graph;

    for (uint32_t i = g->forward.starts[module]; i < g->forward.starts[module + 1]; i++) {
        uint32_t to = g->forward.ends[i];

        if (g->forward.kinds[i] & a->kinds && reach_has(r, to))
            edges_add(edges, (struct edge){numbers[module], numbers[to], g->sites[i], 1});
    }
}

void graph_picture_of(const struct graph_answer *a, const struct reach *r, bool dot,
                      struct out *out)
{
    uint32_t *numbers = memory_calloc(r->graph->nodes + 1, sizeof *numbers);
    struct slice *names = memory_calloc(r->count + 1, sizeof *names);
    struct edges edges = {0};
    uint32_t count = 0;

    for (uint32_t n = 0; (n = reach_next(r, n)) != GRAPH_NONE; n++) {
        names[count] = a->graph->names.items[n];
        numbers[n] = count++;
    }
    for (uint32_t n = 0; (n = reach_next(r, n)) != GRAPH_NONE; n++)
        row_edges(a, r, n, numbers, &edges);
    edges_close(&edges);
    graph_picture(a, names, count, &edges, dot, out);
    edges_release(&edges);
    free(numbers);
    free(names);
}
