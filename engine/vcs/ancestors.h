/* ancestors.h - the merge base in a history that was cut off.
 *
 * libgit2 1.5 wants the parents of every commit that it looks at, and a shallow
 * clone doesn't have all: not even HEAD~1 and HEAD had a merge base in a clone of
 * depth 2. Here a parent that isn't there ends the way. All commits there are may be
 * read; in a shallow clone that isn't many. */
#ifndef CAMBIUM_VCS_ANCESTORS_H
#define CAMBIUM_VCS_ANCESTORS_H

#include "engine/vcs/libgit2.h"

/* Of the common ancestors that aren't behind another one, the newest; of equally old
 * ones that with the smaller id. 0, GIT_ENOTFOUND, or libgit2's error. */
int ancestors_common(git_oid *base, const git_oid *a, const git_oid *b,
                     git_repository *repository);

#endif
