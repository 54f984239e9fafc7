/* Test functions, by name alone: test_ and something, at any depth. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

static void leave(struct extractor *x, struct scope *closing)
{
    const char *text = x->text.data;

    if (closing->kind != SCOPE_FUNCTION ||
        strncmp(text + closing->function.bare_name, "test_", 5) != 0)
        return;
    closing->function.flags |= FUNCTION_TEST;
    x->facts.test_count++;
}

static const struct number numbers[] = {
    FILE_NUMBER(test_count, "tests", "functions",
                "Functions whose name starts with test_."),
    {0},
};

const struct metric metric_tests = {
    .name = "tests",
    .version = 1,
    .numbers = numbers,
    .leave = leave,
};
