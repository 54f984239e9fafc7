/* texts.h - a list of texts, each as what it adds to the one before.
 *
 * For paths and names that stand in order: most begin like the one before them. What two
 * have in common counts up to TEXTS_SHARED_MOST bytes, so that what comes out is never
 * more than that many times as long as what went in.
 *
 * Texts are slices in structs that lie `stride` bytes apart. */
#ifndef CAMBIUM_CODEC_TEXTS_H
#define CAMBIUM_CODEC_TEXTS_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum { TEXTS_SHARED_MOST = 127 };

void texts_write(struct buf *out, const struct slice *first, size_t count, size_t stride);

/* Reads exactly `count` texts into the arena. False: that isn't what the bytes hold; what
 * was read by then has no meaning. */
bool texts_read(struct slice bytes, struct slice *first, size_t count, size_t stride,
                struct arena *lasting);

#endif
