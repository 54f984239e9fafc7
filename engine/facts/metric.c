#include "engine/facts/metric.h"

#include "engine/base/hash.h"

#include <string.h>

#define METRIC(x) extern const struct metric metric_##x;
#include "engine/facts/metrics.def"

const struct metric *const metrics[METRIC_COUNT] = {
#define METRIC(x) &metric_##x,
#include "engine/facts/metrics.def"
};

uint64_t number_value(const struct number *n, const void *subject)
{
    const char *at = (const char *)subject + n->offset;

    switch (n->bytes) {
    case 1: return *(const uint8_t *)at;
    case 2: return *(const uint16_t *)(const void *)at;
    default: return *(const uint32_t *)(const void *)at;
    }
}

uint64_t number_of(const struct number *n, const struct facts *f,
                   const struct measures *m, uint32_t index)
{
    switch (n->subject) {
    case NUMBER_OF_FILE:
        return number_value(n, n->measured ? (const void *)m : (const void *)f);
    case NUMBER_OF_CLASS:
        return number_value(n, n->measured ? (const void *)&m->classes[index]
                                           : (const void *)&f->classes[index]);
    case NUMBER_OF_FUNCTION: break;
    }
    return number_value(n, n->measured ? (const void *)&m->functions[index]
                                       : (const void *)&f->functions[index]);
}

const struct number *number_find(enum number_subject subject, const char *name,
                                 enum metric_id *by)
{
    for (*by = 0; *by < METRIC_COUNT; (*by)++) {
        for (const struct number *n = metrics[*by]->numbers; n->name; n++) {
            if (n->subject == subject && strcmp(n->name, name) == 0)
                return n;
        }
    }
    return NULL;
}

uint64_t metrics_version(metric_set set)
{
    unsigned versions[METRIC_COUNT + 2] = {set}, count = 1;

    versions[count++] = set & MEASURE_METRICS ? MEASURES_VERSION : FACTS_VERSION;
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        if (set >> i & 1)
            versions[count++] = metrics[i]->version;
    }
    return hash_bytes((struct slice){(const char *)versions, count * sizeof *versions});
}
