/* graph contracts: are the rules about who may import whom kept? */
#include "engine/base/memory.h"
#include "engine/cmd/graph.h"
#include "engine/impact/contract.h"

#include <stdlib.h>

static const char *const formats[] = {"text", "json", "ndjson", NULL};

struct contracts_found {
    struct slice *texts;
    struct contract *contracts;
    struct contract_result *results;
    size_t count, broken;
    struct slice *names; /* of modules, then of what is imported from outside */
    uint32_t name_count;
    struct csr graph;
    struct module_names index;
};

/* ----------------------------------------------------------------- outside */

/* One import of something that isn't in the tree. */
struct outward {
    struct slice name;
    uint32_t from;
    uint8_t kind;
};

static int outward_compare(const void *a, const void *b)
{
    return slice_compare(((const struct outward *)a)->name,
                         ((const struct outward *)b)->name);
}

static size_t outward_list(const struct import_graph *g, struct outward *all)
{
    size_t count = 0;

    for (size_t i = 0; i < g->links.count; i++) {
        const struct import_link *link = &g->links.items[i];
        const struct import *import = link_import(g, link);

        if (link->end != END_STANDARD && link->end != END_DECLARED &&
            link->end != END_UNDECLARED)
            continue;
        all[count++] = (struct outward){
            slice_of(facts_text(g->files[link->file].facts, import->module)),
            g->file_modules[link->file], link->kind};
    }
    qsort(all, count, sizeof *all, outward_compare);
    return count;
}

/* A node for each dotted name that is imported from outside, behind the modules. */
static void outside_add(struct contracts_found *f, const struct import_graph *g,
                        struct edges *edges)
{
    struct outward *all = memory_calloc(g->links.count + 1, sizeof *all);
    size_t count = outward_list(g, all);

    f->names = memory_calloc(g->names.count + count + 1, sizeof *f->names);
    memcpy(f->names, g->names.items, g->names.count * sizeof *f->names);
    f->name_count = g->names.count;
    for (size_t i = 0; i < count; i++) {
        if (!i || !slice_equal(all[i].name, all[i - 1].name))
            f->names[f->name_count++] = all[i].name;
        edges_add(edges, (struct edge){all[i].from, f->name_count - 1, 1, all[i].kind});
    }
    free(all);
}

static bool graph_extend(struct contracts_found *f, const struct import_graph *g,
                         struct err *e)
{
    struct edges edges = {0};
    bool built;

    links_to_edges(&g->links, g->file_modules, &edges);
    outside_add(f, g, &edges);
    edges_close(&edges);
    built = csr_build(&f->graph, f->name_count, &edges, LINK_ALL, e);
    edges_release(&edges);
    if (built)
        csr_reverse(&f->graph);
    return built;
}

/* -------------------------------------------------------------------- find */

static void contracts_forget(struct graph_answer *a)
{
    struct contracts_found *f = a->found;

    for (size_t i = 0; i < f->count; i++)
        contract_result_release(&f->results[i]);
    module_names_release(&f->index);
    csr_release(&f->graph);
    free(f->names);
    free(f->results);
    free(f->texts);
    free(f);
}

static bool contracts_check(struct graph_answer *a, struct contracts_found *f,
                            struct err *e)
{
    size_t limit = graph_rows(a, CONTRACT_LIMIT);
    struct contract_graph graph = {.graph = &f->graph};

    module_names_init(&f->index, f->names, f->name_count);
    graph.names = &f->index;
    graph.limit = limit && limit < UINT32_MAX ? (uint32_t)limit : UINT32_MAX;
    f->results = memory_calloc(a->settings->contract_count + 1, sizeof *f->results);
    for (size_t i = 0; i < a->settings->contract_count; i++) {
        if (!f->contracts[i].kinds_said)
            f->contracts[i].kinds = a->kinds;
        if (!contract_check(&f->contracts[i], &graph, &f->results[i], e))
            return err_wrap(e, a->settings->contracts[i]);
        f->count++;
        f->broken += f->results[i].verdict != CONTRACT_KEPT;
    }
    return true;
}

static bool contracts_find(struct graph_answer *a, struct err *e)
{
    size_t count = a->settings->contract_count;
    struct contracts_found *f = memory_calloc(1, sizeof *f);

    a->found = f;
    f->texts = memory_calloc(count + 1, sizeof *f->texts);
    for (size_t i = 0; i < count; i++)
        f->texts[i] = slice_of(a->settings->contracts[i]);
    if (!count)
        err_set(e, ERR_USAGE,
                "there is no contract: say graph.contract in the configuration, or "
                "--contract");
    if (count &&
        contracts_read(f->texts, count, link_kind_of, &a->memory, &f->contracts, e) &&
        graph_extend(f, a->graph, e) && contracts_check(a, f, e)) {
        a->findings = f->broken > 0;
        return true;
    }
    contracts_forget(a);
    return false;
}

