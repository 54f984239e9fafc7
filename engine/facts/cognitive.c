/* How hard code is to follow, by the rules of sonar-python (its rule S3776): a point for
 * each break in the flow, and one more for each level that it is nested in.
 *
 *                            points      what is in its body
 *   if                       1 + depth   is one deeper
 *   elif                     1           is one deeper
 *   else, of anything        1           is one deeper
 *   for, while               1 + depth   is one deeper
 *   except                   1 + depth   is one deeper
 *   x if y else z            1 + depth   all of it is one deeper
 *   case                     0           is one deeper
 *   match, try, finally, with 0          is as deep
 *   and, or                  1 where it starts a run: the operator before it isn't the
 *                            same, or stands outside of the brackets
 *
 * No points for not, comprehensions, lambdas, recursion, break and continue.
 *
 * A function starts at depth 0, in another one at 1 + the depth there; but at the same
 * depth if each other statement of the outer one is `return name`: then that one only
 * decorates. A class starts at 0, and so do its methods. Decorators, parameters and bases
 * are as deep as their definition starts.
 *
 * A function's number counts what is nested in it, a class's all of its body, the file's
 * everything. A nested function's own number is its share of the outer one's. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

static uint32_t block_of(const struct extractor *x, uint32_t node)
{
    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is(x, child, PY_block))
            return child;
    }
    return TREE_NONE;
}

static void point_add(struct extractor *x, uint32_t node, enum point_rule rule)
{
    tally_add(x, scope_top(&x->scopes), TALLY_COGNITIVE, node, rule, 1);
}

static void body_nest(struct extractor *x, uint32_t node, uint32_t depth)
{
    uint32_t body = block_of(x, node);

    if (body != TREE_NONE)
        depth_push(&x->depths, tree_first(x->tree, body), body, depth + 1);
}

/* A point that nesting doesn't make dearer. */
static void flat_add(struct extractor *x, uint32_t node, enum point_rule rule)
{
    point_add(x, node, rule);
    body_nest(x, node, depth_at(&x->depths, node));
}

static uint32_t nested_add(struct extractor *x, uint32_t node, enum point_rule rule)
{
    uint32_t depth = depth_at(&x->depths, node);

    point_add(x, node, rule);
    tally_add(x, scope_top(&x->scopes), TALLY_COGNITIVE, node, RULE_NESTING, depth);
    return depth;
}

static void structure_add(struct extractor *x, uint32_t node, enum point_rule rule)
{
    body_nest(x, node, nested_add(x, node, rule));
}

static void ternary_add(struct extractor *x, uint32_t node)
{
    uint32_t depth = nested_add(x, node, RULE_TERNARY);

    depth_push(&x->depths, tree_first(x->tree, node), node - 1, depth + 1);
}

static uint16_t operator_of(const struct extractor *x, uint32_t node)
{
    uint32_t found = tree_child_by_field(x->tree, node, PY_FIELD_operator);

    return found == TREE_NONE ? 0 : x->nodes[found].symbol;
}

/* The operators of a chain, read from left to right: the one before this one is the left
 * side's, unless an `and` on that one's right side comes between. */
static bool starts_run(const struct extractor *x, uint32_t node)
{
    uint32_t left = tree_child_by_field(x->tree, node, PY_FIELD_left), right;

    if (left == TREE_NONE || !node_is(x, left, PY_boolean_operator) ||
        operator_of(x, left) != operator_of(x, node))
        return true;
    right = tree_child_by_field(x->tree, left, PY_FIELD_right);
    return right != TREE_NONE && node_is(x, right, PY_boolean_operator);
}

/* What it is the else of. Behind it stand extras, then what it belongs to; or, of a try,
 * another clause. */
static enum point_rule else_rule(const struct extractor *x, uint32_t node)
{
    uint32_t parent = node + 1;

    while (x->nodes[parent].flags & NODE_EXTRA)
        parent++;
    switch (x->nodes[parent].symbol) {
    case PY_if_statement: return RULE_ELSE;
    case PY_for_statement:
    case PY_while_statement: return RULE_LOOP_ELSE;
    default: return RULE_TRY_ELSE;
    }
}

static void node_count(struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_if_statement: structure_add(x, node, RULE_IF); break;
    case PY_elif_clause: flat_add(x, node, RULE_ELIF); break;
    case PY_else_clause: flat_add(x, node, else_rule(x, node)); break;
    case PY_for_statement: structure_add(x, node, RULE_FOR); break;
    case PY_while_statement: structure_add(x, node, RULE_WHILE); break;
    case PY_except_clause: structure_add(x, node, RULE_EXCEPT); break;
    case PY_case_clause: body_nest(x, node, depth_at(&x->depths, node)); break;
    case PY_conditional_expression: ternary_add(x, node); break;
    case PY_boolean_operator:
        if (starts_run(x, node))
            point_add(x, node, RULE_BOOLEAN_RUN);
        break;
    }
}

