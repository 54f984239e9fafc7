/* snapshot.h - what the last run of a project knew of each of its files.
 *
 * Loaded before the walk, asked for each file that is found, and written again after
 * the run if anything has changed: a small delta, or, when that would no longer be
 * small, a new base. A snapshot that is damaged in part knows less; nothing it says is
 * believed before it is compared with the file's state or content.
 *
 * Threads: after snapshot_load any number may ask. */
#ifndef CAMBIUM_SCAN_SNAPSHOT_H
#define CAMBIUM_SCAN_SNAPSHOT_H

#include "engine/base/slice.h"
#include "engine/codec/rows_codec.h"
#include "engine/scan/result.h"
#include "store/store.h"
#include "store/upkeep.h"

#include <stdbool.h>
#include <stdint.h>

struct snapshot;

/* Under which rules the facts in it were found, compared with today's. */
enum snapshot_age {
    SNAPSHOT_NONE,          /* there is none */
    SNAPSHOT_CURRENT,       /* its facts are what we would find */
    SNAPSHOT_OTHER_RULES,   /* trees are the same, facts may not be */
    SNAPSHOT_OTHER_GRAMMAR, /* trees may not be the same */
};

/* Reads with as many threads as there are ports. Never NULL; may be empty. The
 * project's bytes are copied. */
struct snapshot *snapshot_load(struct slice project, struct store_port *const *ports,
                               unsigned threads);

enum snapshot_age snapshot_age(const struct snapshot *s);

/* The row of that path, or NULL. */
const struct row *snapshot_find(const struct snapshot *s, struct slice path);

/* Thread time that parsing and extracting took when it was last measured, in ns, and
 * for how many bytes; zeros if it never was. */
struct snapshot_cost {
    uint64_t parse_ns, parse_bytes;
};

struct snapshot_cost snapshot_cost(const struct snapshot *s);

/* Writes what the run found, with `threads` threads, if it is other than what is there
 * already. Each file that was taken from a row as it is must say so (file->row). True:
 * something was written. */
bool snapshot_save(const struct snapshot *s, const struct part *result,
                   struct snapshot_cost cost, struct store_port *const *ports,
                   unsigned threads);

/* What another store needs to know as much: the trees and facts of all files, the
 * blocks, the snapshot, in this order and each once. free() it. */
struct store_item *snapshot_items(const struct snapshot *s, size_t *count);

/* The rows' memory goes to `lasting`, for the files that were taken from them. */
void snapshot_free(struct snapshot *s, struct arena *lasting);

#endif
