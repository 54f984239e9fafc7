/* history_walk.h - from HEAD back to all commits behind it, and what each of them touches.
 *
 * The newest of the commits that are waiting is the next: neighbours share their trees, and
 * packs hold them in that order. What comes out is the same in any order. */
#ifndef CAMBIUM_VCS_HISTORY_WALK_H
#define CAMBIUM_VCS_HISTORY_WALK_H

#include "engine/vcs/history.h"
#include "engine/vcs/history_known.h"
#include "engine/vcs/touches.h"

#include "engine/vcs/libgit2.h"

/* A commit that was met: the same number as its id has in `ids`. */
struct history_node {
    git_oid tree;
    int64_t time_s;
    uint32_t author;
    uint32_t first_parent, parent_count; /* in `parents` */
    uint32_t known;                      /* its number in what was known, or KNOWN_NONE */
    bool is_read, is_queued;
};

struct history_walk {
    git_odb *objects;
    const struct intern *cuts;
    struct history_known known;
    struct touches touches; /* commits are numbers of nodes */
    struct intern ids, authors;
    struct history_node *nodes;
    size_t node_capacity;
    uint32_t *parents; /* nodes, or VCS_CUT */
    size_t parent_count, parent_capacity;
    uint32_t *heap; /* nodes that are waiting, the newest on top */
    size_t heap_count, heap_capacity;
    git_oid *trees; /* of the parents of the commit that is looked at */
    size_t tree_capacity;
    struct err *e;
};

/* `objects`, `cuts`, `known` and the first fields of `touches` are the caller's, the rest
 * begins as zero. False: *e. history_walk_release it in either case. */
bool history_walk_run(struct history_walk *w, const git_oid *head, struct err *e);
void history_walk_release(struct history_walk *w);

/* Puts all that was found in order: commits, authors, paths and touches of *h, which
 * takes the texts. (history_finish.c) */
void history_finish(struct history_walk *w, struct vcs_history *h);

#endif
