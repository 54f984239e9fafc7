#include "engine/base/memory.h"

#include "engine/base/err.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>

static void *checked(void *memory, size_t size)
{
    if (!memory)
        fatal("out of memory (%zu bytes more were needed)", size);
    return memory;
}

void *memory_alloc(size_t size)
{
    return checked(malloc(size ? size : 1), size);
}

void *memory_calloc(size_t count, size_t size)
{
    return checked(calloc(count ? count : 1, size ? size : 1), count * size);
}

void *memory_realloc(void *old, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        fatal("out of memory (%zu times %zu bytes were asked for)", count, size);
    return checked(realloc(old, bytes ? bytes : 1), bytes);
}

void *memory_grow(void *items, size_t *capacity, size_t needed, size_t item_size)
{
    size_t wanted = *capacity ? *capacity : 16;

    if (needed <= *capacity)
        return items;
    while (wanted < needed)
        wanted = wanted > SIZE_MAX / 2 ? needed : wanted * 2;
    items = memory_realloc(items, wanted, item_size);
    *capacity = wanted;
    return items;
}

size_t memory_peak_bytes(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (size_t)usage.ru_maxrss * 1024;
}
