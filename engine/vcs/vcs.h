/* vcs.h - which files of a work tree changed, and against what.
 *
 * Read through libgit2, in this process. Nothing that lies in a repository is
 * run: no git command, hook, filter, file system monitor or external diff, and
 * nothing is fetched. Of its configuration a short list of keys is read
 * (settings.h), includes are not followed, and the user's and the system's
 * configuration are not read at all: the answer doesn't depend on who asks.
 * Whose repository counts, and where it may lie: place.h.
 *
 * What it doesn't: no contents and no lines; who changed what, and when, is
 * history.h's. It writes nothing, not even fresh times into the index.
 *
 * What lies in a work tree: files that the index names and that are there, and
 * others that git doesn't ignore; so one that was taken out of the index and is
 * ignored now is deleted. Two states of a file are the same if their bytes (after
 * git's conversion of line ends) and their modes are; a file that was only
 * touched, or taken out of the index and left in its place, didn't change.
 *
 * A filter such as LFS's is a program and doesn't run, so a file with one counts
 * as changed once its times aren't those in the index.
 *
 * Open, ask and close from one thread at a time, also several of them: libgit2
 * keeps its options in the process. Failure is a struct err and no answer. */
#ifndef CAMBIUM_VCS_VCS_H
#define CAMBIUM_VCS_VCS_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct vcs; /* one open repository */

/* The repository in whose work tree the folder `root` lies, at any depth. NULL:
 * there is none (ERR_USAGE), it belongs to a stranger, is bare, is damaged, or
 * has a format that libgit2 can't read. Copies `root`. */
struct vcs *vcs_open(const char *root, struct err *e);
void vcs_close(struct vcs *v); /* NULL is fine */

enum vcs_status {
    VCS_ADDED,
    VCS_MODIFIED,   /* bytes, mode or type; anything with a conflict */
    VCS_DELETED,    /* renames are one deleted and one added entry */
    VCS_UNREADABLE, /* whether it changed can't be known; take it as changed */
};

struct vcs_change {
    struct slice path; /* relative to root; followed by a NUL */
    enum vcs_status status;
    bool submodule; /* a commit of another repository; its files are not listed */
    bool conflict;
};

#define VCS_ID_LENGTH 40

struct vcs_changes {
    struct vcs_change *items; /* in order of path bytes, one entry a path */
    size_t count;
    size_t outside_count;         /* changes that don't lie below root */
    size_t unread_count;          /* folders that couldn't be listed: what is new in them
                                     isn't known, what was known is VCS_UNREADABLE */
    char base[VCS_ID_LENGTH + 1]; /* what was compared, as hex: a commit, or the tree */
    char head[VCS_ID_LENGTH + 1]; /* that was asked for. Empty: no commit yet; in head,
                                     the work tree or the index */
};

/* What the work tree has that `ref` hasn't. `ref` is a revision as git takes them:
 *
 *   REF      against the merge base of REF and HEAD, as a pull request shows it:
 *            committed since, staged, unstaged and untracked files; against the
 *            tree itself if REF is one
 *   A..B     tree B against tree A; no work tree
 *   A...B    tree B against that of the merge base; no work tree
 *
 * An empty side of a range is HEAD. Changes live in `memory`. */
bool vcs_changes_since(struct vcs *v, const char *ref, struct arena *memory,
                       struct vcs_changes *c, struct err *e);

/* What the next commit would have that HEAD hasn't: the index against HEAD, or
 * against nothing if there is no commit yet. */
bool vcs_changes_staged(struct vcs *v, struct arena *memory, struct vcs_changes *c,
                        struct err *e);

#endif
