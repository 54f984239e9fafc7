#include "engine/vcs/objects.h"

#include "engine/vcs/fault.h"
#include "engine/vcs/file.h"
#include "engine/vcs/loose.h"
#include "engine/vcs/plain.h"

#include <errno.h>
#include "engine/vcs/libgit2.h"

/* Real lists have a line or two. Each may lead to another list: so deep as libgit2
 * and git follow, and so many in all. */
#define LIST_MAX_BYTES ((size_t)64 * 1024)
#define DEPTH_MAX      5
#define FOLDERS_MAX    64

/* Looked at in this order: packs first, they hold most. */
enum { PRIORITY_LOOSE = 1, PRIORITY_PACKED = 2 };

struct opening {
    git_odb *odb;
    unsigned folder_count;
    struct arena *arena;
    struct err *e;
};

static bool backend_add(struct opening *o, git_odb_backend *backend, int priority)
{
    if (git_odb_add_backend(o->odb, backend, priority) == 0)
        return true;
    backend->free(backend);
    return fault_set(o->e, ERR_FORMAT, "libgit2 takes no objects");
}

static bool folder_add(struct opening *o, const char *objects)
{
    git_odb_backend *packed = NULL;

    if (git_odb_backend_pack(&packed, objects) < 0)
        return fault_set(o->e, ERR_FORMAT, "%s can't be read", objects);
    return backend_add(o, packed, PRIORITY_PACKED) &&
           backend_add(o, loose_new(objects), PRIORITY_LOOSE);
}

static bool folders_add(struct opening *o, const char *objects, unsigned depth);

static bool borrowed_add(struct opening *o, const char *objects, unsigned depth)
{
    const char *list = file_join(o->arena, objects, "info/alternates");
    struct slice text, line;

    if (!file_read(list, LIST_MAX_BYTES, o->arena, &text))
        return errno == ENOENT || errno == ENOTDIR ||
               err_set_errno(o->e, errno, "%s", list);
    while (slice_cut(&text, '\n', &line)) {
        const char *named = arena_copy(o->arena, line).data;

        if (line.len && *named != '#' &&
            !folders_add(o, file_resolve(o->arena, objects, named), depth + 1))
            return false;
    }
    return true;
}

static bool folders_add(struct opening *o, const char *objects, unsigned depth)
{
    if (depth > DEPTH_MAX || o->folder_count++ == FOLDERS_MAX)
        return err_set(o->e, ERR_LIMIT, "%s: objects are borrowed from too many folders",
                       objects);
    return plain_folder(objects, o->arena, o->e) &&
           plain_below(file_join(o->arena, objects, "pack"), o->arena, o->e) &&
           folder_add(o, objects) && borrowed_add(o, objects, depth);
}

git_odb *objects_open(const char *objects, struct arena *a, struct err *e)
{
    struct opening o = {.arena = a, .e = e};

    if (git_odb_new(&o.odb) < 0) {
        fault_set(e, ERR_FORMAT, "libgit2 takes no objects");
        return NULL;
    }
    if (folders_add(&o, objects, 0))
        return o.odb;
    git_odb_free(o.odb);
    return NULL;
}
