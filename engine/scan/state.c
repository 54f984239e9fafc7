#include "engine/scan/state.h"

enum { SECOND_NS = 1000000000 };

/* Kernels stamp by a tick of some milliseconds. */
static const int64_t tick_ns = 20000000;

/* FAT counts in two seconds, some others in one. */
static const int64_t coarse_tick_ns = 2 * (int64_t)SECOND_NS;

static uint64_t nanoseconds(struct timespec t)
{
    return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

struct file_state file_state_of(const struct stat *status)
{
    return (struct file_state){
        .size_bytes = (uint64_t)status->st_size,
        .inode = status->st_ino,
        .mtime_ns = nanoseconds(status->st_mtim),
        .ctime_ns = nanoseconds(status->st_ctim),
    };
}

bool file_state_same(const struct file_state *a, const struct file_state *b)
{
    return a->size_bytes == b->size_bytes && a->inode == b->inode &&
           a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns;
}

/* The modification time may have been set to anything, the future included; only the
 * stamp of the change says when the file was last touched. */
int64_t file_state_unsettled_ns(const struct file_state *state, struct timespec now)
{
    /* A stamp without a fraction most likely comes from a clock without one. */
    int64_t tick = state->ctime_ns % SECOND_NS ? tick_ns : coarse_tick_ns;
    int64_t age_ns = (int64_t)(nanoseconds(now) - state->ctime_ns);

    if (age_ns < -tick_ns)
        return INT64_MAX;
    return age_ns < tick ? tick - age_ns : 0;
}
