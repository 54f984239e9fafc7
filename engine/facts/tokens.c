/* Tokens of a function and of a file, as CPython's tokenize gives them up to 3.11: a
 * string is one, also one with holes. Comments, line ends and indentation are none.
 *
 * From `async` or `def` to the last token of the function, those of nested functions
 * included; decorators lie before it. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

/* A string is what it starts with. */
static const struct weighing weighings[] = {
    {SUM_TOKENS, 1,
     (const struct weight[]){{PY_comment, 0},
                             {PY_line_continuation, 0},
                             {PY_string_content, 0},
                             {PY_escape_sequence, 0},
                             {PY_TOK_backslash, 0},
                             {PY_escape_interpolation, 0},
                             {PY_string_end, 0},
                             {0}}},
    {0},
};

/* How many there are from the end of the file back to the node that is being read. */
static uint32_t tokens_so_far(const struct extractor *x)
{
    return x->sums[SUM_TOKENS] - x->holes;
}

static void start(struct extractor *x)
{
    x->holes = 0;
    x->hole_first = UINT32_MAX;
}

/* What is counted in the hole of a string is taken off. */
static void hole_enter(struct extractor *x, uint32_t node)
{
    if (node >= x->hole_first)
        return;
    x->hole_first = tree_first(x->tree, node);
    x->holes += weights_between(&x->weights, x->nodes, x->hole_first, node)[SUM_TOKENS];
}

/* Three dots in a row are one token. */
static void import_dots_enter(struct extractor *x, uint32_t node)
{
    uint32_t row = 0;

    for (uint32_t i = tree_first(x->tree, node); i < node; i++) {
        bool follows = row > 0 && x->nodes[i].start_byte == x->nodes[i - 1].end_byte;

        row = follows ? row + 1 : 1;
        if (row == 3) {
            x->holes += 2;
            row = 0;
        }
    }
}

static void enter(struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_function_definition:
        scope_top(&x->scopes)->function_measures.tokens = tokens_so_far(x);
        break;
    case PY_interpolation: hole_enter(x, node); break;
    case PY_import_prefix: import_dots_enter(x, node); break;
    }
}

static void leave(struct extractor *x, struct scope *closing)
{
    struct function_measures *m = &closing->function_measures;

    if (closing->kind == SCOPE_MODULE)
        x->measures.tokens = tokens_so_far(x);
    else if (closing->kind == SCOPE_FUNCTION)
        m->tokens = tokens_so_far(x) - m->tokens;
}

static const struct number numbers[] = {
    FUNCTION_MEASURE(tokens, "tokens", "tokens",
                     "Tokens of the function, those of nested functions included."),
    FILE_MEASURE(tokens, "tokens", "tokens", "Tokens of the file."),
    {0},
};

const struct metric metric_tokens = {
    .name = "tokens",
    .version = 1,
    .numbers = numbers,
    .weighings = weighings,
    .start = start,
    .symbols =
        (const uint16_t[]){PY_function_definition, PY_interpolation, PY_import_prefix, 0},
    .enter = enter,
    .leave = leave,
};
