#include "engine/facts/weights.h"

#include "parsers/grammar.h"

#include <stdbool.h>
#include <string.h>

/* Among the nodes that have a name, those that are leaves, if not always. */
static const uint16_t named_leaves[] = {
    PY_identifier,
    PY_integer,
    PY_float,
    PY_true,
    PY_false,
    PY_none,
    PY_ellipsis,
    PY_comment,
    PY_line_continuation,
    PY_string_start,
    PY_string_content,
    PY_string_end,
    PY_escape_sequence,
    PY_escape_interpolation,
    PY_type_conversion,
};

/* Two operators without a name are two words each, which are leaves. */
static bool is_leaf(const struct grammar *grammar, uint16_t symbol)
{
    if (grammar_symbol_kind(grammar, symbol) == SYMBOL_ANONYMOUS)
        return symbol != PY_KW_not_in && symbol != PY_KW_is_not;
    for (size_t i = 0; i < sizeof named_leaves / sizeof *named_leaves; i++) {
        if (named_leaves[i] == symbol)
            return true;
    }
    return false;
}

void weights_clear(struct weights *w)
{
    memset(w, 0, sizeof *w);
}

void weights_set(struct weights *w, const struct weighing *weighing)
{
    const struct grammar *grammar = grammar_by_name("python");

    for (uint16_t symbol = 1; weighing->leaf && symbol < PY_SYMBOL_COUNT; symbol++) {
        if (is_leaf(grammar, symbol))
            w->of[symbol][weighing->sum] = (uint32_t)weighing->leaf;
    }
    for (const struct weight *e = weighing->exceptions; e->symbol; e++)
        w->of[e->symbol][weighing->sum] = (uint32_t)e->weight;
}

sums weights_between(const struct weights *w, const struct node *nodes, uint32_t first,
                     uint32_t last)
{
    sums sum = {0};

    for (uint32_t i = first; i <= last; i++) {
        if (nodes[i].symbol < PY_SYMBOL_COUNT)
            sum += w->of[nodes[i].symbol];
    }
    return sum;
}
