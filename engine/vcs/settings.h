/* settings.h - what we take from a repository's own configuration.
 *
 * libgit2 would follow includes, and obey keys that name files anywhere. So it
 * never sees the file: the text is read here, and libgit2 gets the keys of this
 * list and no others:
 *
 *   core.autocrlf, core.eol           how line ends are converted
 *   branch.*.remote, branch.*.merge,
 *   remote.*.fetch, remote.*.url      what "@{upstream}" names; never connected to
 *
 * Everything lives in the arena. */
#ifndef CAMBIUM_VCS_SETTINGS_H
#define CAMBIUM_VCS_SETTINGS_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"

#include "engine/vcs/libgit2.h"

/* Real ones have a few KiB; one with 10,000 branches has 1 MiB. */
#define SETTINGS_MAX_BYTES ((size_t)8 << 20)

struct settings {
    git_config_entry *entries; /* for libgit2, in the file's order */
    size_t count, capacity;
    const char *worktree;    /* core.worktree; NULL if it isn't set */
    const char *unsupported; /* of the extensions one that can't be read; or NULL */
    bool bare;
    bool modes_ignored; /* core.fileMode is false */
};

/* False: a line is none of git's (ERR_FORMAT, with its number). */
bool settings_read(struct settings *s, struct slice text, struct arena *a, struct err *e);

/* Makes the repository know these and nothing else, whatever lies on the disk.
 * *s must outlive it. (settings_install.c) */
bool settings_install(const struct settings *s, git_repository *repository,
                      struct err *e);

#endif
