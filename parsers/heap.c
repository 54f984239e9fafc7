#include "parsers/heap.h"

#include "engine/base/memory.h"

#include <assert.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tree_sitter/api.h>

#define CHUNK_BYTES ((size_t)1 << 20)
#define KEPT_CHUNKS 64

/* Blocks come in steps of 16 bytes up to 1024, then in four steps to each
 * doubling. */
#define FINE_CLASSES 64
#define CLASSES      (FINE_CLASSES + 4 * (64 - 10))

struct chunk {
    struct chunk *next, *previous;
    size_t bytes; /* behind this header */
    max_align_t start[];
};

/* What is handed out begins at `room`, on a multiple of 16. */
struct block {
    uint64_t class;
    union {
        struct block *next_free;
        char room[8];
    };
};

struct heap {
    size_t limit_bytes, held_bytes, peak_bytes;
    struct chunk *chunks; /* of this run */
    struct chunk *spare;  /* of CHUNK_BYTES each, for the next run */
    unsigned spare_count;
    char *at, *end; /* what is left of the chunk that is cut now */
    struct block *freed[CLASSES];
    void (*tick)(void *context, uint64_t count);
    void *context;
    size_t untold_bytes; /* handed out since the last tick */
    jmp_buf *leave;
    struct err reason;
};

static _Thread_local struct heap *running;

void heap_abandon(enum err_code code, const char *format, ...)
{
    struct heap *h = running;
    va_list arguments;

    if (!h)
        fatal("a parse outside of a heap cannot be abandoned");
    h->reason.code = code;
    va_start(arguments, format);
    vsnprintf(h->reason.message, sizeof h->reason.message, format, arguments);
    va_end(arguments);
    longjmp(*h->leave, 1);
}

static struct chunk *chunk_get(struct heap *h, size_t bytes)
{
    struct chunk *chunk = h->spare;

    if (bytes == CHUNK_BYTES && chunk) {
        h->spare = chunk->next;
        h->spare_count--;
        return chunk;
    }
    chunk = memory_alloc(sizeof *chunk + bytes);
    chunk->bytes = bytes;
    return chunk;
}

static _Noreturn void over_limit(const struct heap *h)
{
    heap_abandon(ERR_LIMIT, "parsing it takes more memory than the limit of %zu MiB",
                 h->limit_bytes >> 20);
}

static struct chunk *chunk_add(struct heap *h, size_t bytes)
{
    struct chunk *chunk;

    if (bytes > h->limit_bytes - h->held_bytes)
        over_limit(h);
    chunk = chunk_get(h, bytes);
    chunk->previous = NULL;
    chunk->next = h->chunks;
    if (h->chunks)
        h->chunks->previous = chunk;
    h->chunks = chunk;
    h->held_bytes += bytes;
    if (h->held_bytes > h->peak_bytes)
        h->peak_bytes = h->held_bytes;
    return chunk;
}

static void chunks_drop(struct heap *h)
{
    while (h->chunks) {
        struct chunk *chunk = h->chunks;

        h->chunks = chunk->next;
        if (chunk->bytes == CHUNK_BYTES && h->spare_count < KEPT_CHUNKS) {
            chunk->next = h->spare;
            h->spare = chunk;
            h->spare_count++;
        } else {
            free(chunk);
        }
    }
    h->held_bytes = h->untold_bytes = 0;
    h->at = h->end = NULL;
    memset(h->freed, 0, sizeof h->freed);
}

#ifndef CAMBIUM_HOSTILE

static unsigned class_of(size_t bytes)
{
    unsigned exponent, quarter;

    if (bytes <= 1024)
        return (unsigned)((bytes + 15) / 16 - 1);
    exponent = 63 - (unsigned)__builtin_clzll(bytes - 1);
    quarter = (unsigned)((bytes - 1) >> (exponent - 2)) & 3;
    return FINE_CLASSES + (exponent - 10) * 4 + quarter;
}

static size_t class_bytes(uint64_t class)
{
    uint64_t coarse = class - FINE_CLASSES;

    if (class < FINE_CLASSES)
        return (class + 1) * 16;
    return (4 + coarse % 4 + 1) << (10 + coarse / 4 - 2);
}

/* Blocks begin 8 bytes behind a multiple of 16, so that their room is on one. */
static struct block *carve(struct heap *h, size_t bytes)
{
    struct block *block;

