#include "engine/scan/read.h"

#include "engine/base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Memory over this is given back when the next file needs much less of it. */
#define KEPT_BYTES ((size_t)4 << 20)

/* How much more is asked for when a file holds more than the system says. */
#define GROWTH_BYTES ((size_t)64 << 10)

struct reading {
    int fd;
    uint64_t max_bytes;
    struct read_buffer *buffer;
    enum reason *why;
    struct err *e;
};

static bool refuse(const struct reading *r, enum reason why, enum err_code code,
                   const char *sentence)
{
    *r->why = why;
    return err_set(r->e, code, "%s", sentence);
}

static bool refuse_errno(const struct reading *r, const char *what)
{
    *r->why = REASON_UNREADABLE;
    return err_set_errno(r->e, errno, "%s", what);
}

static bool refuse_size(const struct reading *r)
{
    *r->why = REASON_TOO_LARGE;
    return err_set(r->e, ERR_LIMIT, "larger than --max-file-size (%llu bytes)",
                   (unsigned long long)r->max_bytes);
}

/* Room for `len` bytes of contents and the padding. */
static void buffer_fit(struct read_buffer *b, size_t len)
{
    size_t needed = len + READ_PADDING_BYTES;

    b->data = memory_grow(b->data, &b->capacity, needed, 1);
}

static void buffer_restart(struct read_buffer *b, size_t expected)
{
    if (b->capacity > KEPT_BYTES && expected < b->capacity / 4)
        read_buffer_release(b);
    b->len = 0;
}

static bool same_moment(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool same_state(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && same_moment(a->st_mtim, b->st_mtim) &&
           same_moment(a->st_ctim, b->st_ctim);
}

static int64_t nanoseconds(struct timespec t)
{
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* A write carries the stamp of its start, in ticks of some milliseconds. So after a
 * change that is younger than this another one could go unseen: wait, and whatever
 * happens from then on has a new stamp. A stamp of the future tells nothing. */
static void wait_until_settled(const struct stat *state)
{
    const int64_t settled_ns = 20000000;
    struct timespec now, rest = {0};
    int64_t age_ns;

    clock_gettime(CLOCK_REALTIME, &now);
    age_ns = nanoseconds(now) - nanoseconds(state->st_ctim);
    if (age_ns < -settled_ns || age_ns >= settled_ns)
        return;
    rest.tv_nsec = settled_ns - age_ns;
    nanosleep(&rest, NULL);
}

static bool state_before(const struct reading *r, struct stat *state)
{
    if (fstat(r->fd, state) != 0)
        return refuse_errno(r, "can't be looked at");
    if (!S_ISREG(state->st_mode))
        return refuse(r, REASON_SPECIAL, ERR_UNSUPPORTED, "not a regular file");
    if ((uint64_t)state->st_size > r->max_bytes)
        return refuse_size(r);
    wait_until_settled(state);
    return true;
}

/* Reads to the end. A file may hold more than its size says (those of /proc say
 * 0) or less; when it held just that much, a short count is the end, too. */
static bool contents(const struct reading *r, size_t size)
{
    struct read_buffer *b = r->buffer;
    size_t room = size + 1;

    buffer_restart(b, size);
    for (;;) {
        ssize_t got;

        buffer_fit(b, b->len + room);
        got = pread(r->fd, b->data + b->len, room, (off_t)b->len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return refuse_errno(r, "can't be read");
        b->len += (size_t)got;
        if (b->len > r->max_bytes)
            return refuse_size(r);
        if (got == 0 || (b->len == size && (size_t)got < room))
            return true;
        room = b->len < size ? size + 1 - b->len : GROWTH_BYTES;
    }
}

enum attempt { ATTEMPT_FAILED, ATTEMPT_CHANGED, ATTEMPT_DONE };

static enum attempt attempt(const struct reading *r)
{
    struct stat before, after;

    if (!state_before(r, &before) || !contents(r, (size_t)before.st_size))
        return ATTEMPT_FAILED;
    if (fstat(r->fd, &after) != 0) {
        refuse_errno(r, "can't be looked at");
        return ATTEMPT_FAILED;
    }
    return same_state(&before, &after) ? ATTEMPT_DONE : ATTEMPT_CHANGED;
}

bool read_file(int fd, uint64_t max_bytes, struct read_buffer *buffer, enum reason *why,
               struct err *e)
{
    struct reading r = {fd, max_bytes, buffer, why, e};
    enum attempt last = attempt(&r);

    if (last == ATTEMPT_CHANGED)
        last = attempt(&r);
    if (last == ATTEMPT_CHANGED)
        return refuse(&r, REASON_CHANGED, ERR_IO, "changed while it was read");
    if (last == ATTEMPT_FAILED)
        return false;
    memset(buffer->data + buffer->len, 0, READ_PADDING_BYTES);
    return true;
}

void read_buffer_release(struct read_buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct read_buffer){0};
}
