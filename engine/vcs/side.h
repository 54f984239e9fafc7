/* side.h - a state of a tree as a sorted list of files, and what differs between two.
 *
 * Paths and items live in the side's arena. Tables are in order of path bytes with
 * no path twice, once side_finish said so. */
#ifndef CAMBIUM_VCS_SIDE_H
#define CAMBIUM_VCS_SIDE_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"

#include "engine/vcs/libgit2.h"
#include <stdint.h>

/* A tree that holds itself in tens has 10^10 paths in a few KiB of objects. */
#define SIDE_MAX_FILES ((size_t)4 << 20)
#define PATH_MAX_BYTES ((size_t)4095)
/* The way down is a recursion, so it is shorter than the longest path allows. */
#define FOLDER_MAX_DEPTH 1024

/* What is known of an item's bytes. */
enum item_bytes {
    BYTES_KNOWN = 0, /* they are those of `id` */
    BYTES_OTHER,   /* they aren't those of `id`; which they are, reading the file says */
    BYTES_UNKNOWN, /* reading the file says */
    BYTES_SECRET,  /* nobody can say */
};

struct item {
    struct slice path; /* followed by a NUL */
    git_oid id;
    uint16_t mode; /* git's: 0100644, 0100755, 0120000, 0160000; 0 for anything else */
    uint8_t bytes; /* enum item_bytes */
    bool conflict;
};

struct side {
    struct arena *arena;
    struct item *items;
    size_t count, capacity;
    size_t unread_count; /* folders that couldn't be listed */
};

/* Copies the path. NULL: no path that a tree may have, or one too many. What is
 * returned moves with the next one; id and flags are zero. */
struct item *side_add(struct side *s, struct slice path, uint16_t mode, struct err *e);

/* May a tree have that name in it? */
bool side_takes_name(struct slice name);

/* Sorts. False if a path stands twice: that tree is damaged. */
bool side_finish(struct side *s, struct err *e);

static inline bool item_is_submodule(const struct item *i)
{
    return i->mode == GIT_FILEMODE_COMMIT;
}

#endif
