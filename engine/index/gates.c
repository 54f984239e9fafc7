#include "engine/index/gate_run.h"

struct slice gate_text(struct gate_run *r)
{
    struct slice text = arena_copy(&r->findings->memory, buf_slice(&r->text));

    buf_clear(&r->text);
    return text;
}

void gate_number_add(struct gate_run *r, double number)
{
    buf_add_format(&r->text, "%.10g", number);
}

void gate_bound_add(struct gate_run *r, bool at_most, double bound, const char *what)
{
    buf_add_text(&r->text, at_most ? ", at most " : ", at least ");
    gate_number_add(r, bound);
    buf_add_format(&r->text, " is %s", what);
}

static void rules_list(struct gate_run *r)
{
    const struct gates *g = r->gates;
    size_t most = g->limit_count + GATE_RULES + 2, count = 0;
    const struct rule_kind **rules =
        arena_array(&r->findings->memory, const struct rule_kind *, most);

    for (size_t i = 0; i < g->limit_count; i++)
        rules[count++] = &g->limits[i].rule;
    for (int i = 0; i < GATE_RULES; i++) {
        if (gate_has_rule(r, (enum gate_rule)i))
            rules[count++] = &gate_rule_kinds[i];
    }
    if (g->contract_count)
        rules[count++] = gate_contract_rule();
    if (g->budget_count)
        rules[count++] = &g->budgets[0].rule;
    r->findings->rules = rules;
    r->findings->rule_count = count;
}

bool gates_run(const struct gates *g, const struct records *records, struct findings *f,
               struct err *e)
{
    struct gate_run r = {.gates = g, .records = records, .findings = f};
    bool done;

    rules_list(&r);
    gate_limits_run(&r);
    gate_rules_run(&r);
    gate_budgets_run(&r);
    done = gate_contracts_run(&r, e);
    findings_close(f);
    buf_release(&r.text);
    return done;
}
