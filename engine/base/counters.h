/* counters.h - structs that are nothing but 64-bit counters.
 *
 * Added up as a whole, so that a counter that is put in later can't be missed. */
#ifndef CAMBIUM_BASE_COUNTERS_H
#define CAMBIUM_BASE_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

static inline void counters_sum(uint64_t *into, const uint64_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        into[i] += from[i];
}

/* Adds *from to *into; both point to the same kind of struct. */
#define counters_add(into, from)                                                    \
    counters_sum((uint64_t *)(into), (const uint64_t *)(from),                      \
                 sizeof *(into) / sizeof(uint64_t) +                                \
                     0 * sizeof(char[sizeof *(into) == sizeof *(from) &&            \
                                             sizeof *(into) % sizeof(uint64_t) == 0 \
                                         ? 1                                        \
                                         : -1]))

#endif