    if (bytes > CHUNK_BYTES / 4)
        return (struct block *)((char *)chunk_add(h, bytes + 8)->start + 8);
    if ((size_t)(h->end - h->at) < bytes) {
        struct chunk *chunk = chunk_add(h, CHUNK_BYTES);

        h->at = (char *)chunk->start + 8;
        h->end = (char *)chunk->start + chunk->bytes;
    }
    block = (struct block *)h->at;
    h->at += bytes;
    return block;
}

static void *take(struct heap *h, size_t size)
{
    unsigned class = class_of(size + 8);
    struct block *block = h->freed[class];

    if (block) {
        h->freed[class] = block->next_free;
        return block->room;
    }
    block = carve(h, class_bytes(class));
    block->class = class;
    return block->room;
}

static struct block *block_of(void *room)
{
    return (struct block *)((char *)room - offsetof(struct block, room));
}

static size_t room_bytes(void *room)
{
    return class_bytes(block_of(room)->class) - 8;
}

static void give(struct heap *h, void *room)
{
    struct block *block = block_of(room);

    block->next_free = h->freed[block->class];
    h->freed[block->class] = block;
}

#else

static void *take(struct heap *h, size_t size)
{
    return chunk_add(h, size)->start;
}

static struct chunk *chunk_of(void *room)
{
    return (struct chunk *)((char *)room - offsetof(struct chunk, start));
}

static size_t room_bytes(void *room)
{
    return chunk_of(room)->bytes;
}

static void give(struct heap *h, void *room)
{
    struct chunk *chunk = chunk_of(room);

    if (chunk->previous)
        chunk->previous->next = chunk->next;
    else
        h->chunks = chunk->next;
    if (chunk->next)
        chunk->next->previous = chunk->previous;
    h->held_bytes -= chunk->bytes;
    free(chunk);
}

#endif

/* tree-sitter's functions. Sizes are checked here, so that no sum of a size and
 * a header overflows later. */

static void tell(struct heap *h)
{
    uint64_t count = h->untold_bytes / HEAP_TICK_BYTES;

    h->untold_bytes %= HEAP_TICK_BYTES;
    h->tick(h->context, count);
}

static void *heap_malloc(size_t size)
{
    struct heap *h = running;

    if (!h)
        return memory_alloc(size);
    if (size > h->limit_bytes)
        over_limit(h);
    h->untold_bytes += size;
    if (h->untold_bytes >= HEAP_TICK_BYTES)
        tell(h);
    return take(h, size);
}

static void *heap_calloc(size_t count, size_t size)
{
    size_t bytes;

    if (!running)
        return memory_calloc(count, size);
    if (__builtin_mul_overflow(count, size, &bytes))
        over_limit(running);
    return memset(heap_malloc(bytes), 0, bytes);
}

static void heap_give(void *room)
{
    if (!running)
        free(room);
    else if (room)
        give(running, room);
}

static void *heap_realloc(void *old, size_t size)
{
    size_t had;
    void *room;

    if (!running)
        return memory_realloc(old, size, 1);
    if (!old)
        return heap_malloc(size);
    had = room_bytes(old);
    if (size <= had)
        return old;
    room = memcpy(heap_malloc(size), old, had);
    give(running, old);
    return room;
}

static void install(void)
{
    ts_set_allocator(heap_malloc, heap_calloc, heap_realloc, heap_give);
}

struct heap *heap_new(size_t limit_bytes, void (*tick)(void *context, uint64_t count),
                      void *context)
{
    static pthread_once_t installed = PTHREAD_ONCE_INIT;
    struct heap *h = memory_calloc(1, sizeof *h);

    pthread_once(&installed, install);
    h->tick = tick;
    h->context = context;
    h->limit_bytes = limit_bytes < SIZE_MAX / 4 ? limit_bytes : SIZE_MAX / 4;
    return h;
}

void heap_free(struct heap *h)
{
    if (!h)
        return;
    while (h->spare) {
        struct chunk *chunk = h->spare;

        h->spare = chunk->next;
        free(chunk);
    }
    free(h);
}

static void end_run(struct heap *h)
{
    running = NULL;
    h->leave = NULL;
    chunks_drop(h);
}

bool heap_run(struct heap *h, void (*work)(void *context), void *context, struct err *e)
{
    jmp_buf leave;

    assert(!running);
    h->leave = &leave;
    running = h;
    if (setjmp(leave) == 0) {
        work(context);
        end_run(h);
        return true;
    }
    end_run(h);
    if (e)
        *e = h->reason;
    return false;
}

size_t heap_peak_bytes(const struct heap *h)
{
    return h->peak_bytes;
}
