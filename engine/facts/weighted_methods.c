/* Weighted methods per class (Chidamber and Kemerer): the sum of the cyclomatic numbers
 * of the methods, the functions that stand in the class body. Those in nested classes
 * or in other methods aren't among them.
 *
 * Read off the tally of the closing method, before cyclomatic.c makes the number of
 * it. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

static void leave(struct extractor *x, struct scope *closing)
{
    (void)x;
    if (closing->kind == SCOPE_FUNCTION && closing[-1].kind == SCOPE_CLASS)
        closing[-1].class_measures.weighted_methods +=
            closing->tallies[TALLY_CYCLOMATIC] + 1;
}

static const struct number numbers[] = {
    CLASS_MEASURE(weighted_methods, "weighted_methods", "paths",
                  "Sum of the cyclomatic numbers of its methods."),
    {0},
};

const struct metric metric_weighted_methods = {
    .name = "weighted_methods",
    .version = 1,
    .numbers = numbers,
    .needs = (metric_set)1 << METRIC_cyclomatic,
    .leave = leave,
};
