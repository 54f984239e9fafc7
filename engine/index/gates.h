/* gates.h - what may not be: limits of numbers, rules of files and imports, budgets.
 *
 *   limit   "cyclomatic<=15", "class.methods<=20", "file.lines<=800", "package.classes<=50":
 *           a number of each function, class, file or folder (quantity.h)
 *   rule    what a file or an import may not be: untested, high-impact-untested, stale,
 *           low-coverage, partial, cycle, unresolved
 *   contract  who may import whom (impact/contract.h)
 *   budget  "shop/pay: untested<=3", "@team-pay: cyclomatic.p95<=12", "*: health>=70":
 *           a number of all files of a folder, of an owner, of the tree (group_numbers.h)
 *
 * `<=` and `>=` are those that there are. What can't be known breaks a budget: a gate that
 * isn't looked at must not pass. */
#ifndef CAMBIUM_INDEX_GATES_H
#define CAMBIUM_INDEX_GATES_H

#include "engine/base/err.h"
#include "engine/index/finding.h"
#include "engine/index/group_numbers.h"
#include "engine/index/quantity.h"
#include "engine/index/record.h"

#include <stdbool.h>
#include <stddef.h>

struct gate_limit {
    struct rule_kind rule;
    struct quantity quantity;
    bool at_most;
    double value;
};

struct gate_budget {
    struct rule_kind rule;
    struct slice group; /* a folder, "*", or an owner */
    struct slice text;  /* as written */
    enum group_number number;
    bool at_most;
    double value;
};

struct gates {
    struct gate_limit *limits;
    size_t limit_count;
    struct gate_budget *budgets;
    size_t budget_count;
    uint32_t rules;               /* bits: see gate_rule_name */
    const char *const *contracts; /* borrowed; those of `graph contracts` */
    size_t contract_count;
    struct arena memory;
};

enum gate_rule {
    GATE_UNTESTED,
    GATE_CRITICAL,
    GATE_STALE,
    GATE_COVERAGE,
    GATE_PARTIAL,
    GATE_CYCLE,
    GATE_UNRESOLVED,
    GATE_RULES,
};

const char *gate_rule_name(enum gate_rule rule); /* NULL behind the last one */

/* Texts as above; they must outlive *g. False and *e: one is none, and what is right. */
bool gates_read(struct gates *g, const char *const *limits, size_t limit_count,
                const char *const *budgets, size_t budget_count, const char *const *rules,
                size_t rule_count, struct err *e);
void gates_release(struct gates *g);

/* What a scan has to measure for the limits. */
metric_set gates_measures(const struct gates *g);

/* Adds what is found; closes *f. Borrows the gates and the records until f is released. False and
 * *e (ERR_USAGE): a contract is none. */
bool gates_run(const struct gates *g, const struct records *r, struct findings *f,
               struct err *e);

#endif
