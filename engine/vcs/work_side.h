/* work_side.h - the files of the work tree.
 *
 * Our own walk and rules (engine/rules), not libgit2's. That one reads what a link or a
 * pipe called .gitignore leads to, parses .gitmodules with its includes, opens
 * submodules with their configuration, and in 1.5 drops a "!rule" that brings back what
 * another file's rule excludes. It only converts line ends, by .gitattributes: one
 * that is a link or a pipe is an error.
 *
 * Files aren't read here. A folder that can't be listed is counted. */
#ifndef CAMBIUM_VCS_WORK_SIDE_H
#define CAMBIUM_VCS_WORK_SIDE_H

#include "engine/vcs/place.h"
#include "engine/vcs/side.h"

/* `stamp` is when the index was written, looked up before it was read. */
bool work_side_fill(struct side *s, const struct place *p, git_index *index,
                    struct timespec stamp, struct err *e);

/* Reads a file of the work tree: its id as git would keep it. False: it can't be
 * read, or isn't that kind of file any more. */
bool work_item_read(struct item *item, const struct place *p, git_repository *repository);

#endif
