/* graph edges: each import, and where it leads. */
#include "engine/base/memory.h"
#include "engine/cmd/graph.h"

#include <stdlib.h>

static const char *const formats[] = {"text", "json",    "ndjson", "csv",
                                      "dot",  "mermaid", NULL};

enum { EDGES_DOT = 4 };

enum granularity { BY_MODULE, BY_FILE, BY_PACKAGE, BY_TOP_LEVEL };

/* Lines of links, one for each statement and each module that it leads to. */
struct edge_line {
    size_t first, end; /* of the links */
};

struct edges_found {
    enum granularity granularity;
    struct slice *labels; /* of each module, by the granularity */
    struct edge_line *lines;
    size_t count, capacity;
    struct slice *names; /* room for those of the longest line */
    size_t most_names;
    struct buf said; /* what the last import says that leads out of the tree */
};

/* ------------------------------------------------------------- granularity */

static bool granularity_read(const char *text, enum granularity *granularity,
                             struct err *e)
{
    static const char *const words[] = {"module", "file", "package", "top-level", NULL};

    *granularity = BY_MODULE;
    for (unsigned i = 0; text && words[i]; i++) {
        if (strcmp(words[i], text) == 0)
            return *granularity = (enum granularity)i, true;
    }
    return !text || err_set(e, ERR_USAGE,
                            "--granularity takes module, file, package or top-level, not "
                            "'%.30s'",
                            text);
}

static struct slice top_label(const struct import_graph *g, uint32_t module)
{
    const struct place *place = &g->places.items[g->places.module_places[module]];
    struct slice name = g->names.items[module];
    const char *dot = name.len ? memchr(name.data, '.', name.len) : NULL;

    return dot && !(place->flags & PLACE_NAMELESS)
               ? (struct slice){name.data, (size_t)(dot - name.data)}
               : name;
}

static void labels_make(struct edges_found *f, const struct import_graph *g)
{
    f->labels = memory_calloc(g->names.count + 1, sizeof *f->labels);
    for (uint32_t m = 0; m < g->names.count; m++) {
        switch (f->granularity) {
        case BY_MODULE: f->labels[m] = g->names.items[m]; break;
        case BY_FILE: f->labels[m] = import_graph_path(g, m); break;
        case BY_PACKAGE: f->labels[m] = graph_package(g, m); break;
        case BY_TOP_LEVEL: f->labels[m] = top_label(g, m); break;
        }
    }
}

/* -------------------------------------------------------------------- find */

/* It, or in it. */
static bool is_in_package(struct slice name, struct slice package)
{
    return slice_starts(name, package) &&
           (name.len == package.len || name.data[package.len] == '.');
}

static bool is_wanted(const struct graph_answer *a, const struct edges_found *f,
                      const struct import_link *link)
{
    const struct import_graph *g = a->graph;
    uint32_t from = g->file_modules[link->file];

    if (!(link->kind & a->kinds) ||
        (link->to == GRAPH_NONE &&
         !(a->settings->external && link->import != LINK_WHOLE)))
        return false;
    if (a->settings->package &&
        !is_in_package(g->names.items[from], slice_of(a->settings->package)))
        return false;
    /* What stays within a package is no edge between packages. */
    return f->granularity <= BY_FILE || link->to == GRAPH_NONE ||
           !slice_equal(f->labels[from], f->labels[link->to]);
}

static bool same_line(const struct import_link *a, const struct import_link *b)
{
    return a->file == b->file && a->import == b->import && a->to == b->to &&
           a->kind == b->kind && a->end == b->end && a->reason == b->reason;
}

static void lines_find(const struct graph_answer *a, struct edges_found *f)
{
    const struct links *links = &a->graph->links;
    size_t end;

    for (size_t i = 0; i < links->count; i = end) {
        end = i + 1;
        while (end < links->count && same_line(&links->items[i], &links->items[end]))
            end++;
        if (!is_wanted(a, f, &links->items[i]))
            continue;
        f->lines = memory_grow(f->lines, &f->capacity, f->count + 1, sizeof *f->lines);
        f->lines[f->count++] = (struct edge_line){i, end};
        if (end - i > f->most_names)
            f->most_names = end - i;
    }
}

static bool package_check(const struct graph_answer *a, struct err *e)
{
    const struct names *names = &a->graph->names;
    const char *package = a->settings->package;

    for (uint32_t m = 0; package && m < names->count; m++) {
        if (is_in_package(names->items[m], slice_of(package)))
            return true;
    }
    if (package)
        names_suggest(names, package, e);
    return !package;
}

static bool profile_check(const char *profile, struct err *e)
{
    return !profile || strcmp(profile, "native") == 0 || strcmp(profile, "grimp") == 0 ||
           err_set(e, ERR_USAGE, "--profile takes native or grimp, not '%.30s'", profile);
}

static bool edges_find(struct graph_answer *a, struct err *e)
{
    const char *profile = a->settings->profile;
    enum granularity granularity;
    struct edges_found *f;

    if (!profile_check(profile, e))
        return false;
    if (profile && strcmp(profile, "grimp") == 0) {
        a->verb = &graph_edges_grimp;
        return a->verb->find(a, e);
    }
    if (!granularity_read(a->settings->granularity, &granularity, e) ||
        !package_check(a, e))
        return false;
    a->found = f = memory_calloc(1, sizeof *f);
    f->granularity = granularity;
    labels_make(f, a->graph);
    lines_find(a, f);
    f->names = memory_alloc((f->most_names + 1) * sizeof *f->names);
    return true;
}

