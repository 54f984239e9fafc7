/* What the parser could not make sense of, and which definitions it lies in. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

static void enter(struct extractor *x, uint32_t node)
{
    (void)node;
    scope_top(&x->scopes)->partial = true;
}

/* An error in a definition is one in all that it lies in. */
static void leave(struct extractor *x, struct scope *closing)
{
    if (closing->kind == SCOPE_MODULE) {
        x->facts.partial = x->tree->has_error;
        if (x->tree->has_error)
            x->facts.error_line = line_at(&x->lines, x->tree->error_byte).number;
        return;
    }
    closing[-1].partial |= closing->partial;
    if (closing->partial && closing->kind == SCOPE_FUNCTION)
        closing->function.flags |= FUNCTION_PARTIAL;
    else if (closing->partial)
        closing->class_facts.flags |= CLASS_PARTIAL;
}

static const struct number numbers[] = {
    FILE_NUMBER(partial, "partial", "0 or 1", "There is a syntax error."),
    FILE_NUMBER(error_line, "error_line", "line", "Where the first one starts, or 0."),
    {0},
};

const struct metric metric_errors = {
    .name = "errors",
    .version = 1,
    .numbers = numbers,
    .symbols = (const uint16_t[]){PY_ERROR, 0},
    .enter = enter,
    .leave = leave,
};
