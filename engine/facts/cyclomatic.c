/* Independent paths through the code, by the rules of radon: one, plus a point
 * for whatever may go two ways.
 *
 *   if, elif, x if y else z      1 each
 *   and, or                      1 each
 *   for, while                   1, and 1 for their else
 *   try                          1 for each except, and 1 for its else
 *   for and if in comprehension  1 each
 *   match                        1 for each case, one less if a case takes anything
 *   assert                       1, whatever is in it
 *
 * An except* and the else of its try give none, as radon has it. Decorators,
 * parameters, annotations of functions and bases of classes don't count.
 *
 *   function  1 + points of its body, nested definitions left out
 *   class     1 + points of its body + its methods' numbers; no nested classes
 *   module    1 + points of its statements + (number - 1) of the functions and
 *             classes that stand in it, not in one another
 *
 * radon doesn't list a class in a function, nor its methods; they have numbers
 * here, but nothing outside of that class counts them. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

static void points_add(struct extractor *x, uint32_t node, enum point_rule rule,
                       uint32_t points)
{
    tally_add(x, scope_top(&x->scopes), TALLY_CYCLOMATIC, node, rule, points);
}

static void loop_count(struct extractor *x, uint32_t loop, enum point_rule rule)
{
    uint32_t otherwise = tree_child_by_field(x->tree, loop, PY_FIELD_alternative);

    points_add(x, loop, rule, 1);
    if (otherwise != TREE_NONE)
        points_add(x, otherwise, RULE_LOOP_ELSE, 1);
}

static void try_count(struct extractor *x, uint32_t node)
{
    if (node_is_group_try(x, node))
        return;
    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is(x, child, PY_else_clause))
            points_add(x, child, RULE_TRY_ELSE, 1);
        else if (node_is(x, child, PY_except_clause))
            points_add(x, child, RULE_EXCEPT, 1);
    }
}

/* The pattern of a case clause or in brackets if it is one and no sequence. */
static uint32_t only_pattern(const struct extractor *x, uint32_t node)
{
    uint32_t found = TREE_NONE;

    for (TREE_CHILDREN(x->tree, node, child)) {
        bool pattern = node_is(x, child, PY_case_pattern);

        if (node_is(x, child, PY_TOK_comma) || (pattern && found != TREE_NONE))
            return TREE_NONE;
        if (pattern && x->nodes[child].size > 1)
            found = child;
    }
    return found;
}

/* `case _:` or `case name:`, with a guard or without. */
static bool takes_anything(const struct extractor *x, uint32_t clause)
{
    uint32_t pattern = only_pattern(x, clause);

    while (pattern != TREE_NONE && node_is(x, pattern - 1, PY_tuple_pattern))
        pattern = only_pattern(x, pattern - 1);
    return pattern != TREE_NONE &&
           (node_is(x, pattern - 1, PY_KW__) ||
            (node_is(x, pattern - 1, PY_dotted_name) && x->nodes[pattern - 1].size == 2));
}

/* The first case that takes anything is free. */
static void match_count(struct extractor *x, uint32_t match)
{
    uint32_t body = tree_child_by_field(x->tree, match, PY_FIELD_body);
    uint32_t free_case = TREE_NONE;

    if (body == TREE_NONE)
        return;
    for (TREE_CHILDREN(x->tree, body, clause)) {
        if (node_is(x, clause, PY_case_clause) && takes_anything(x, clause))
            free_case = clause;
    }
    for (TREE_CHILDREN(x->tree, body, child)) {
        if (node_is(x, child, PY_case_clause) && child != free_case)
            points_add(x, child, RULE_CASE, 1);
    }
}

static void node_count(struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_if_statement: points_add(x, node, RULE_IF, 1); break;
    case PY_elif_clause: points_add(x, node, RULE_ELIF, 1); break;
    case PY_conditional_expression: points_add(x, node, RULE_TERNARY, 1); break;
    case PY_boolean_operator: points_add(x, node, RULE_BOOLEAN, 1); break;
    case PY_for_statement: loop_count(x, node, RULE_FOR); break;
    case PY_while_statement: loop_count(x, node, RULE_WHILE); break;
    case PY_try_statement: try_count(x, node); break;
    case PY_match_statement: match_count(x, node); break;
    case PY_for_in_clause: points_add(x, node, RULE_COMPREHENSION_FOR, 1); break;
    case PY_assert_statement: points_add(x, node, RULE_ASSERT, 1); break;
    case PY_if_clause:
        if (x->nodes[node].field != PY_FIELD_guard)
            points_add(x, node, RULE_COMPREHENSION_IF, 1);
    }
}

static void enter(struct extractor *x, uint32_t node)
{
    if (node >= x->quiet_first || node < scope_top(&x->scopes)->body_first)
        return;
    node_count(x, node);
    if (node_is(x, node, PY_assert_statement) || node_is(x, node, PY_decorator))
        x->quiet_first = tree_first(x->tree, node);
}

/* What the scope around it gets of a definition: nothing of what is nested. */
static void pass_on(struct extractor *x, struct scope *closing)
{
    enum scope_kind outer = closing[-1].kind;

    if (outer == SCOPE_MODULE ||
        (outer == SCOPE_CLASS && closing->kind == SCOPE_FUNCTION))
        tally_pass_on(x, closing, TALLY_CYCLOMATIC);
    if (outer == SCOPE_CLASS && closing->kind == SCOPE_FUNCTION)
        tally_add(x, closing - 1, TALLY_CYCLOMATIC, closing->node, RULE_METHOD, 1);
}

static void leave(struct extractor *x, struct scope *closing)
{
    uint32_t number = closing->tallies[TALLY_CYCLOMATIC] + 1;

    if (closing->kind != SCOPE_MODULE)
        pass_on(x, closing);
    tally_add(x, closing, TALLY_CYCLOMATIC, closing->node, RULE_BASE, 1);
    switch (closing->kind) {
    case SCOPE_MODULE: x->facts.module_cyclomatic = number; return;
    case SCOPE_CLASS: closing->class_facts.cyclomatic = number; return;
    case SCOPE_FUNCTION: closing->function.cyclomatic = number; return;
    }
}

static void start(struct extractor *x)
{
    x->quiet_first = UINT32_MAX;
}

static const struct number numbers[] = {
    FUNCTION_NUMBER(cyclomatic, "cyclomatic", "paths",
                    "Independent paths through the function."),
    CLASS_NUMBER(cyclomatic, "cyclomatic", "paths",
                 "Paths through the class body and its methods together."),
    FILE_NUMBER(module_cyclomatic, "cyclomatic", "paths",
                "Paths through the module, its functions and classes together."),
    {0},
};

const struct metric metric_cyclomatic = {
    .name = "cyclomatic",
    .version = 1,
    .numbers = numbers,
    .start = start,
    .symbols =
        (const uint16_t[]){PY_if_statement, PY_elif_clause, PY_conditional_expression,
                           PY_boolean_operator, PY_for_statement, PY_while_statement,
                           PY_try_statement, PY_for_in_clause, PY_if_clause,
                           PY_match_statement, PY_assert_statement, PY_decorator, 0},
    .enter = enter,
    .leave = leave,
};
