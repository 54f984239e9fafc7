#include "engine/graph/csr.h"

#include "engine/base/memory.h"

#include <assert.h>
#include <stdlib.h>

/* Columns are the arrays themselves. Another machine would have to turn them. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "columns are little-endian");

static struct csr_rows rows_new(uint32_t nodes, uint32_t edges)
{
    return (struct csr_rows){
        .starts = memory_calloc((size_t)nodes + 1, sizeof(uint32_t)),
        .ends = memory_realloc(NULL, edges, sizeof(uint32_t)),
        .kinds = memory_alloc(edges),
    };
}

static void rows_release(struct csr_rows *rows)
{
    free(rows->starts);
    free(rows->ends);
    free(rows->kinds);
}

static void csr_new(struct csr *g, uint32_t nodes, uint32_t edges)
{
    *g = (struct csr){
        .nodes = nodes,
        .edges = edges,
        .forward = rows_new(nodes, edges),
        .sites = memory_realloc(NULL, edges, sizeof(uint32_t)),
    };
}

void csr_release(struct csr *g)
{
    rows_release(&g->forward);
    rows_release(&g->reverse);
    free(g->sites);
    *g = (struct csr){0};
}

/* Turns "starts[n + 1] is the length of row n" into where rows start. */
static void starts_sum(uint32_t *starts, uint32_t nodes)
{
    for (uint32_t node = 0; node < nodes; node++)
        starts[node + 1] += starts[node];
}

bool csr_build(struct csr *g, uint32_t nodes, const struct edges *list, uint8_t kinds,
               struct err *e)
{
    size_t count = 0;
    uint32_t at = 0;

    assert(list->closed || !list->count);
    for (size_t i = 0; i < list->count; i++)
        count += (list->items[i].kinds & kinds) != 0;
    if (count >= UINT32_MAX)
        return err_set(e, ERR_LIMIT, "the graph has too many edges (%zu)", count);
    csr_new(g, nodes, (uint32_t)count);
    for (size_t i = 0; i < list->count; i++) {
        const struct edge *edge = &list->items[i];

        assert(edge->from < nodes && edge->to < nodes);
        if (!(edge->kinds & kinds))
            continue;
        g->forward.starts[edge->from + 1]++;
        g->forward.ends[at] = edge->to;
        g->forward.kinds[at] = edge->kinds;
        g->sites[at++] = edge->sites;
    }
    starts_sum(g->forward.starts, nodes);
    return true;
}

void csr_reverse(struct csr *g)
{
    const struct csr_rows *forward = &g->forward;
    struct csr_rows *reverse = &g->reverse;
    uint32_t *starts;

    if (reverse->starts)
        return;
    *reverse = rows_new(g->nodes, g->edges);
    starts = reverse->starts;
    for (uint32_t i = 0; i < g->edges; i++)
        starts[forward->ends[i] + 1]++;
    starts_sum(starts, g->nodes);
    /* Rows fill from their start, which thereby moves to the start of the next. */
    for (uint32_t node = 0; node < g->nodes; node++) {
        for (uint32_t i = forward->starts[node]; i < forward->starts[node + 1]; i++) {
            uint32_t at = starts[forward->ends[i]]++;
            reverse->ends[at] = node;
            reverse->kinds[at] = forward->kinds[i];
        }
    }
    memmove(starts + 1, starts, g->nodes * sizeof *starts);
    starts[0] = 0;
}

uint32_t csr_sites(const struct csr *g, uint32_t from, uint32_t to, uint8_t kinds)
{
    uint32_t low = g->forward.starts[from], end = g->forward.starts[from + 1];
    uint32_t high = end, sites = 0;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (g->forward.ends[middle] < to)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < end && g->forward.ends[low] == to; low++)
        if (g->forward.kinds[low] & kinds)
            sites = edge_sites_sum(sites, g->sites[low]);
    return sites;
}

static struct slice column(const void *items, size_t count, size_t size)
{
    return (struct slice){items, count * size};
}

void csr_columns(const struct csr *g, struct slice columns[CSR_COLUMNS])
{
    columns[CSR_STARTS] =
        column(g->forward.starts, (size_t)g->nodes + 1, sizeof *g->forward.starts);
    columns[CSR_ENDS] = column(g->forward.ends, g->edges, sizeof *g->forward.ends);
    columns[CSR_KINDS] = column(g->forward.kinds, g->edges, sizeof *g->forward.kinds);
    columns[CSR_SITES] = column(g->sites, g->edges, sizeof *g->sites);
}

/* The lengths of the columns fit each other; how many nodes and edges they say. */
static bool lengths_fit(const struct slice columns[CSR_COLUMNS], size_t *nodes,
                        size_t *edges)
{
    *nodes = columns[CSR_STARTS].len / sizeof(uint32_t);
    *edges = columns[CSR_KINDS].len;
    return columns[CSR_STARTS].len % sizeof(uint32_t) == 0 && *nodes > 0 &&
           --*nodes <= GRAPH_NONE && *edges < UINT32_MAX &&
           columns[CSR_ENDS].len == *edges * sizeof(uint32_t) &&
           columns[CSR_SITES].len == *edges * sizeof(uint32_t);
}

static bool rows_fit(const struct csr *g)
{
    const uint32_t *starts = g->forward.starts;

    if (starts[0] != 0 || starts[g->nodes] != g->edges)
        return false;
    for (uint32_t node = 0; node < g->nodes; node++)
        if (starts[node] > starts[node + 1])
            return false;
    return true;
}

static bool row_is_sound(const struct csr *g, uint32_t node)
{
    const struct csr_rows *rows = &g->forward;
    uint32_t start = rows->starts[node];

    for (uint32_t i = start; i < rows->starts[node + 1]; i++) {
        if (rows->ends[i] >= g->nodes || !rows->kinds[i] || !g->sites[i])
            return false;
        if (i > start &&
            (rows->ends[i] < rows->ends[i - 1] || (rows->ends[i] == rows->ends[i - 1] &&
                                                   rows->kinds[i] <= rows->kinds[i - 1])))
            return false;
    }
    return true;
}

static bool is_sound(const struct csr *g)
{
    if (!rows_fit(g))
        return false;
    for (uint32_t node = 0; node < g->nodes; node++)
        if (!row_is_sound(g, node))
            return false;
    return true;
}

static void copy(void *into, struct slice from)
{
    if (from.len)
        memcpy(into, from.data, from.len);
}

bool csr_take(struct csr *g, const struct slice columns[CSR_COLUMNS], struct err *e)
{
    size_t nodes, edges;

    if (!lengths_fit(columns, &nodes, &edges))
        return err_set(e, ERR_FORMAT, "the columns of the graph don't fit each other");
    csr_new(g, (uint32_t)nodes, (uint32_t)edges);
    copy(g->forward.starts, columns[CSR_STARTS]);
    copy(g->forward.ends, columns[CSR_ENDS]);
    copy(g->forward.kinds, columns[CSR_KINDS]);
    copy(g->sites, columns[CSR_SITES]);
    if (is_sound(g))
        return true;
    csr_release(g);
    return err_set(e, ERR_FORMAT, "the columns of the graph hold no graph");
}
