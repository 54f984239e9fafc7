/* worktree.h - the git work tree that a root lies in.
 *
 * A .gitignore above the root holds for it as well, as it does for git: up to
 * the nearest folder with a .git in it. A work tree counts only if it belongs
 * to the owner of the root, to this user or to the superuser, so that nobody
 * can hide files from a scan with a /tmp/.git and a /tmp/.gitignore. */
#ifndef CAMBIUM_SCAN_WORKTREE_H
#define CAMBIUM_SCAN_WORKTREE_H

#include "engine/base/arena.h"
#include "engine/base/slice.h"
#include "engine/scan/chain.h"

#include <sys/types.h>

/* `root` is absolute, without links, and ends in '/'. Returns the part of it
 * that is below the work tree's top; empty if the root is the top itself or in
 * no work tree. *chain gets what the folders from the top down to the root's
 * parent say, *faults which of their files could not be obeyed. */
struct slice worktree_enter(struct slice root, uid_t owner, struct arena *lasting,
                            struct chain *chain, struct chain_fault **faults);

#endif
