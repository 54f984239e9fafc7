/* entry.h - the bytes of one entry: a header that says everything, and the value.
 *
 * Nothing is believed before the checksum was right, and an entry is never read
 * beyond the bytes that are there. Layout: store/FORMAT.md. */
#ifndef CAMBIUM_STORE_ENTRY_H
#define CAMBIUM_STORE_ENTRY_H

#include "engine/base/slice.h"
#include "store/store.h"

#include <stdint.h>

enum { ENTRY_HEADER_BYTES = 72, ENTRY_MAGIC_BYTES = 4, ENTRY_VERSION = 1 };

extern const char entry_magic[ENTRY_MAGIC_BYTES];

/* How a value is stored. These numbers are on disk and never change. */
enum entry_codec { ENTRY_PLAIN = 0, ENTRY_ZSTD = 1 };

struct entry {
    struct store_key key;
    uint8_t kind;
    uint8_t codec;
    uint32_t raw_bytes;    /* of the value */
    uint32_t stored_bytes; /* of what stands behind the header */
};

static inline size_t entry_size(const struct entry *entry)
{
    return ENTRY_HEADER_BYTES + (size_t)entry->stored_bytes;
}

/* Writes the header at `at`; the stored bytes already stand behind it. */
void entry_seal(char *at, const struct entry *entry);

/* What a header claims; `header` has ENTRY_HEADER_BYTES. Not to be trusted: tells
 * how much to read, and whether it is worth it. */
enum store_result entry_peek(const char *header, struct entry *entry);

/* `bytes` must be one whole entry. STORE_HIT: it is sound, as it was sealed. */
enum store_result entry_check(struct slice bytes, struct entry *entry);

static inline struct slice entry_stored(struct slice bytes)
{
    return (struct slice){bytes.data + ENTRY_HEADER_BYTES,
                          bytes.len - ENTRY_HEADER_BYTES};
}

#endif
