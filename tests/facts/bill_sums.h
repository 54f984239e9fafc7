/* bill_sums.h - do the points of a bill add up to the numbers that they explain? */
#ifndef CAMBIUM_TESTS_BILL_SUMS_H
#define CAMBIUM_TESTS_BILL_SUMS_H

#include "engine/facts/bill.h"
#include "engine/facts/metric.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct bill_sums {
    uint64_t functions, points, wrong;
};

/* The sums of each function, one behind the other. An item can only count for the
 * functions around it. */
static inline uint64_t *bill_sums_of(const struct bill *bill)
{
    uint64_t *sums =
        calloc((size_t)bill->facts->function_count * TALLY_COUNT + 1, sizeof *sums);

    for (uint32_t i = 0; i < bill->item_count; i++) {
        const struct bill_item *item = &bill->items[i];
        for (uint32_t s = item->scope; s != FACTS_NONE; s = bill->scopes[s].outer) {
            uint32_t function = bill->scopes[s].function;
            if (function != FACTS_NONE && bill_counts(bill, item, function))
                sums[(size_t)function * TALLY_COUNT + item->tally] += item->points;
        }
    }
    return sums;
}

/* Compares them with the numbers, and says on stderr which aren't equal. Tallies that no
 * metric makes a number of are passed over. */
static inline void bill_check(const struct bill *bill, const char *name,
                              struct bill_sums *result)
{
    uint64_t *sums = bill_sums_of(bill);

    for (enum tally t = 0; t < TALLY_COUNT; t++) {
        enum metric_id by;
        const struct number *n = number_find(NUMBER_OF_FUNCTION, tally_number(t), &by);
        for (uint32_t f = 0; n && f < bill->facts->function_count; f++) {
            uint64_t sum = sums[(size_t)f * TALLY_COUNT + t];
            uint64_t want = number_of(n, bill->facts, bill->measures, f);
            result->points += sum;
            if (sum != want && ++result->wrong < 10)
                fprintf(stderr, "%s: %s: %s is %" PRIu64 ", its bill %" PRIu64 "\n", name,
                        facts_text(bill->facts, bill->facts->functions[f].name), n->name,
                        want, sum);
        }
    }
    result->functions += bill->facts->function_count;
    free(sums);
}

#endif
