/* index.h - where the entries of a pack lie.
 *
 * A sorted array of fixed-size records under a 64-bit tag of (kind, key), as it
 * lies on disk, plus a fan-out table made when it is loaded: the first bits of a
 * tag give the few records that it can be among. The tag is a hint; the entry
 * itself says whose it is. */
#ifndef CAMBIUM_STORE_INDEX_H
#define CAMBIUM_STORE_INDEX_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INDEX_HEADER_BYTES = 48, INDEX_RECORD_BYTES = 24 };

/* Offsets have 56 bits in a record. */
#define INDEX_MAX_PACK_BYTES ((uint64_t)1 << 40)

struct index_record {
    uint64_t tag;
    uint64_t offset;    /* of the entry in its pack */
    uint32_t size;      /* of the whole entry */
    uint32_t raw_bytes; /* of the value */
    uint32_t stamp;     /* not in the index but in the file of uses: see store/use.h */
    uint8_t kind;
};

uint64_t index_tag(unsigned kind, const struct store_key *key);

/* Sorts the records and writes the file's bytes. */
void index_write(struct index_record *records, size_t count, uint64_t pack_bytes,
                 struct buf *bytes);

/* All zero is an index of nothing. */
struct index {
    char *bytes;      /* the whole file */
    uint32_t *starts; /* the fan-out: first record by the upper bits of the tag */
    size_t count;
    uint64_t pack_bytes; /* how long the pack was */
    unsigned shift;
};

/* Takes `bytes`, from malloc, in any case. False: ERR_FORMAT, or ERR_UNSUPPORTED for
 * another version. */
bool index_init(struct index *index, char *bytes, size_t len, struct err *e);
void index_release(struct index *index);

struct index_record index_at(const struct index *index, size_t i);

/* The first record from `*i` on with this tag and kind; start with *i = 0 and raise
 * it by one to find the next. Those that were written later come first. */
bool index_find(const struct index *index, uint64_t tag, unsigned kind, size_t *i);

/* The checksum in a file's bytes names this index; the file of uses repeats it. */
const char *index_sum(const char *bytes);

/* The numbers of all records, in the order of their offsets; the caller frees. */
uint32_t *index_by_offset(const struct index *index);

#endif
