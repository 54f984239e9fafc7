#include "engine/index/group_numbers.h"

#include "engine/index/cyclomatics.h"

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

static double cyclomatic_value(enum group_number number,
                               const struct record *const *records, size_t count)
{
    struct cyclomatics c = {0};
    unsigned percent = number == GROUP_CYCLOMATIC_P50   ? 50
                       : number == GROUP_CYCLOMATIC_P90 ? 90
                       : number == GROUP_CYCLOMATIC_P95 ? 95
                                                        : 100;
    double value = NAN;

    for (size_t i = 0; i < count; i++)
        cyclomatics_add(&c, records[i]);
    if (number == GROUP_CYCLOMATIC_MEAN) {
        value = share_of(cyclomatics_sum(c.items, c.count), c.count);
    } else if (c.count) {
        cyclomatics_sort(c.items, c.count);
        value = cyclomatics_percentile(c.items, c.count, percent);
    }
    free(c.items);
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
