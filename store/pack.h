/* pack.h - one published pack, opened for reading.
 *
 * A pack and its index never change, so what is read needs no lock. When a pack is
 * deleted by another process, whoever has it open reads on.
 *
 * Threads: pack_open and pack_close belong to one thread; all else may be called
 * by any number of threads in between. */
#ifndef CAMBIUM_STORE_PACK_H
#define CAMBIUM_STORE_PACK_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "store/entry.h"
#include "store/folder.h"
#include "store/index.h"
#include "store/name.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { PACK_MAGIC_BYTES = 16 };

/* The first bytes of every pack, and of every exported file. */
extern const char pack_magic[PACK_MAGIC_BYTES];

/* What this run knows of an entry. */
enum pack_mark {
    PACK_USED = 1, /* somebody asked for it */
    PACK_BAD = 2,  /* it could not be read, so it may be put again */
};

struct pack {
    struct name name;
    int fd;
    uint64_t bytes; /* of the file */
    struct index index;
    _Atomic unsigned char *marks; /* one per record */
    atomic_bool used;             /* a mark says so */
};

/* False: *p need not be closed. */
bool pack_open(struct pack *p, const struct folder *f, struct name name, struct err *e);
void pack_close(struct pack *p);

/* Reads a whole entry into `scratch`, and checks all but whose it is. */
enum store_result pack_read(const struct pack *p, const struct index_record *record,
                            struct buf *scratch, struct entry *entry);

/* Deletes the files of a pack, the index first: as long as that is there, so is the
 * rest. *removed, if not NULL, is raised by the files that were there. */
bool pack_remove(const struct folder *f, struct name name, uint64_t *removed,
                 struct err *e);

static inline void pack_mark(struct pack *p, size_t i, enum pack_mark mark)
{
    atomic_fetch_or_explicit(&p->marks[i], (unsigned char)mark, memory_order_relaxed);
    if (mark == PACK_USED)
        atomic_store_explicit(&p->used, true, memory_order_relaxed);
}

static inline bool pack_is_marked(const struct pack *p, size_t i, enum pack_mark mark)
{
    return atomic_load_explicit(&p->marks[i], memory_order_relaxed) & mark;
}

#endif
