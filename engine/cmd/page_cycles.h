/* page_cycles.h - what imports look like: cycles, the largest first; who imports whom by folder.
 * For the page for browsers, `query cycles` and the summary of a scan. */
#ifndef CAMBIUM_CMD_PAGE_CYCLES_H
#define CAMBIUM_CMD_PAGE_CYCLES_H

#include "engine/cmd/indexed.h"
#include "engine/graph/scc.h"
#include "engine/report/json.h"

struct page_cycles {
    const struct import_graph *graph;
    struct scc scc;
    uint32_t *components; /* those with more than one module, the largest first */
    size_t count;
};

void page_cycles_find(struct page_cycles *c, const struct import_graph *g);
void page_cycles_release(struct page_cycles *c);

/* "cycles": [...], each with the cheapest imports to cut. */
void page_cycles_add(const struct page_cycles *c, struct json *j);

/* "packages": {...}: who imports whom, by folder. */
void page_packages_add(const struct indexed *x, unsigned folder_depth, struct json *j);

#endif
