/* touches.h - which files of a commit are other ones than in each of its parents.
 *
 * The trees are walked side by side, as many as a commit has parents and one; a folder that is
 * the same as in one of the parents is not looked into. */
#ifndef CAMBIUM_VCS_TOUCHES_H
#define CAMBIUM_VCS_TOUCHES_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/vcs/intern.h"
#include "engine/vcs/raw_trees.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct touch {
    uint32_t path, commit;
};

/* A folder in one of the commits. */
struct touch_side {
    struct raw_tree *tree; /* NULL: it isn't there */
    uint32_t at;           /* the entry that is next */
    bool here;             /* it is the one that the others are at */
};

/* The first three are the caller's, the rest begins as zero; touches_release it. */
struct touches {
    struct raw_trees *trees;
    struct slice way; /* only of this folder, "a/b/" */
    const atomic_bool *cancelled;
    struct intern paths; /* relative to `way` */
    struct touch *items;
    size_t count, capacity;
    struct buf path;
    struct touch_side *sides; /* `width` for each folder on the way down */
    size_t side_count, side_capacity;
    size_t width;
    unsigned depth;
    size_t folder_count; /* looked into so far */
    uint32_t commit;     /* the one that is looked at */
    struct err *e;
};

/* Adds those of a commit; `commit` is its number in what is added. False: a tree can't be
 * read (ERR_FORMAT), there is more than anybody has (ERR_LIMIT), or ERR_CANCELLED. */
bool touches_find(struct touches *t, uint32_t commit, const git_oid *tree,
                  const git_oid *parents, size_t parent_count, struct err *e);

void touches_add(struct touches *t, uint32_t path, uint32_t commit);
void touches_release(struct touches *t);

#endif
