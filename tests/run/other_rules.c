/* The program as it will be one day: its rules find one more decision in the first
 * function of each file, and say so. */
#include "engine/base/arena.h"
#include "engine/cmd/command.h"
#include "engine/facts/extract.h"
#include "engine/facts/metric.h"

uint64_t __real_metrics_version(void);
uint64_t __wrap_metrics_version(void);
const struct facts *__real_facts_extract(struct extractor *x, const struct tree *tree,
                                         struct slice text, struct arena *lasting);
const struct facts *__wrap_facts_extract(struct extractor *x, const struct tree *tree,
                                         struct slice text, struct arena *lasting);

uint64_t __wrap_metrics_version(void)
{
    return __real_metrics_version() + 1;
}

const struct facts *__wrap_facts_extract(struct extractor *x, const struct tree *tree,
                                         struct slice text, struct arena *lasting)
{
    const struct facts *facts = __real_facts_extract(x, tree, text, lasting);

    if (facts->function_count)
        ((struct function *)facts->functions)->cyclomatic++;
    return facts;
}

int main(int argc, char **argv)
{
    return command_main(argc, argv);
}
