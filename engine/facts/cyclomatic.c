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

static uint32_t loop_points(const struct extractor *x, uint32_t loop)
{
    return tree_child_by_field(x->tree, loop, PY_FIELD_alternative) == TREE_NONE ? 1 : 2;
}

static uint32_t try_points(const struct extractor *x, uint32_t node)
{
    uint32_t points = 0;

    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is(x, child, PY_else_clause))
            points++;
        if (!node_is(x, child, PY_except_clause))
            continue;
        if (node_is_group_clause(x, child))
            return 0;
        points++;
    }
    return points;
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

static uint32_t match_points(const struct extractor *x, uint32_t match)
{
    uint32_t body = tree_child_by_field(x->tree, match, PY_FIELD_body);
    uint32_t cases = 0;
    bool anything = false;

    if (body == TREE_NONE)
        return 0;
    for (TREE_CHILDREN(x->tree, body, child)) {
        if (!node_is(x, child, PY_case_clause))
            continue;
        cases++;
        anything |= takes_anything(x, child);
    }
    return cases - anything;
}

static uint32_t points_of(const struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_for_statement:
    case PY_while_statement: return loop_points(x, node);
    case PY_try_statement: return try_points(x, node);
    case PY_match_statement: return match_points(x, node);
    case PY_if_clause: return x->nodes[node].field != PY_FIELD_guard;
    case PY_decorator: return 0;
    default: return 1;
    }
}

static void enter(struct extractor *x, uint32_t node)
{
    struct scope *scope = scope_top(&x->scopes);

    if (node >= x->quiet_first || node < scope->body_first)
        return;
    scope->points += points_of(x, node);
    if (node_is(x, node, PY_assert_statement) || node_is(x, node, PY_decorator))
        x->quiet_first = tree_first(x->tree, node);
}

static void leave(struct extractor *x, struct scope *closing)
{
    struct scope *outer = closing - 1;
    uint32_t number = 1 + closing->points;

    switch (closing->kind) {
    case SCOPE_MODULE: x->facts.module_cyclomatic = number; return;
    case SCOPE_CLASS: closing->class_facts.cyclomatic = number; break;
    case SCOPE_FUNCTION: closing->function.cyclomatic = number; break;
    }
    if (outer->kind == SCOPE_MODULE)
        outer->points += number - 1;
    else if (outer->kind == SCOPE_CLASS && closing->kind == SCOPE_FUNCTION)
        outer->points += number;
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
    .symbols =
        (const uint16_t[]){PY_if_statement, PY_elif_clause, PY_conditional_expression,
                           PY_boolean_operator, PY_for_statement, PY_while_statement,
                           PY_try_statement, PY_for_in_clause, PY_if_clause,
                           PY_match_statement, PY_assert_statement, PY_decorator, 0},
    .enter = enter,
    .leave = leave,
};