static void edges_forget(struct graph_answer *a)
{
    struct edges_found *f = a->found;

    free(f->labels);
    free(f->lines);
    free(f->names);
    buf_release(&f->said);
    free(f);
}

/* ------------------------------------------------------------------- sheet */

enum { FROM, TO, FILE_PATH, LINE, COLUMN, KIND, NAMES, CONFIDENCE, END, WHY };

static const struct sheet_column columns[] = {
    [FROM] = {"from", CELL_TEXT, "from", 0},
    [TO] = {"to", CELL_TEXT, "to", 0},
    [FILE_PATH] = {"file", CELL_PATH, "file", 0},
    [LINE] = {"line", CELL_NUMBER, "line", 0},
    [COLUMN] = {"column", CELL_NUMBER, NULL, 0},
    [KIND] = {"kind", CELL_TEXT, "kind", 0},
    [NAMES] = {"names", CELL_LIST, "names", 0},
    [CONFIDENCE] = {"confidence", CELL_TEXT, NULL, 0},
    [END] = {"end", CELL_TEXT, NULL, 0},
    [WHY] = {"why", CELL_TEXT, NULL, 0},
};

enum { COLUMNS = sizeof columns / sizeof *columns };

/* The names that this line's links took, in the order of the source. */
static struct cell names_cell(const struct edges_found *f, const struct graph_answer *a,
                              const struct edge_line *line)
{
    const struct import_link *links = a->graph->links.items;
    const struct facts *facts = a->graph->files[links[line->first].file].facts;
    const struct import *import = link_import(a->graph, &links[line->first]);
    struct cell cell = {.known = true};
    uint32_t number = 0;
    const char *name;

    if (!import || links[line->first].name == LINK_WHOLE)
        return cell;
    name = facts_text(facts, import->names);
    for (size_t i = line->first; i < line->end; i++) {
        for (; number < links[i].name; number++)
            name += strlen(name) + 1;
        f->names[cell.list.count++] = slice_of(name);
    }
    cell.list.items = f->names;
    return cell;
}

/* What an import says that leads out of the tree: "..a.b". */
static struct slice said_text(struct edges_found *f, const struct graph_answer *a,
                              const struct import_link *link)
{
    const struct import *import = link_import(a->graph, link);

    buf_clear(&f->said);
    for (uint16_t i = 0; i < import->level && i < 64; i++)
        buf_add_char(&f->said, '.');
    buf_add_text(&f->said, facts_text(a->graph->files[link->file].facts, import->module));
    return buf_slice(&f->said);
}

static void edge_row(const void *context, size_t number, struct cell *cells)
{
    const struct graph_answer *a = context;
    struct edges_found *f = a->found;
    const struct edge_line *line = &f->lines[number];
    const struct import_link *link = &a->graph->links.items[line->first];
    const struct import *import = link_import(a->graph, link);

    cells[FROM] = cell_text(f->granularity == BY_FILE
                                ? a->graph->files[link->file].path
                                : f->labels[a->graph->file_modules[link->file]]);
    cells[TO] =
        cell_text(link->to == GRAPH_NONE ? said_text(f, a, link) : f->labels[link->to]);
    cells[FILE_PATH] = cell_text(a->graph->files[link->file].path);
    cells[LINE] = import ? cell_number(import->line) : (struct cell){0};
    cells[COLUMN] = import ? cell_number(import->column) : (struct cell){0};
    cells[KIND] = cell_text(slice_of(link_kind_name(link->kind)));
    cells[NAMES] = names_cell(f, a, line);
    cells[CONFIDENCE] =
        cell_text(slice_of(link->end == END_UNRESOLVED               ? "none"
                           : link_is_likely(link->end, link->reason) ? "likely"
                                                                     : "certain"));
    cells[END] = cell_text(slice_of(link_end_name(link->end)));
    cells[WHY] = link->reason ? cell_text(slice_of(link_reason_text(link->reason)))
                              : (struct cell){0};
}

static void sheet_give(const struct graph_answer *a, size_t format,
                       const struct style *style, struct out *out)
{
    const struct edges_found *f = a->found;
    const struct sheet sheet = {.what = "graph edges",
                                .columns = columns,
                                .column_count = COLUMNS,
                                .count = f->count,
                                .row = edge_row,
                                .context = a,
                                .rows_name = "edges",
                                .text_rows = graph_rows(a, 0)};

    sheet_write[format](&sheet, style, out);
}

/* ----------------------------------------------------------------- picture */

/* Modules of one label become one node there. */
static void picture_give(const struct graph_answer *a, bool dot, struct out *out)
{
    const struct edges_found *f = a->found;
    struct edges edges = {0};

    for (size_t i = 0; i < f->count; i++) {
        const struct import_link *link = &a->graph->links.items[f->lines[i].first];

        if (link->to != GRAPH_NONE)
            edges_add(&edges,
                      (struct edge){a->graph->file_modules[link->file], link->to, 1, 1});
    }
    edges_close(&edges);
    graph_picture(a, f->labels, a->graph->names.count, &edges, dot, out);
    edges_release(&edges);
}

static void edges_give(const void *context, size_t format, const struct style *style,
                       struct out *out)
{
    const struct graph_answer *a = context;

    if (format < EDGES_DOT)
        sheet_give(a, format, style, out);
    else
        picture_give(a, format == EDGES_DOT, out);
}

const struct graph_verb graph_edges = {
    .name = "edges",
    .formats = formats,
    .kinds = LINK_WRITTEN,
    .find = edges_find,
    .give = edges_give,
    .release = edges_forget,
};
