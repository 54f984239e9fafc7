/* derived.h - numbers that are computed from others when they are shown.
 *
 * What is read off a tree and kept is integers. Volumes, shares and indices follow from
 * those, so nobody stores them, and their formulas may change without reading any file
 * again. Constant data, shared by all threads.
 *
 * Where a number can't be known - what it needs wasn't extracted, or it is a share of
 * nothing - it is NAN: unknown is not zero. Where radon gives 0 or 100 for an empty
 * file, that is its formula. */
#ifndef CAMBIUM_FACTS_DERIVED_H
#define CAMBIUM_FACTS_DERIVED_H

#include "engine/facts/facts.h"
#include "engine/facts/measures.h"
#include "engine/facts/metric.h"

#include <stdint.h>

struct derived {
    const char *name; /* none of its subject has it, and no stored number either */
    const char *unit;
    const char *summary; /* one sentence */
    enum number_subject subject;
    uint8_t decimals; /* to be shown */
    metric_set needs; /* of the measures; 0: the facts alone are enough */
    double (*value)(const struct facts *f, const struct measures *m, uint32_t index);
};

/* The last one has no name. */
extern const struct derived derived_numbers[];

/* NULL: there is none of that name. */
const struct derived *derived_find(enum number_subject subject, const char *name);

/* Of that file, or of its function or class `index`. `m` may be NULL. */
double derived_value(const struct derived *d, const struct facts *f,
                     const struct measures *m, uint32_t index);

#endif
