/* submodule.h - which commit a submodule's work tree is at. */
#ifndef CAMBIUM_VCS_SUBMODULE_H
#define CAMBIUM_VCS_SUBMODULE_H

#include "engine/vcs/place.h"
#include "engine/vcs/side.h"

/* The item is a folder of p's work tree. Its id becomes HEAD's of the repository
 * there; it stays as it is if none was ever put there, or one without a commit, and
 * is BYTES_SECRET if there is one that can't be read. Nothing in it is looked at. */
void submodule_read(struct item *item, const struct place *p);

#endif
