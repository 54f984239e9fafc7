/* raw_trees.h - git's trees, entry by entry, read once as long as there is room.
 *
 * What comes out is sound: names that a tree may have, in git's order, none twice. Commits
 * share most of their trees with their parents, so a tree stays for the next who asks, until
 * there is no room and nobody has asked for it the longest.
 *
 * One thread. A tree lives until it was released as often as it was got. */
#ifndef CAMBIUM_VCS_RAW_TREES_H
#define CAMBIUM_VCS_RAW_TREES_H

#include "engine/base/err.h"
#include "engine/base/slice.h"

#include "engine/vcs/libgit2.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file or a folder; commits of other repositories (submodules) are left out. */
struct raw_entry {
    const char *name; /* followed by a NUL and the id */
    uint32_t name_len;
    uint32_t mode; /* 0100644, 0100755, 0120000 or 040000, whatever else stands there */
};

struct raw_tree {
    git_oid id;
    git_odb_object *object; /* what the names lie in */
    size_t bytes;
    unsigned holders;
    struct raw_tree *next;          /* of those that have one place in the table */
    struct raw_tree *newer, *older; /* by when somebody asked for it last */
    uint32_t count;
    struct raw_entry entries[];
};

static inline bool raw_entry_is_folder(const struct raw_entry *entry)
{
    return entry->mode == GIT_FILEMODE_TREE;
}

static inline const unsigned char *raw_entry_id(const struct raw_entry *entry)
{
    return (const unsigned char *)entry->name + entry->name_len + 1;
}

static inline bool raw_entry_same(const struct raw_entry *a, const struct raw_entry *b)
{
    return a->mode == b->mode &&
           memcmp(raw_entry_id(a), raw_entry_id(b), GIT_OID_RAWSZ) == 0;
}

/* Git's order: that of bytes, as if names of folders ended with a '/'. 0: they have one
 * name, and both are folders or neither is. */
int raw_entry_order(const struct raw_entry *a, const struct raw_entry *b);

/* The folder of that name; NULL: there is none. */
const struct raw_entry *raw_tree_folder(const struct raw_tree *tree, struct slice name);

struct raw_trees;

/* Borrows the objects. Keeps trees of up to `budget_bytes` together. */
struct raw_trees *raw_trees_new(git_odb *objects, size_t budget_bytes);
void raw_trees_free(struct raw_trees *t);

/* NULL: there is no such tree, or it isn't sound. raw_tree_release it. */
struct raw_tree *raw_trees_get(struct raw_trees *t, const git_oid *id, struct err *e);
void raw_tree_release(struct raw_tree *tree); /* NULL is fine */

#endif
