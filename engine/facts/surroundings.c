#include "engine/facts/surroundings.h"

#include "engine/base/memory.h"
#include "engine/facts/extractor.h"

struct surrounding {
    uint32_t first, last;     /* the nodes it reaches over */
    uint32_t functions;       /* around them */
    uint16_t inside, outside; /* flags in the range, and before it is reached */
};

static const struct surrounding everything = {0, UINT32_MAX, 0, 0, 0};

static const struct surrounding *surrounding_at(struct surroundings *s, uint32_t node)
{
    while (s->count && node < s->items[s->count - 1].first)
        s->count--;
    return s->count ? &s->items[s->count - 1] : &everything;
}

uint16_t surroundings_flags(struct extractor *x, uint32_t node)
{
    const struct surrounding *at = surrounding_at(&x->surroundings, node);
    uint16_t flags = node <= at->last ? at->inside : at->outside;

    /* A function runs later, when no try around its definition helps it. */
    if (scope_of(&x->scopes, node)->functions != at->functions)
        flags &= (uint16_t)~IMPORT_OPTIONAL;
    return flags;
}

static void surrounding_push(struct extractor *x, uint32_t first, uint32_t last,
                             uint16_t flag)
{
    struct surroundings *s = &x->surroundings;
    uint16_t outside = surroundings_flags(x, last);
    struct surrounding pushed = {first, last, scope_of(&x->scopes, last)->functions,
                                 outside | flag, outside};

    s->items = memory_grow(s->items, &s->capacity, s->count + 1, sizeof *s->items);
    s->items[s->count++] = pushed;
}

/* TYPE_CHECKING, typing.TYPE_CHECKING, whatever.TYPE_CHECKING */
static bool is_type_checking(const struct extractor *x, uint32_t node)
{
    if (node_is(x, node, PY_attribute))
        node = tree_child_by_field(x->tree, node, PY_FIELD_attribute);
    return node != TREE_NONE && node_is(x, node, PY_identifier) &&
           node_is_text(x, node, "TYPE_CHECKING");
}

static bool is_not_type_checking(const struct extractor *x, uint32_t node)
{
    if (!node_is(x, node, PY_not_operator))
        return false;
    node = tree_child_by_field(x->tree, node, PY_FIELD_argument);
    return node != TREE_NONE && is_type_checking(x, node_without_brackets(x, node));
}

void surroundings_enter_if(struct extractor *x, uint32_t node)
{
    uint32_t condition = tree_child_by_field(x->tree, node, PY_FIELD_condition);
    uint32_t then = tree_child_by_field(x->tree, node, PY_FIELD_consequence);

    if (condition == TREE_NONE || then == TREE_NONE)
        return;
    condition = node_without_brackets(x, condition);
    if (is_type_checking(x, condition))
        surrounding_push(x, tree_first(x->tree, then), then, IMPORT_TYPING);
    else if (is_not_type_checking(x, condition) && then + 1 < node)
        surrounding_push(x, then + 1, node - 1, IMPORT_TYPING);
}

/* An except clause that would see a failed import. */
static bool catches_imports(const struct extractor *x, uint32_t clause)
{
    bool bare = true;

    for (TREE_CHILDREN(x->tree, clause, child)) {
        if (x->nodes[child].field != PY_FIELD_value)
            continue;
        bare = false;
        for (uint32_t i = tree_first(x->tree, child); i <= child; i++) {
            if (node_is(x, i, PY_identifier) &&
                (node_is_text(x, i, "ImportError") ||
                 node_is_text(x, i, "ModuleNotFoundError") ||
                 node_is_text(x, i, "Exception") || node_is_text(x, i, "BaseException")))
                return true;
        }
    }
    return bare;
}

void surroundings_enter_try(struct extractor *x, uint32_t node)
{
    uint32_t body = tree_child_by_field(x->tree, node, PY_FIELD_body);
    bool caught = false;

    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is(x, child, PY_except_clause))
            caught |= catches_imports(x, child);
    }
    if (caught && body != TREE_NONE)
        surrounding_push(x, tree_first(x->tree, body), body, IMPORT_OPTIONAL);
}
