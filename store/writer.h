/* writer.h - the pack that is being written.
 *
 * Entries come in whole buffers, already sealed. They go to a file without a name
 * that anybody looks for; publishing gives it one, then its index. A writer that
 * dies in between leaves nothing that others would read.
 *
 * Belongs to one thread at a time. */
#ifndef CAMBIUM_STORE_WRITER_H
#define CAMBIUM_STORE_WRITER_H

#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "store/folder.h"
#include "store/index.h"
#include "store/name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct writer_rules {
    uint64_t pack_bytes; /* publish what is longer */
    uint32_t sequence;   /* of what is published; 0: newer than all there is */
    bool stamped;        /* the records' stamps count: write a file of uses */
    bool sync;           /* fsync before each renaming, and the folder after it */
};

struct writer {
    const struct folder *folder; /* borrowed */
    struct writer_rules rules;
    struct folder_temp temp;
    uint64_t size; /* of the pack so far */
    struct index_record *records;
    size_t count, capacity;
    uint64_t published_bytes; /* of packs */
};

void writer_init(struct writer *w, const struct folder *f,
                 const struct writer_rules *rules);

/* Entries that stand one behind the other; the records' offsets count from the
 * start of `entries`. False: they are not kept. */
bool writer_add(struct writer *w, struct slice entries,
                const struct index_record *records, size_t count, struct err *e);

/* Gives what was added its name. False: it is gone. */
bool writer_publish(struct writer *w, struct err *e);

/* Drops what was not published. */
void writer_release(struct writer *w);

/* Writes the index of a pack that has its name already, from unsorted records. */
bool writer_index(const struct folder *f, struct name name, struct index_record *records,
                  size_t count, uint64_t pack_bytes, const struct writer_rules *rules,
                  struct err *e);

#endif
