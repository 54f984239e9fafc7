/* How deep the statements of a function nest: the longest chain of if, for, while, try,
 * with and match in one another.
 *
 * What belongs to a statement (elif, else, except, finally, case) is no level of its
 * own, an if in an else is one. Functions and classes start again at 0, and what lies
 * in them is no depth of what is around. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

static void depth_set(struct extractor *x, uint32_t node, uint32_t depth)
{
    depth_push(&x->nesting, tree_first(x->tree, node), node, depth);
}

static void statement_enter(struct extractor *x, uint32_t node)
{
    struct scope *scope = scope_top(&x->scopes);
    uint32_t depth = depth_at(&x->nesting, node) + 1;

    depth_set(x, node, depth);
    if (scope->kind == SCOPE_FUNCTION && scope->function_measures.nesting < depth)
        scope->function_measures.nesting = depth;
}

static void enter(struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_function_definition:
    case PY_class_definition: depth_set(x, node, 0); break;
    default: statement_enter(x, node);
    }
}

static void start(struct extractor *x)
{
    x->nesting.count = 0;
}

static const struct number numbers[] = {
    FUNCTION_MEASURE_PEAK(nesting, "nesting", "statements",
                          "Statements with a body in one another."),
    {0},
};

const struct metric metric_nesting = {
    .name = "nesting",
    .version = 1,
    .numbers = numbers,
    .start = start,
    .symbols = (const uint16_t[]){PY_if_statement, PY_for_statement, PY_while_statement,
                                  PY_try_statement, PY_with_statement, PY_match_statement,
                                  PY_function_definition, PY_class_definition, 0},
    .enter = enter,
};
