#include "engine/index/night_diff_graph.h"

#include "engine/base/memory.h"
#include "engine/graph/edges.h"
#include "engine/index/night_cycles.h"

#include <stdlib.h>

enum { LATER = 1, AT_LOAD = 2 };

/* One of the two nights. */
struct side {
    const struct night *night;
    uint32_t
        *numbers; /* of its modules, so that the same one has the same on both sides */
    const struct night_file **files; /* the main one of each module, or NULL */
    struct edges modules, packages;
    struct night_cycles cycles;
};

struct comparing {
    struct night_diff *diff;
    struct side sides[2]; /* before, after */
    struct slice *names;  /* of modules, by number */
    uint32_t count;
    struct slice *folders; /* of both, each once, in order */
    size_t folder_count;
    unsigned folder_depth;
};

/* ------------------------------------------------------------------- modules */

static void files_of_modules(struct side *s)
{
    s->files = memory_calloc(s->night->module_count + 1, sizeof *s->files);
    for (size_t i = 0; i < s->night->file_count; i++) {
        if (s->night->files[i].module != NIGHT_NO_MODULE)
            s->files[s->night->files[i].module] = &s->night->files[i];
    }
}

static uint32_t module_find(const struct night *n, struct slice name)
{
    size_t first = 0, end = n->module_count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (slice_compare(n->modules[middle].name, name) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first < n->module_count && slice_equal(n->modules[first].name, name)
               ? (uint32_t)first
               : NIGHT_NO_MODULE;
}

/* What a module of before is called now: nothing, if its file is gone. */
static void moved_number(struct comparing *c)
{
    const struct diff_files *moved = &c->diff->files_moved;

    for (size_t i = 0; i < moved->count; i++) {
        uint32_t from = moved->items[i].before->module;
        uint32_t to = moved->items[i].after->module;

        if (from != NIGHT_NO_MODULE && to != NIGHT_NO_MODULE &&
            c->sides[0].numbers[from] >= c->sides[1].night->module_count)
            c->sides[0].numbers[from] = to;
    }
}

/* Those of now keep their numbers; those that are no more come behind them. */
static void modules_number(struct comparing *c)
{
    struct side *before = &c->sides[0], *after = &c->sides[1];
    size_t old = before->night->module_count, now = after->night->module_count;

    before->numbers = memory_calloc(old + 1, sizeof *before->numbers);
    after->numbers = memory_calloc(now + 1, sizeof *after->numbers);
    c->names = memory_calloc(old + now + 1, sizeof *c->names);
    c->count = (uint32_t)now;
    for (size_t i = 0; i < now; i++) {
        after->numbers[i] = (uint32_t)i;
        c->names[i] = after->night->modules[i].name;
    }
    for (size_t i = 0; i < old; i++) {
        uint32_t found = module_find(after->night, before->night->modules[i].name);

        before->numbers[i] = found == NIGHT_NO_MODULE ? c->count : found;
        if (found == NIGHT_NO_MODULE)
            c->names[c->count++] = before->night->modules[i].name;
    }
    moved_number(c);
}

/* ------------------------------------------------------------------- folders */

static int text_order(const void *left, const void *right)
{
    return slice_compare(*(const struct slice *)left, *(const struct slice *)right);
}

static void folders_find(struct comparing *c)
{
    size_t most = c->sides[0].night->module_count + c->sides[1].night->module_count;
    size_t count = 0, kept = 0;

    c->folders = memory_calloc(most + 1, sizeof *c->folders);
    for (int side = 0; side < 2; side++) {
        const struct side *s = &c->sides[side];

        for (size_t m = 0; m < s->night->module_count; m++) {
            if (s->files[m])
                c->folders[count++] = folder_of_path(s->files[m]->path, c->folder_depth);
        }
    }
    if (count)
        qsort(c->folders, count, sizeof *c->folders, text_order);
    for (size_t i = 0; i < count; i++) {
        if (!kept || !slice_equal(c->folders[kept - 1], c->folders[i]))
            c->folders[kept++] = c->folders[i];
    }
    c->folder_count = kept;
}

static uint32_t folder_number(const struct comparing *c, const struct night_file *file)
{
    struct slice folder = folder_of_path(file->path, c->folder_depth);
    const struct slice *found =
        bsearch(&folder, c->folders, c->folder_count, sizeof *c->folders, text_order);

    return (uint32_t)(found - c->folders);
}

/* --------------------------------------------------------------------- edges */

static void link_add(struct side *s, uint32_t from, const struct night_link *link,
                     const uint32_t *folders)
{
    uint8_t kind = link->at_load ? AT_LOAD : LATER;

    edges_add(&s->modules,
              (struct edge){s->numbers[from], s->numbers[link->to], 1, kind});
    if (folders[from] != GRAPH_NONE && folders[link->to] != GRAPH_NONE &&
        folders[from] != folders[link->to])
        edges_add(&s->packages, (struct edge){folders[from], folders[link->to], 1, kind});
}

static void edges_find(const struct comparing *c, struct side *s)
{
    size_t count = s->night->module_count;
    uint32_t *folders = memory_calloc(count + 1, sizeof *folders);

    for (size_t m = 0; m < count; m++)
        folders[m] = s->files[m] ? folder_number(c, s->files[m]) : GRAPH_NONE;
    for (size_t m = 0; m < count; m++) {
        for (uint32_t i = 0; i < s->night->modules[m].link_count; i++)
            link_add(s, (uint32_t)m, &s->night->modules[m].links[i], folders);
    }
    edges_close(&s->modules);
    edges_close(&s->packages);
    free(folders);
}

static bool same_pair(const struct edge *a, const struct edge *b)
{
    return a->from == b->from && a->to == b->to;
}

static int pair_order(const struct edge *a, const struct edge *b)
{
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}

static int edge_order(const void *left, const void *right)
{
    const struct diff_edge *a = left, *b = right;
    int order = slice_compare(a->from, b->from);

    return order ? order : slice_compare(a->to, b->to);
}

/* A pair has an edge for each kind, next to each other: one edge of them. */
static void edge_take(struct diff_edges *list, const struct edges *from, size_t *at,
                      const struct slice *names)
{
    const struct edge *first = &from->items[*at];
    struct diff_edge edge = {.from = names[first->from], .to = names[first->to]};

    for (; *at < from->count && same_pair(first, &from->items[*at]); ++*at) {
        edge.edges += from->items[*at].sites;
        edge.at_load |= from->items[*at].kinds == AT_LOAD;
    }
    if (!list)
        return;
    list->items =
        memory_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = edge;
}

static void edges_compare(const struct edges *before, const struct edges *after,
                          const struct slice *names, struct diff_edges *new,
                          struct diff_edges *gone)
{
    size_t i = 0, k = 0;

    while (i < before->count || k < after->count) {
        int order = i == before->count  ? 1
                    : k == after->count ? -1
                                        : pair_order(&before->items[i], &after->items[k]);

        if (order <= 0)
            edge_take(order ? gone : NULL, before, &i, names);
        if (order >= 0)
            edge_take(order ? new : NULL, after, &k, names);
    }
    if (new->count)
        qsort(new->items, new->count, sizeof *new->items, edge_order);
    if (gone->count)
        qsort(gone->items, gone->count, sizeof *gone->items, edge_order);
}

/* -------------------------------------------------------------------- cycles */

static uint32_t cycle_size(const struct night_cycles *c, uint32_t cycle)
{
    return c->starts[cycle + 1] - c->starts[cycle];
}

static struct diff_cycle *cycle_add(struct night_diff *d, enum cycle_change change,
                                    uint32_t before, uint32_t after)
{
    struct diff_cycles *list = &d->cycles;

    list->items =
        memory_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count] =
        (struct diff_cycle){.change = change, .before = before, .after = after};
    return &list->items[list->count++];
}

