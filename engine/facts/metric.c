#include "engine/facts/metric.h"

#include "engine/base/hash.h"

#define METRIC(x) extern const struct metric metric_##x;
#include "engine/facts/metrics.def"
#undef METRIC

const struct metric *const metrics[METRIC_COUNT] = {
#define METRIC(x) &metric_##x,
#include "engine/facts/metrics.def"
#undef METRIC
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

uint64_t metrics_version(void)
{
    unsigned versions[METRIC_COUNT + 1] = {FACTS_VERSION};

    for (size_t i = 0; i < METRIC_COUNT; i++)
        versions[i + 1] = metrics[i]->version;
    return hash_bytes((struct slice){(const char *)versions, sizeof versions});
}
