/* log.h - records that must not be lost, one behind the other in one file.
 *
 * For what can't be computed again. A record is appended whole or not at all; what
 * was acknowledged after a sync is there after any crash. Records are numbered from
 * 1 on, without gaps until a compaction makes some. A log never shrinks by itself,
 * except that what a killed writer left half-written at its end is cut off by the
 * next one, which is told.
 *
 * Any number of processes may append to one log; each takes the file's lock for as
 * long as it writes. Readers take none: they see a beginning of the log.
 *
 * A struct log or log_reader belongs to one thread. Format: store/FORMAT.md. */
#ifndef CAMBIUM_STORE_LOG_H
#define CAMBIUM_STORE_LOG_H

#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "store/folder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log;
struct log_reader;

#define LOG_RECORD_MAX_BYTES ((size_t)16 << 20)

/* When an append is on disk for good. */
enum log_sync {
    LOG_SYNC_ALWAYS, /* when log_append returns */
    LOG_SYNC_BATCH,  /* when log_commit returns; until then it is in memory only */
    LOG_SYNC_NONE,   /* written when log_append returns, and synced by nobody */
};

/* What opening a log, and later appends, came across. */
struct log_found {
    uint64_t records;
    uint64_t cut_bytes;     /* half-written at the end, now cut off */
    uint64_t damaged_bytes; /* in the middle: stepped over, and left in the file */
};

/* Makes the file if it isn't there, and reads all of it. `f` is borrowed until
 * log_close. */
struct log *log_open(const struct folder *f, const char *name, enum log_sync sync,
                     struct err *e);
struct log_found log_found(const struct log *log);

/* The number of the last record that there was at the last look: after a commit that wrote
 * something, the last one that it wrote. 0: none. */
uint64_t log_last(const struct log *log);

/* False: what was appended since the last success is not acknowledged. If it could
 * not be written, it isn't there; if it could not be synced, nobody knows, and this
 * struct log takes no more. */
bool log_append(struct log *log, struct slice record, struct err *e);
bool log_commit(struct log *log, struct err *e);

/* Commits; the log is gone even on failure. */
bool log_close(struct log *log, struct err *e);

struct log_record {
    uint64_t sequence;
    struct slice bytes; /* valid until the next step */
};

/* Writes a new file of the records for which `keep` says true, synced, and puts it in
 * the place of the old one. Readers of the old one read on. */
bool log_compact(struct log *log,
                 bool (*keep)(void *context, const struct log_record *record),
                 void *context, struct err *e);

enum log_step {
    LOG_END, /* for now: the next call looks again */
    LOG_RECORD,
    LOG_DAMAGE, /* bytes were stepped over */
    LOG_FAILED, /* the file can't be read */
};

/* NULL: it can't be opened. An absent log is an error here. */
struct log_reader *log_reader_open(const struct folder *f, const char *name,
                                   struct err *e);
enum log_step log_read(struct log_reader *r, struct log_record *record, struct err *e);
uint64_t log_damaged_bytes(const struct log_reader *r);
void log_reader_close(struct log_reader *r);

#endif
