#include "engine/impact/contracts_found.h"

#include "engine/base/memory.h"

#include <stdlib.h>

/* ----------------------------------------------------------------- outside */

/* One import of something that isn't in the tree. */
struct outward {
    struct slice name;
    uint32_t from;
    uint8_t kind;
};

static int outward_compare(const void *a, const void *b)
{
    return slice_compare(((const struct outward *)a)->name,
                         ((const struct outward *)b)->name);
}

static size_t outward_list(const struct import_graph *g, struct outward *all)
{
    size_t count = 0;

    for (size_t i = 0; i < g->links.count; i++) {
        const struct import_link *link = &g->links.items[i];
        const struct import *import = link_import(g, link);

        if (link->end != END_STANDARD && link->end != END_DECLARED &&
            link->end != END_UNDECLARED)
            continue;
        all[count++] = (struct outward){
            slice_of(facts_text(g->files[link->file].facts, import->module)),
            g->file_modules[link->file], link->kind};
    }
    qsort(all, count, sizeof *all, outward_compare);
    return count;
}

/* A node for each dotted name that is imported from outside, behind the modules. */
static void outside_add(struct contracts_found *f, const struct import_graph *g,
                        struct edges *edges)
{
    struct outward *all = memory_calloc(g->links.count + 1, sizeof *all);
    size_t count = outward_list(g, all);

    f->names = memory_calloc(g->names.count + count + 1, sizeof *f->names);
    memcpy(f->names, g->names.items, g->names.count * sizeof *f->names);
    f->name_count = g->names.count;
    for (size_t i = 0; i < count; i++) {
        if (!i || !slice_equal(all[i].name, all[i - 1].name))
            f->names[f->name_count++] = all[i].name;
        edges_add(edges, (struct edge){all[i].from, f->name_count - 1, 1, all[i].kind});
    }
    free(all);
}

static bool graph_extend(struct contracts_found *f, const struct import_graph *g,
                         struct err *e)
{
    struct edges edges = {0};
    bool built;

    links_to_edges(&g->links, g->file_modules, &edges);
    outside_add(f, g, &edges);
    edges_close(&edges);
    built = csr_build(&f->graph, f->name_count, &edges, LINK_ALL, e);
    edges_release(&edges);
    if (built)
        csr_reverse(&f->graph);
    return built;
}

/* -------------------------------------------------------------------- find */

void contracts_found_release(struct contracts_found *f)
{
    for (size_t i = 0; i < f->count; i++)
        contract_result_release(&f->results[i]);
    module_names_release(&f->index);
    csr_release(&f->graph);
    free(f->names);
    free(f->results);
    arena_release(&f->memory);
    *f = (struct contracts_found){0};
}

static bool contracts_check(struct contracts_found *f, const char *const *texts,
                            size_t count, uint8_t kinds, uint32_t limit, struct err *e)
{
    struct contract_graph graph = {.graph = &f->graph, .limit = limit};

    module_names_init(&f->index, f->names, f->name_count);
    graph.names = &f->index;
    f->results = memory_calloc(count + 1, sizeof *f->results);
    for (size_t i = 0; i < count; i++) {
        if (!f->contracts[i].kinds_said)
            f->contracts[i].kinds = kinds;
        if (!contract_check(&f->contracts[i], &graph, &f->results[i], e))
            return err_wrap(e, texts[i]);
        f->count++;
        f->broken += f->results[i].verdict != CONTRACT_KEPT;
    }
    return true;
}

bool contracts_find(struct contracts_found *f, const struct import_graph *g,
                    const char *const *texts, size_t count, uint8_t kinds, uint32_t limit,
                    struct err *e)
{
    struct slice *slices;

    *f = (struct contracts_found){0};
    slices = arena_array(&f->memory, struct slice, count + 1);
    for (size_t i = 0; i < count; i++)
        slices[i] = slice_of(texts[i]);
    if (contracts_read(slices, count, link_kind_of, &f->memory, &f->contracts, e) &&
        graph_extend(f, g, e) && contracts_check(f, texts, count, kinds, limit, e))
        return true;
    contracts_found_release(f);
    return false;
}
