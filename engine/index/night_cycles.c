#include "engine/index/night_cycles.h"

#include "engine/base/err.h"
#include "engine/base/memory.h"
#include "engine/graph/scc.h"

#include <stdlib.h>

enum { AT_LOAD = 1 };

static void graph_make(struct csr *g, const struct night *n)
{
    struct edges edges = {0};
    struct err err;

    for (size_t m = 0; m < n->module_count; m++) {
        for (uint32_t i = 0; i < n->modules[m].link_count; i++) {
            const struct night_link *link = &n->modules[m].links[i];

            if (link->at_load)
                edges_add(&edges, (struct edge){(uint32_t)m, link->to, 1, AT_LOAD});
        }
    }
    edges_close(&edges);
    if (!csr_build(g, (uint32_t)n->module_count, &edges, AT_LOAD, &err))
        fatal("%s", err.message);
    edges_release(&edges);
}

void night_cycles_find(struct night_cycles *c, const struct night *n)
{
    struct csr g;
    struct scc scc;
    uint32_t used = 0;

    graph_make(&g, n);
    scc_find(&scc, &g, AT_LOAD);
    *c = (struct night_cycles){
        .of_module = memory_calloc(n->module_count + 1, sizeof *c->of_module),
        .modules = memory_calloc(n->module_count + 1, sizeof *c->modules),
        .starts = memory_calloc((size_t)scc.count + 1, sizeof *c->starts)};
    memset(c->of_module, 0xff, (n->module_count + 1) * sizeof *c->of_module);
    for (uint32_t s = 0; s < scc.count; s++) {
        if (scc_size(&scc, s) < 2)
            continue;
        for (uint32_t i = scc.starts[s]; i < scc.starts[s + 1]; i++) {
            c->of_module[scc.members[i]] = c->count;
            c->modules[used++] = scc.members[i];
        }
        c->starts[++c->count] = used;
    }
    scc_release(&scc);
    csr_release(&g);
}

void night_cycles_release(struct night_cycles *c)
{
    free(c->of_module);
    free(c->modules);
    free(c->starts);
    *c = (struct night_cycles){0};
}
