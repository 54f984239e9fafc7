/* loose.h - git objects that lie in a file each.
 *
 * In place of libgit2's own reader, which in 1.5 never returns from a file that
 * was cut off, asks for as much memory as the file claims, and waits on a pipe. */
#ifndef CAMBIUM_VCS_LOOSE_H
#define CAMBIUM_VCS_LOOSE_H

#include "engine/vcs/libgit2.h"

/* Of one object, in the file and in memory. A folder with a million files is a tree of
 * 40 MiB. */
#define LOOSE_MAX_BYTES ((size_t)256 << 20)

/* A backend that only reads; libgit2 frees it. Copies the path of the folder. */
git_odb_backend *loose_new(const char *objects);

#endif
