/* The origin's complexity of a file: each branch weighs as much as there are
 * functions around it, so that nested code weighs double and code that runs
 * when the module is loaded weighs nothing.
 *
 * Branches are if, elif, for, while, try and except. An async for is none, and
 * of a try with except* only the except clauses are: their nodes are others in
 * CPython's ast, and the origin never asked for those. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

static bool is_async(const struct extractor *x, uint32_t loop)
{
    return node_is(x, tree_first(x->tree, loop), PY_KW_async);
}

static bool is_branch(const struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_for_statement: return !is_async(x, node);
    case PY_try_statement: return !node_is_group_try(x, node);
    default: return true;
    }
}

static void enter(struct extractor *x, uint32_t node)
{
    uint32_t *weight = &x->facts.branch_weight;

    if (is_branch(x, node) &&
        __builtin_add_overflow(*weight, scope_top(&x->scopes)->functions, weight))
        *weight = UINT32_MAX;
}

static const struct number numbers[] = {
    FILE_NUMBER(branch_weight, "branch_weight", "branches",
                "Branches, each counted once for every function around it."),
    {0},
};

const struct metric metric_branch_weight = {
    .name = "branch_weight",
    .version = 1,
    .numbers = numbers,
    .symbols =
        (const uint16_t[]){PY_if_statement, PY_elif_clause, PY_for_statement,
                           PY_while_statement, PY_try_statement, PY_except_clause, 0},
    .enter = enter,
};
