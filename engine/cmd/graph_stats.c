/* graph stats: how modules and packages stand in the import graph. */
#include "engine/base/memory.h"
#include "engine/cmd/graph.h"
#include "engine/graph/redundant.h"
#include "engine/graph/scc.h"
#include "engine/graph/shape.h"

#include <math.h>
#include <stdlib.h>

static const char *const formats[] = {"text", "json", "ndjson", "csv", NULL};

/* Edges looked at for redundant imports: seconds. */
#define REDUNDANT_WORK ((uint64_t)200 * 1000 * 1000)

enum { ROWS_OF_TEXT = 20 };

struct module_stats {
    uint32_t redundant; /* other modules that it imports and would get to without that */
    bool undecided;     /* of some of them work ran out */
};

/* Robert C. Martin's measures of a package (Object-Oriented Design Quality Metrics, 1994),
 * over modules: afferent couplings are the modules outside that import something in it,
 * efferent ones those outside that it imports. */
struct package_stats {
    struct slice name;
    uint32_t modules, afferent, efferent, classes, abstract;
};

struct stats_found {
    bool by_module;
    struct scc scc;
    struct shape shape;
    struct module_stats *modules;
    struct package_stats *packages;
    uint32_t *package_of; /* of each module */
    uint32_t package_count;
    uint32_t *order; /* rows */
    size_t count;
    uint64_t pairs, sites, redundant, undecided, cyclic;
    uint64_t ends[END_COUNT];
};

/* ---------------------------------------------------------------- packages */

struct named {
    struct slice name;
    uint32_t module;
};

static int named_compare(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = slice_compare(x->name, y->name);

    return order ? order : (x->module > y->module) - (x->module < y->module);
}

static void packages_list(const struct import_graph *g, struct stats_found *f)
{
    uint32_t count = g->names.count;
    struct named *sorted = memory_calloc(count + 1, sizeof *sorted);

    f->package_of = memory_calloc(count + 1, sizeof *f->package_of);
    f->packages = memory_calloc(count + 1, sizeof *f->packages);
    for (uint32_t m = 0; m < count; m++)
        sorted[m] = (struct named){graph_package(g, m), m};
    qsort(sorted, count, sizeof *sorted, named_compare);
    for (uint32_t i = 0; i < count; i++) {
        if (!i || !slice_equal(sorted[i].name, sorted[i - 1].name))
            f->packages[f->package_count++].name = sorted[i].name;
        f->package_of[sorted[i].module] = f->package_count - 1;
        f->packages[f->package_count - 1].modules++;
    }
    free(sorted);
}

/* One for each pair of a package and a module outside of it. */
static void couplings_count(const struct graph_answer *a, struct stats_found *f)
{
    const struct csr *g = &a->graph->graph;
    struct edges out = {0}, in = {0};

    for (uint32_t m = 0; m < g->nodes; m++) {
        for (uint32_t i = g->forward.starts[m]; i < g->forward.starts[m + 1]; i++) {
            uint32_t to = g->forward.ends[i], from_package = f->package_of[m];

            if (!(g->forward.kinds[i] & a->kinds) || from_package == f->package_of[to])
                continue;
            edges_add(&out, (struct edge){from_package, to, 1, 1});
            edges_add(&in, (struct edge){f->package_of[to], m, 1, 1});
        }
    }
    edges_close(&out);
    edges_close(&in);
    for (size_t i = 0; i < out.count; i++)
        f->packages[out.items[i].from].efferent++;
    for (size_t i = 0; i < in.count; i++)
        f->packages[in.items[i].from].afferent++;
    edges_release(&out);
    edges_release(&in);
}

static void classes_count(const struct import_graph *g, struct stats_found *f)
{
    for (size_t file = 0; file < g->file_count; file++) {
        const struct facts *facts = g->files[file].facts;
        struct package_stats *package;

        if (g->file_modules[file] == MODULE_NONE || path_is_stub(g->files[file].path))
            continue;
        package = &f->packages[f->package_of[g->file_modules[file]]];
        package->classes += facts->class_count;
        for (uint32_t c = 0; c < facts->class_count; c++)
            package->abstract += (facts->classes[c].flags & CLASS_ABSTRACT) != 0;
    }
}

