/* keeper.h - what a run keeps for the next one, and what it has from the last.
 *
 *   unchanged by its state      not opened        the row of the snapshot
 *   same content as its row     read, hashed      the row of the snapshot
 *   content known               read, hashed      facts out of the store
 *   tree known, rules changed   read, extracted   the tree out of the store
 *   nothing known               parsed            kept for the next run
 *
 * A keeper that has no store knows nothing and keeps nothing, and says why once;
 * nothing that goes wrong here ends a run or changes its report.
 *
 * Threads: one keeper for all; each worker has a port of its own. */
#ifndef CAMBIUM_SCAN_KEEPER_H
#define CAMBIUM_SCAN_KEEPER_H

#include "engine/scan/discover.h"
#include "engine/scan/file.h"
#include "engine/scan/kept.h"
#include "engine/scan/result.h"
#include "engine/scan/snapshot.h"
#include "store/store.h"
#include "store/upkeep.h"

#include <stdbool.h>
#include <stdint.h>

struct keeper_options {
    bool off;            /* keep nothing, read nothing */
    const char *store;   /* a folder; NULL: .cambium/cache in the root */
    uint64_t max_bytes;  /* of the store; 0: no limit */
    bool read_only;      /* read what is kept, keep nothing */
    bool trust_shared;   /* a store that others may write to, or brought along */
    const char *project; /* its name; NULL: by remote or path */
    bool full;           /* as if there were no snapshot */
    bool verify_content; /* believe no state: read every file */
};

/* Nothing but 64-bit counters. */
struct keeper_counts {
    uint64_t files[FILE_SOURCES]; /* by where what is said of them came from */
    uint64_t bytes[FILE_SOURCES];
    uint64_t measured[2]; /* files whose measures were read off a tree; were kept */
};

struct keeper_stats {
    bool on;
    enum snapshot_age snapshot;
    struct keeper_counts counts;
    struct store_stats store;
    uint64_t saved_ns; /* thread time that was not spent on parsing; an estimate */
    uint64_t load_ns, save_ns;
    struct err trouble; /* ERR_NONE: there was none */
};

/* The store that a scan of `d` uses; NULL: none. */
struct store *keeper_store_open(const struct keeper_options *options,
                                const struct discover *d);

struct keeper;

/* Never NULL. `d` and what the options point to are borrowed until keeper_close. */
struct keeper *keeper_open(const struct keeper_options *options, const struct discover *d,
                           const struct discover_options *walk, unsigned threads);

/* The row of a path, or NULL; *unchanged: the file's state is that of the row, and the
 * row says all that would be found. */
const struct row *keeper_find(const struct keeper *k, struct slice path,
                              const struct file_state *state, bool *unchanged);

/* Does the row say all that would be found in a file of that content? */
bool keeper_knows(const struct keeper *k, const struct row *row,
                  struct content_key content);

/* Says of the file what the row says. */
void file_fill_from_row(struct file *file, const struct row *row);

/* What one worker has. */
struct keeper_port {
    const struct keeper *keeper;
    struct kept *kept; /* NULL: the keeper is off */
    struct keeper_counts counts;
};

struct keeper_port *keeper_port(struct keeper *k, unsigned worker);

/* Why there was nothing to take, for a file that had to be parsed. `found` is the first
 * answer of the store that wasn't STORE_ABSENT, if any. */
enum file_source keeper_miss(const struct keeper *k, const struct row *row,
                             struct content_key content, enum store_result found);

/* Writes the project's snapshot, and all that it speaks of, to the empty file `fd`, for
 * store_import. False and *e: there is none (ERR_USAGE), or it can't be written. */
bool keeper_export(const struct keeper *k, int fd, struct store_transfer *transfer,
                   struct err *e);

/* After the run: what it found becomes the snapshot, unless the run was incomplete or
 * looked at a list of files only. `cost` is what parsing took. Frees; memory that the
 * result points to goes to it. */
void keeper_close(struct keeper *k, struct part *result, bool complete,
                  struct snapshot_cost cost, struct keeper_stats *stats);

#endif
