/* graph cycles: components in which everything gets to everything, the shortest cycles in
 * them, and the cheapest imports to cut. */
#include "engine/base/memory.h"
#include "engine/cmd/graph.h"
#include "engine/graph/component.h"
#include "engine/graph/cycles.h"
#include "engine/graph/feedback.h"
#include "engine/graph/scc.h"

#include <stdlib.h>

static const char *const formats[] = {"text", "json", "ndjson", "dot", "mermaid", NULL};

enum { CYCLES_JSON = 1, CYCLES_NDJSON, CYCLES_DOT };

/* Edges looked at for each component; some tenths of a second. */
#define COMPONENT_WORK ((uint64_t)50 * 1000 * 1000)

enum { CYCLES_SHOWN = 3, CUTS_SHOWN = 20, MEMBERS_SHOWN = 20 };

struct component_found {
    uint32_t component, size;
    const uint32_t
        *members; /* modules, ascending; cycles and cuts are places among them */
    struct cycles cycles;
    struct feedback cuts;
};

struct cycles_found {
    struct scc scc;
    struct component_found *items; /* the largest first */
    size_t count;
    uint32_t cyclic; /* modules in all of them */
};

/* -------------------------------------------------------------------- find */

static int component_compare(const void *a, const void *b)
{
    const struct component_found *x = a, *y = b;

    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return (x->component > y->component) - (x->component < y->component);
}

static void component_look(const struct graph_answer *a, const struct cycles_found *f,
                           struct component_found *c)
{
    size_t limit = graph_rows(a, CYCLES_SHOWN);
    struct csr graph;

    c->members = &f->scc.members[f->scc.starts[c->component]];
    component_extract(&f->scc, &a->graph->graph, a->kinds, c->component, &graph);
    csr_reverse(&graph);
    cycles_find(&c->cycles, &graph,
                limit && limit < UINT32_MAX ? (uint32_t)limit : UINT32_MAX,
                COMPONENT_WORK);
    feedback_find(&c->cuts, &graph, COMPONENT_WORK);
    csr_release(&graph);
}

static bool cycles_answer(struct graph_answer *a, struct err *e)
{
    const struct csr *g = &a->graph->graph;
    struct cycles_found *f = memory_calloc(1, sizeof *f);

    (void)e;
    a->found = f;
    scc_find(&f->scc, g, a->kinds);
    f->items = memory_calloc(f->scc.count + 1, sizeof *f->items);
    for (uint32_t c = 0; c < f->scc.count; c++) {
        if (!scc_is_cyclic(&f->scc, g, a->kinds, c))
            continue;
        f->items[f->count++] =
            (struct component_found){.component = c, .size = scc_size(&f->scc, c)};
        f->cyclic += scc_size(&f->scc, c);
    }
    qsort(f->items, f->count, sizeof *f->items, component_compare);
    for (size_t i = 0; i < f->count; i++)
        component_look(a, f, &f->items[i]);
    return true;
}

static void cycles_forget(struct graph_answer *a)
{
    struct cycles_found *f = a->found;

    for (size_t i = 0; i < f->count; i++) {
        cycles_release(&f->items[i].cycles);
        feedback_release(&f->items[i].cuts);
    }
    free(f->items);
    scc_release(&f->scc);
    free(f);
}

/* ----------------------------------------------------------------- failing */

/* Does the statement need a name of the module at once, not only the module? */
static bool takes_attribute(const struct import_graph *g, const struct import_link *link)
{
    const struct import *import = link_import(g, link);

    return import && import->flags & IMPORT_FROM && link->name != LINK_WHOLE &&
           !link->inner && link->kind & LINK_AT_LOAD;
}

/* The first statement by which `from` takes a name of `to` while it is loaded: which
 * isn't there yet if `to` is only half loaded. */
static const struct import_link *early_name(const struct graph_answer *a, uint32_t from,
                                            uint32_t to)
{
    const struct import_graph *g = a->graph;
    uint32_t file = import_graph_main(g, from);

    for (size_t i = links_of_file(&g->links, file);
         i < g->links.count && g->links.items[i].file == file; i++) {
        const struct import_link *link = &g->links.items[i];

        if (link->to == to && link->kind & a->kinds && takes_attribute(g, link))
            return link;
    }
    return NULL;
}

