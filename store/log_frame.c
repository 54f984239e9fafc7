#include "store/log_frame.h"

#include "store/bytes.h"
#include "store/checksum.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    MAGIC_BYTES = 8,
    AT_SUM = 8,
    AT_SUMMED = 24,
    AT_LENGTH = 24,
    AT_TYPE = 28,
    AT_SEQUENCE = 32,
    WINDOW_BYTES = 256 * 1024,
    SEARCH_BYTES = 1 << 30, /* looked at for the next frame, at most */
};

static const char magic[MAGIC_BYTES] = {'C', 'a', 'm', 'L', 'o', 'g', '1', '\n'};

static struct slice summed(const char *frame, size_t size)
{
    return (struct slice){frame + AT_SUMMED, size - AT_SUMMED};
}

void log_frame_add(struct buf *to, enum log_frame_type type, struct slice bytes)
{
    char header[LOG_FRAME_HEADER_BYTES] = {0};

    memcpy(header, magic, sizeof magic);
    bytes_put_u32(header + AT_LENGTH, (uint32_t)bytes.len);
    bytes_put_u32(header + AT_TYPE, type);
    buf_add(to, (struct slice){header, sizeof header});
    buf_add(to, bytes);
}

size_t log_frame_seal(char *at, uint64_t sequence)
{
    size_t size = LOG_FRAME_HEADER_BYTES + (size_t)bytes_u32(at + AT_LENGTH);

    bytes_put_u64(at + AT_SEQUENCE, sequence);
    checksum_write(summed(at, size), at + AT_SUM);
    return size;
}

/* The bytes of the file from `at` on, `need` of them or as many as there are, in the
 * window. False: errno. */
static bool look(struct log_scan *s, uint64_t at, size_t need, struct slice *bytes)
{
    uint64_t end = s->window_at + s->window.len;

    if (at < s->window_at || at + need > end) {
        size_t want = need > WINDOW_BYTES ? need : WINDOW_BYTES;
        ssize_t got = 1;

        buf_clear(&s->window);
        s->window_at = at;
        while (got > 0 && s->window.len < need) {
            char *to = buf_reserve(&s->window, want - s->window.len);

            got = pread(s->fd, to, want - s->window.len, (off_t)(at + s->window.len));
            if (got < 0 && errno == EINTR)
                got = 1;
            else if (got < 0)
                return false;
            else
                s->window.len += (size_t)got;
        }
    }
    *bytes = (struct slice){s->window.data + (at - s->window_at),
                            s->window.len - (size_t)(at - s->window_at)};
    return true;
}

/* LOG_DAMAGE: there is no sound frame at `at`; LOG_END: nor anything else. */
static enum log_step check(struct log_scan *s, uint64_t at, struct log_frame *frame)
{
    struct slice bytes;
    size_t size;

    if (!look(s, at, LOG_FRAME_HEADER_BYTES, &bytes))
        return LOG_FAILED;
    if (bytes.len == 0)
        return LOG_END;
    if (bytes.len < LOG_FRAME_HEADER_BYTES ||
        memcmp(bytes.data, magic, sizeof magic) != 0 ||
        bytes_u32(bytes.data + AT_LENGTH) > LOG_RECORD_MAX_BYTES ||
        bytes_u32(bytes.data + AT_TYPE) > LOG_FRAME_BASE)
        return LOG_DAMAGE;
    size = LOG_FRAME_HEADER_BYTES + (size_t)bytes_u32(bytes.data + AT_LENGTH);
    if (!look(s, at, size, &bytes))
        return LOG_FAILED;
    if (bytes.len < size)
        return LOG_DAMAGE;
    frame->type = (enum log_frame_type)bytes_u32(bytes.data + AT_TYPE);
    frame->sequence = bytes_u64(bytes.data + AT_SEQUENCE);
    frame->bytes = (struct slice){bytes.data + LOG_FRAME_HEADER_BYTES,
                                  size - LOG_FRAME_HEADER_BYTES};
    return checksum_matches(summed(bytes.data, size), bytes.data + AT_SUM) &&
                   frame->sequence > s->last && frame->sequence <= INT64_MAX
               ? LOG_RECORD
               : LOG_DAMAGE;
}

/* The next sound frame behind *at. LOG_FAILED with errno 0: a file so full of what
 * looks like frames that it was given up. */
static enum log_step search(struct log_scan *s, uint64_t *at, struct log_frame *frame)
{
    uint64_t budget = SEARCH_BYTES;
    struct slice bytes;

    for (++*at; budget > 0; ++*at) {
        const char *found = NULL;
        enum log_step step;

        while (!found) {
            if (!look(s, *at, MAGIC_BYTES, &bytes))
                return LOG_FAILED;
            if (bytes.len < MAGIC_BYTES)
                return LOG_END;
            found = memmem(bytes.data, bytes.len, magic, sizeof magic);
            *at += found ? (size_t)(found - bytes.data) : bytes.len - MAGIC_BYTES + 1;
        }
        step = check(s, *at, frame);
        if (step != LOG_DAMAGE)
            return step;
        budget -= budget < s->window.len ? budget : s->window.len;
    }
    errno = 0;
    return LOG_FAILED;
}

static enum log_step advance(struct log_scan *s, uint64_t at,
                             const struct log_frame *frame)
{
    s->at = at + LOG_FRAME_HEADER_BYTES + frame->bytes.len;
    s->last = frame->sequence;
    return LOG_RECORD;
}

enum log_step log_scan_next(struct log_scan *s, struct log_frame *frame)
{
    enum log_step step = check(s, s->at, frame);
    uint64_t next = s->at;

    if (step == LOG_RECORD)
        return advance(s, s->at, frame);
    if (step == LOG_DAMAGE)
        step = search(s, &next, frame);
    /* Whatever stopped us may have been a frame that somebody is writing. */
    buf_clear(&s->window);
    if (step != LOG_RECORD)
        return step;
    if (check(s, s->at, frame) == LOG_RECORD)
        return advance(s, s->at, frame);
    s->damaged_bytes += next - s->at;
    s->at = next;
    return LOG_DAMAGE;
}

void log_scan_release(struct log_scan *s)
{
    buf_release(&s->window);
}
