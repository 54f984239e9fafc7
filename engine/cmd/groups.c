#include "engine/cmd/groups.h"

#include "engine/base/memory.h"

#include <math.h>
#include <stdlib.h>

enum { OWNERS_MOST = 16 };

static struct group group_of(const struct record *r, struct slice name)
{
    bool known = r->coverage == COVERAGE_KNOWN;

    return (struct group){.name = name,
                          .files = 1,
                          .lines = r->file->lines.code,
                          .needing = r->need == NEED_REQUIRED,
                          .untested = record_is_untested(r),
                          .known_staleness = r->known_staleness,
                          .stale = r->stale,
                          .attention = r->attention != 0,
                          .complexity = r->complexity,
                          .lines_to_cover = known ? r->lines_to_cover : 0,
                          .lines_covered = known ? r->lines_covered : 0,
                          .known_authors = r->known_change && r->change.commits > 0,
                          .alone = r->known_change && r->change.commits > 0 &&
                                   r->change.main_commits * UINT64_C(10) >=
                                       r->change.commits * UINT64_C(8)};
}

static void group_join(struct group *into, const struct group *from)
{
    into->files += from->files;
    into->lines += from->lines;
    into->needing += from->needing;
    into->untested += from->untested;
    into->known_staleness += from->known_staleness;
    into->stale += from->stale;
    into->attention += from->attention;
    into->complexity += from->complexity;
    into->lines_to_cover += from->lines_to_cover;
    into->lines_covered += from->lines_covered;
    into->alone += from->alone;
    into->known_authors = into->known_authors || from->known_authors;
}

static void group_add(struct groups *g, const struct record *r, struct slice name)
{
    g->items = memory_grow(g->items, &g->capacity, g->count + 1, sizeof *g->items);
    g->items[g->count++] = group_of(r, name);
}

static void owners_add(struct groups *g, const struct record *r,
                       const struct records *all)
{
    uint32_t owners[OWNERS_MOST];
    size_t count;

    if (all->owners) {
        count = owners_of(all->owners, r->file->path, owners, OWNERS_MOST);
        for (size_t i = 0; i < count && i < OWNERS_MOST; i++)
            group_add(g, r, owners_name(all->owners, owners[i]));
        if (!count)
            group_add(g, r, slice_of("(nobody)"));
    } else if (r->known_change && all->history) {
        group_add(g, r, all->history->authors[r->change.main_author]);
    } else {
        group_add(g, r, slice_of("(unknown)"));
    }
}

static int name_order(const void *left, const void *right)
{
    return slice_compare(((const struct group *)left)->name,
                         ((const struct group *)right)->name);
}

static int size_order(const void *left, const void *right)
{
    const struct group *a = left, *b = right;

    if (a->files != b->files)
        return a->files > b->files ? -1 : 1;
    return name_order(left, right);
}

static void groups_sort(struct groups *g)
{
    size_t kept = 0;

    if (g->count)
        qsort(g->items, g->count, sizeof *g->items, name_order);
    for (size_t i = 0; i < g->count; i++) {
        if (kept && slice_equal(g->items[kept - 1].name, g->items[i].name))
            group_join(&g->items[kept - 1], &g->items[i]);
        else
            g->items[kept++] = g->items[i];
    }
    g->count = kept;
    if (kept)
        qsort(g->items, kept, sizeof *g->items, size_order);
}

void groups_make(struct groups *g, const struct record_list *l, enum group_by by,
                 unsigned folder_depth)
{
    *g = (struct groups){0};
    for (size_t i = 0; i < l->count; i++) {
        if (by == BY_FOLDER)
            group_add(g, l->items[i], record_folder(l->items[i], folder_depth));
        else
            owners_add(g, l->items[i], l->records);
    }
    groups_sort(g);
}

void groups_limit(struct groups *g, size_t most)
{
    if (g->count <= most)
        return;
    g->items[most].name = slice_of("(others)");
    for (size_t i = most + 1; i < g->count; i++)
        group_join(&g->items[most], &g->items[i]);
    g->count = most + 1;
}

void groups_release(struct groups *g)
{
    free(g->items);
    *g = (struct groups){0};
}

double group_lines(const struct group *g)
{
    return (double)g->lines;
}

double group_needing(const struct group *g)
{
    return (double)g->needing;
}

double group_untested(const struct group *g)
{
    return (double)g->untested;
}

double group_stale(const struct group *g)
{
    return g->known_staleness ? (double)g->stale : NAN;
}

double group_attention(const struct group *g)
{
    return (double)g->attention;
}
