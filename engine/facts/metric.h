/* metric.h - something that is read off a tree, and the numbers it gives.
 *
 * A metric is one file with one `const struct metric metric_NAME` and one line
 * in metrics.def. It says which nodes it wants to see. The pass looks that up
 * in one table, so a node that no metric wants costs one load, however many
 * metrics there are.
 *
 * The numbers themselves lie in the plain structs of facts.h and measures.h. A
 * metric names them, so that what prints, compares or gates numbers can be written once for
 * all of them. Constant data, shared by all threads. */
#ifndef CAMBIUM_FACTS_METRIC_H
#define CAMBIUM_FACTS_METRIC_H

#include "engine/facts/facts.h"
#include "engine/facts/measures.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct extractor;
struct scope;
struct weighing;

enum number_subject { NUMBER_OF_FILE, NUMBER_OF_CLASS, NUMBER_OF_FUNCTION };

struct number {
    const char *name; /* no two of one subject have the same */
    const char *unit;
    const char *summary; /* one sentence */
    enum number_subject subject;
    uint16_t offset, bytes; /* in the struct of the facts, or of the measures */
    bool measured;          /* of the measures */
    bool peak;              /* of several subjects, the largest counts and not the sum */
};

/* What number_value gets it from. */
#define NUMBER(type, field, name, unit, summary, subject, measured, peak) \
    {                                                                     \
        name, unit, summary, subject, offsetof(struct type, field),       \
            sizeof(((struct type *)0)->field), measured, peak             \
    }
#define FILE_NUMBER(field, name, unit, summary) \
    NUMBER(facts, field, name, unit, summary, NUMBER_OF_FILE, false, false)
#define CLASS_NUMBER(field, name, unit, summary) \
    NUMBER(class_facts, field, name, unit, summary, NUMBER_OF_CLASS, false, false)
#define FUNCTION_NUMBER(field, name, unit, summary) \
    NUMBER(function, field, name, unit, summary, NUMBER_OF_FUNCTION, false, false)
#define FUNCTION_PEAK(field, name, unit, summary) \
    NUMBER(function, field, name, unit, summary, NUMBER_OF_FUNCTION, false, true)
#define CLASS_PEAK(field, name, unit, summary) \
    NUMBER(class_facts, field, name, unit, summary, NUMBER_OF_CLASS, false, true)
#define FILE_MEASURE(field, name, unit, summary) \
    NUMBER(measures, field, name, unit, summary, NUMBER_OF_FILE, true, false)
#define CLASS_MEASURE(field, name, unit, summary) \
    NUMBER(class_measures, field, name, unit, summary, NUMBER_OF_CLASS, true, false)
#define FUNCTION_MEASURE(field, name, unit, summary) \
    NUMBER(function_measures, field, name, unit, summary, NUMBER_OF_FUNCTION, true, false)
#define FUNCTION_MEASURE_PEAK(field, name, unit, summary) \
    NUMBER(function_measures, field, name, unit, summary, NUMBER_OF_FUNCTION, true, true)

struct metric {
    const char *name;             /* as in metrics.def */
    unsigned version;             /* raise it when values kept from before are wrong */
    const struct number *numbers; /* the last one has no name */
    metric_set needs;             /* run these, too: it reads what they count */

    /* The nodes that enter() sees, PY_ERROR for all that is wrong or missing;
     * the last one is 0. NULL with enter: none. Parents come before their
     * children, later siblings before earlier ones. When a definition is
     * entered its own scope is open already, opened by metric_definitions. */
    const uint16_t *symbols;
    void (*enter)(struct extractor *x, uint32_t node);

    const struct weighing *weighings; /* its sums, the last one without exceptions; NULL:
                                       * it has none */

    void (*start)(struct extractor *x); /* a file; may be NULL */

    /* When all that lies in a function, a class or the module was seen; may be
     * NULL. closing[-1] is the scope around it, but the module has none. The
     * metric that enters first leaves last. */
    void (*leave)(struct extractor *x, struct scope *closing);
};

enum metric_id {
#define METRIC(x) METRIC_##x,
#include "engine/facts/metrics.def"
    METRIC_COUNT,
#define METRIC(x) +1
#define MEASURE(x)
    FACT_METRIC_COUNT = 0
#include "engine/facts/metrics.def"
};

/* The metrics of the facts; those of the measures. */
#define FACT_METRICS    (((metric_set)1 << FACT_METRIC_COUNT) - 1)
#define MEASURE_METRICS ((((metric_set)1 << METRIC_COUNT) - 1) & ~FACT_METRICS)

/* In the order of metrics.def. */
extern const struct metric *const metrics[METRIC_COUNT];

/* `subject` points to the struct that the number is in. */
uint64_t number_value(const struct number *n, const void *subject);

/* The number of that file, or of its function or class `index`. `m` may be NULL if the
 * number is none of the measures. */
uint64_t number_of(const struct number *n, const struct facts *f,
                   const struct measures *m, uint32_t index);

/* NULL: there is none of that name. *by: the metric that gives it. */
const struct number *number_find(enum number_subject subject, const char *name,
                                 enum metric_id *by);

/* Stands for the rules of these metrics together: what was kept under another one has
 * to be read off its tree again. */
uint64_t metrics_version(metric_set set);

#endif
