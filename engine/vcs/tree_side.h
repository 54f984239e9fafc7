/* tree_side.h - the files of git's trees. */
#ifndef CAMBIUM_VCS_TREE_SIDE_H
#define CAMBIUM_VCS_TREE_SIDE_H

#include "engine/vcs/side.h"

/* Adds all files of `tree` (NULL: none) to *s. */
bool tree_side_fill(struct side *s, git_tree *tree, struct err *e);

/* Adds to *a and to *b what isn't the same in both; what two trees share isn't read. */
bool tree_sides_fill(struct side *a, struct side *b, git_tree *tree_a, git_tree *tree_b,
                     struct err *e);

#endif
