#include "engine/base/arena.h"

#include "engine/base/memory.h"

#include <stdlib.h>

struct arena_block {
    struct arena_block *next;
    size_t size;
    max_align_t bytes[];
};

#ifdef CAMBIUM_HOSTILE
static const size_t block_bytes = 1;
#else
static const size_t block_bytes = 64 * 1024;
#endif

static void block_push(struct arena *a, size_t size)
{
    struct arena_block *block;

    if (size < block_bytes)
        size = block_bytes;
    block = memory_alloc(sizeof *block + size);
    block->next = a->head;
    block->size = size;
    a->head = block;
    a->at = (char *)block->bytes;
    a->end = a->at + size;
}

void *arena_alloc(struct arena *a, size_t size, size_t align)
{
    size_t pad = -(uintptr_t)a->at & (align - 1);
    char *start;

    if (!a->at || (size_t)(a->end - a->at) < pad ||
        (size_t)(a->end - a->at) - pad < size) {
        block_push(a, size);
        pad = 0;
    }
    start = a->at + pad;
    a->at = start + size;
#ifdef CAMBIUM_HOSTILE
    a->end = a->at;
#endif
    a->used_bytes += size;
    if (a->used_bytes > a->peak_bytes)
        a->peak_bytes = a->used_bytes;
    return size ? memset(start, 0, size) : start;
}

static void blocks_free(struct arena_block *block)
{
    while (block) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_reset(struct arena *a)
{
    a->used_bytes = 0;
    if (!a->head)
        return;
    blocks_free(a->head->next);
    a->head->next = NULL;
    a->at = (char *)a->head->bytes;
    a->end = a->at + a->head->size;
}

void arena_release(struct arena *a)
{
    blocks_free(a->head);
    *a = (struct arena){0};
}

struct slice arena_copy(struct arena *a, struct slice bytes)
{
    char *copy = arena_alloc(a, bytes.len + 1, 1);

    if (bytes.len)
        memcpy(copy, bytes.data, bytes.len);
    return (struct slice){copy, bytes.len};
}

void arena_adopt(struct arena *into, struct arena *from)
{
    struct arena_block *last = from->head;

    if (last) {
        while (last->next)
            last = last->next;
        last->next = into->head ? into->head->next : NULL;
        if (into->head)
            into->head->next = from->head;
        else
            into->head = from->head, into->at = from->at, into->end = from->end;
    }
    into->used_bytes += from->used_bytes;
    into->peak_bytes += from->peak_bytes;
    *from = (struct arena){0};
}
