/* snapshot_parts.h - a snapshot from inside: for the files that load and write it. */
#ifndef CAMBIUM_SCAN_SNAPSHOT_PARTS_H
#define CAMBIUM_SCAN_SNAPSHOT_PARTS_H

#include "engine/codec/snapshot_codec.h"
#include "engine/scan/snapshot.h"

/* Rows that were read together. Rows of the base are numbered through. */
struct block {
    struct content_key key; /* of the base's; zeros for the delta */
    const struct row *rows; /* NULL: it could not be read */
    size_t count, first_number;
    struct arena memory;
};

struct slot {
    const struct row *row; /* NULL: empty */
    uint32_t hash;
};

struct snapshot {
    struct content_key project;
    struct store_key key;
    enum snapshot_age age;
    struct snapshot_cost cost;
    struct block *blocks; /* those of the base, then the delta */
    size_t block_count;
    size_t base_rows;
    bool base_is_whole;
    struct snapshot_record record; /* as it was read; its texts are gone */
    struct slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t live_rows;
};

#endif
