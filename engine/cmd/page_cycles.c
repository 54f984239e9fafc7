#include "engine/cmd/page_cycles.h"

#include "engine/base/memory.h"
#include "engine/cmd/groups.h"
#include "engine/graph/component.h"
#include "engine/graph/feedback.h"

#include <stdlib.h>

enum { CYCLES_MOST = 50, MEMBERS_MOST = 50, CUTS_MOST = 10, PACKAGES_MOST = 200 };

/* Edges looked at for each component. */
#define CUT_WORK ((uint64_t)5 * 1000 * 1000)

/* -------------------------------------------------------------------- cycles */

struct sized {
    uint32_t component, size, first;
};

static int sized_order(const void *left, const void *right)
{
    const struct sized *a = left, *b = right;

    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

void page_cycles_find(struct page_cycles *c, const struct import_graph *g)
{
    struct sized *sized;

    *c = (struct page_cycles){.graph = g};
    scc_find(&c->scc, &g->graph, LINK_AT_LOAD);
    sized = memory_calloc((size_t)c->scc.count + 1, sizeof *sized);
    for (uint32_t i = 0; i < c->scc.count; i++) {
        if (scc_size(&c->scc, i) > 1)
            sized[c->count++] =
                (struct sized){i, scc_size(&c->scc, i), c->scc.members[c->scc.starts[i]]};
    }
    qsort(sized, c->count, sizeof *sized, sized_order);
    c->components = memory_calloc(c->count + 1, sizeof *c->components);
    for (size_t i = 0; i < c->count; i++)
        c->components[i] = sized[i].component;
    free(sized);
}

void page_cycles_release(struct page_cycles *c)
{
    scc_release(&c->scc);
    free(c->components);
    *c = (struct page_cycles){0};
}

static void cuts_add(const struct page_cycles *c, uint32_t component, struct json *j)
{
    const uint32_t *members = c->scc.members + c->scc.starts[component];
    struct feedback cuts;
    struct buf text = {0};
    struct csr graph;

    component_extract(&c->scc, &c->graph->graph, LINK_AT_LOAD, component, &graph);
    csr_reverse(&graph);
    json_key_number(j, "edges", graph.edges);
    feedback_find(&cuts, &graph, CUT_WORK);
    json_key(j, "cut");
    json_open(j, '[');
    for (uint32_t i = 0; i < cuts.count && i < CUTS_MOST; i++) {
        buf_clear(&text);
        buf_add(&text, c->graph->names.items[members[cuts.edges[i].from]]);
        buf_add_text(&text, " -> ");
        buf_add(&text, c->graph->names.items[members[cuts.edges[i].to]]);
        json_string(j, buf_slice(&text));
    }
    json_close(j, ']');
    json_key_number(j, "cut_count", cuts.count);
    feedback_release(&cuts);
    csr_release(&graph);
    buf_release(&text);
}

static void cycle_add(const struct page_cycles *c, uint32_t component, struct json *j)
{
    const uint32_t *members = c->scc.members + c->scc.starts[component];
    uint32_t size = scc_size(&c->scc, component);

    json_open(j, '{');
    json_key_number(j, "size", size);
    json_key(j, "modules");
    json_open(j, '[');
    for (uint32_t i = 0; i < size && i < MEMBERS_MOST; i++)
        json_string(j, c->graph->names.items[members[i]]);
    json_close(j, ']');
    cuts_add(c, component, j);
    json_close(j, '}');
}

void page_cycles_add(const struct page_cycles *c, struct json *j)
{
    json_key(j, "cycles");
    json_open(j, '[');
    for (size_t i = 0; i < c->count && i < CYCLES_MOST; i++)
        cycle_add(c, c->components[i], j);
    json_close(j, ']');
}

/* ------------------------------------------------------------------ packages */

struct packages {
    const struct import_graph *graph;
    struct groups groups;
    uint32_t *of_modules; /* the number of the package of each module, or GRAPH_NONE */
    uint64_t *imports;    /* from * count + to */
    size_t *order;  /* numbers of packages: importers first, as far as that can be */
    size_t *places; /* of each package in that order */
    size_t all;     /* packages there are */
};

static bool has_module(const struct record *r, const void *context)
{
    (void)context;
    return r->module != MODULE_NONE;
}

/* Groups lie by size: look at all of the few there are. */
static uint32_t package_number(const struct groups *g, struct slice name)
{
    for (size_t i = 0; i < g->count; i++) {
        if (slice_equal(g->items[i].name, name))
            return (uint32_t)i;
    }
    return GRAPH_NONE;
}

static void packages_find(struct packages *p, const struct record_list *l, unsigned depth)
{
    uint32_t modules = p->graph->places.module_count, before = GRAPH_NONE;
    struct slice folder = {0};

    p->of_modules = memory_alloc(((size_t)modules + 1) * sizeof *p->of_modules);
    memset(p->of_modules, 0xff, ((size_t)modules + 1) * sizeof *p->of_modules);
    /* Files of a folder follow each other. */
    for (size_t i = 0; i < l->count; i++) {
        struct slice own = record_folder(l->items[i], depth);

        if (!i || !slice_equal(own, folder))
            before = package_number(&p->groups, own);
        folder = own;
        p->of_modules[l->items[i]->module] = before;
    }
}

static void imports_count(struct packages *p)
{
    const struct csr *g = &p->graph->graph;
    size_t count = p->groups.count;

    p->imports = memory_calloc(count * count + 1, sizeof *p->imports);
    for (uint32_t from = 0; from < g->nodes; from++) {
        for (uint32_t i = g->forward.starts[from]; i < g->forward.starts[from + 1]; i++) {
            uint32_t to = g->forward.ends[i], a = p->of_modules[from];

            if (g->forward.kinds[i] & LINK_WRITTEN && a < count &&
                p->of_modules[to] < count)
                p->imports[a * count + p->of_modules[to]] += g->sites[i];
        }
    }
}

/* --------------------------------------------------------------------- order */

/* Packages that aren't placed yet, and how often they import each other. */
struct ordering {
    uint64_t *out, *in;
    bool *placed;
    size_t count;
};

static size_t last_without(const struct ordering *o, const uint64_t *imports)
{
    size_t found = SIZE_MAX;

    for (size_t i = 0; i < o->count; i++) {
        if (!o->placed[i] && !imports[i])
            found = i;
    }
    return found;
}

/* Who imports most beyond what it is imported; of several the largest package. */
static size_t most_outward(const struct ordering *o)
{
    size_t found = SIZE_MAX;
    int64_t most = INT64_MIN;

    for (size_t i = 0; i < o->count; i++) {
        int64_t outward = (int64_t)o->out[i] - (int64_t)o->in[i];

        if (!o->placed[i] && outward > most) {
            most = outward;
            found = i;
        }
    }
    return found;
}

static void place_out(struct ordering *o, const uint64_t *imports, size_t number)
{
    o->placed[number] = true;
    for (size_t i = 0; i < o->count; i++) {
        o->out[i] -= i == number ? 0 : imports[i * o->count + number];
        o->in[i] -= i == number ? 0 : imports[number * o->count + i];
    }
}

/* Eades, Lin and Smyth's: what imports nothing any more goes to the end, what nothing imports to the
 * front, else who is most outward. */
static void order_find(struct packages *p)
{
    size_t count = p->groups.count, first = 0, end = count;
    struct ordering o = {.out = memory_calloc(count + 1, sizeof *o.out),
                         .in = memory_calloc(count + 1, sizeof *o.in),
                         .placed = memory_calloc(count + 1, sizeof *o.placed),
                         .count = count};

    p->order = memory_calloc(count + 1, sizeof *p->order);
    p->places = memory_calloc(count + 1, sizeof *p->places);
    for (size_t i = 0; i < count * count; i++) {
        o.out[i / count] += i / count == i % count ? 0 : p->imports[i];
        o.in[i % count] += i / count == i % count ? 0 : p->imports[i];
    }
    while (first < end) {
        size_t sink = last_without(&o, o.out);
        size_t source = sink == SIZE_MAX ? last_without(&o, o.in) : SIZE_MAX;
        size_t next = sink != SIZE_MAX     ? sink
                      : source != SIZE_MAX ? source
                                           : most_outward(&o);

        p->order[sink != SIZE_MAX ? --end : first++] = next;
        place_out(&o, p->imports, next);
    }
    for (size_t i = 0; i < count; i++)
        p->places[p->order[i]] = i;
    free(o.out);
    free(o.in);
    free(o.placed);
}

/* -------------------------------------------------------------------- writing */

static void column_add(const struct packages *p, const char *name, struct json *j,
                       double (*value)(const struct group *g))
{
    json_key(j, name);
    json_open(j, '[');
    for (size_t i = 0; i < p->groups.count; i++)
        json_decimal(j, value(&p->groups.items[p->order[i]]));
    json_close(j, ']');
}

static double group_files(const struct group *g)
{
    return (double)g->files;
}

static void pairs_add(const struct packages *p, struct json *j)
{
    size_t count = p->groups.count;

    json_key(j, "edges");
    json_open(j, '[');
    for (size_t i = 0; i < count * count; i++) {
        if (!p->imports[i])
            continue;
        json_open(j, '[');
        json_number(j, p->places[i / count]);
        json_number(j, p->places[i % count]);
        json_number(j, p->imports[i]);
        json_close(j, ']');
    }
    json_close(j, ']');
}

static void packages_write(const struct packages *p, struct json *j)
{
    json_key(j, "packages");
    json_open(j, '{');
    json_key_number(j, "all", p->all);
    json_key(j, "names");
    json_open(j, '[');
    for (size_t i = 0; i < p->groups.count; i++)
        json_string(j, p->groups.items[p->order[i]].name);
    json_close(j, ']');
    column_add(p, "files", j, group_files);
    column_add(p, "lines", j, group_lines);
    pairs_add(p, j);
    json_close(j, '}');
}

void page_packages_add(const struct indexed *x, unsigned folder_depth, struct json *j)
{
    struct packages p = {.graph = &x->imports.graph};
    struct record_list l;

    record_list_make(&l, &x->records, has_module, NULL);
    groups_make(&p.groups, &l, BY_FOLDER, folder_depth);
    p.all = p.groups.count;
    p.groups.count = p.groups.count < PACKAGES_MOST ? p.groups.count : PACKAGES_MOST;
    packages_find(&p, &l, folder_depth);
    imports_count(&p);
    order_find(&p);
    packages_write(&p, j);
    groups_release(&p.groups);
    record_list_release(&l);
    free(p.of_modules);
    free(p.imports);
    free(p.order);
    free(p.places);
}
