/* tags.h - a set of 64-bit tags that only grows. All zero is an empty set. */
#ifndef CAMBIUM_STORE_TAGS_H
#define CAMBIUM_STORE_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tags {
    uint64_t *slots; /* 0 is an empty one */
    size_t count, capacity;
};

/* False: it was in there already. */
bool tags_add(struct tags *tags, uint64_t tag);
void tags_release(struct tags *tags);

#endif
