#include "engine/index/group_numbers.h"

#include "engine/base/memory.h"

#include <math.h>
#include <stdlib.h>

static const struct {
    const char *name;
    bool low_is_bad;
} numbers[GROUP_NUMBERS] = {
#define NUMBER(constant, name, low_is_bad) {name, low_is_bad},
#include "engine/index/group_numbers.def"
#undef NUMBER
};

const char *group_number_name(enum group_number number)
{
    return numbers[number].name;
}

bool group_number_low_is_bad(enum group_number number)
{
    return numbers[number].low_is_bad;
}

bool group_number_of(const char *name, enum group_number *number)
{
    for (int i = 0; i < GROUP_NUMBERS; i++) {
        if (strcmp(numbers[i].name, name) == 0) {
            *number = (enum group_number)i;
            return true;
        }
    }
    return false;
}

/* ---------------------------------------------------------------- functions */

static int number_order(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static const struct facts *source_facts(const struct record *r)
{
    return r->category == CATEGORY_SOURCE ? r->file->facts : NULL;
}

static uint32_t *cyclomatics_of(const struct record *const *records, size_t count,
                                size_t *functions)
{
    uint32_t *values;
    size_t most = 0, n = 0;

    for (size_t i = 0; i < count; i++)
        most += source_facts(records[i]) ? source_facts(records[i])->function_count : 0;
    values = memory_calloc(most + 1, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        const struct facts *f = source_facts(records[i]);

        for (uint32_t k = 0; f && k < f->function_count; k++)
            values[n++] = f->functions[k].cyclomatic;
    }
    *functions = n;
    return values;
}

static double mean_of(const uint32_t *values, size_t count)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return share_of(sum, count);
}

static double cyclomatic_value(enum group_number number,
                               const struct record *const *records, size_t count)
{
    size_t functions;
    uint32_t *values = cyclomatics_of(records, count, &functions);
    unsigned percent = number == GROUP_CYCLOMATIC_P50   ? 50
                       : number == GROUP_CYCLOMATIC_P90 ? 90
                       : number == GROUP_CYCLOMATIC_P95 ? 95
                                                        : 100;
    double value = NAN;

    if (number == GROUP_CYCLOMATIC_MEAN) {
        value = mean_of(values, functions);
    } else if (functions) {
        qsort(values, functions, sizeof *values, number_order);
        value = values[(functions * percent + 99) / 100 - 1];
    }
    free(values);
    return value;
}

/* -------------------------------------------------------------------- sums */

static double summary_value(enum group_number number, const struct summary *s,
                            const struct record_options *o)
{
    struct health health;

    switch (number) {
    case GROUP_HEALTH:
        health_make(&health, s, o);
        return health.known ? health.score : NAN;
    case GROUP_COVERAGE: return 100 * share_of(s->lines_covered, s->lines_to_cover);
    case GROUP_FILES: return (double)s->files;
    case GROUP_LINES: return (double)s->lines_by_category[CATEGORY_SOURCE];
    case GROUP_COMPLEXITY: return (double)s->complexity;
    case GROUP_NEEDING: return (double)s->needing_tests;
    case GROUP_UNTESTED: return (double)s->untested;
    case GROUP_CRITICAL: return (double)s->critical;
    case GROUP_STALE: return s->known_staleness ? (double)s->stale : NAN;
    case GROUP_ATTENTION: return (double)s->attention;
    default: return (double)s->partial;
    }
}

double group_number_value(enum group_number number, const struct records *all,
                          const struct record *const *records, size_t count)
{
    struct summary summary = {0};

    if (number >= GROUP_CYCLOMATIC_MEAN)
        return cyclomatic_value(number, records, count);
    for (size_t i = 0; i < count; i++)
        summary_add(&summary, records[i], &all->options);
    return summary_value(number, &summary, &all->options);
}
