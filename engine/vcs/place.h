/* place.h - where the repository of a folder lies, and whether it counts.
 *
 * The nearest folder with a .git in it, from the given one up, is the top of the
 * work tree. It counts if it and its repository belong to the owner of the given
 * folder, to this user or to the superuser (as engine/scan/worktree.h has it), so
 * a /tmp/.git of a stranger is an error and no answer.
 *
 * A .git that isn't a folder names a repository that lies elsewhere: of a linked
 * work tree, of a submodule. Anybody could name anybody's repository, and would
 * read in the answer what that one holds. So it counts only if that repository
 * names this work tree: in its gitdir file, or by core.worktree. For the same
 * reason a core.worktree that names another folder is an error, whatever git
 * itself makes of it.
 *
 * And what libgit2 will open in the repository must be regular files and folders:
 * no links out of it, no pipes on which it would wait for ever. Other object
 * stores that it borrows from (objects/info/alternates) count if the same holds
 * there; an object is known by its hash, so they can't lie. */
#ifndef CAMBIUM_VCS_PLACE_H
#define CAMBIUM_VCS_PLACE_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/vcs/settings.h"

#include <sys/types.h>

/* Absolute paths without links, each ending in a NUL; in an arena. */
struct place {
    const char *top;    /* of the work tree */
    const char *folder; /* the repository's: HEAD and the index */
    const char
        *common;      /* and objects and branches; the same, but for linked work trees */
    struct slice way; /* from the top to the folder asked for: "" or "a/b/" */
    uid_t owner;      /* of the folder asked for */
    struct settings settings;
};

/* False: none (ERR_USAGE), bare, a stranger's, not what git understands. */
bool place_find(struct place *p, const char *root, struct arena *a, struct err *e);

/* The same for the work tree whose top is `top`, no higher. It has a .git. */
bool place_at(struct place *p, const char *top, uid_t owner, struct arena *a,
              struct err *e);

#endif