static bool runs_at_load(const struct graph_answer *a, uint32_t from, uint32_t to)
{
    return import_graph_evidence(a->graph, from, to, a->kinds & LINK_AT_LOAD) != NULL;
}

/* A cycle can fail when it is loaded if all of it is, and if some module of it takes a name
 * from the next: NULL if not, else where. */
static const struct import_link *failure_of(const struct graph_answer *a,
                                            const struct component_found *c, size_t cycle,
                                            uint32_t *from, uint32_t *to)
{
    const uint32_t *nodes = &c->cycles.nodes[c->cycles.starts[cycle]];
    size_t length = c->cycles.starts[cycle + 1] - c->cycles.starts[cycle];
    const struct import_link *found = NULL;

    for (size_t i = 0; i < length; i++) {
        uint32_t one = c->members[nodes[i]], other = c->members[nodes[(i + 1) % length]];
        const struct import_link *early;

        if (!runs_at_load(a, one, other))
            return NULL;
        early = found ? NULL : early_name(a, one, other);
        if (early) {
            found = early;
            *from = one;
            *to = other;
        }
    }
    return found;
}

/* -------------------------------------------------------------------- text */

static struct slice member_name(const struct graph_answer *a,
                                const struct component_found *c, uint32_t node)
{
    return a->graph->names.items[c->members[node]];
}

static void cycle_text(const struct graph_answer *a, struct page *p,
                       const struct component_found *c, size_t cycle)
{
    const uint32_t *nodes = &c->cycles.nodes[c->cycles.starts[cycle]];
    size_t length = c->cycles.starts[cycle + 1] - c->cycles.starts[cycle];
    uint32_t from, to;
    const struct import_link *failure = failure_of(a, c, cycle, &from, &to);

    page_text(p, "  ");
    for (size_t i = 0; i <= length; i++) {
        page_text(p, i ? " -> " : "");
        page_name(p, member_name(a, c, nodes[i % length]), 0);
    }
    page_text(p, "\n");
    if (!failure)
        return;
    page_ink(p, INK_RED);
    page_text(p, "      can fail when loaded: ");
    page_ink(p, INK_PLAIN);
    page_place(p, a->graph->files[failure->file].path,
               link_import(a->graph, failure)->line);
    page_text(p, " takes ");
    page_name(p, link_name(a->graph, failure), 0);
    page_text(p, " of ");
    page_name(p, a->graph->names.items[to], 0);
    page_text(p, "\n");
}

static void cut_text(const struct graph_answer *a, struct page *p,
                     const struct component_found *c, const struct feedback_edge *cut)
{
    uint32_t from = c->members[cut->from], to = c->members[cut->to];
    const struct import_link *link = import_graph_evidence(a->graph, from, to, a->kinds);

    page_text(p, "    ");
    page_name(p, a->graph->names.items[from], 0);
    page_text(p, " -> ");
    page_name(p, a->graph->names.items[to], 0);
    page_text(p, "  ");
    page_count(p, cut->sites, "place", "places");
    if (link && link_import(a->graph, link)) {
        page_text(p, ", ");
        page_place(p, a->graph->files[link->file].path,
                   link_import(a->graph, link)->line);
    }
    if (cut->alone.largest != FEEDBACK_UNKNOWN) {
        page_text(p, "; alone it leaves a component of ");
        page_number(p, cut->alone.largest, 0);
    }
    page_text(p, "\n");
}

static void component_text(const struct graph_answer *a, struct page *p,
                           const struct component_found *c, size_t number)
{
    size_t cuts = graph_rows(a, CUTS_SHOWN);

    page_text(p, "\n");
    page_ink(p, INK_BOLD);
    page_count(p, c->size, "module", "modules");
    page_text(p, " in component ");
    page_number(p, number + 1, 0);
    page_ink(p, INK_PLAIN);
    page_text(p, "\n");
    for (uint32_t i = 0; i < c->cycles.count; i++)
        cycle_text(a, p, c, i);
    if (c->cycles.end == CYCLES_LIMIT)
        page_text(p, "  these are the shortest; there may be others\n");
    else if (c->cycles.end != CYCLES_ALL)
        page_text(p, "  there are others; looking for them was given up\n");
    page_text(p, "  cut ");
    page_count(p, c->cuts.count, "import", "imports");
    page_text(p, " and no cycle is left: ");
    page_count(p, c->cuts.sites, "place", "places");
    page_text(p, c->cuts.cheapest ? " in the source, and no cheaper way\n"
                                  : " in the source; there may be a cheaper way\n");
    for (uint32_t i = 0; i < c->cuts.count && (!cuts || i < cuts); i++)
        cut_text(a, p, c, &c->cuts.edges[i]);
    page_more(p, c->cuts.count, cuts && cuts < c->cuts.count ? cuts : c->cuts.count);
}

