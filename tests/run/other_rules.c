/* The program as it will be one day: its rules find one more decision in the first
 * function of each file, and say so. */
#include "engine/base/arena.h"
#include "engine/cmd/command.h"
#include "engine/facts/extract.h"
#include "engine/facts/metric.h"

uint64_t __real_metrics_version(metric_set set);
uint64_t __wrap_metrics_version(metric_set set);
struct extracted __real_extract(struct extractor *x, const struct tree *tree,
                                struct slice text, metric_set set, struct arena *lasting);
struct extracted __wrap_extract(struct extractor *x, const struct tree *tree,
                                struct slice text, metric_set set, struct arena *lasting);

uint64_t __wrap_metrics_version(metric_set set)
{
    return __real_metrics_version(set) + 1;
}

struct extracted __wrap_extract(struct extractor *x, const struct tree *tree,
                                struct slice text, metric_set set, struct arena *lasting)
{
    struct extracted got = __real_extract(x, tree, text, set, lasting);

    if (got.facts && got.facts->function_count)
        ((struct function *)got.facts->functions)->cyclomatic++;
    return got;
}

int main(int argc, char **argv)
{
    return command_main(argc, argv);
}
