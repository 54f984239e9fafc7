#include "engine/vcs/index_side.h"

#define ENTRY_NAME(index, i) slice_of(git_index_get_byindex((index), (i))->path)

/* The first in the range that is not before `path`; with `behind`, nor begins with it. */
static size_t entry_find(git_index *index, struct range r, struct slice path, bool behind)
{
    while (r.from < r.to) {
        size_t middle = r.from + (r.to - r.from) / 2;
        struct slice there = ENTRY_NAME(index, middle);
        bool below = behind && slice_starts(there, path);

        if (below || slice_compare(there, path) < 0)
            r.from = middle + 1;
        else
            r.to = middle;
    }
    return r.from;
}

size_t index_side_find(git_index *index, struct range r, struct slice path)
{
    size_t i = entry_find(index, r, path, false);

    return i < r.to && slice_equal(ENTRY_NAME(index, i), path) ? i : r.to;
}

struct range index_side_below(git_index *index, struct range r, struct slice folder)
{
    return (struct range){entry_find(index, r, folder, false),
                          entry_find(index, r, folder, true)};
}

bool index_side_is_further_stage(git_index *index, size_t i)
{
    const git_index_entry *entry = git_index_get_byindex(index, i);

    return i && index_side_is_conflict(entry) &&
           !strcmp(entry->path, git_index_get_byindex(index, i - 1)->path);
}

bool index_side_add(struct side *s, const git_index_entry *entry, struct err *e)
{
    struct item *item = side_add(s, slice_of(entry->path), (uint16_t)entry->mode, e);

    if (!item)
        return false;
    item->id = entry->id;
    item->conflict = index_side_is_conflict(entry);
    return true;
}

bool index_side_fill(struct side *s, git_index *index, struct err *e)
{
    size_t count = git_index_entrycount(index);

    for (size_t i = 0; i < count; i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);
        bool announced = entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD;

        if (!announced && !index_side_is_further_stage(index, i) &&
            !index_side_add(s, entry, e))
            return false;
    }
    return true;
}

/* Some file systems, and some gits, keep no parts of a second. */
static bool same_time(git_index_time kept, struct timespec now)
{
    return kept.seconds == (int32_t)now.tv_sec &&
           (!kept.nanoseconds || !now.tv_nsec ||
            kept.nanoseconds == (uint32_t)now.tv_nsec);
}

static bool is_as_young(git_index_time kept, struct timespec stamp)
{
    int32_t seconds = (int32_t)stamp.tv_sec;

    return kept.seconds > seconds ||
           (kept.seconds == seconds &&
            (!kept.nanoseconds || kept.nanoseconds >= (uint32_t)stamp.tv_nsec));
}

/* As git does: another size is another file, unless none was kept. */
enum item_bytes index_side_bytes_of(const git_index_entry *entry,
                                    const struct stat *status, struct timespec stamp)
{
    if (entry->file_size && entry->file_size != (uint32_t)status->st_size)
        return BYTES_OTHER;
    return same_time(entry->mtime, status->st_mtim) &&
                   same_time(entry->ctime, status->st_ctim) &&
                   entry->ino == (uint32_t)status->st_ino &&
                   entry->uid == status->st_uid && entry->gid == status->st_gid &&
                   entry->file_size == (uint32_t)status->st_size &&
                   !is_as_young(entry->mtime, stamp)
               ? BYTES_KNOWN
               : BYTES_UNKNOWN;
}
