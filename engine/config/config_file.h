/* config_file.h - configuration files, read from a tree that nobody vouches for.
 *
 * A file is named by its clean path below the top of its work tree, and opened
 * through no symbolic link: nothing in a tree can point to what is outside. */
#ifndef CAMBIUM_CONFIG_CONFIG_FILE_H
#define CAMBIUM_CONFIG_CONFIG_FILE_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"

#include <stdbool.h>

enum config_found {
    CONFIG_FOUND,
    CONFIG_ABSENT,    /* nothing of that name */
    CONFIG_UNREADABLE /* a link, no regular file, not allowed, too long: *e */
};

/* `path` is clean; or, with `top` NULL, as somebody typed it: links are followed then.
 * The text lives in `a`. */
enum config_found config_file_read(const char *top, const char *path, struct arena *a,
                                   struct slice *text, struct err *e);

/* `path` said in the folder `folder` (empty, or ends in '/'), both below the top: made
 * clean. NULL: it is absolute, leads out of the top, or names no file. */
const char *config_path_clean(struct slice folder, struct slice path, struct arena *a,
                              struct err *e);

#endif
