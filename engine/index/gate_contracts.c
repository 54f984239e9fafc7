/* Imports that a contract forbids. */
#include "engine/impact/contracts_found.h"
#include "engine/index/gate_run.h"

static const struct rule_kind contract_rule = {
    "contract", "Imports break a contract",
    "See `cambium graph contracts` for all chains; except an import in the contract, or "
    "take it away.",
    SEVERITY_ERROR, true};

const struct rule_kind *gate_contract_rule(void)
{
    return &contract_rule;
}

static void names_add(struct gate_run *r, const struct contracts_found *found,
                      const struct contract_violation *v)
{
    if (v->sibling_count) {
        buf_add_text(&r->text, "a cycle below ");
        buf_add(&r->text, v->to);
        return;
    }
    if (v->from.len)
        buf_add(&r->text, v->from);
    else if (v->chain_count)
        buf_add(&r->text, found->names[v->chains[0].modules[0]]);
    else
        buf_add_text(&r->text, "others");
    buf_add_text(&r->text, " -> ");
    buf_add(&r->text, v->to);
}

/* What tells it from others is the contract and the names in it, so it stays the same when the
 * chains change. */
static void violation_found(struct gate_run *r, const struct contracts_found *found,
                            const char *contract, const struct contract_violation *v)
{
    const struct import_graph *g = r->records->graph;
    struct finding *f = findings_add(r->findings, &contract_rule);
    const struct import_link *link;

    names_add(r, found, v);
    buf_add_format(&r->text, " (%s)", contract);
    f->name = gate_text(r);
    gate_value_set(f, v->imports, 0);
    names_add(r, found, v);
    buf_add_format(&r->text, ": %ju %s against \"%s\"", (uintmax_t)v->imports,
                   v->imports == 1 ? "import is" : "imports are", contract);
    f->message = gate_text(r);
    if (!v->chain_count || v->chains[0].count < 2)
        return;
    f->path = import_graph_path(g, v->chains[0].modules[0]);
    link = import_graph_evidence(g, v->chains[0].modules[0], v->chains[0].modules[1],
                                 LINK_ALL & ~LINK_ANCESTOR);
    if (link && link->file == import_graph_main(g, v->chains[0].modules[0]))
        f->line = link_import(g, link)->line;
}

static void unknown_found(struct gate_run *r, const char *contract)
{
    struct finding *f = findings_add(r->findings, &contract_rule);

    f->name = slice_of(contract);
    buf_add_format(&r->text, "whether \"%s\" is kept is unknown: too much work",
                   contract);
    f->message = gate_text(r);
}

bool gate_contracts_run(struct gate_run *r, struct err *e)
{
    const struct gates *gates = r->gates;
    struct contracts_found found;

    if (!gates->contract_count)
        return true;
    if (!contracts_find(&found, r->records->graph, gates->contracts,
                        gates->contract_count, LINK_WRITTEN, 0, e))
        return false;
    for (size_t i = 0; i < found.count; i++) {
        if (found.results[i].verdict == CONTRACT_UNKNOWN)
            unknown_found(r, gates->contracts[i]);
        for (uint32_t k = 0; k < found.results[i].count; k++)
            violation_found(r, &found, gates->contracts[i],
                            &found.results[i].violations[k]);
    }
    contracts_found_release(&found);
    return true;
}
