/* parcel.h - bytes made smaller, that say themselves how long they were.
 *
 * For records of a log that are long: a log keeps what it is given as it is. There is no
 * checksum in it, because the log's frame has one. Input is hostile all the same: what
 * comes out is as long as was said, and not longer than the caller allows, or nothing.
 *
 * Format: store/FORMAT.md. The squeezer belongs to one thread. */
#ifndef CAMBIUM_STORE_PARCEL_H
#define CAMBIUM_STORE_PARCEL_H

#include "engine/base/buf.h"
#include "store/squeeze.h"

#include <stdbool.h>
#include <stddef.h>

enum { PARCEL_HEADER_BYTES = 8 };

/* Adds a parcel of these bytes, at most STORE_VALUE_MAX_BYTES. Levels are those of
 * store_put. */
void parcel_add(struct buf *out, struct squeezer *s, struct slice raw, int level);

/* Adds what is in it to `raw`. False: it is no parcel, or of more than `most` bytes. */
bool parcel_open(struct slice parcel, struct squeezer *s, size_t most, struct buf *raw);

#endif