/* -------------------------------------------------------------------- text */

static const char *verdict_name(enum contract_verdict verdict)
{
    static const char *const names[] = {"kept", "broken", "unknown"};

    return names[verdict];
}

static struct slice name_of(const struct graph_answer *a, uint32_t node)
{
    return ((const struct contracts_found *)a->found)->names[node];
}

/* A step out of the tree. */
struct outward_step {
    const struct import_graph *graph;
    struct slice to;
    uint8_t kinds;
};

static bool is_outward(const void *context, const struct import_link *link)
{
    const struct outward_step *step = context;
    const struct import_graph *g = step->graph;

    return link->end >= END_STANDARD && link->kind & step->kinds &&
           slice_equal(slice_of(facts_text(g->files[link->file].facts,
                                           link_import(g, link)->module)),
                       step->to);
}

/* Where a step is said first, whether it stays in the tree or not. */
static const struct import_link *step_evidence(const struct graph_answer *a,
                                               uint32_t from, uint32_t to, uint8_t kinds)
{
    const struct import_graph *g = a->graph;
    const struct outward_step step = {g, name_of(a, to), kinds};

    return to < g->names.count ? graph_evidence(g, from, to, kinds)
                               : graph_link(g, from, is_outward, &step);
}

static void step_text(const struct graph_answer *a, struct page *p, uint32_t from,
                      uint32_t to, uint8_t kinds)
{
    const struct import_link *link = step_evidence(a, from, to, kinds);

    page_text(p, " -> ");
    page_name(p, name_of(a, to), 0);
    if (!link || !link_import(a->graph, link))
        return;
    page_ink(p, INK_DIM);
    page_text(p, " (");
    page_place(p, a->graph->files[link->file].path, link_import(a->graph, link)->line);
    page_text(p, ")");
    page_ink(p, INK_PLAIN);
}

/* The chain of an acyclic contract has two modules for each step. */
static void chain_text(const struct graph_answer *a, struct page *p,
                       const struct contract *c, const struct contract_chain *chain)
{
    bool pairs = c->kind == CONTRACT_ACYCLIC;

    page_text(p, "    ");
    page_name(p, name_of(a, chain->modules[0]), 0);
    for (uint32_t i = 1; i < chain->count; i++) {
        if (pairs && i % 2 == 0) {
            page_text(p, "; ");
            page_name(p, name_of(a, chain->modules[i]), 0);
        } else {
            step_text(a, p, chain->modules[i - 1], chain->modules[i], c->kinds);
        }
    }
    page_text(p, "\n");
}

static void violation_text(const struct graph_answer *a, struct page *p,
                           const struct contract *c, const struct contract_violation *v)
{
    page_text(p, "  ");
    if (c->kind == CONTRACT_ACYCLIC) {
        page_text(p, "a cycle of");
        for (uint32_t i = 0; i < v->sibling_count; i++) {
            page_text(p, i ? ", " : " ");
            page_name(p, v->siblings[i], 0);
        }
    } else {
        if (v->from.len)
            page_name(p, v->from, 0);
        else
            page_text(p, "others");
        page_text(p, " -> ");
        page_name(p, v->to, 0);
    }
    page_text(p, ": ");
    page_count(p, v->imports, "import", "imports");
    page_text(p, v->imports == 1 ? " leads there\n" : " lead there\n");
    for (uint32_t i = 0; i < v->chain_count; i++)
        chain_text(a, p, c, &v->chains[i]);
    page_more(p, v->imports, v->chain_count);
}

static void unused_text(struct page *p, const struct contract_exception *x)
{
    page_text(p, "  nothing is excepted by ");
    page_name(p, x->from.set.text, 0);
    page_text(p, " -> ");
    page_name(p, x->to.set.text, 0);
    page_text(p, "\n");
}

static void contract_text(const struct graph_answer *a, struct page *p, size_t number)
{
    const struct contracts_found *f = a->found;
    const struct contract_result *r = &f->results[number];

    page_ink(p, r->verdict == CONTRACT_KEPT ? INK_GREEN : INK_RED);
    page_text(p, verdict_name(r->verdict));
    page_ink(p, INK_PLAIN);
    page_text(p, r->verdict == CONTRACT_KEPT     ? "     "
                 : r->verdict == CONTRACT_BROKEN ? "   "
                                                 : "  ");
    page_name(p, f->texts[number], 0);
    page_text(p, "\n");
    for (uint32_t i = 0; i < r->count; i++)
        violation_text(a, p, &f->contracts[number], &r->violations[i]);
    for (uint32_t i = 0; i < r->unused_count; i++)
        unused_text(p, r->unused[i]);
    if (!r->complete)
        page_text(p, "  looking for more was given up: the graph is too large\n");
}

