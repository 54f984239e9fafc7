/* gate_run.h - what the parts of gates share while they run. */
#ifndef CAMBIUM_INDEX_GATE_RUN_H
#define CAMBIUM_INDEX_GATE_RUN_H

#include "engine/base/buf.h"
#include "engine/index/gates.h"

struct gate_run {
    const struct gates *gates;
    const struct records *records;
    struct findings *findings;
    struct buf text; /* of a message that is being put together */
};

void gate_limits_run(struct gate_run *r);
void gate_rules_run(struct gate_run *r);
void gate_budgets_run(struct gate_run *r);
bool gate_contracts_run(struct gate_run *r, struct err *e);

const struct rule_kind *gate_contract_rule(void);

extern const struct rule_kind gate_rule_kinds[GATE_RULES];

/* What is in r->text, for as long as the findings live; r->text is empty then. */
struct slice gate_text(struct gate_run *r);

/* "17", "12.5": as much as there is to say of a number. */
void gate_number_add(struct gate_run *r, double number);

/* ", at most 15 is allowed" */
void gate_bound_add(struct gate_run *r, bool at_most, double bound, const char *what);

static inline bool gate_is_over(bool at_most, double value, double limit)
{
    return at_most ? value > limit : value < limit;
}

static inline void gate_value_set(struct finding *f, double value, double limit)
{
    f->has_value = true;
    f->value = value;
    f->limit = limit;
}

static inline bool gate_has_rule(const struct gate_run *r, enum gate_rule rule)
{
    return r->gates->rules & 1u << rule;
}

#endif
