/* metric.h - something that is read off a tree, and the numbers it gives.
 *
 * A metric is one file with one `const struct metric metric_NAME` and one line
 * in metrics.def. It says which nodes it wants to see. The pass looks that up
 * in one table, so a node that no metric wants costs one load, however many
 * metrics there are.
 *
 * The numbers themselves lie in the plain structs of facts.h. A metric names
 * them, so that what prints, compares or gates numbers can be written once for
 * all of them. Constant data, shared by all threads. */
#ifndef CAMBIUM_FACTS_METRIC_H
#define CAMBIUM_FACTS_METRIC_H

#include "engine/facts/facts.h"

#include <stddef.h>
#include <stdint.h>

struct extractor;
struct scope;

enum number_subject { NUMBER_OF_FILE, NUMBER_OF_CLASS, NUMBER_OF_FUNCTION };

struct number {
    const char *name; /* no two of one subject have the same */
    const char *unit;
    const char *summary; /* one sentence */
    enum number_subject subject;
    uint16_t offset, bytes; /* in struct facts, class_facts or function */
};

#define FILE_NUMBER(field, name, unit, summary)                             \
    {                                                                       \
        name, unit, summary, NUMBER_OF_FILE, offsetof(struct facts, field), \
            sizeof(((struct facts *)0)->field)                              \
    }
#define CLASS_NUMBER(field, name, unit, summary)                                   \
    {                                                                              \
        name, unit, summary, NUMBER_OF_CLASS, offsetof(struct class_facts, field), \
            sizeof(((struct class_facts *)0)->field)                               \
    }
#define FUNCTION_NUMBER(field, name, unit, summary)                                \
    {                                                                              \
        name, unit, summary, NUMBER_OF_FUNCTION, offsetof(struct function, field), \
            sizeof(((struct function *)0)->field)                                  \
    }

struct metric {
    const char *name;             /* as in metrics.def */
    unsigned version;             /* raise it when values kept from before are wrong */
    const struct number *numbers; /* the last one has no name */

    /* The nodes that enter() sees, PY_ERROR for all that is wrong or missing;
     * the last one is 0. NULL with enter: none. Parents come before their
     * children, later siblings before earlier ones. When a definition is
     * entered its own scope is open already, opened by metric_definitions. */
    const uint16_t *symbols;
    void (*enter)(struct extractor *x, uint32_t node);

    /* When all that lies in a function, a class or the module was seen; may be
     * NULL. closing[-1] is the scope around it, but the module has none. The
     * metric that enters first leaves last. */
    void (*leave)(struct extractor *x, struct scope *closing);
};

enum metric_id {
#define METRIC(x) METRIC_##x,
#include "engine/facts/metrics.def"
#undef METRIC
    METRIC_COUNT
};

/* In the order of metrics.def. */
extern const struct metric *const metrics[METRIC_COUNT];

/* `subject` points to the struct that n->subject names. */
uint64_t number_value(const struct number *n, const void *subject);

/* Stands for the rules of all metrics together: facts that were kept under
 * another one have to be read off their tree again. */
uint64_t metrics_version(void);

#endif
