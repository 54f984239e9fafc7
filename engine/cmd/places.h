/* places.h - paths that people name, as places below the root of a run. */
#ifndef CAMBIUM_CMD_PLACES_H
#define CAMBIUM_CMD_PLACES_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/* The clean path of each name; there must be something. They live in `memory`. NULL and
 * *e: one leads out of the root, or there is nothing. */
const struct slice *places_below(const char *root, const char *const *names, size_t count,
                                 struct arena *memory, struct err *e);

#endif
