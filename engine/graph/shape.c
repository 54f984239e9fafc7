#include "engine/graph/shape.h"

#include "engine/base/memory.h"

#include <stdlib.h>

static void count_fans(struct shape *shape, const struct csr *g, uint8_t kinds)
{
    const struct csr_rows *rows = &g->forward;

    for (uint32_t node = 0; node < g->nodes; node++) {
        uint32_t last = GRAPH_NONE;

        for (uint32_t i = rows->starts[node]; i < rows->starts[node + 1]; i++) {
            uint32_t other = rows->ends[i];
            if (!(rows->kinds[i] & kinds) || other == node || other == last)
                continue;
            shape->fan_out[node]++;
            shape->fan_in[other]++;
            last = other;
        }
    }
}

/* The components below come first. */
static void measure_depth(struct shape *shape, const struct csr *g, const struct scc *s,
                          uint8_t kinds)
{
    const struct csr_rows *rows = &g->forward;

    for (uint32_t at = s->count; at-- > 0;) {
        uint32_t component = s->order[at], depth = 0;
        uint32_t start = s->starts[component], end = s->starts[component + 1];

        for (uint32_t m = start; m < end; m++) {
            uint32_t node = s->members[m];
            for (uint32_t i = rows->starts[node]; i < rows->starts[node + 1]; i++) {
                uint32_t other = rows->ends[i];
                if ((rows->kinds[i] & kinds) && s->component[other] != component &&
                    shape->depth[other] >= depth)
                    depth = shape->depth[other] + 1;
            }
        }
        for (uint32_t m = start; m < end; m++)
            shape->depth[s->members[m]] = depth;
    }
}

void shape_find(struct shape *shape, const struct csr *g, const struct scc *s,
                uint8_t kinds)
{
    shape->fan_in = memory_calloc(g->nodes, sizeof *shape->fan_in);
    shape->fan_out = memory_calloc(g->nodes, sizeof *shape->fan_out);
    shape->depth = memory_calloc(g->nodes, sizeof *shape->depth);
    count_fans(shape, g, kinds);
    measure_depth(shape, g, s, kinds);
}

void shape_release(struct shape *shape)
{
    free(shape->fan_in);
    free(shape->fan_out);
    free(shape->depth);
    *shape = (struct shape){0};
}
