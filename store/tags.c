#include "store/tags.h"

#include "engine/base/memory.h"

#include <stdlib.h>

/* Tags are hashes: their own bits spread them. */
static bool insert(uint64_t *slots, size_t capacity, uint64_t tag)
{
    size_t i = tag & (capacity - 1);

    while (slots[i] && slots[i] != tag)
        i = (i + 1) & (capacity - 1);
    if (slots[i])
        return false;
    slots[i] = tag;
    return true;
}

static void grow(struct tags *tags)
{
    size_t capacity = tags->capacity ? tags->capacity * 2 : 1024;
    uint64_t *slots = memory_calloc(capacity, sizeof *slots);

    for (size_t i = 0; i < tags->capacity; i++) {
        if (tags->slots[i])
            insert(slots, capacity, tags->slots[i]);
    }
    free(tags->slots);
    tags->slots = slots;
    tags->capacity = capacity;
}

bool tags_add(struct tags *tags, uint64_t tag)
{
    if (tags->count >= tags->capacity / 2)
        grow(tags);
    if (!insert(tags->slots, tags->capacity, tag ? tag : 1))
        return false;
    tags->count++;
    return true;
}

void tags_release(struct tags *tags)
{
    free(tags->slots);
    *tags = (struct tags){0};
}