/* return x */
static bool is_return_of_name(const struct extractor *x, uint32_t statement)
{
    return node_is(x, statement, PY_return_statement) && x->nodes[statement].size == 3 &&
           (node_is(x, statement - 1, PY_identifier) ||
            node_is(x, statement - 1, PY_true) || node_is(x, statement - 1, PY_false));
}

/* Of a block, the one statement that isn't `return name`; TREE_NONE if there are more,
 * or none. */
static uint32_t only_other_statement(const struct extractor *x, uint32_t block)
{
    uint32_t found = TREE_NONE;

    for (TREE_CHILDREN(x->tree, block, child)) {
        if ((x->nodes[child].flags & (NODE_NAMED | NODE_EXTRA)) != NODE_NAMED ||
            is_return_of_name(x, child))
            continue;
        if (found != TREE_NONE)
            return TREE_NONE;
        found = child;
    }
    return found;
}

static bool is_wrapped(const struct extractor *x, const struct scope *outer,
                       uint32_t definition)
{
    uint32_t only = outer->wrapped;

    return only == definition ||
           (only != TREE_NONE && x->decorated == definition && only == definition + 1 &&
            node_is(x, only, PY_decorated_definition));
}

static uint32_t depth_in(struct extractor *x, const struct scope *scope)
{
    const struct scope *outer = scope - 1;

    if (scope->kind == SCOPE_CLASS || outer->kind != SCOPE_FUNCTION)
        return 0;
    return depth_at(&x->depths, scope->node) + !is_wrapped(x, outer, scope->node);
}

/* The pass will come to the decorators when the definition's scope is left. */
static void decorators_count(struct extractor *x, uint32_t definition, uint32_t first)
{
    size_t ranges = x->depths.count;

    for (uint32_t i = tree_first(x->tree, definition); i-- > first;)
        node_count(x, i);
    x->depths.count = ranges;
}

static void definition_enter(struct extractor *x, uint32_t node)
{
    struct scope *scope = scope_top(&x->scopes);
    uint32_t first = decorators_first(x, node), depth = depth_in(x, scope);

    scope->wrapped = scope->kind == SCOPE_FUNCTION && scope->body != TREE_NONE
                         ? only_other_statement(x, scope->body)
                         : TREE_NONE;
    depth_push(&x->depths, first, node, depth);
    decorators_count(x, node, first);
}

static void enter(struct extractor *x, uint32_t node)
{
    if (node >= x->decorators_first)
        return;
    switch (x->nodes[node].symbol) {
    case PY_function_definition:
    case PY_class_definition: definition_enter(x, node); break;
    case PY_decorator: x->decorators_first = tree_first(x->tree, node); break;
    default: node_count(x, node);
    }
}

static void leave(struct extractor *x, struct scope *closing)
{
    uint32_t number = closing->tallies[TALLY_COGNITIVE];

    switch (closing->kind) {
    case SCOPE_MODULE: x->measures.cognitive = number; return;
    case SCOPE_CLASS: closing->class_measures.cognitive = number; break;
    case SCOPE_FUNCTION: closing->function_measures.cognitive = number; break;
    }
    tally_pass_on(x, closing, TALLY_COGNITIVE);
}

static void start(struct extractor *x)
{
    x->depths.count = 0;
    x->decorators_first = UINT32_MAX;
}

static const struct number numbers[] = {
    FUNCTION_MEASURE(cognitive, "cognitive", "points",
                     "How hard the function is to follow, by sonar-python's rules."),
    CLASS_MEASURE(cognitive, "cognitive", "points",
                  "How hard the class and its methods are to follow."),
    FILE_MEASURE(cognitive, "cognitive", "points",
                 "How hard all code of the file is to follow."),
    {0},
};

const struct metric metric_cognitive = {
    .name = "cognitive",
    .version = 1,
    .numbers = numbers,
    .start = start,
    .symbols =
        (const uint16_t[]){PY_if_statement, PY_elif_clause, PY_else_clause,
                           PY_for_statement, PY_while_statement, PY_except_clause,
                           PY_case_clause, PY_conditional_expression, PY_boolean_operator,
                           PY_function_definition, PY_class_definition, PY_decorator, 0},
    .enter = enter,
    .leave = leave,
};
