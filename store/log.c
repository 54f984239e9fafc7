#include "store/log.h"

#include "engine/base/memory.h"
#include "store/file.h"
#include "store/log_frame.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* A batch that nobody commits is committed when it is as long as this. */
#define PENDING_BYTES ((size_t)1 << 20)

struct log {
    const struct folder *folder;
    char *name;
    enum log_sync sync;
    struct log_scan scan; /* has come to the end of what is sound */
    struct log_found found;
    struct buf pending; /* frames without numbers */
    bool unsure;        /* a sync failed */
};

/* --- the file behind the name --- */

static bool open_file(struct log *log, struct err *e)
{
    struct stat status;
    int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = openat(log->folder->fd, log->name, flags, log->folder->file_mode);

    if (fd < 0)
        return err_set_errno(e, errno, "can't open %s", log->name);
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        log_scan_release(&log->scan);
        log->scan = (struct log_scan){.fd = fd};
        log->found.records = 0;
        return true;
    }
    close(fd);
    return err_set(e, ERR_UNSUPPORTED, "%s is not a regular file", log->name);
}

/* Has nobody put another file in its place? */
static bool is_current(const struct log *log)
{
    struct stat opened, named;

    return fstat(log->scan.fd, &opened) == 0 &&
           fstatat(log->folder->fd, log->name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/* The name has to last as long as what will be in the file. */
static bool sync_name(struct log *log, struct err *e)
{
    if (log->sync == LOG_SYNC_NONE || folder_sync(log->folder, e))
        return true;
    log->unsure = true;
    return false;
}

/* Whoever replaced a file may have died before the name of the new one was safe. */
static bool open_another(struct log *log, struct err *e)
{
    close(log->scan.fd);
    log->scan.fd = -1;
    return open_file(log, e) && sync_name(log, e);
}

static bool lock(struct log *log, struct err *e)
{
    for (;;) {
        while (flock(log->scan.fd, LOCK_EX) != 0) {
            if (errno != EINTR)
                return err_set_errno(e, errno, "can't lock %s", log->name);
        }
        if (is_current(log))
            return true;
        if (!open_another(log, e))
            return false;
    }
}

static void unlock(struct log *log)
{
    flock(log->scan.fd, LOCK_UN);
}

/* --- what others wrote --- */

/* Reads what is new. Holding the lock, what isn't whole at the end never will be. */
static bool catch_up(struct log *log, struct err *e)
{
    struct log_frame frame;
    struct stat status;
    enum log_step step;

    while ((step = log_scan_next(&log->scan, &frame)) != LOG_END) {
        if (step == LOG_FAILED)
            return errno ? err_set_errno(e, errno, "can't read %s", log->name)
                         : err_set(e, ERR_FORMAT, "%s is too damaged", log->name);
        log->found.records += step == LOG_RECORD && frame.type == LOG_FRAME_RECORD;
    }
    log->found.damaged_bytes = log->scan.damaged_bytes;
    if (fstat(log->scan.fd, &status) != 0)
        return err_set_errno(e, errno, "can't look at %s", log->name);
    if ((uint64_t)status.st_size <= log->scan.at)
        return true;
    if (ftruncate(log->scan.fd, (off_t)log->scan.at) != 0)
        return err_set_errno(e, errno, "can't cut %s", log->name);
    log->found.cut_bytes += (uint64_t)status.st_size - log->scan.at;
    return true;
}

/* --- appending --- */

static uint64_t seal_all(struct buf *frames, uint64_t last)
{
    for (size_t at = 0; at < frames->len;)
        at += log_frame_seal(frames->data + at, ++last);
    return last;
}

static bool write_pending(struct log *log, struct err *e)
{
    struct log_scan *scan = &log->scan;
    uint64_t last = seal_all(&log->pending, scan->last);
    int number;

    if (!file_write_at(scan->fd, log->pending.data, log->pending.len, scan->at)) {
        number = errno;
        /* If even this fails, the next writer cuts it. */
        if (ftruncate(scan->fd, (off_t)scan->at) != 0)
            log->unsure = true;
        return err_set_errno(e, number, "can't append to %s", log->name);
    }
    log->found.records += last - scan->last;
    scan->last = last;
    scan->at += log->pending.len;
    return true;
}

/* After a failed sync the kernel may have thrown the pages away and call them clean:
 * trying again would lie. */
static bool sync_file(struct log *log, struct err *e)
{
    if (log->sync == LOG_SYNC_NONE || fdatasync(log->scan.fd) == 0)
        return true;
    log->unsure = true;
    return err_set_errno(e, errno, "can't sync %s", log->name);
}

bool log_commit(struct log *log, struct err *e)
{
    bool good;

    if (log->unsure)
        return err_set(e, ERR_IO, "%s could not be written before", log->name);
    if (!log->pending.len)
        return true;
    good = lock(log, e);
    if (good) {
        good = catch_up(log, e) && write_pending(log, e);
        unlock(log);
    }
    buf_clear(&log->pending);
    return good && sync_file(log, e);
}

bool log_append(struct log *log, struct slice record, struct err *e)
{
    if (record.len > LOG_RECORD_MAX_BYTES)
        return err_set(e, ERR_LIMIT, "a record of %zu bytes is too long for %s",
                       record.len, log->name);
    log_frame_add(&log->pending, LOG_FRAME_RECORD, record);
    return (log->sync == LOG_SYNC_BATCH && log->pending.len < PENDING_BYTES) ||
           log_commit(log, e);
}

/* --- opening and closing --- */

static void log_free(struct log *log)
{
    if (log->scan.fd >= 0)
        close(log->scan.fd);
    log_scan_release(&log->scan);
    buf_release(&log->pending);
    free(log->name);
    free(log);
}

static bool begin(struct log *log, struct err *e)
{
    bool good = open_file(log, e) && lock(log, e);

    if (!good)
        return false;
    good = catch_up(log, e);
    unlock(log);
    return good && sync_name(log, e);
}

struct log *log_open(const struct folder *f, const char *name, enum log_sync sync,
                     struct err *e)
{
    struct log *log = memory_calloc(1, sizeof *log);

    log->folder = f;
    log->sync = sync;
    log->scan.fd = -1;
    log->name = strdup(name);
    if (!log->name)
        fatal("out of memory");
    if (begin(log, e))
        return log;
    log_free(log);
    return NULL;
}

struct log_found log_found(const struct log *log)
{
    return log->found;
}

uint64_t log_last(const struct log *log)
{
    return log->scan.last;
}

bool log_close(struct log *log, struct err *e)
{
    bool good = log_commit(log, e);

    log_free(log);
    return good;
}

/* --- compaction --- */

struct rewriting {
    bool (*keep)(void *context, const struct log_record *record);
    void *context;
    struct log_scan from;
    struct folder_temp to;
    uint64_t size;
    uint64_t records;
    struct buf frame;
};

static bool copy_frame(struct rewriting *r, enum log_frame_type type, uint64_t sequence,
                       struct slice bytes)
{
    buf_clear(&r->frame);
    log_frame_add(&r->frame, type, bytes);
    log_frame_seal(r->frame.data, sequence);
    if (!file_write_at(r->to.fd, r->frame.data, r->frame.len, r->size))
        return false;
    r->size += r->frame.len;
    return true;
}

/* False: errno. */
static bool copy_kept(struct rewriting *r)
{
    struct log_frame frame;
    enum log_step step;
    uint64_t last = 0;

    while ((step = log_scan_next(&r->from, &frame)) != LOG_END) {
        struct log_record record = {frame.sequence, frame.bytes};

        if (step == LOG_FAILED)
            return false;
        if (step == LOG_DAMAGE || frame.type != LOG_FRAME_RECORD ||
            !r->keep(r->context, &record))
            continue;
        if (!copy_frame(r, LOG_FRAME_RECORD, record.sequence, record.bytes))
            return false;
        last = record.sequence;
        r->records++;
    }
    /* The numbers go on where they were. */
    return r->from.last == last ||
           copy_frame(r, LOG_FRAME_BASE, r->from.last, (struct slice){0});
}

static bool rewrite(struct log *log, struct rewriting *r, struct err *e)
{
    bool good;

    if (!folder_temp_open(log->folder, &r->to, e))
        return false;
    if (copy_kept(r))
        good = folder_temp_publish(log->folder, &r->to, log->name, true, e) &&
               folder_sync(log->folder, e);
    else
        good = err_set_errno(e, errno, "can't compact %s", log->name);
    folder_temp_drop(log->folder, &r->to);
    log_scan_release(&r->from);
    buf_release(&r->frame);
    return good;
}

/* The old file stays locked until the new one is, so that nobody's appends get lost
 * in between. */
static bool move_on(struct log *log, struct err *e)
{
    int old = log->scan.fd;
    bool good;

    log->scan.fd = -1;
    good = open_file(log, e) && lock(log, e);
    close(old);
    if (!good)
        return false;
    good = catch_up(log, e);
    unlock(log);
    return good;
}

bool log_compact(struct log *log,
                 bool (*keep)(void *context, const struct log_record *record),
                 void *context, struct err *e)
{
    struct rewriting r = {.keep = keep, .context = context};

    if (!log_commit(log, e) || !lock(log, e))
        return false;
    r.from.fd = log->scan.fd;
    if (catch_up(log, e) && rewrite(log, &r, e))
        return move_on(log, e);
    unlock(log);
    return false;
}
