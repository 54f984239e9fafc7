#include "engine/graph/scc.h"

#include "engine/base/memory.h"

#include <stdlib.h>

/* Tarjan's search as Pearce stores it: one number for each node, the smallest entry
 * that its part of the search has seen, and a stack of nodes that were left but whose
 * component isn't complete. The calls are an array. */
enum { UNSEEN = 0 };
#define DONE UINT32_MAX

struct call {
    uint32_t node, at, entry; /* at: the edge to look at next */
};

struct search {
    const struct csr_rows *rows;
    uint8_t kinds;
    uint32_t *low;
    uint32_t *waiting, waiting_count;
    struct call *calls;
    uint32_t depth, entered;
    uint32_t *component, found; /* numbered as they are found: sinks first */
};

static void enter(struct search *s, uint32_t node)
{
    s->low[node] = ++s->entered;
    s->calls[s->depth++] = (struct call){node, s->rows->starts[node], s->entered};
}

static void settle(struct search *s, uint32_t node)
{
    s->low[node] = DONE;
    s->component[node] = s->found;
}

/* The top call has looked at all its edges. */
static void leave(struct search *s)
{
    struct call call = s->calls[--s->depth];

    if (s->low[call.node] != call.entry) {
        s->waiting[s->waiting_count++] = call.node;
    } else {
        while (s->waiting_count && s->low[s->waiting[s->waiting_count - 1]] >= call.entry)
            settle(s, s->waiting[--s->waiting_count]);
        settle(s, call.node);
        s->found++;
    }
    if (s->depth && s->low[call.node] < s->low[s->calls[s->depth - 1].node])
        s->low[s->calls[s->depth - 1].node] = s->low[call.node];
}

static void search_from(struct search *s, uint32_t root)
{
    const struct csr_rows *rows = s->rows;

    enter(s, root);
    while (s->depth) {
        struct call *call = &s->calls[s->depth - 1];
        uint32_t node = call->node, at = call->at, end = rows->starts[node + 1];
        uint32_t low = s->low[node];

        for (; at < end; at++) {
            uint32_t other = rows->ends[at];
            if (!(rows->kinds[at] & s->kinds))
                continue;
            if (s->low[other] == UNSEEN)
                break;
            if (s->low[other] < low)
                low = s->low[other];
        }
        s->low[node] = low;
        call->at = at + 1;
        if (at < end)
            enter(s, rows->ends[at]);
        else
            leave(s);
    }
}

/* From numbers in the order of being found to numbers by smallest node. */
static void number(struct scc *s)
{
    uint32_t *numbers = memory_realloc(NULL, s->count, sizeof *numbers), next = 0;

    for (uint32_t i = 0; i < s->count; i++)
        numbers[i] = GRAPH_NONE;
    for (uint32_t node = 0; node < s->nodes; node++) {
        uint32_t found = s->component[node];
        if (numbers[found] == GRAPH_NONE)
            numbers[found] = next++;
        s->component[node] = numbers[found];
    }
    for (uint32_t i = 0; i < s->count; i++)
        s->order[s->count - 1 - i] = numbers[i];
    free(numbers);
}

static void list_members(struct scc *s)
{
    for (uint32_t node = 0; node < s->nodes; node++)
        s->place[node] = s->starts[s->component[node] + 1]++;
    for (uint32_t c = 0; c < s->count; c++)
        s->starts[c + 1] += s->starts[c];
    for (uint32_t node = 0; node < s->nodes; node++)
        s->members[s->starts[s->component[node]] + s->place[node]] = node;
}

void scc_find(struct scc *s, const struct csr *g, uint8_t kinds)
{
    struct search search = {
        .rows = &g->forward,
        .kinds = kinds,
        .low = memory_calloc(g->nodes, sizeof(uint32_t)),
        .waiting = memory_realloc(NULL, g->nodes, sizeof(uint32_t)),
        .calls = memory_realloc(NULL, g->nodes, sizeof(struct call)),
        .component = memory_realloc(NULL, g->nodes, sizeof(uint32_t)),
    };

    for (uint32_t node = 0; node < g->nodes; node++)
        if (search.low[node] == UNSEEN)
            search_from(&search, node);
    free(search.low);
    free(search.waiting);
    free(search.calls);
    *s = (struct scc){
        .nodes = g->nodes,
        .count = search.found,
        .component = search.component,
        .place = memory_realloc(NULL, g->nodes, sizeof(uint32_t)),
        .starts = memory_calloc((size_t)search.found + 1, sizeof(uint32_t)),
        .members = memory_realloc(NULL, g->nodes, sizeof(uint32_t)),
        .order = memory_realloc(NULL, search.found, sizeof(uint32_t)),
    };
    number(s);
    list_members(s);
}

void scc_release(struct scc *s)
{
    free(s->component);
    free(s->place);
    free(s->starts);
    free(s->members);
    free(s->order);
    *s = (struct scc){0};
}

bool scc_is_cyclic(const struct scc *s, const struct csr *g, uint8_t kinds,
                   uint32_t component)
{
    uint32_t first = s->members[s->starts[component]];

    return scc_size(s, component) > 1 || csr_sites(g, first, first, kinds);
}

bool scc_condense(const struct scc *s, const struct csr *g, uint8_t kinds,
                  struct csr *condensed, struct err *e)
{
    struct edges list = {0};
    bool built;

    for (uint32_t node = 0; node < g->nodes; node++) {
        uint32_t from = s->component[node];
        for (uint32_t i = g->forward.starts[node]; i < g->forward.starts[node + 1]; i++) {
            uint32_t to = s->component[g->forward.ends[i]];
            uint8_t kept = g->forward.kinds[i] & kinds;
            if (kept && to != from)
                edges_add(&list, (struct edge){from, to, g->sites[i], kept});
        }
    }
    edges_close(&list);
    built = csr_build(condensed, s->count, &list, kinds, e);
    edges_release(&list);
    return built;
}
