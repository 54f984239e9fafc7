#include "engine/vcs/vcs.h"

#include "engine/base/memory.h"
#include "engine/vcs/compare.h"
#include "engine/vcs/fault.h"
#include "engine/vcs/file.h"
#include "engine/vcs/index_side.h"
#include "engine/vcs/opened.h"
#include "engine/vcs/repository.h"
#include "engine/vcs/revision.h"
#include "engine/vcs/tree_side.h"
#include "engine/vcs/work_side.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* What one question takes; the answer is copied out of it. */
struct question {
    struct vcs *vcs;
    struct arena arena;
    struct side base, now;
    struct revision from, to;
    struct err *e;
};

/* ------------------------------------------------------------ open and close */

static bool is_shallow(const struct vcs *v, struct arena *a)
{
    struct stat status;

    return stat(file_join(a, v->place.common, "shallow"), &status) == 0 && status.st_size;
}

static bool vcs_start(struct vcs *v, const char *root, struct err *e)
{
    if (!place_find(&v->place, root, &v->arena, e))
        return false;
    v->repository = repository_open(&v->place, e);
    v->shallow = is_shallow(v, &v->arena);
    return v->repository != NULL;
}

struct vcs *vcs_open(const char *root, struct err *e)
{
    struct vcs *v;

    if (!library_start(e))
        return NULL;
    v = memory_calloc(1, sizeof *v);
    if (vcs_start(v, root, e))
        return v;
    vcs_close(v);
    return NULL;
}

void vcs_close(struct vcs *v)
{
    if (!v)
        return;
    git_repository_free(v->repository);
    arena_release(&v->arena);
    free(v);
    library_stop();
}

/* ---------------------------------------------------------------- a question */

static void question_start(struct question *q, struct vcs *v, struct vcs_changes *c,
                           struct err *e)
{
    *q = (struct question){.vcs = v, .e = e};
    q->base.arena = q->now.arena = &q->arena;
    *c = (struct vcs_changes){0};
}

static bool question_end(struct question *q, bool done)
{
    revision_release(&q->from);
    revision_release(&q->to);
    arena_release(&q->arena);
    return done;
}

static bool find(struct question *q, struct revision *r, const char *name)
{
    return revision_find(r, q->vcs->repository, name, q->vcs->shallow, q->e);
}

static bool part(struct question *q, const char *names)
{
    return revision_part(&q->from, &q->to, q->vcs->repository, q->vcs->shallow, names,
                         q->e);
}

static bool both_finish(struct question *q)
{
    return side_finish(&q->base, q->e) && side_finish(&q->now, q->e);
}

static bool answer(struct question *q, struct arena *memory, struct vcs_changes *c)
{
    if (!both_finish(q))
        return false;
    if (q->from.tree)
        git_oid_tostr(c->base, sizeof c->base, &q->from.id);
    sides_compare(&q->base, &q->now, &q->vcs->place, q->vcs->repository, memory, c);
    return true;
}

/* NULL: it can't be read. An index that isn't there is empty. Freed by the caller.
 * *stamp is looked up first: if it is replaced meanwhile, more files are read. */
static git_index *index_open(struct question *q, struct timespec *stamp)
{
    const char *path = file_join(&q->arena, q->vcs->place.folder, "index");
    git_index *index = NULL;
    struct stat status;

    *stamp = stat(path, &status) == 0 ? status.st_mtim : (struct timespec){0};
    if (git_repository_index(&index, q->vcs->repository) == 0 &&
        git_index_read(index, false) == 0)
        return index;
    git_index_free(index);
    fault_set(q->e, ERR_UNSUPPORTED, "%s can't be read", path);
    return NULL;
}

/* ----------------------------------------------------------------- the work tree */

static bool work_fill(struct question *q)
{
    struct timespec stamp;
    git_index *index = index_open(q, &stamp);
    bool done;

    if (!index)
        return false;
    done = work_side_fill(&q->now, &q->vcs->place, index, stamp, q->e);
    git_index_free(index);
    return done;
}

/* Trees have no history, so nothing to part from. */
static bool part_from_head(struct question *q, const char *ref)
{
    if (!q->from.is_commit)
        return true;
    if (!revision_head(&q->to, q->vcs->repository, q->vcs->shallow, q->e))
        return false;
    return (q->to.tree || err_set(q->e, ERR_USAGE, "HEAD has no commit yet")) &&
           part(q, ref);
}

static bool work_changes(struct question *q, const char *ref, struct arena *memory,
                         struct vcs_changes *c)
{
    return find(q, &q->from, ref) && part_from_head(q, ref) &&
           tree_side_fill(&q->base, q->from.tree, q->e) && work_fill(q) &&
           answer(q, memory, c);
}

/* ----------------------------------------------------------------------- ranges */

static const char *side_name(struct question *q, struct slice text)
{
    return text.len ? arena_copy(&q->arena, text).data : "HEAD";
}

static bool part_range(struct question *q, const char *range)
{
    return (q->from.is_commit && q->to.is_commit)
               ? part(q, range)
               : err_set(q->e, ERR_USAGE, "%s: both must be commits", range);
}

static bool range_changes(struct question *q, const char *range, const char *dots,
                          struct arena *memory, struct vcs_changes *c)
{
    bool parts = dots[2] == '.';
    struct slice first = {range, (size_t)(dots - range)};

    if (!strcmp(range, ".."))
        return err_set(q->e, ERR_USAGE, "\"..\" is no revision");
    if (!find(q, &q->from, side_name(q, first)) ||
        !find(q, &q->to, side_name(q, slice_of(dots + 2 + parts))) ||
        (parts && !part_range(q, range)) ||
        !tree_sides_fill(&q->base, &q->now, q->from.tree, q->to.tree, q->e))
        return false;
    git_oid_tostr(c->head, sizeof c->head, &q->to.id);
    return answer(q, memory, c);
}

bool vcs_changes_since(struct vcs *v, const char *ref, struct arena *memory,
                       struct vcs_changes *c, struct err *e)
{
    const char *dots = strstr(ref, "..");
    struct question q;

    question_start(&q, v, c, e);
    return question_end(&q, dots ? range_changes(&q, ref, dots, memory, c)
                                 : work_changes(&q, ref, memory, c));
}

/* -------------------------------------------------------------------- the index */

static bool staged_changes(struct question *q, struct arena *memory,
                           struct vcs_changes *c)
{
    struct timespec stamp;
    git_index *index;
    bool done;

    if (!revision_head(&q->from, q->vcs->repository, q->vcs->shallow, q->e) ||
        !tree_side_fill(&q->base, q->from.tree, q->e))
        return false;
    index = index_open(q, &stamp);
    if (!index)
        return false;
    done = index_side_fill(&q->now, index, q->e) && answer(q, memory, c);
    git_index_free(index);
    return done;
}

bool vcs_changes_staged(struct vcs *v, struct arena *memory, struct vcs_changes *c,
                        struct err *e)
{
    struct question q;

    question_start(&q, v, c, e);
    return question_end(&q, staged_changes(&q, memory, c));
}
