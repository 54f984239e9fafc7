/* store.h - keys to bytes, for ever.
 *
 * The store maps (kind, 32-byte key) to a value of any length up to 1 GiB. It
 * never looks inside either: what a key is made of and what a value means is the
 * engine's business. How both lie on disk is written down in store/FORMAT.md.
 *
 * It is a cache: whatever happens to it, the caller goes on without it. Opening
 * always gives a store, if need be one that holds nothing and keeps nothing; a
 * value that can't be trusted is a miss with a reason; a value that can't be kept
 * is counted. store_trouble says the first thing that went wrong, once.
 *
 * Kinds below STORE_REPLACEABLE are for values that follow from their key: what
 * is there is not written again. Kinds from there on are for values that change:
 * every put is kept, and a later run gets the newest. Should that be damaged, it is a
 * miss; should it then be dropped by a repair, an older one may come back. So such a
 * value has to say itself what it holds for.
 *
 * Threads:    a store may be used by any number of threads, each through a port
 *             of its own.
 * Processes:  any number may share a store; none waits for another.
 * Visibility: a put may be read back once the store has been closed, not before.
 * Crashes:    a value is wholly there or absent. See store/FORMAT.md. */
#ifndef CAMBIUM_STORE_STORE_H
#define CAMBIUM_STORE_STORE_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;
struct store_port;

struct store_key {
    uint8_t bytes[32];
};

enum {
    STORE_KINDS = 32,       /* kinds are 0 to 31 */
    STORE_REPLACEABLE = 16, /* from here on, the newest put wins */
};

/* The longest value. */
#define STORE_VALUE_MAX_BYTES ((size_t)1 << 30)

/* The answer to a get: a hit, or why not. */
enum store_result {
    STORE_HIT,
    STORE_ABSENT,       /* nobody put it, or it was evicted */
    STORE_DAMAGED,      /* cut short, or bits have changed */
    STORE_OTHER_KEY,    /* a sound entry of another key lies in its place */
    STORE_OTHER_FORMAT, /* written by another version of this program */
    STORE_TOO_LARGE,    /* longer than the caller's limit */
    STORE_UNREADABLE,   /* the system failed to read it */
    STORE_RESULTS
};

const char *store_result_name(enum store_result result);

struct store_options {
    int at;              /* an open folder that `path` starts from, or AT_FDCWD */
    const char *path;    /* made if it isn't there. From an open folder no part of
                           it may be a link; from AT_FDCWD only the last may not */
    uint64_t max_bytes;  /* on disk, kept to when closing; 0: no limit */
    bool read_only;      /* change nothing on disk */
    bool trust_shared;   /* accept a folder of another user, or that others write */
    bool own_files_only; /* in a folder that others bring, as a clone does: what this
                           program didn't write there is not used, and said */
    bool unchecked;      /* don't decode and compare what is about to be kept */
    bool sync;           /* fsync before publishing: outlives a power cut, slower */
    uint64_t pack_bytes; /* publish after so many; 0: 256 MiB */
};

struct store_stats {
    uint64_t hits[STORE_KINDS];
    uint64_t misses[STORE_RESULTS]; /* by reason */
    uint64_t puts[STORE_KINDS];
    uint64_t present;         /* puts of what was there already */
    uint64_t lost;            /* puts that could not be kept */
    uint64_t read_bytes;      /* from disk */
    uint64_t hit_bytes;       /* of values */
    uint64_t put_bytes;       /* of values */
    uint64_t written_bytes;   /* to disk */
    uint64_t packs_unusable;  /* whose index was damaged or gone */
    uint64_t evicted_entries; /* when closing */
    uint64_t evicted_bytes;
};

/* Copies the options; borrows options->path until it returns. Never NULL. */
struct store *store_open(const struct store_options *options);

/* False if all is well; else true and *e holds the first trouble. */
bool store_trouble(struct store *s, struct err *e);

/* True, and *e is why: its folder can't be had, so it holds and keeps nothing. */
bool store_is_off(struct store *s, struct err *e);

/* Publishes what was put, remembers what was used, keeps to max_bytes, and frees.
 * All ports must have been closed. `stats` and `trouble` may be NULL; `trouble`
 * is what store_trouble would say after all that, ERR_NONE if nothing. */
void store_close(struct store *s, struct store_stats *stats, struct err *trouble);

struct store_port *store_port_open(struct store *s);
void store_port_close(struct store_port *p);

/* On STORE_HIT the value replaces what is in `value`; after a miss that buffer
 * holds nothing of use. A value longer than `limit_bytes` is a miss. */
enum store_result store_get(struct store_port *p, unsigned kind,
                            const struct store_key *key, size_t limit_bytes,
                            struct buf *value);

/* Is there an entry, by the index alone? Counts as a use, so that what is needed
 * but not read outlives what is not needed. */
bool store_has(struct store_port *p, unsigned kind, const struct store_key *key);

/* Levels of compression. The others are zstd's own, negative ones included, as
 * far as STORE_LEVEL_MAX. */
enum { STORE_AS_IT_IS = 0, STORE_LEVEL_MAX = 19 };

/* False: a put would be no use, because the store is off or read only. */
bool store_keeps(const struct store_port *p);

/* Keeps a copy of `value`, compressed on this thread. Within one run, the second
 * put of a key that doesn't change is no work. */
void store_put(struct store_port *p, unsigned kind, const struct store_key *key,
               struct slice value, int level);

#endif
