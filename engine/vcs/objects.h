/* objects.h - all that a repository has objects in: its own folder, and those that it
 * borrows from (info/alternates), packed and loose. */
#ifndef CAMBIUM_VCS_OBJECTS_H
#define CAMBIUM_VCS_OBJECTS_H

#include "engine/base/arena.h"
#include "engine/base/err.h"

#include "engine/vcs/libgit2.h"

/* NULL: a folder is not plain (plain.h), or a pack is damaged. git_odb_free it. */
git_odb *objects_open(const char *objects, struct arena *a, struct err *e);

#endif
