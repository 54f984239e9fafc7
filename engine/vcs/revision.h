/* revision.h - what a revision names, and where two of them part. */
#ifndef CAMBIUM_VCS_REVISION_H
#define CAMBIUM_VCS_REVISION_H

#include "engine/base/err.h"

#include "engine/vcs/libgit2.h"

struct revision {
    git_oid id;     /* of the commit, or of the tree that was named */
    git_tree *tree; /* NULL: nothing, as before the first commit */
    bool is_commit;
};

/* `shallow`: the repository's history was cut off, which is why something may not be
 * there. False: names nothing, several things, or a file. */
bool revision_find(struct revision *r, git_repository *repository, const char *name,
                   bool shallow, struct err *e);

/* HEAD; nothing at all (no tree, zero id) if there is no commit yet. */
bool revision_head(struct revision *r, git_repository *repository, bool shallow,
                   struct err *e);

/* Moves *a, a commit, to its merge base with b: the newest if there are several. Of
 * `names` is what the person asked for. */
bool revision_part(struct revision *a, const struct revision *b,
                   git_repository *repository, bool shallow, const char *names,
                   struct err *e);

void revision_release(struct revision *r);

#endif
