/* graph contracts: are the rules about who may import whom kept? */
#include "engine/base/memory.h"
#include "engine/cmd/graph.h"
#include "engine/impact/contracts_found.h"

#include <stdlib.h>

static const char *const formats[] = {"text", "json", "ndjson", NULL};

/* -------------------------------------------------------------------- find */

static void contracts_forget(struct graph_answer *a)
{
    contracts_found_release(a->found);
    free(a->found);
}

static bool contracts_ask(struct graph_answer *a, struct err *e)
{
    const struct texts *texts = &a->settings->contracts;
    size_t limit = graph_rows(a, CONTRACT_LIMIT);
    struct contracts_found *f = memory_calloc(1, sizeof *f);

    a->found = f;
    if (!texts->count)
        err_set(e, ERR_USAGE,
                "there is no contract: say graph.contract in the configuration, or "
                "--contract");
    if (texts->count &&
        contracts_find(f, a->graph, texts->items, texts->count, a->kinds,
                       limit && limit < UINT32_MAX ? (uint32_t)limit : UINT32_MAX, e)) {
        a->findings = f->broken > 0;
        return true;
    }
    free(f);
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

    return to < g->names.count ? import_graph_evidence(g, from, to, kinds)
                               : import_graph_link(g, from, is_outward, &step);
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
    page_name(p, slice_of(a->settings->contracts.items[number]), 0);
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
    json_string(j, slice_of(a->settings->contracts.items[number]));
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
    .find = contracts_ask,
    .give = contracts_give,
    .release = contracts_forget,
};
