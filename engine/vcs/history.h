/* history.h - who changed which file, and when: one pass over the commits of HEAD.
 *
 * A commit touches a path if its content or mode there is another one than in each of its
 * parents; so a merge touches only what it made itself, and the first commit all. Trees are
 * compared with trees, from HEAD back, in any order: what comes out is a set of touches,
 * and doesn't depend on clocks. Renames are not followed: a new name is a new path.
 *
 * Times are the committers', in seconds since 1970; they are what commits say, not what is
 * true. Authors are "Name <address>" as commits say; .mailmap is not read.
 *
 * Plain data that a later run can go on from, whatever HEAD is then: commits that are known are
 * not read again.
 *
 * Where history was cut off (a shallow clone) the oldest commits touch nothing, and `shallow`
 * says that paths without a touch are older than all that is known, not unchanged. */
#ifndef CAMBIUM_VCS_HISTORY_H
#define CAMBIUM_VCS_HISTORY_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "engine/vcs/vcs.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VCS_ID_BYTES 20

/* Stands for the parents of a commit at which history was cut off. */
#define VCS_CUT UINT32_MAX

struct vcs_commit {
    unsigned char id[VCS_ID_BYTES];
    int64_t time_s;
    uint32_t author;
};

/* Paths are relative to the root that was asked about; what lies elsewhere isn't in. */
struct vcs_history {
    char head[VCS_ID_LENGTH + 1]; /* empty: no commit yet */
    int64_t head_time_s;
    bool shallow;
    struct slice way; /* from the top of the work tree to the root: "" or "a/b/" */
    struct vcs_commit *commits; /* all of HEAD's ancestors, ordered by id */
    size_t commit_count;
    uint32_t *parent_starts; /* commit i has parents[parent_starts[i]] up to */
    uint32_t *parents;       /* parents[parent_starts[i + 1] - 1]: numbers, or VCS_CUT */
    struct slice *authors;   /* in order of bytes, each once */
    size_t author_count;
    struct slice *paths; /* in order of bytes; also of files that are gone */
    size_t path_count;
    uint32_t *starts;    /* path i was touched by touches[starts[i]] up to */
    uint32_t *touches;   /* touches[starts[i + 1] - 1]: numbers of commits, ascending */
    struct arena memory; /* of all this */
};

/* The commit that HEAD is, as hex, and its time. Empty: no commit yet. False: *e. Cheap. */
bool vcs_head(struct vcs *v, char head[VCS_ID_LENGTH + 1], int64_t *time_s,
              struct err *e);

/* The commit that a revision names, as hex. */
bool vcs_commit_of(struct vcs *v, const char *revision, char id[VCS_ID_LENGTH + 1],
                   struct err *e);

/* Is it what vcs_history_read would give now? Reads no commits. False also if that can't be
 * known; reading says why. */
bool vcs_history_holds(struct vcs *v, const struct vcs_history *h);

/* `known` may be NULL: a history that was read before, of any HEAD. What it says of commits that
 * are behind HEAD is taken over, unless it is of another folder or was cut off elsewhere; the
 * answer is the same. `cancelled` may be NULL. On success *h is to be released. */
bool vcs_history_read(struct vcs *v, const struct vcs_history *known,
                      const atomic_bool *cancelled, struct vcs_history *h, struct err *e);
void vcs_history_release(struct vcs_history *h);

/* What is known of one path. */
struct vcs_path {
    int64_t first_s, last_s; /* of the oldest and the newest commit that touches it */
    uint32_t commits;        /* that touch it */
    uint32_t recent_commits; /* of those, since the time that was asked for */
    uint32_t authors;        /* different ones */
    uint32_t main_author;    /* who made most of them; of several the first in order */
    uint32_t main_commits;   /* how many that are */
};

/* False: no commit that is known touches it. */
bool vcs_history_path(const struct vcs_history *h, struct slice path, int64_t since_s,
                      struct vcs_path *p);

#endif
