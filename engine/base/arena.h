/* arena.h - memory that is freed all at once.
 *
 * Nothing taken from an arena is freed by itself. A worker owns two: one that
 * it empties after every file (no pointer into it may outlive the file), and
 * one that lives as long as the results of the run.
 *
 * Not thread-safe; an arena belongs to one thread at a time. Never returns
 * NULL: running out of memory is fatal. A HOSTILE build gives each allocation
 * a block of its own, so that a sanitizer sees every overrun. */
#ifndef CAMBIUM_BASE_ARENA_H
#define CAMBIUM_BASE_ARENA_H

#include "engine/base/slice.h"

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

struct arena_block;

/* All zero is an empty arena, ready for use. */
struct arena {
    struct arena_block *head;
    char *at, *end;    /* what is left of the head block */
    size_t used_bytes; /* handed out since the last reset */
    size_t peak_bytes; /* the most that was ever handed out, for --stats */
};

void *arena_alloc(struct arena *a, size_t size, size_t align); /* zeroed */
void arena_reset(struct arena *a);                             /* keeps a block */
void arena_release(struct arena *a);                           /* gives all back */

/* Copies; the copy ends with a NUL that its length doesn't count. */
struct slice arena_copy(struct arena *a, struct slice bytes);

/* All that `from` holds now belongs to `into`; `from` is empty then. */
void arena_adopt(struct arena *into, struct arena *from);

#define arena_new(a, T)      ((T *)arena_alloc((a), sizeof(T), alignof(T)))
#define arena_array(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (n), alignof(T)))

#endif
