/* upkeep.h - looking after a store: what `cambium cache` does.
 *
 * Each of these looks at the folder anew, and leaves what `s` has open alone. Who
 * deletes holds a lock that the kernel frees when its holder dies; who reads or
 * writes never waits for it, and a pack that is deleted while somebody wants to
 * open it is a miss for them.
 *
 * One thread. False and *e: it could not be done, or not to the end. */
#ifndef CAMBIUM_STORE_UPKEEP_H
#define CAMBIUM_STORE_UPKEEP_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What there is. */
struct store_survey {
    uint64_t packs;
    uint64_t packs_unusable; /* whose index is damaged, missing or of another format */
    uint64_t entries[STORE_KINDS];
    uint64_t stored_bytes[STORE_KINDS];
    uint64_t raw_bytes[STORE_KINDS];
    uint64_t disk_bytes;    /* all of our files */
    uint64_t unnamed_files; /* being written, or left by who was killed */
};

bool store_survey(struct store *s, struct store_survey *survey, struct err *e);

/* One thing that is wrong. */
struct store_flaw {
    char pack[48];   /* the name of the file */
    uint64_t offset; /* of the entry in it; 0: all of the pack */
    unsigned kind;
    struct store_key key;
    bool has_key; /* the key could be read */
    enum store_result why;
};

struct store_check {
    uint64_t packs, entries;
    struct store_flaw *flaws; /* free() it */
    size_t flaw_count;
};

/* Reads and decodes every entry, and goes on behind whatever it finds. */
bool store_verify(struct store *s, struct store_check *check, struct err *e);

struct store_repairs {
    uint64_t indexes_rebuilt;
    uint64_t entries_dropped; /* damaged; what can't be read now is left alone */
    uint64_t packs_dropped;   /* nothing in them was sound */
};

/* Afterwards, verify finds nothing that could be told from the disk's own errors.
 * Doing it again does nothing. */
bool store_repair(struct store *s, struct store_repairs *repairs, struct err *e);

struct store_gc {
    uint64_t evicted_entries, evicted_bytes; /* least recently used */
    uint64_t dead_entries;                   /* there was a newer one */
    uint64_t damaged_entries;
    uint64_t packs_removed, packs_written;
    uint64_t files_removed; /* left by who was killed */
    uint64_t disk_bytes;    /* afterwards */
};

/* Removes what is dead, merges small packs, and evicts down to `max_bytes` if that
 * is not 0. */
bool store_gc(struct store *s, uint64_t max_bytes, struct store_gc *gc, struct err *e);

/* Removes everything that this version of the program can have written. */
bool store_clear(struct store *s, uint64_t *files_removed, struct err *e);

struct store_item {
    unsigned kind;
    struct store_key key;
};

struct store_transfer {
    uint64_t entries, bytes;
    uint64_t missing; /* export: not there, or damaged */
    uint64_t present; /* import: was there already */
    uint64_t guests;  /* what the store doesn't keep */
};

/* Writes the entries of these keys to the empty file `fd`, which is a pack. */
bool store_export(struct store *s, const struct store_item *items, size_t count, int fd,
                  struct store_transfer *transfer, struct err *e);

/* Adds a value to such a file that no store has; `transfer` is of what is in it. */
bool store_export_guest(struct store *s, unsigned kind, struct slice value, int fd,
                        struct store_transfer *transfer, struct err *e);

/* Who takes what a file carries along: values of that kind, in their order. */
struct store_guests {
    unsigned kind;
    size_t most_bytes;                                              /* of a value */
    bool (*take)(void *context, struct slice value, struct err *e); /* NULL: nobody */
    void *context;
};

/* Adds the entries of such a file, but hands over guests, of which there may be none. It
 * ends at the first that is damaged; those before it are kept. */
bool store_import(struct store *s, int fd, const struct store_guests *guests,
                  struct store_transfer *transfer, struct err *e);

/* What a run that wrote does when it closes, if nobody else is at it. */
void upkeep_after_run(struct store *s);

#endif
