/* Return statements of a function itself, as pylint's R0911 counts them: those of
 * functions in it are theirs. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

static void enter(struct extractor *x, uint32_t node)
{
    tally_add(x, scope_top(&x->scopes), TALLY_RETURNS, node, RULE_RETURN, 1);
}

static void leave(struct extractor *x, struct scope *closing)
{
    (void)x;
    if (closing->kind == SCOPE_FUNCTION)
        closing->function_measures.returns = closing->tallies[TALLY_RETURNS];
}

static const struct number numbers[] = {
    FUNCTION_MEASURE(returns, "returns", "returns", "Return statements."),
    {0},
};

const struct metric metric_returns = {
    .name = "returns",
    .version = 1,
    .numbers = numbers,
    .symbols = (const uint16_t[]){PY_return_statement, 0},
    .enter = enter,
    .leave = leave,
};