/* Modules are in order of names on their own side. `known`, which may be NULL: the cycle of
 * before of each number. */
static void members_list(struct comparing *c, const struct side *s, uint32_t cycle,
                         const uint32_t *known, struct diff_cycle *to)
{
    uint32_t size = cycle_size(&s->cycles, cycle);
    struct arena *a = &c->diff->memory;

    to->modules = arena_array(a, struct slice, (size_t)size + 1);
    to->added = arena_array(a, struct slice, (size_t)size + 1);
    for (uint32_t i = 0; i < size; i++) {
        uint32_t module = s->cycles.modules[s->cycles.starts[cycle] + i];

        to->modules[to->count++] = s->night->modules[module].name;
        if (known && known[s->numbers[module]] == NIGHT_NO_MODULE)
            to->added[to->added_count++] = s->night->modules[module].name;
    }
}

/* How a cycle of now goes with those of before. */
struct overlap {
    uint32_t shared;  /* modules of it that were in one */
    uint32_t before;  /* modules of all those that they were in */
    uint32_t sources; /* how many these are */
};

/* `counted` is a mark for each cycle of before: the last cycle that looked at it, + 1. */
static struct overlap overlap_find(const struct comparing *c, uint32_t cycle,
                                   const uint32_t *known, uint32_t *counted,
                                   bool *survives)
{
    const struct side *before = &c->sides[0], *after = &c->sides[1];
    struct overlap o = {0};

    for (uint32_t i = after->cycles.starts[cycle]; i < after->cycles.starts[cycle + 1];
         i++) {
        uint32_t source = known[after->numbers[after->cycles.modules[i]]];

        if (source == NIGHT_NO_MODULE)
            continue;
        o.shared++;
        survives[source] = true;
        if (counted[source] == cycle + 1)
            continue;
        counted[source] = cycle + 1;
        o.sources++;
        o.before += cycle_size(&before->cycles, source);
    }
    return o;
}

