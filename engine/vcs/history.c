#include "engine/vcs/history.h"

#include "engine/vcs/commit_text.h"
#include "engine/vcs/fault.h"
#include "engine/vcs/history_walk.h"
#include "engine/vcs/opened.h"
#include "engine/vcs/revision.h"
#include "engine/vcs/shallow.h"

/* Less is read twice, more than the processor's cache holds is no faster: with 50,000 commits
 * over 150 folders 4 MiB are enough (benchmarks/history). */
#define TREES_BUDGET_BYTES ((size_t)16 << 20)

/* ------------------------------------------------------------------ one commit */

/* Not born: there is no commit yet. libgit2 would look into the commit too, and refuse some
 * that git takes. */
static bool head_find(struct vcs *v, git_oid *id, bool *born, struct err *e)
{
    int unborn = git_repository_head_unborn(v->repository);

    *born = unborn == 0;
    return unborn == 1 ||
           (*born && git_reference_name_to_id(id, v->repository, "HEAD") == 0) ||
           fault_set(e, ERR_FORMAT, "HEAD can't be read");
}

static bool time_find(struct vcs *v, const git_oid *id, int64_t *time_s, struct err *e)
{
    git_odb_object *object = NULL;
    git_odb *objects = NULL;
    struct commit_text c;
    bool done = (git_repository_odb(&objects, v->repository) == 0 ||
                 fault_set(e, ERR_FORMAT, "libgit2 gives no objects")) &&
                commit_text_get(&c, &object, objects, id, e);

    *time_s = done ? c.time_s : 0;
    git_odb_object_free(object);
    git_odb_free(objects);
    return done;
}

bool vcs_head(struct vcs *v, char head[VCS_ID_LENGTH + 1], int64_t *time_s, struct err *e)
{
    bool born;
    git_oid id;

    *head = '\0';
    *time_s = 0;
    if (!head_find(v, &id, &born, e))
        return false;
    if (!born)
        return true;
    git_oid_tostr(head, VCS_ID_LENGTH + 1, &id);
    return time_find(v, &id, time_s, e);
}

bool vcs_commit_of(struct vcs *v, const char *revision, char id[VCS_ID_LENGTH + 1],
                   struct err *e)
{
    struct revision r;

    if (!revision_find(&r, v->repository, revision, v->shallow, e))
        return false;
    git_oid_tostr(id, VCS_ID_LENGTH + 1, &r.id);
    revision_release(&r);
    return r.is_commit || err_set(e, ERR_USAGE, "%s is a tree and no commit", revision);
}

/* -------------------------------------------------------------------- the whole */

bool vcs_history_holds(struct vcs *v, const struct vcs_history *h)
{
    struct intern cuts = {0};
    char hex[VCS_ID_LENGTH + 1] = "";
    git_oid id;
    bool born, holds = head_find(v, &id, &born, NULL);

    if (holds && born)
        git_oid_tostr(hex, sizeof hex, &id);
    holds = holds && !strcmp(hex, h->head) && slice_equal(v->place.way, h->way) &&
            shallow_read(&cuts, &v->place, NULL) && history_cuts_agree(h, &cuts);
    intern_release(&cuts);
    return holds;
}

/* libgit2 would keep each object a second time: a seventh of the time, and up to 256 MB. The
 * switch is the process'; whoever else reads meanwhile only reads more. */
static void libgit2_keeps(bool on)
{
    git_libgit2_opts(GIT_OPT_ENABLE_CACHING, (int)on);
}

static bool commits_read(struct history_walk *w, struct vcs *v, const git_oid *head,
                         struct vcs_history *h, struct err *e)
{
    bool done = git_repository_odb(&w->objects, v->repository) == 0;

    if (!done)
        return fault_set(e, ERR_FORMAT, "libgit2 gives no objects");
    w->touches.trees = raw_trees_new(w->objects, TREES_BUDGET_BYTES);
    libgit2_keeps(false);
    done = history_walk_run(w, head, e);
    libgit2_keeps(true);
    if (done) {
        h->head_time_s = w->nodes[0].time_s;
        git_oid_tostr(h->head, sizeof h->head, head);
    }
    raw_trees_free(w->touches.trees);
    git_odb_free(w->objects);
    return done;
}

bool vcs_history_read(struct vcs *v, const struct vcs_history *known,
                      const atomic_bool *cancelled, struct vcs_history *h, struct err *e)
{
    struct intern cuts = {0};
    struct history_walk w = {.cuts = &cuts,
                             .touches = {.way = v->place.way, .cancelled = cancelled}};
    bool born, done;
    git_oid head;

    *h = (struct vcs_history){0};
    done = head_find(v, &head, &born, e) && shallow_read(&cuts, &v->place, e);
    if (done) {
        history_known_init(&w.known, known, v->place.way, &cuts);
        done = !born || commits_read(&w, v, &head, h, e);
    }
    if (done) {
        history_finish(&w, h);
        h->way = arena_copy(&h->memory, v->place.way);
    }
    history_walk_release(&w);
    intern_release(&cuts);
    return done;
}

void vcs_history_release(struct vcs_history *h)
{
    arena_release(&h->memory);
    *h = (struct vcs_history){0};
}
