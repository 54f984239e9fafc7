#include "engine/scan/path.h"

/* Takes the root off the front of an absolute path, component by component. */
static bool root_strip(struct slice *path, struct slice root, struct err *e)
{
    while (root.len && root.data[root.len - 1] == '/')
        root.len--;
    if (!slice_starts(*path, root) ||
        (path->len > root.len && path->data[root.len] != '/'))
        return err_set(e, ERR_USAGE, "the path is outside of the root");
    path->data += root.len;
    path->len -= root.len;
    return true;
}

static size_t parent_len(const char *path, size_t len)
{
    const char *slash = memrchr(path, '/', len);

    return slash ? (size_t)(slash - path) : 0;
}

bool path_clean(struct slice path, struct slice root, struct arena *a,
                struct slice *clean, struct err *e)
{
    struct slice component;
    char *bytes;
    size_t len = 0;

    if (path.len > PATH_MAX_BYTES)
        return err_set(e, ERR_LIMIT, "the path is longer than %zu bytes", PATH_MAX_BYTES);
    if (path.len && memchr(path.data, '\0', path.len))
        return err_set(e, ERR_USAGE, "the path holds a NUL byte");
    if (path.len && path.data[0] == '/' && !root_strip(&path, root, e))
        return false;
    bytes = arena_alloc(a, path.len + 1, 1);
    while (slice_cut(&path, '/', &component)) {
        if (!component.len || slice_equal(component, slice_of(".")))
            continue;
        if (slice_equal(component, slice_of(".."))) {
            if (!len)
                return err_set(e, ERR_USAGE, "the path leads out of the root");
            len = parent_len(bytes, len);
            continue;
        }
        if (len)
            bytes[len++] = '/';
        memcpy(bytes + len, component.data, component.len);
        len += component.len;
    }
    bytes[len] = '\0';
    *clean = (struct slice){bytes, len};
    return true;
}

struct slice path_join(struct slice folder, struct slice name, struct arena *a)
{
    char *path = arena_alloc(a, folder.len + name.len + 1, 1);

    if (folder.len)
        memcpy(path, folder.data, folder.len);
    if (name.len)
        memcpy(path + folder.len, name.data, name.len);
    return (struct slice){path, folder.len + name.len};
}

struct slice path_last(struct slice path)
{
    const char *slash = path.len ? memrchr(path.data, '/', path.len) : NULL;
    size_t at = slash ? (size_t)(slash + 1 - path.data) : 0;

    return (struct slice){path.data + at, path.len - at};
}
