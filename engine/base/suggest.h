/* suggest.h - the name that somebody may have meant.
 *
 * Set `wanted`, offer all names that there are, and `best` is the one that takes
 * the fewest changes, or NULL if none is near. */
#ifndef CAMBIUM_BASE_SUGGEST_H
#define CAMBIUM_BASE_SUGGEST_H

#include "engine/base/slice.h"

struct suggestion {
    struct slice wanted;
    const char *best; /* borrowed from who offered it */
    unsigned distance;
};

void suggestion_offer(struct suggestion *s, const char *name);

#endif
