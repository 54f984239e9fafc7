#include "engine/scan/list.h"

#include "engine/base/memory.h"
#include "engine/scan/path.h"

#include <stdlib.h>

static int by_bytes(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static bool line_clean(const struct discover *d, struct slice line, struct arena *a,
                       struct slice *path, struct err *e)
{
    if (!path_clean(line, discover_root_path(d), a, path, e))
        return false;
    return path->len || err_set(e, ERR_USAGE, "the path is the root itself");
}

void list_read(const struct discover *d, struct slice text, char separator,
               struct arena *lasting, const struct discover_sink *sink)
{
    struct slice *paths = NULL, line;
    size_t count = 0, capacity = 0;

    while (slice_cut(&text, separator, &line)) {
        struct err err;
        struct slice path;

        if (!line.len)
            continue;
        if (!line_clean(d, line, lasting, &path, &err)) {
            sink->failed(sink->context, arena_copy(lasting, line), REASON_BAD_PATH, &err);
            continue;
        }
        paths = memory_grow(paths, &capacity, count + 1, sizeof *paths);
        paths[count++] = path;
    }
    if (count)
        qsort(paths, count, sizeof *paths, by_bytes);
    for (size_t i = 0; i < count; i++) {
        struct file_state state = {0};

        if (i && slice_equal(paths[i - 1], paths[i]))
            continue;
        if (sink->wants_states)
            state = discover_state(d, paths[i]);
        sink->file(sink->context, paths[i], sink->wants_states ? &state : NULL);
    }
    free(paths);
}
