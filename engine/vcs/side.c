#include "engine/vcs/side.h"

#include <stdlib.h>
#include <strings.h>

bool side_takes_name(struct slice name)
{
    return name.len && !memchr(name.data, '/', name.len) &&
           !slice_equal(name, slice_of(".")) && !slice_equal(name, slice_of("..")) &&
           (name.len != 4 || strncasecmp(name.data, ".git", 4) != 0);
}

/* git refuses to make others; a tree made by hand may have them. */
static bool is_path(struct slice path)
{
    struct slice part;
    bool clean = path.len && path.len <= PATH_MAX_BYTES && path.data[path.len - 1] != '/';

    while (clean && slice_cut(&path, '/', &part))
        clean = side_takes_name(part);
    return clean;
}

static void side_grow(struct side *s)
{
    size_t capacity = 2 * s->capacity + 256;
    struct item *more = arena_array(s->arena, struct item, capacity);

    if (s->count)
        memcpy(more, s->items, s->count * sizeof *more);
    s->items = more;
    s->capacity = capacity;
}

struct item *side_add(struct side *s, struct slice path, uint16_t mode, struct err *e)
{
    struct item *item;

    if (!is_path(path)) {
        err_set(e, ERR_FORMAT, "no tree may have the path \"%.*s\"",
                (int)(path.len < 100 ? path.len : 100), path.data);
        return NULL;
    }
    if (s->count == SIDE_MAX_FILES) {
        err_set(e, ERR_LIMIT, "more than %zu files in one tree", SIDE_MAX_FILES);
        return NULL;
    }
    if (s->count == s->capacity)
        side_grow(s);
    item = &s->items[s->count++];
    *item = (struct item){.path = arena_copy(s->arena, path), .mode = mode};
    return item;
}

static int items_compare(const void *a, const void *b)
{
    return slice_compare(((const struct item *)a)->path, ((const struct item *)b)->path);
}

bool side_finish(struct side *s, struct err *e)
{
    bool sorted = true;

    for (size_t i = 1; i < s->count && sorted; i++)
        sorted = items_compare(&s->items[i - 1], &s->items[i]) < 0;
    if (!sorted)
        qsort(s->items, s->count, sizeof *s->items, items_compare);
    for (size_t i = 1; i < s->count && !sorted; i++)
        if (items_compare(&s->items[i - 1], &s->items[i]) == 0)
            return err_set(e, ERR_FORMAT, "one tree has the path \"%.100s\" twice",
                           s->items[i].path.data);
    return true;
}
