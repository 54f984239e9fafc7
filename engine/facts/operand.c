#include "engine/facts/operand.h"

#include "engine/facts/extractor.h"
#include "engine/facts/literal.h"

/* What is in brackets, or in the node that the grammar puts around a type. */
static uint32_t operand_bare(const struct extractor *x, uint32_t node)
{
    while (node_is(x, node, PY_parenthesized_expression) || node_is(x, node, PY_type)) {
        uint32_t inner = node;

        for (TREE_CHILDREN(x->tree, node, child)) {
            if (!node_is_extra(x, child) && x->nodes[child].flags & NODE_NAMED)
                inner = child;
        }
        if (inner == node)
            break;
        node = inner;
    }
    return node;
}

static struct literal_prefix string_prefix(const struct extractor *x, uint32_t string)
{
    return literal_prefix_of(node_text(x, tree_first(x->tree, string)));
}

static bool string_key(struct extractor *x, uint32_t string, uint64_t *key)
{
    struct literal_prefix prefix = string_prefix(x, string);
    struct slice text = node_string_text(x, string);

    if (prefix.kind == LITERAL_FORMAT)
        return false;
    if (!literal_is_verbatim(text, prefix)) {
        buf_clear(&x->literal);
        literal_add_value(&x->literal, text, prefix);
        text = buf_slice(&x->literal);
    }
    *key = literal_string_key(text, prefix.kind);
    return true;
}

static bool strings_key(struct extractor *x, uint32_t concatenated, uint64_t *key)
{
    enum literal_kind kind = LITERAL_TEXT;

    buf_clear(&x->literal);
    for (uint32_t i = tree_first(x->tree, concatenated); i < concatenated; i++) {
        struct literal_prefix prefix;

        if (!node_is(x, i, PY_string))
            continue;
        prefix = string_prefix(x, i);
        kind = prefix.kind;
        if (kind == LITERAL_FORMAT)
            return false;
        literal_add_value(&x->literal, node_string_text(x, i), prefix);
    }
    *key = literal_string_key(buf_slice(&x->literal), kind);
    return true;
}

bool operand_key(struct extractor *x, uint32_t operand, uint64_t *key)
{
    operand = operand_bare(x, operand);
    switch (x->nodes[operand].symbol) {
    case PY_identifier:
        *key = literal_string_key(node_text(x, operand), LITERAL_TEXT);
        return true;
    case PY_attribute:
    case PY_member_type:
        *key =
            literal_string_key(node_text(x, node_last_child(x, operand)), LITERAL_TEXT);
        return true;
    case PY_integer:
    case PY_float:
        *key = literal_number_key(node_text(x, operand), &x->literal);
        return true;
    case PY_true: *key = literal_integer_key(1); return true;
    case PY_false: *key = literal_integer_key(0); return true;
    case PY_none: *key = literal_none_key(); return true;
    case PY_ellipsis: *key = literal_ellipsis_key(); return true;
    case PY_string: return string_key(x, operand, key);
    case PY_concatenated_string: return strings_key(x, operand, key);
    }
    return false;
}
