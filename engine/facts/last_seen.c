#include "engine/facts/last_seen.h"

#include "engine/base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 256 };

/* More than there are keys in the longest sequence is left. */
#define LATEST_START (UINT32_MAX / 2)

/* All that is there is free then. */
static void time_begin(struct last_seen *seen)
{
    seen->slots =
        memory_grow(seen->slots, &seen->capacity, FIRST_SLOTS, sizeof *seen->slots);
    memset(seen->slots, 0, FIRST_SLOTS * sizeof *seen->slots);
    seen->now = 0;
}

void last_seen_start(struct last_seen *seen)
{
    if (!seen->slots || seen->now > LATEST_START)
        time_begin(seen);
    seen->start = seen->now;
    seen->mask = FIRST_SLOTS - 1;
    seen->count = 0;
}

void last_seen_release(struct last_seen *seen)
{
    free(seen->slots);
    free(seen->spare);
    *seen = (struct last_seen){0};
}

/* The key's slot or the free one in which it would be. */
static struct last_seen_slot *slot_of(const struct last_seen *seen, uint64_t key)
{
    uint32_t at = (uint32_t)(key >> 32) & seen->mask;

    while (seen->slots[at].time > seen->start && seen->slots[at].key != key)
        at = (at + 1) & seen->mask;
    return &seen->slots[at];
}

static void slots_double(struct last_seen *seen)
{
    struct last_seen before = *seen;
    size_t count = (size_t)before.mask + 1;

    seen->slots =
        memory_grow(before.spare, &before.spare_capacity, 2 * count, sizeof *seen->slots);
    seen->capacity = before.spare_capacity;
    seen->spare = before.slots;
    seen->spare_capacity = before.capacity;
    seen->mask = (uint32_t)(2 * count - 1);
    memset(seen->slots, 0, 2 * count * sizeof *seen->slots);
    for (size_t i = 0; i < count; i++) {
        if (before.slots[i].time > seen->start)
            *slot_of(seen, before.slots[i].key) = before.slots[i];
    }
}

uint32_t last_seen_note(struct last_seen *seen, uint64_t key)
{
    struct last_seen_slot *slot = slot_of(seen, key);
    uint32_t before = slot->time > seen->start ? slot->time : 0;

    if (!before) {
        if (seen->count++ > seen->mask / 2) {
            slots_double(seen);
            slot = slot_of(seen, key);
        }
        slot->key = key;
    }
    slot->time = ++seen->now;
    return before;
}
