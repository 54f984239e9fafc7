/* index_side.h - the files of the index, and what it knows of those on the disk. */
#ifndef CAMBIUM_VCS_INDEX_SIDE_H
#define CAMBIUM_VCS_INDEX_SIDE_H

#include "engine/vcs/side.h"

#include <sys/stat.h>

/* Part of the index: entries with numbers from `from` up to `to`, without it. */
struct range {
    size_t from, to;
};

/* As the next commit would be. Files that were only announced (git add -N) aren't in it. */
bool index_side_fill(struct side *s, git_index *index, struct err *e);

/* One entry as the index has it. The stages of a conflict are one item. */
bool index_side_add(struct side *s, const git_index_entry *entry, struct err *e);

/* The entry with that very path; r.to if there is none. Of a conflict the first. */
size_t index_side_find(git_index *index, struct range r, struct slice path);

/* All that begin with `folder`, which ends in '/'. */
struct range index_side_below(git_index *index, struct range r, struct slice folder);

/* Is `i` one of the other stages of the entry before it? */
bool index_side_is_further_stage(git_index *index, size_t i);

/* What the state of a file says about its bytes. `stamp` is when the index was
 * written. A file as young as that may have changed within a tick of the clock. */
enum item_bytes index_side_bytes_of(const git_index_entry *entry,
                                    const struct stat *status, struct timespec stamp);

static inline bool index_side_is_conflict(const git_index_entry *entry)
{
    return git_index_entry_stage(entry) != 0;
}

#endif