static void text_give(const struct graph_answer *a, const struct style *style,
                      struct out *out)
{
    const struct contracts_found *f = a->found;
    struct buf text = {0};
    struct page p = {&text, style};

    for (size_t i = 0; i < f->count; i++) {
        contract_text(a, &p, i);
        out_take(out, &text, false);
    }
    page_text(&p, "\n");
    page_count(&p, f->count, "contract", "contracts");
    page_text(&p, ", ");
    page_number(&p, f->broken, 0);
    page_text(&p, " broken\n");
    out_take(out, &text, true);
    buf_release(&text);
}

/* -------------------------------------------------------------------- json */

static void step_json(struct json *j, const struct graph_answer *a, uint32_t from,
                      uint32_t to, uint8_t kinds)
{
    const struct import_link *link = step_evidence(a, from, to, kinds);

    json_open(j, '{');
    json_key(j, "from");
    json_string(j, name_of(a, from));
    json_key(j, "to");
    json_string(j, name_of(a, to));
    json_key_text(j, "kind", link ? link_kind_name(link->kind) : NULL);
    graph_place_json(j, a, link);
    json_close(j, '}');
}

static void chain_json(struct json *j, const struct graph_answer *a,
                       const struct contract *c, const struct contract_chain *chain)
{
    uint32_t stride = c->kind == CONTRACT_ACYCLIC ? 2 : 1;

    json_open(j, '[');
    for (uint32_t i = 0; i + 1 < chain->count; i += stride)
        step_json(j, a, chain->modules[i], chain->modules[i + 1], c->kinds);
    json_close(j, ']');
}

static void violation_json(struct json *j, const struct graph_answer *a,
                           const struct contract *c, const struct contract_violation *v)
{
    json_open(j, '{');
    json_key(j, "from");
    if (v->from.len)
        json_string(j, v->from);
    else
        json_null(j);
    json_key(j, "to");
    json_string(j, v->to);
    json_key_number(j, "imports", v->imports);
    json_key_number(j, "direct", v->direct);
    json_key(j, "siblings");
    json_open(j, '[');
    for (uint32_t i = 0; i < v->sibling_count; i++)
        json_string(j, v->siblings[i]);
    json_close(j, ']');
    json_key(j, "chains");
    json_open(j, '[');
    for (uint32_t i = 0; i < v->chain_count; i++)
        chain_json(j, a, c, &v->chains[i]);
    json_close(j, ']');
    json_close(j, '}');
}

static void contract_json(const struct graph_answer *a, struct json *j, size_t number)
{
    const struct contracts_found *f = a->found;
    const struct contract_result *r = &f->results[number];

    json_open(j, '{');
    json_key(j, "contract");
    json_string(j, f->texts[number]);
    json_key_text(j, "verdict", verdict_name(r->verdict));
    json_key_bool(j, "complete", r->complete);
    json_key(j, "violations");
    json_open(j, '[');
    for (uint32_t i = 0; i < r->count; i++)
        violation_json(j, a, &f->contracts[number], &r->violations[i]);
    json_close(j, ']');
    json_key(j, "unused_exceptions");
    json_open(j, '[');
    for (uint32_t i = 0; i < r->unused_count; i++) {
        json_open(j, '{');
        json_key(j, "from");
        json_string(j, r->unused[i]->from.set.text);
        json_key(j, "to");
        json_string(j, r->unused[i]->to.set.text);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
}

static void head_json(const struct graph_answer *a, struct json *j)
{
    const struct contracts_found *f = a->found;

    json_key_number(j, "broken", f->broken);
}

static void json_give(const struct graph_answer *a, bool lines, struct out *out)
{
    const struct contracts_found *f = a->found;
    const struct graph_items items = {"graph contracts", head_json, "contracts", f->count,
                                      contract_json};

    graph_items_write(a, &items, lines, out);
}

static void contracts_give(const void *context, size_t format, const struct style *style,
                           struct out *out)
{
    const struct graph_answer *a = context;

    if (format)
        json_give(a, format == 2, out);
    else
        text_give(a, style, out);
}

const struct graph_verb graph_contracts = {
    .name = "contracts",
    .formats = formats,
    .kinds = LINK_WRITTEN,
    .find = contracts_find,
    .give = contracts_give,
    .release = contracts_forget,
};
