#include "engine/graph/component.h"

#include "engine/base/memory.h"

#include <stdlib.h>

/* Adds an edge to the row that begins at `row`, or its sites to the same edge there. */
static void put(struct csr *c, uint32_t row, uint32_t to, uint32_t sites)
{
    if (c->edges > row && c->forward.ends[c->edges - 1] == to) {
        c->sites[c->edges - 1] = edge_sites_sum(c->sites[c->edges - 1], sites);
        return;
    }
    c->forward.ends[c->edges] = to;
    c->forward.kinds[c->edges] = COMPONENT_KEPT;
    c->sites[c->edges++] = sites;
}

void component_extract(const struct scc *s, const struct csr *g, uint8_t kinds,
                       uint32_t component, struct csr *extracted)
{
    const struct csr_rows *rows = &g->forward;
    const uint32_t *members = s->members + s->starts[component];
    uint32_t size = scc_size(s, component);
    size_t room = 0;
    struct csr c;

    for (uint32_t place = 0; place < size; place++)
        room += rows->starts[members[place] + 1] - rows->starts[members[place]];
    c = (struct csr){
        .nodes = size,
        .forward = {.starts = memory_calloc((size_t)size + 1, sizeof(uint32_t)),
                    .ends = memory_realloc(NULL, room, sizeof(uint32_t)),
                    .kinds = memory_alloc(room)},
        .sites = memory_realloc(NULL, room, sizeof(uint32_t)),
    };
    for (uint32_t place = 0; place < size; place++) {
        uint32_t node = members[place], row = c.edges;

        for (uint32_t i = rows->starts[node]; i < rows->starts[node + 1]; i++)
            if ((rows->kinds[i] & kinds) && s->component[rows->ends[i]] == component)
                put(&c, row, s->place[rows->ends[i]], g->sites[i]);
        c.forward.starts[place + 1] = c.edges;
    }
    *extracted = c;
}
