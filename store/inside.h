/* inside.h - what a store and a port are made of, for the files of this room. */
#ifndef CAMBIUM_STORE_INSIDE_H
#define CAMBIUM_STORE_INSIDE_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "store/catalogue.h"
#include "store/folder.h"
#include "store/squeeze.h"
#include "store/store.h"
#include "store/tags.h"
#include "store/writer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct store {
    struct folder folder; /* fd -1: this store is off */
    struct catalogue catalogue;
    uint64_t max_bytes;
    bool read_only, checked;

    pthread_mutex_t mutex; /* over all below */
    struct writer writer;
    struct tags written;      /* what this run has put, of the kinds that don't change */
    struct err trouble;       /* the first */
    atomic_bool gave_up;      /* a write failed: no more puts in this run */
    struct store_stats stats; /* of closed ports */
};

struct store_port {
    struct store *store;
    struct squeezer *squeezer;
    struct buf scratch;           /* an entry as read */
    struct buf pending;           /* sealed entries, not handed over yet */
    struct buf again;             /* an entry decoded for comparison */
    struct index_record *records; /* of the pending */
    size_t count, capacity;
    struct store_stats stats;
};

/* Remembers the first trouble of a store. */
void store_note(struct store *s, const struct err *e);

/* True, and *e is why: it is off, or nothing in it may be changed. */
bool store_is_fixed(struct store *s, struct err *e);

#endif
