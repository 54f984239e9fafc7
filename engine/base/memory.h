/* memory.h - malloc that never returns NULL.
 *
 * Running out of memory is fatal for the whole process (exit status 4): a
 * report that silently lacks a part would be worse. Sizes that overflow are
 * fatal too. Free what these return with free(). */
#ifndef CAMBIUM_BASE_MEMORY_H
#define CAMBIUM_BASE_MEMORY_H

#include <stddef.h>

void *memory_alloc(size_t size);                /* not zeroed */
void *memory_calloc(size_t count, size_t size); /* zeroed */
void *memory_realloc(void *old, size_t count, size_t size);

/* Room for at least `needed` items in a growing array: returns `items`, moved
 * if it had to be, and raises *capacity (at least doubled) to match. */
void *memory_grow(void *items, size_t *capacity, size_t needed, size_t item_size);

/* The most memory that this process ever had resident, in bytes. */
size_t memory_peak_bytes(void);

#endif
