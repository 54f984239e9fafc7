/* The lines of code of the original scanner: those with something on them that doesn't
 * start with a #. It looks at lines alone, so a docstring counts, and so does a string's
 * line unless that starts with a #. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

static void leave(struct extractor *x, struct scope *closing)
{
    if (closing->kind == SCOPE_MODULE)
        x->measures.origin_lines = x->lines.count - x->lines.blank - x->lines.hashes;
}

static const struct number numbers[] = {
    FILE_MEASURE(origin_lines, "origin_lines", "lines",
                 "Lines that aren't blank and don't start with a #."),
    {0},
};

const struct metric metric_origin = {
    .name = "origin",
    .version = 1,
    .numbers = numbers,
    .leave = leave,
};
