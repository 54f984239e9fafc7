/* file.h - a small file of a repository, read whole. */
#ifndef CAMBIUM_VCS_FILE_H
#define CAMBIUM_VCS_FILE_H

#include "engine/base/arena.h"
#include "engine/base/slice.h"

#include <stdbool.h>

/* A file as seen from `folder`, a descriptor or AT_FDCWD. False with errno set: it isn't
 * there, is no regular file (EINVAL; a link and a pipe aren't, and opening one doesn't
 * wait), or has more than max_bytes (EFBIG). The text is followed by a NUL that its length
 * doesn't count. */
bool file_read_in(int folder, const char *path, size_t max_bytes, struct arena *a,
                  struct slice *text);
bool file_read(const char *path, size_t max_bytes, struct arena *a, struct slice *text);

/* "folder/name", and `path` as it is seen from `folder`; both end with a NUL. */
char *file_join(struct arena *a, const char *folder, const char *name);
char *file_resolve(struct arena *a, const char *folder, const char *path);

#endif
