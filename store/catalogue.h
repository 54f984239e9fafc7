/* catalogue.h - the packs of a store, the newest first.
 *
 * Making it costs one listing of the folder. A pack is opened when it is first
 * asked for, so a run that finds all it needs in the newest pack never reads the
 * other indexes. What was published later is not seen.
 *
 * Threads: catalogue_pack may be called by any number of threads at once. */
#ifndef CAMBIUM_STORE_CATALOGUE_H
#define CAMBIUM_STORE_CATALOGUE_H

#include "engine/base/err.h"
#include "store/folder.h"
#include "store/pack.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* More are not looked at; upkeep merges them long before. */
enum { CATALOGUE_MAX_PACKS = 65536 };

struct catalogue {
    const struct folder *folder; /* borrowed */
    struct catalogue_slot *slots;
    size_t count;
    size_t foreign;         /* packs that somebody else brought; not among them */
    atomic_size_t unusable; /* packs that could not be opened */
    pthread_mutex_t opening;
};

/* False and *e: the folder can't be listed whole. Release it in any case. */
bool catalogue_init(struct catalogue *c, const struct folder *f, struct err *e);
void catalogue_release(struct catalogue *c);

/* NULL if it can't be opened: damaged, or deleted since. */
struct pack *catalogue_pack(struct catalogue *c, size_t i);

/* NULL if nobody has asked for it. */
struct pack *catalogue_opened(struct catalogue *c, size_t i);

struct name catalogue_name(const struct catalogue *c, size_t i);

/* The sequence number of a pack that is newer than all these. */
uint32_t catalogue_next_sequence(const struct catalogue *c);

#endif
