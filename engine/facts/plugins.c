#include "engine/facts/plugins.h"

#include "engine/facts/extractor.h"

/* Does it hold statements of the module, if it is in one? */
static bool holds_statements(uint16_t symbol)
{
    switch (symbol) {
    case PY_block:
    case PY_if_statement:
    case PY_elif_clause:
    case PY_else_clause:
    case PY_try_statement:
    case PY_except_clause:
    case PY_finally_clause:
    case PY_with_statement:
    case PY_for_statement:
    case PY_while_statement:
    case PY_match_statement:
    case PY_case_clause:
    case PY_ERROR: return true;
    default: return false;
    }
}

/* What lies before a node in the post-order is its last child; what lies before its first
 * node, the sibling before it. */
bool plugins_are_named(const struct extractor *x)
{
    for (uint32_t i = tree_root(x->tree); i > 0;) {
        const struct node *n = &x->nodes[--i];

        if (n->symbol == PY_expression_statement && plugins_value(x, i) != TREE_NONE)
            return true;
        if (!holds_statements(n->symbol))
            i = tree_first(x->tree, i);
    }
    return false;
}

/* Nearly no statement gets further than the length of its first name. */
uint32_t plugins_value(const struct extractor *x, uint32_t statement)
{
    uint32_t name = tree_first(x->tree, statement), assignment = statement - 1;

    if (x->nodes[name].field != PY_FIELD_left || !node_is(x, name, PY_identifier) ||
        !node_is_text(x, name, "pytest_plugins") || assignment == name ||
        tree_first(x->tree, assignment) != name)
        return TREE_NONE;
    return tree_child_by_field(x->tree, assignment, PY_FIELD_right);
}
