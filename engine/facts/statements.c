/* Statements and branches by the rules of pylint 4 (R0915, R0912), with all of its
 * checks switched on, as by default. They share a rule: pylint counts most branches as
 * statements, too, and several statements only by their branches.
 *
 *                         branches  statements
 *   the function itself          0           1
 *   if, elif                     1           1
 *   else of an if                1           1   none if all in it is another if
 *   for, while                   1           0
 *   their else                   1           0
 *   async for                    0           1
 *   try                          0           0
 *   except                       1           2
 *   else, finally of a try       1           1
 *   match                        0           1
 *   case                         1           0
 *   with                         0           1
 *   return, def, class           0           0
 *   a docstring                  0           0
 *   other simple statements      0           1
 *
 * A try with except* is one statement, each of its clauses one, too, and no branch.
 * What lies in a nested function or class counts as statements of all functions around
 * it, and as branches of none of them. pylint 2 gives a finally two of both, and a
 * case no branch. */
#include "engine/facts/docstrings.h"
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

static void statement_count(struct extractor *x, uint32_t node, enum point_rule rule,
                            uint32_t points)
{
    tally_add(x, scope_top(&x->scopes), TALLY_STATEMENTS, node, rule, points);
}

static void branch_count(struct extractor *x, uint32_t node, enum point_rule rule)
{
    tally_add(x, scope_top(&x->scopes), TALLY_BRANCHES, node, rule, 1);
}

static void both_count(struct extractor *x, uint32_t node, enum point_rule rule)
{
    branch_count(x, node, rule);
    statement_count(x, node, rule, 1);
}

/* An else with nothing but an if in it: to CPython's ast it is an elif. */
static bool is_like_elif(const struct extractor *x, uint32_t otherwise)
{
    uint32_t body = tree_child_by_field(x->tree, otherwise, PY_FIELD_body);
    uint32_t found = TREE_NONE;

    if (body == TREE_NONE)
        return false;
    for (TREE_CHILDREN(x->tree, body, child)) {
        if (x->nodes[child].flags & NODE_EXTRA)
            continue;
        if (found != TREE_NONE || !node_is(x, child, PY_if_statement))
            return false;
        found = child;
    }
    return found != TREE_NONE;
}

static void if_count(struct extractor *x, uint32_t node)
{
    both_count(x, node, RULE_IF);
    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is(x, child, PY_elif_clause))
            both_count(x, child, RULE_ELIF);
        else if (node_is(x, child, PY_else_clause) && !is_like_elif(x, child))
            both_count(x, child, RULE_ELSE);
    }
}

static void loop_count(struct extractor *x, uint32_t loop, enum point_rule rule)
{
    uint32_t otherwise = tree_child_by_field(x->tree, loop, PY_FIELD_alternative);

    branch_count(x, loop, rule);
    if (otherwise != TREE_NONE)
        branch_count(x, otherwise, RULE_LOOP_ELSE);
}

static void for_count(struct extractor *x, uint32_t node)
{
    if (node_is(x, tree_first(x->tree, node), PY_KW_async))
        statement_count(x, node, RULE_FOR, 1);
    else
        loop_count(x, node, RULE_FOR);
}

static void group_try_count(struct extractor *x, uint32_t node)
{
    statement_count(x, node, RULE_TRY, 1);
    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is(x, child, PY_except_clause))
            statement_count(x, child, RULE_EXCEPT, 1);
    }
}

static void try_count(struct extractor *x, uint32_t node)
{
    if (node_is_group_try(x, node)) {
        group_try_count(x, node);
        return;
    }
    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is(x, child, PY_except_clause)) {
            branch_count(x, child, RULE_EXCEPT);
            statement_count(x, child, RULE_EXCEPT, 2);
        } else if (node_is(x, child, PY_else_clause)) {
            both_count(x, child, RULE_TRY_ELSE);
        } else if (node_is(x, child, PY_finally_clause)) {
            both_count(x, child, RULE_FINALLY);
        }
    }
}

static void match_count(struct extractor *x, uint32_t match)
{
    uint32_t body = tree_child_by_field(x->tree, match, PY_FIELD_body);

    statement_count(x, match, RULE_MATCH, 1);
    if (body == TREE_NONE)
        return;
    for (TREE_CHILDREN(x->tree, body, child)) {
        if (node_is(x, child, PY_case_clause))
            branch_count(x, child, RULE_CASE);
    }
}

/* The docstring that CPython sees, blank or not, of what is being read. */
static bool is_docstring(const struct extractor *x, uint32_t statement)
{
    uint32_t first = tree_first(x->tree, statement);
    uint32_t body_first = scope_top(&x->scopes)->body_first;
    bool blank;

    if (!node_is(x, first, PY_string_start) && !node_is(x, first, PY_TOK_paren_open))
        return false;
    while (first > body_first && x->nodes[first - 1].flags & NODE_EXTRA)
        first--;
    return first == body_first && statement_is_text(x, statement, &blank);
}

static void enter(struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_if_statement: if_count(x, node); break;
    case PY_for_statement: for_count(x, node); break;
    case PY_while_statement: loop_count(x, node, RULE_WHILE); break;
    case PY_try_statement: try_count(x, node); break;
    case PY_match_statement: match_count(x, node); break;
    case PY_with_statement: statement_count(x, node, RULE_WITH, 1); break;
    case PY_expression_statement:
        if (is_docstring(x, node))
            break;
        /* fallthrough */
    default: statement_count(x, node, RULE_STATEMENT, 1);
    }
}

static void function_leave(struct extractor *x, struct scope *closing)
{
    struct function_measures *m = &closing->function_measures;

    tally_add(x, closing, TALLY_STATEMENTS, closing->node, RULE_BASE, 1);
    m->statements = closing->tallies[TALLY_STATEMENTS];
    m->branches = closing->tallies[TALLY_BRANCHES];
}

static void leave(struct extractor *x, struct scope *closing)
{
    if (closing->kind == SCOPE_MODULE) {
        x->measures.statements = closing->tallies[TALLY_STATEMENTS];
        return;
    }
    tally_pass_on(x, closing, TALLY_STATEMENTS);
    if (closing->kind == SCOPE_FUNCTION)
        function_leave(x, closing);
}

static const struct number numbers[] = {
    FUNCTION_MEASURE(statements, "statements", "statements",
                     "Statements, those of nested functions included."),
    FUNCTION_MEASURE(branches, "branches", "branches",
                     "Ways that if, for, while, try and match lead to."),
    FILE_MEASURE(statements, "statements", "statements",
                 "Statements in the file, without the functions themselves."),
    {0},
};

const struct metric metric_statements = {
    .name = "statements",
    .version = 1,
    .numbers = numbers,
    .symbols = (const uint16_t[]){PY_if_statement,          PY_for_statement,
                                  PY_while_statement,       PY_try_statement,
                                  PY_match_statement,       PY_with_statement,
                                  PY_expression_statement,  PY_import_statement,
                                  PY_import_from_statement, PY_future_import_statement,
                                  PY_print_statement,       PY_exec_statement,
                                  PY_assert_statement,      PY_delete_statement,
                                  PY_raise_statement,       PY_pass_statement,
                                  PY_break_statement,       PY_continue_statement,
                                  PY_global_statement,      PY_nonlocal_statement,
                                  PY_type_alias_statement,  0},
    .enter = enter,
    .leave = leave,
};
