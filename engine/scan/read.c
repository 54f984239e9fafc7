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

static void buffer_drop(struct read_buffer *b)
{
    free(b->data);
    b->data = NULL;
    b->capacity = 0;
}

static void buffer_restart(struct read_buffer *b, size_t expected)
{
    if (b->capacity > KEPT_BYTES && expected < b->capacity / 4)
        buffer_drop(b);
    b->len = 0;
}

/* After a change that is younger than a tick of the clock another one could go unseen:
 * wait, and whatever happens from then on has a new stamp. Where the clock is coarse
 * or of the future, waiting would take too long: the state stays unsettled. */
static void settle(struct file_state *state)
{
    const int64_t patience_ns = 20000000;
    struct timespec now, rest = {0};
    int64_t unsettled_ns;

    clock_gettime(CLOCK_REALTIME, &now);
    unsettled_ns = file_state_unsettled_ns(state, now);
    state->settled = unsettled_ns <= patience_ns;
    if (unsettled_ns == 0 || !state->settled)
        return;
    rest.tv_nsec = unsettled_ns;
    nanosleep(&rest, NULL);
}

static bool state_before(const struct reading *r, struct file_state *state)
{
    struct stat status;

    if (fstat(r->fd, &status) != 0)
        return refuse_errno(r, "can't be looked at");
    if (!S_ISREG(status.st_mode))
        return refuse(r, REASON_SPECIAL, ERR_UNSUPPORTED, "not a regular file");
    *state = file_state_of(&status);
    if (state->size_bytes > r->max_bytes)
        return refuse_size(r);
    settle(state);
    return true;
}

bool read_look(int fd, uint64_t max_bytes, struct read_buffer *buffer, enum reason *why,
               struct err *e)
{
    struct reading r = {fd, max_bytes, buffer, why, e};

    return state_before(&r, &buffer->state);
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
    struct file_state *before = &r->buffer->state, after;
    struct stat status;

    if (!state_before(r, before) || !contents(r, (size_t)before->size_bytes))
        return ATTEMPT_FAILED;
    if (fstat(r->fd, &status) != 0) {
        refuse_errno(r, "can't be looked at");
        return ATTEMPT_FAILED;
    }
    after = file_state_of(&status);
    return file_state_same(before, &after) ? ATTEMPT_DONE : ATTEMPT_CHANGED;
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
    buffer_drop(buffer);
    *buffer = (struct read_buffer){0};
}
