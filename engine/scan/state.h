/* state.h - what the file system says of a file: enough to know that it is the same.
 *
 * Size, both stamps and the inode. The stamp of the inode's change can't be set back
 * by ordinary means, so a file that was replaced or edited has another state even if
 * its size and its modification time were restored.
 *
 * A stamp is as fine as the clock of its file system. A file that was read in the
 * same tick in which it was changed could be changed again in that tick and keep its
 * state. Such a state isn't settled, and says nothing to a later run (git's racy
 * rule). */
#ifndef CAMBIUM_SCAN_STATE_H
#define CAMBIUM_SCAN_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

struct file_state {
    uint64_t size_bytes, inode;
    uint64_t mtime_ns, ctime_ns; /* since 1970, negative ones wrapped */
    bool settled;                /* of a file that was read: see above */
};

struct file_state file_state_of(const struct stat *status);

/* Size, stamps and inode. */
bool file_state_same(const struct file_state *a, const struct file_state *b);

/* How long from `now` on a change could go unseen, in ns: 0 if any would be seen. A
 * stamp of the future says nothing: INT64_MAX. */
int64_t file_state_unsettled_ns(const struct file_state *state, struct timespec now);

#endif
