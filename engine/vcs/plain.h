/* plain.h - that a repository is made of regular files and folders.
 *
 * libgit2 opens by name what a repository has: a pipe would keep it waiting for
 * ever, a link would lead it out. git makes neither. What isn't there is plain. */
#ifndef CAMBIUM_VCS_PLAIN_H
#define CAMBIUM_VCS_PLAIN_H

#include "engine/base/arena.h"
#include "engine/base/err.h"

/* What libgit2 opens to read, in a repository's folder and in the common one. Objects
 * aside. */
bool plain_repository(const char *folder, const char *common, struct arena *a,
                      struct err *e);

bool plain_folder(const char *path, struct arena *a, struct err *e); /* it alone */
bool plain_below(const char *path, struct arena *a, struct err *e);  /* all in it */

#endif
