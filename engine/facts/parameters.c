/* What a caller may give to a function, and how much of that, and of what the
 * function gives back, has a type hint. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

enum parameter_kind {
    NO_PARAMETER,        /* brackets, commas, what is wrong */
    ORDINARY,            /* by position or by name */
    SPLAT,               /* *args, **kwargs: all behind the first are by name only */
    KEYWORD_SEPARATOR,   /* a star alone: the same */
    POSITIONAL_SEPARATOR /* a slash: all before it are by position only */
};

static bool has_splat(const struct extractor *x, uint32_t parameter)
{
    for (TREE_CHILDREN(x->tree, parameter, child)) {
        if (node_is(x, child, PY_list_splat_pattern) ||
            node_is(x, child, PY_dictionary_splat_pattern))
            return true;
    }
    return false;
}

static enum parameter_kind kind_of(const struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_identifier:
    case PY_default_parameter:
    case PY_typed_default_parameter:
    case PY_tuple_pattern: return ORDINARY;
    case PY_typed_parameter: return has_splat(x, node) ? SPLAT : ORDINARY;
    case PY_list_splat_pattern:
    case PY_dictionary_splat_pattern: return SPLAT;
    case PY_keyword_separator: return KEYWORD_SEPARATOR;
    case PY_positional_separator: return POSITIONAL_SEPARATOR;
    default: return NO_PARAMETER;
    }
}

static bool is_hinted(const struct extractor *x, uint32_t parameter)
{
    return node_is(x, parameter, PY_typed_parameter) ||
           node_is(x, parameter, PY_typed_default_parameter);
}

/* Counts into `f`. True if an ordinary parameter has a hint. */
static bool parameters_count(const struct extractor *x, uint32_t list, struct function *f)
{
    bool ordinary_hint = false, by_position_only = false;

    for (TREE_CHILDREN(x->tree, list, child)) {
        enum parameter_kind kind = kind_of(x, child);
        bool hinted = is_hinted(x, child);

        if (kind == ORDINARY || kind == SPLAT) {
            count_up(&f->parameters);
            if (hinted)
                count_up(&f->hinted_parameters);
        }
        if (kind == SPLAT || kind == KEYWORD_SEPARATOR)
            ordinary_hint = false; /* those were behind it */
        if (kind == POSITIONAL_SEPARATOR)
            by_position_only = true;
        if (kind == ORDINARY && hinted && !by_position_only)
            ordinary_hint = true;
    }
    return ordinary_hint;
}

static void enter(struct extractor *x, uint32_t node)
{
    struct function *f = &scope_top(&x->scopes)->function;
    uint32_t list = tree_child_by_field(x->tree, node, PY_FIELD_parameters);
    bool returns = tree_child_by_field(x->tree, node, PY_FIELD_return_type) != TREE_NONE;

    if (returns)
        f->flags |= FUNCTION_RETURN_HINT;
    if ((list != TREE_NONE && parameters_count(x, list, f)) || returns)
        x->facts.has_type_hints = true;
    x->facts.hint_count += f->hinted_parameters + returns;
    x->facts.hintable_count += f->parameters + 1u;
}

static const struct number numbers[] = {
    FUNCTION_NUMBER(parameters, "parameters", "parameters",
                    "What a caller may give, self included."),
    FUNCTION_NUMBER(hinted_parameters, "hinted_parameters", "parameters",
                    "Those of them with a type hint."),
    FILE_NUMBER(hint_count, "hints", "hints", "Hinted parameters and returns."),
    FILE_NUMBER(hintable_count, "hintables", "hints",
                "What could have a hint: parameters and one return per function."),
    FILE_NUMBER(has_type_hints, "has_type_hints", "0 or 1",
                "Some function has a hinted return or ordinary parameter."),
    {0},
};

const struct metric metric_parameters = {
    .name = "parameters",
    .version = 1,
    .numbers = numbers,
    .symbols = (const uint16_t[]){PY_function_definition, 0},
    .enter = enter,
};