static void kinds_text(struct page *p, uint8_t kinds)
{
    const char *between = "";

    for (unsigned i = 0; i < LINK_KINDS; i++) {
        if (!(kinds & 1u << i))
            continue;
        page_text(p, between);
        page_text(p, link_kind_name((uint8_t)(1u << i)));
        between = ", ";
    }
}

static void text_give(const struct graph_answer *a, const struct style *style,
                      struct out *out)
{
    const struct cycles_found *f = a->found;
    struct buf text = {0};
    struct page p = {&text, style};

    page_count(&p, f->count, "component has", "components have");
    page_text(&p, " cycles; ");
    page_number(&p, f->cyclic, 0);
    page_text(&p, " of ");
    page_count(&p, a->graph->names.count, "module", "modules");
    page_text(&p, " are in one (imports: ");
    kinds_text(&p, a->kinds);
    page_text(&p, ")\n");
    for (size_t i = 0; i < f->count; i++) {
        component_text(a, &p, &f->items[i], i);
        out_take(out, &text, false);
    }
    out_take(out, &text, true);
    buf_release(&text);
}

/* -------------------------------------------------------------------- json */

static void names_json(struct json *j, const struct graph_answer *a,
                       const struct component_found *c, const uint32_t *nodes,
                       size_t count)
{
    json_open(j, '[');
    for (size_t i = 0; i < count; i++)
        json_string(j, member_name(a, c, nodes ? nodes[i] : (uint32_t)i));
    json_close(j, ']');
}

static void cycle_json(struct json *j, const struct graph_answer *a,
                       const struct component_found *c, size_t cycle)
{
    size_t start = c->cycles.starts[cycle], end = c->cycles.starts[cycle + 1];
    uint32_t from, to;
    const struct import_link *failure = failure_of(a, c, cycle, &from, &to);

    json_open(j, '{');
    json_key(j, "modules");
    names_json(j, a, c, &c->cycles.nodes[start], end - start);
    json_key_bool(j, "can_fail_at_load", failure != NULL);
    if (failure) {
        json_key(j, "failing");
        json_open(j, '{');
        json_key(j, "from");
        json_string(j, a->graph->names.items[from]);
        json_key(j, "to");
        json_string(j, a->graph->names.items[to]);
        json_key(j, "name");
        json_string(j, link_name(a->graph, failure));
        graph_place_json(j, a, failure);
        json_close(j, '}');
    }
    json_close(j, '}');
}

/* What is left; null if work ran out before that was known. */
static void rest_json(struct json *j, const char *key, struct feedback_rest rest)
{
    json_key(j, key);
    if (rest.largest == FEEDBACK_UNKNOWN) {
        json_null(j);
        return;
    }
    json_open(j, '{');
    json_key_number(j, "largest", rest.largest);
    json_key_number(j, "cyclic", rest.cyclic);
    json_close(j, '}');
}

static void cut_json(struct json *j, const struct graph_answer *a,
                     const struct component_found *c, const struct feedback_edge *cut)
{
    uint32_t from = c->members[cut->from], to = c->members[cut->to];

    json_open(j, '{');
    json_key(j, "from");
    json_string(j, a->graph->names.items[from]);
    json_key(j, "to");
    json_string(j, a->graph->names.items[to]);
    json_key_number(j, "sites", cut->sites);
    graph_place_json(j, a, import_graph_evidence(a->graph, from, to, a->kinds));
    rest_json(j, "alone_leaves", cut->alone);
    json_close(j, '}');
}

