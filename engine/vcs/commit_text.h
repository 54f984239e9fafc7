/* commit_text.h - what a commit object says.
 *
 * As git reads it: what there is of a time is taken, and a time that can't be read is 0.
 * A commit without a tree, or with half a parent, is none. */
#ifndef CAMBIUM_VCS_COMMIT_TEXT_H
#define CAMBIUM_VCS_COMMIT_TEXT_H

#include "engine/base/err.h"
#include "engine/base/slice.h"

#include "engine/vcs/libgit2.h"
#include <stdbool.h>
#include <stdint.h>

/* More of an author isn't kept. */
#define AUTHOR_MAX_BYTES 1024

/* Borrows from the object. */
struct commit_text {
    git_oid tree;
    struct slice parents; /* lines, for commit_text_parent */
    struct slice author;  /* "Name <address>" */
    int64_t time_s;       /* the committer's */
};

bool commit_text_read(struct commit_text *c, struct slice text);

/* Of the commit of that id. False: there is none, and *object is NULL. git_odb_object_free
 * it. */
bool commit_text_get(struct commit_text *c, git_odb_object **object, git_odb *objects,
                     const git_oid *id, struct err *e);

/* Takes the next one off the front of *parents. False: there is none left. */
bool commit_text_parent(struct slice *parents, git_oid *id);

#endif
