/* repository.h - libgit2's view of a place: no configuration from the disk. */
#ifndef CAMBIUM_VCS_REPOSITORY_H
#define CAMBIUM_VCS_REPOSITORY_H

#include "engine/base/err.h"
#include "engine/vcs/place.h"

#include "engine/vcs/libgit2.h"

/* Starts libgit2 such that it looks for no user's and no system's files. Each
 * true wants a library_stop. */
bool library_start(struct err *e);
void library_stop(void);

/* NULL: damaged. *p must outlive it. git_repository_free it. */
git_repository *repository_open(const struct place *p, struct err *e);

#endif