static void component_json(struct json *j, const struct graph_answer *a,
                           const struct component_found *c)
{
    static const char *const ends[] = {"all", "limit", "work", "witness"};

    json_open(j, '{');
    json_key_number(j, "size", c->size);
    json_key(j, "modules");
    names_json(j, a, c, NULL, c->size);
    json_key(j, "cycles");
    json_open(j, '[');
    for (uint32_t i = 0; i < c->cycles.count; i++)
        cycle_json(j, a, c, i);
    json_close(j, ']');
    json_key_text(j, "cycles_listed", ends[c->cycles.end]);
    json_key(j, "cuts");
    json_open(j, '[');
    for (uint32_t i = 0; i < c->cuts.count; i++)
        cut_json(j, a, c, &c->cuts.edges[i]);
    json_close(j, ']');
    json_key_number(j, "cut_sites", c->cuts.sites);
    json_key_bool(j, "cheapest", c->cuts.cheapest);
    rest_json(j, "before", c->cuts.before);
    rest_json(j, "after", c->cuts.after);
    json_close(j, '}');
}

static void head_json(const struct graph_answer *a, struct json *j)
{
    const struct cycles_found *f = a->found;

    json_key_number(j, "modules", a->graph->names.count);
    json_key_number(j, "cyclic", f->cyclic);
}

static void item_json(const struct graph_answer *a, struct json *j, size_t number)
{
    const struct cycles_found *f = a->found;

    component_json(j, a, &f->items[number]);
}

static void json_give(const struct graph_answer *a, bool lines, struct out *out)
{
    const struct cycles_found *f = a->found;
    const struct graph_items items = {"graph cycles", head_json, "components", f->count,
                                      item_json};

    graph_items_write(a, &items, lines, out);
}

/* ----------------------------------------------------------------- picture */

static void cut_mark(const struct csr *g, const struct feedback_edge *cut)
{
    for (uint32_t i = g->forward.starts[cut->from]; i < g->forward.starts[cut->from + 1];
         i++) {
        if (g->forward.ends[i] == cut->to)
            g->forward.kinds[i] = COMPONENT_CUT;
    }
}

/* Kind 2 is an edge to cut, 1 another one. */
static void component_edges(const struct graph_answer *a, const struct cycles_found *f,
                            const struct component_found *c, uint32_t base,
                            struct edges *edges)
{
    struct csr g;

    component_extract(&f->scc, &a->graph->graph, a->kinds, c->component, &g);
    for (uint32_t i = 0; i < c->cuts.count; i++)
        cut_mark(&g, &c->cuts.edges[i]);
    for (uint32_t n = 0; n < g.nodes; n++) {
        for (uint32_t i = g.forward.starts[n]; i < g.forward.starts[n + 1]; i++)
            edges_add(edges, (struct edge){base + n, base + g.forward.ends[i], g.sites[i],
                                           g.forward.kinds[i] == COMPONENT_CUT ? 2 : 1});
    }
    csr_release(&g);
}

static void picture_give(const struct graph_answer *a, bool dot, struct out *out)
{
    const struct cycles_found *f = a->found;
    struct slice *names = memory_calloc(f->cyclic + 1, sizeof *names);
    struct edges edges = {0};
    uint32_t base = 0;

    for (size_t i = 0; i < f->count; i++) {
        const struct component_found *c = &f->items[i];

        for (uint32_t m = 0; m < c->size; m++)
            names[base + m] = member_name(a, c, m);
        component_edges(a, f, c, base, &edges);
        base += c->size;
    }
    edges_close(&edges);
    graph_picture(a, names, base, &edges, dot, out);
    edges_release(&edges);
    free(names);
}

static void cycles_give(const void *context, size_t format, const struct style *style,
                        struct out *out)
{
    const struct graph_answer *a = context;

    if (!format)
        text_give(a, style, out);
    else if (format < CYCLES_DOT)
        json_give(a, format == CYCLES_NDJSON, out);
    else
        picture_give(a, format == CYCLES_DOT, out);
}

const struct graph_verb graph_cycles = {
    .name = "cycles",
    .formats = formats,
    .kinds = LINK_AT_LOAD,
    .find = cycles_answer,
    .give = cycles_give,
    .release = cycles_forget,
};