/* False: it is what it was. */
static bool change_of(const struct overlap *o, uint32_t size, enum cycle_change *change)
{
    *change = !o->shared                             ? CYCLE_NEW
              : o->shared == o->before               ? CYCLE_GROWN
              : o->shared == size && o->sources == 1 ? CYCLE_SHRUNK
                                                     : CYCLE_CHANGED;
    return !(o->sources == 1 && o->shared == o->before && o->shared == size);
}

static int cycle_order(const void *left, const void *right)
{
    const struct diff_cycle *a = left, *b = right;

    if (a->change != b->change)
        return a->change < b->change ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return slice_compare(a->modules[0], b->modules[0]);
}

static void cycles_match(struct comparing *c, const uint32_t *known, bool *survives)
{
    const struct side *before = &c->sides[0], *after = &c->sides[1];
    uint32_t *counted = memory_calloc((size_t)before->cycles.count + 1, sizeof *counted);

    for (uint32_t i = 0; i < after->cycles.count; i++) {
        struct overlap o = overlap_find(c, i, known, counted, survives);
        uint32_t size = cycle_size(&after->cycles, i);
        enum cycle_change change;

        if (change_of(&o, size, &change))
            members_list(c, after, i, known, cycle_add(c->diff, change, o.before, size));
    }
    free(counted);
}

static void cycles_compare(struct comparing *c)
{
    struct side *before = &c->sides[0];
    uint32_t *known = memory_alloc(((size_t)c->count + 1) * sizeof *known);
    bool *survives;

    night_cycles_find(&before->cycles, before->night);
    night_cycles_find(&c->sides[1].cycles, c->sides[1].night);
    survives = memory_calloc((size_t)before->cycles.count + 1, sizeof *survives);
    memset(known, 0xff, ((size_t)c->count + 1) * sizeof *known);
    for (size_t m = 0; m < before->night->module_count; m++) {
        if (before->cycles.of_module[m] != NIGHT_NO_MODULE)
            known[before->numbers[m]] = before->cycles.of_module[m];
    }
    cycles_match(c, known, survives);
    for (uint32_t i = 0; i < before->cycles.count; i++) {
        if (!survives[i])
            members_list(
                c, before, i, NULL,
                cycle_add(c->diff, CYCLE_GONE, cycle_size(&before->cycles, i), 0));
    }
    if (c->diff->cycles.count)
        qsort(c->diff->cycles.items, c->diff->cycles.count, sizeof(struct diff_cycle),
              cycle_order);
    free(known);
    free(survives);
}

/* --------------------------------------------------------------------- graph */

static void side_release(struct side *s)
{
    free(s->numbers);
    free(s->files);
    edges_release(&s->modules);
    edges_release(&s->packages);
    night_cycles_release(&s->cycles);
}

void night_diff_graph(struct night_diff *d, unsigned folder_depth)
{
    struct comparing c = {.diff = d, .folder_depth = folder_depth};
    struct side *before = &c.sides[0], *after = &c.sides[1];

    before->night = d->before;
    after->night = d->after;
    files_of_modules(before);
    files_of_modules(after);
    modules_number(&c);
    folders_find(&c);
    edges_find(&c, before);
    edges_find(&c, after);
    edges_compare(&before->modules, &after->modules, c.names, &d->edges_new,
                  &d->edges_gone);
    edges_compare(&before->packages, &after->packages, c.folders, &d->packages_new,
                  &d->packages_gone);
    cycles_compare(&c);
    side_release(before);
    side_release(after);
    free(c.names);
    free(c.folders);
}
