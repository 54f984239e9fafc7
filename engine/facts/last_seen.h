/* last_seen.h - when each of many keys was met last.
 *
 * Tells how many different keys there are in each of many nested parts of a sequence,
 * with one look-up for each key that comes by: it is new to just those open parts that
 * began after it was met last.
 *
 * Keys are hashes and stand for what they are hashes of: 64 bits of a good one. Time
 * goes on from sequence to sequence, so that nothing has to be wiped out between them,
 * and the table starts small each time, so that a long one costs the short ones behind
 * it nothing. Belongs to one worker. */
#ifndef CAMBIUM_FACTS_LAST_SEEN_H
#define CAMBIUM_FACTS_LAST_SEEN_H

#include <stddef.h>
#include <stdint.h>

struct last_seen_slot {
    uint64_t key;
    uint32_t time; /* before the start: the slot is free */
};

/* All zero is ready for last_seen_start. */
struct last_seen {
    struct last_seen_slot *slots, *spare; /* when it grows, keys move to the spare ones */
    size_t capacity, spare_capacity;
    uint32_t mask;  /* slots in use - 1 */
    uint32_t count; /* keys since the start */
    uint32_t start, now;
};

/* A new sequence, in which no key was met yet. */
void last_seen_start(struct last_seen *seen);
void last_seen_release(struct last_seen *seen);

/* Time goes on by one, and the key is met. Returns when it was met before in this
 * sequence, or 0. */
uint32_t last_seen_note(struct last_seen *seen, uint64_t key);

#endif