/* ----------------------------------------------------------------- modules */

/* The edge between two nodes: rows ascend. */
static uint32_t edge_between(const struct csr *g, uint32_t from, uint32_t to)
{
    uint32_t first = g->forward.starts[from], end = g->forward.starts[from + 1];

    while (first < end) {
        uint32_t middle = first + (end - first) / 2;

        if (g->forward.ends[middle] < to)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

/* Marks of the edges of the graph of components, counted for each module. */
static void redundant_of(const struct graph_answer *a, struct stats_found *f,
                         const struct csr *dag, const uint8_t *marks, uint32_t m)
{
    const struct csr *g = &a->graph->graph;
    uint32_t before = GRAPH_NONE;

    for (uint32_t i = g->forward.starts[m]; i < g->forward.starts[m + 1]; i++) {
        uint32_t to = g->forward.ends[i], mark;
        uint32_t from_c = f->scc.component[m], to_c = f->scc.component[to];

        if (!(g->forward.kinds[i] & a->kinds) || to == before || from_c == to_c)
            continue;
        before = to;
        mark = marks[edge_between(dag, from_c, to_c)];
        f->modules[m].redundant += mark == REDUNDANT_IMPLIED;
        f->modules[m].undecided |= mark == REDUNDANT_UNKNOWN;
    }
    f->redundant += f->modules[m].redundant;
    f->undecided += f->modules[m].undecided;
}

static bool redundant_count(const struct graph_answer *a, struct stats_found *f,
                            struct err *e)
{
    struct csr dag = {0};
    uint8_t *marks;

    if (!scc_condense(&f->scc, &a->graph->graph, a->kinds, &dag, e))
        return false;
    marks = memory_calloc(dag.edges + 1, 1);
    redundant_find(&dag, f->scc.order, REDUNDANT_WORK, marks);
    f->modules = memory_calloc(a->graph->names.count + 1, sizeof *f->modules);
    for (uint32_t m = 0; m < a->graph->names.count; m++)
        redundant_of(a, f, &dag, marks, m);
    free(marks);
    csr_release(&dag);
    return true;
}

static bool is_cyclic(const struct graph_answer *a, const struct stats_found *f,
                      uint32_t m)
{
    return scc_is_cyclic(&f->scc, &a->graph->graph, a->kinds, f->scc.component[m]);
}

static void totals_count(const struct graph_answer *a, struct stats_found *f)
{
    const struct csr *g = &a->graph->graph;
    const struct links *links = &a->graph->links;

    for (uint32_t m = 0; m < g->nodes; m++) {
        uint32_t before = GRAPH_NONE;

        f->cyclic += is_cyclic(a, f, m);
        for (uint32_t i = g->forward.starts[m]; i < g->forward.starts[m + 1]; i++) {
            if (!(g->forward.kinds[i] & a->kinds))
                continue;
            f->sites += g->sites[i];
            f->pairs += g->forward.ends[i] != before;
            before = g->forward.ends[i];
        }
    }
    for (size_t i = 0; i < links->count; i++)
        f->ends[links->items[i].end] += (links->items[i].kind & LINK_WRITTEN) != 0;
}

/* -------------------------------------------------------------------- find */

struct ranked {
    uint64_t weight;
    uint32_t row;
};

static int ranked_compare(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* The most coupled first: those of a module by name, of equal ones the first. */
static void rows_order(const struct graph_answer *a, struct stats_found *f)
{
    struct ranked *ranked;

    f->count = f->by_module ? a->graph->names.count : f->package_count;
    ranked = memory_calloc(f->count + 1, sizeof *ranked);
    for (uint32_t i = 0; i < f->count; i++)
        ranked[i] = (struct ranked){f->by_module ? (uint64_t)f->shape.fan_in[i]
                                                 : (uint64_t)f->packages[i].afferent,
                                    i};
    qsort(ranked, f->count, sizeof *ranked, ranked_compare);
    f->order = memory_calloc(f->count + 1, sizeof *f->order);
    for (size_t i = 0; i < f->count; i++)
        f->order[i] = ranked[i].row;
    free(ranked);
}

static bool by_read(const struct graph_answer *a, struct stats_found *f, struct err *e)
{
    const char *by = a->settings->by ? a->settings->by : "package";

    f->by_module = strcmp(by, "module") == 0;
    return f->by_module || strcmp(by, "package") == 0 ||
           err_set(e, ERR_USAGE, "--by takes module, package or class, not '%.30s'", by);
}

static void stats_forget(struct graph_answer *a)
{
    struct stats_found *f = a->found;

    shape_release(&f->shape);
    scc_release(&f->scc);
    free(f->modules);
    free(f->packages);
    free(f->package_of);
    free(f->order);
    free(f);
}

static bool stats_find(struct graph_answer *a, struct err *e)
{
    struct stats_found *f;

    if (a->settings->by && strcmp(a->settings->by, "class") == 0) {
        a->verb = &graph_classes;
        return a->verb->find(a, e);
    }
    a->found = f = memory_calloc(1, sizeof *f);
    if (!by_read(a, f, e)) {
        free(f);
        return false;
    }
    scc_find(&f->scc, &a->graph->graph, a->kinds);
    shape_find(&f->shape, &a->graph->graph, &f->scc, a->kinds);
    packages_list(a->graph, f);
    couplings_count(a, f);
    classes_count(a->graph, f);
    totals_count(a, f);
    rows_order(a, f);
    if (redundant_count(a, f, e))
        return true;
    stats_forget(a);
    return false;
}

/* ------------------------------------------------------------------- sheet */

static struct cell share(uint64_t part, uint64_t whole)
{
    return (struct cell){.known = whole != 0,
                         .decimal = whole ? (double)part / (double)whole : 0};
}

enum { M_MODULE, M_FILE, M_IN, M_OUT, M_INSTABILITY, M_DEPTH, M_REDUNDANT, M_COMPONENT };

static const struct sheet_column module_columns[] = {
    [M_MODULE] = {"module", CELL_TEXT, "module", 0},
    [M_FILE] = {"file", CELL_PATH, NULL, 0},
    [M_IN] = {"fan_in", CELL_NUMBER, "fan-in", 0},
    [M_OUT] = {"fan_out", CELL_NUMBER, "fan-out", 0},
    [M_INSTABILITY] = {"instability", CELL_DECIMAL, "instability", 2},
    [M_DEPTH] = {"depth", CELL_NUMBER, "depth", 0},
    [M_REDUNDANT] = {"redundant", CELL_NUMBER, "redundant", 0},
    [M_COMPONENT] = {"component", CELL_NUMBER, "component", 0},
};

static void module_row(const void *context, size_t number, struct cell *cells)
{
    const struct graph_answer *a = context;
    const struct stats_found *f = a->found;
    uint32_t m = f->order[number];
    uint32_t in = f->shape.fan_in[m], out = f->shape.fan_out[m];

    cells[M_MODULE] = cell_text(a->graph->names.items[m]);
    cells[M_FILE] = cell_text(import_graph_path(a->graph, m));
    cells[M_IN] = cell_number(in);
    cells[M_OUT] = cell_number(out);
    cells[M_INSTABILITY] = share(out, (uint64_t)in + out);
    cells[M_DEPTH] = cell_number(f->shape.depth[m]);
    cells[M_REDUNDANT] = (struct cell){.known = !f->modules[m].undecided,
                                       .number = f->modules[m].redundant};
    cells[M_COMPONENT] =
        cell_number(is_cyclic(a, f, m) ? scc_size(&f->scc, f->scc.component[m]) : 0);
}

enum {
    P_PACKAGE,
    P_MODULES,
    P_AFFERENT,
    P_EFFERENT,
    P_INSTABILITY,
    P_CLASSES,
    P_ABSTRACT,
    P_ABSTRACTNESS,
    P_DISTANCE
};

static const struct sheet_column package_columns[] = {
    [P_PACKAGE] = {"package", CELL_TEXT, "package", 0},
    [P_MODULES] = {"modules", CELL_NUMBER, "modules", 0},
    [P_AFFERENT] = {"afferent", CELL_NUMBER, "Ca", 0},
    [P_EFFERENT] = {"efferent", CELL_NUMBER, "Ce", 0},
    [P_INSTABILITY] = {"instability", CELL_DECIMAL, "instability", 2},
    [P_CLASSES] = {"classes", CELL_NUMBER, "classes", 0},
    [P_ABSTRACT] = {"abstract", CELL_NUMBER, NULL, 0},
    [P_ABSTRACTNESS] = {"abstractness", CELL_DECIMAL, "abstractness", 2},
    [P_DISTANCE] = {"distance", CELL_DECIMAL, "distance", 2},
};

static void package_row(const void *context, size_t number, struct cell *cells)
{
    const struct graph_answer *a = context;
    const struct stats_found *f = a->found;
    const struct package_stats *p = &f->packages[f->order[number]];
    struct cell instability = share(p->efferent, (uint64_t)p->afferent + p->efferent);
    struct cell abstractness = share(p->abstract, p->classes);

    cells[P_PACKAGE] = cell_text(p->name);
    cells[P_MODULES] = cell_number(p->modules);
    cells[P_AFFERENT] = cell_number(p->afferent);
    cells[P_EFFERENT] = cell_number(p->efferent);
    cells[P_INSTABILITY] = instability;
    cells[P_CLASSES] = cell_number(p->classes);
    cells[P_ABSTRACT] = cell_number(p->abstract);
    cells[P_ABSTRACTNESS] = abstractness;
    /* From the line on which a package is as abstract as it is stable. */
    cells[P_DISTANCE] =
        (struct cell){.known = instability.known && abstractness.known,
                      .decimal = fabs(abstractness.decimal + instability.decimal - 1)};
}

static void head_json(const void *context, struct json *json)
{
    const struct graph_answer *a = context;
    const struct stats_found *f = a->found;

    json_key_number(json, "modules_count", a->graph->names.count);
    json_key_number(json, "packages_count", f->package_count);
    json_key_number(json, "pairs", f->pairs);
    json_key_number(json, "sites", f->sites);
    json_key_number(json, "cyclic", f->cyclic);
    json_key_number(json, "redundant", f->redundant);
    json_key_number(json, "redundant_undecided", f->undecided);
    json_key(json, "imported_names");
    json_open(json, '{');
    for (unsigned end = 0; end < END_COUNT; end++)
        json_key_number(json, link_end_name((uint8_t)end), f->ends[end]);
    json_close(json, '}');
}

static void summary_text(const void *context, struct page *p)
{
    const struct graph_answer *a = context;
    const struct stats_found *f = a->found;
    const char *between = "";

    page_count(p, a->graph->names.count, "module", "modules");
    page_text(p, " in ");
    page_count(p, f->package_count, "package", "packages");
    page_text(p, "; ");
    page_count(p, f->pairs, "pair", "pairs");
    page_text(p, " of modules by ");
    page_count(p, f->sites, "import", "imports");
    page_text(p, "; ");
    page_number(p, f->cyclic, 0);
    page_text(p, " in cycles; ");
    page_number(p, f->redundant, 0);
    page_text(p, " implied by longer ways\n");
    for (unsigned end = 0; end < END_COUNT; end++) {
        if (!f->ends[end])
            continue;
        page_text(p, *between ? between : "imported names end: ");
        page_text(p, link_end_name((uint8_t)end));
        page_text(p, " ");
        page_number(p, f->ends[end], 0);
        between = ", ";
    }
    page_text(p, *between ? "\n\n" : "\n");
}

static void stats_give(const void *context, size_t format, const struct style *style,
                       struct out *out)
{
    const struct graph_answer *a = context;
    const struct stats_found *f = a->found;
    const struct sheet sheet = {
        .what = "graph stats",
        .columns = f->by_module ? module_columns : package_columns,
        .column_count = f->by_module ? sizeof module_columns / sizeof *module_columns
                                     : sizeof package_columns / sizeof *package_columns,
        .count = f->count,
        .row = f->by_module ? module_row : package_row,
        .context = a,
        .head = head_json,
        .lead = summary_text,
        .rows_name = f->by_module ? "modules" : "packages",
        .text_rows = graph_rows(a, ROWS_OF_TEXT)};

    sheet_write[format](&sheet, style, out);
}

const struct graph_verb graph_stats = {
    .name = "stats",
    .formats = formats,
    .kinds = LINK_WRITTEN,
    .find = stats_find,
    .give = stats_give,
    .release = stats_forget,
};
