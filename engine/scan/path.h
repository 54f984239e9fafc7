/* path.h - paths that people name, made into paths below the root.
 *
 * A clean path is relative to the root, has no empty, "." or ".." component
 * and no '/' at its ends. This is done on the text alone: no symbolic link is
 * ever followed below the root, so "a/../b" is "b" whatever a is. */
#ifndef CAMBIUM_SCAN_PATH_H
#define CAMBIUM_SCAN_PATH_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"

#include <stdbool.h>

/* Longer paths are refused: a chain of folders costs the square of its length. */
#define PATH_MAX_BYTES ((size_t)32 * 1024)

/* `path` is relative to the root, or absolute and then below `root`, which is
 * absolute itself. The root itself gives an empty path. False: it leads out of
 * the root, holds a NUL, or is too long. */
bool path_clean(struct slice path, struct slice root, struct arena *a,
                struct slice *clean, struct err *e);

/* The last component; the path itself if it has but one. */
struct slice path_last(struct slice path);

/* `folder` is empty or ends in '/'. The path ends with a NUL behind its length. */
struct slice path_join(struct slice folder, struct slice name, struct arena *a);

#endif
