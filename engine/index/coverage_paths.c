#include "engine/index/coverage_paths.h"

#include "engine/base/memory.h"

#include <stdlib.h>

/* ------------------------------------------------------------------ ranges */

/* The first path behind all that begin with less than `folder`; with `past`, behind those
 * that begin with it too. */
static size_t bound(struct path_list list, struct slice folder, bool past)
{
    size_t low = 0, high = list.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct slice start = list.items[middle];
        int order;

        start.len = start.len < folder.len ? start.len : folder.len;
        order = slice_compare(start, folder);
        if (order < 0 || (past && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void paths_below(struct path_list list, struct slice folder, size_t *first, size_t *end)
{
    *first = folder.len ? bound(list, folder, false) : 0;
    *end = folder.len ? bound(list, folder, true) : list.count;
}

struct pair_walk pairs_begin(struct path_list names, struct path_list tree,
                             struct mapping mapping)
{
    struct pair_walk w = {.names = names, .tree = tree, .mapping = mapping};

    paths_below(tree, mapping.put, &w.file, &w.file_end);
    if (w.file < w.file_end)
        paths_below(names, mapping.cut, &w.name, &w.name_end);
    return w;
}

static struct slice rest(struct slice path, struct slice front)
{
    return (struct slice){path.data + front.len, path.len - front.len};
}

/* The first path behind `at`, whose rest is less than `wanted`, that isn't so itself. */
static size_t skip_to(struct path_list list, size_t at, size_t end, struct slice front,
                      struct slice wanted)
{
    size_t step = 1, low, high;

    while (step < end - at &&
           slice_compare(rest(list.items[at + step], front), wanted) < 0) {
        at += step;
        step *= 2;
    }
    low = at + 1;
    high = step < end - at ? at + step : end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (slice_compare(rest(list.items[middle], front), wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool pairs_next(struct pair_walk *w, uint32_t *name, uint32_t *file)
{
    while (w->name < w->name_end && w->file < w->file_end) {
        struct slice of_name = rest(w->names.items[w->name], w->mapping.cut);
        struct slice of_file = rest(w->tree.items[w->file], w->mapping.put);
        int order = slice_compare(of_name, of_file);

        if (order < 0) {
            w->name = skip_to(w->names, w->name, w->name_end, w->mapping.cut, of_file);
        } else if (order > 0) {
            w->file = skip_to(w->tree, w->file, w->file_end, w->mapping.put, of_name);
        } else {
            *name = (uint32_t)w->name++;
            *file = (uint32_t)w->file++;
            return true;
        }
    }
    return false;
}

/* -------------------------------------------------------------------- ends */

/* The byte so far from the end, as it sorts here: a '/' before all others, also the one that
 * could stand at the beginning; -1 behind that. */
static int byte_from_end(struct slice path, size_t back)
{
    unsigned char byte;

    if (back >= path.len)
        return back == path.len ? 0 : -1;
    byte = (unsigned char)path.data[path.len - 1 - back];
    return byte == '/' ? 0 : byte;
}

static int end_compare(struct slice a, struct slice b)
{
    for (size_t back = 0;; back++) {
        int x = byte_from_end(a, back), y = byte_from_end(b, back);

        if (x != y || x < 0)
            return x - y;
    }
}

static int number_compare(const void *a, const void *b, void *context)
{
    const struct path_list *list = context;
    const uint32_t *x = a, *y = b;

    return end_compare(list->items[*x], list->items[*y]);
}

uint32_t *paths_by_end(struct path_list list)
{
    uint32_t *by_end = memory_alloc(list.count * sizeof *by_end);

    for (size_t i = 0; i < list.count; i++)
        by_end[i] = (uint32_t)i;
    if (list.count)
        qsort_r(by_end, list.count, sizeof *by_end, number_compare, &list);
    return by_end;
}

static size_t end_find(struct path_list list, const uint32_t *by_end, struct slice ending)
{
    size_t low = 0, high = list.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (end_compare(list.items[by_end[middle]], ending) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t common_end(struct slice a, struct slice b)
{
    size_t len = 0;

    for (size_t back = 0;; back++) {
        int x = byte_from_end(a, back), y = byte_from_end(b, back);

        if (x != y || x < 0)
            return len;
        if (x == 0)
            len = back;
    }
}

size_t paths_longest_end(struct path_list list, const uint32_t *by_end, struct slice name,
                         size_t *first)
{
    size_t at = end_find(list, by_end, name), len = 0, other;

    if (at < list.count)
        len = common_end(list.items[by_end[at]], name);
    if (at > 0) {
        other = common_end(list.items[by_end[at - 1]], name);
        len = other > len ? other : len;
    }
    *first =
        len ? end_find(list, by_end, rest(name, (struct slice){NULL, name.len - len}))
            : 0;
    return len;
}

bool path_ends(struct slice path, struct slice ending)
{
    return common_end(path, ending) >= ending.len;
}
