/* kept_history.h - who changed what, as a run leaves it for the next one.
 *
 * Kept in the store for each project. If HEAD hasn't moved, what is kept is the answer; else
 * only commits that aren't in it are read. Whatever is odd about what is kept is a miss. */
#ifndef CAMBIUM_INDEX_KEPT_HISTORY_H
#define CAMBIUM_INDEX_KEPT_HISTORY_H

#include "engine/base/err.h"
#include "engine/scan/scan.h"
#include "engine/vcs/history.h"

#include <stdbool.h>

/* Of the root, whose options also say what is kept and where, and when to stop. *kept, which
 * may be NULL: nothing had to be read. On success vcs_history_release *h. False: the root lies
 * in no repository that counts (ERR_USAGE), or its history can't be read. */
bool history_get(struct vcs_history *h, const char *root, const struct scan_options *scan,
                 bool *kept, struct err *e);

#endif
