/* The memory of one parse: right like malloc, bounded, dropped at once. */
#include "parsers/heap.h"

#include <criterion/criterion.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What tree-sitter calls. */
extern void *(*ts_current_malloc)(size_t size);
extern void *(*ts_current_calloc)(size_t count, size_t size);
extern void *(*ts_current_realloc)(void *memory, size_t size);
extern void (*ts_current_free)(void *memory);

#define MIB ((size_t)1 << 20)

static uint64_t ticks;

static void count_ticks(void *context, uint64_t count)
{
    (void)context;
    ticks += count;
}

static struct heap *heap;

static void open_heap(void)
{
    heap = heap_new(64 * MIB, count_ticks, NULL);
    ticks = 0;
}

static void close_heap(void)
{
    heap_free(heap);
}

TestSuite(heap, .init = open_heap, .fini = close_heap);

static bool holds(const unsigned char *bytes, size_t count, unsigned char value)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != value)
            return false;
    }
    return true;
}

/* Random sizes; each block is filled with a value of its own and looked at
 * again before it is given back. */
static void use_much(void *context)
{
    enum { LIVE = 500 };
    static unsigned char *live[LIVE];
    static size_t sizes[LIVE];
    uint32_t random = *(uint32_t *)context;

    memset(live, 0, sizeof live);
    for (int i = 0; i < 100000; i++) {
        unsigned at = (random = random * 1664525u + 1013904223u) >> 8;
        size_t size = (at >> 9) % (i % 100 ? 300 : 60000);

        at %= LIVE;
        if (live[at] && !holds(live[at], sizes[at], (unsigned char)at))
            abort();
        if (i % 3 == 0) {
            ts_current_free(live[at]);
            live[at] = NULL;
            continue;
        }
        if (i % 3 == 1 && live[at]) {
            size_t kept = sizes[at] < size ? sizes[at] : size;

            live[at] = ts_current_realloc(live[at], size);
            if (!holds(live[at], kept, (unsigned char)at))
                abort();
        } else {
            ts_current_free(live[at]);
            live[at] = ts_current_malloc(size);
        }
        if ((uintptr_t)live[at] % 16 != 0)
            abort();
        sizes[at] = size;
        memset(live[at], (int)(at & 255), size);
    }
}

Test(heap, blocks_keep_what_is_written_to_them)
{
    for (uint32_t seed = 1; seed < 5; seed++)
        cr_expect(heap_run(heap, use_much, &seed, NULL));
    cr_expect_lt(heap_peak_bytes(heap), 32 * MIB);
}

static void use_calloc(void *context)
{
    (void)context;
    for (size_t size = 1; size < 5000; size += 7) {
        unsigned char *dirty = ts_current_malloc(size), *clean;

        memset(dirty, 255, size);
        ts_current_free(dirty);
        clean = ts_current_calloc(1, size);
        if (!holds(clean, size, 0))
            abort();
    }
}

Test(heap, calloc_clears_what_was_used_before)
{
    cr_expect(heap_run(heap, use_calloc, NULL, NULL));
}

static void take_bytes(void *context)
{
    size_t *bytes = context;

    for (size_t got = 0; got < *bytes; got += 1000)
        memset(ts_current_malloc(1000), 1, 1000);
}

Test(heap, a_run_over_the_limit_is_left)
{
    size_t bytes = 100 * MIB;
    struct err e = {0};

    cr_expect_not(heap_run(heap, take_bytes, &bytes, &e));
    cr_expect_eq(e.code, ERR_LIMIT);
    cr_expect_str_eq(e.message, "parsing it takes more memory than the limit of 64 MiB");
    cr_expect_leq(heap_peak_bytes(heap), 64 * MIB);
    bytes = 40 * MIB;
    cr_expect(heap_run(heap, take_bytes, &bytes, &e));
}

static void take_at_once(void *context)
{
    size_t *bytes = context;

    ts_current_malloc(*bytes);
}

static void clear_at_once(void *context)
{
    size_t *bytes = context;

    ts_current_calloc(*bytes, *bytes);
}

Test(heap, sizes_that_overflow_are_over_the_limit)
{
    size_t bytes[] = {65 * MIB, SIZE_MAX, SIZE_MAX - 7, SIZE_MAX / 2 + 1};

    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        cr_expect_not(heap_run(heap, take_at_once, &bytes[i], NULL));
        cr_expect_not(heap_run(heap, clear_at_once, &bytes[i], NULL));
    }
}

static void give_up(void *context)
{
    heap_abandon(ERR_UNSUPPORTED, "no %s", (const char *)context);
}

Test(heap, an_abandoned_run_says_why)
{
    struct err e = {0};

    cr_expect_not(heap_run(heap, give_up, (char[]){"luck"}, &e));
    cr_expect_eq(e.code, ERR_UNSUPPORTED);
    cr_expect_str_eq(e.message, "no luck");
    cr_expect_not(heap_run(heap, give_up, (char[]){"luck"}, NULL));
}

Test(heap, memory_handed_out_is_told)
{
    size_t bytes = 10 * MIB;

    cr_expect(heap_run(heap, take_bytes, &bytes, NULL));
    cr_expect_eq(ticks, bytes / HEAP_TICK_BYTES);
}

Test(heap, no_more_than_64_mib_are_kept_after_a_run)
{
    size_t bytes = 200 * MIB;
    struct mallinfo2 before = mallinfo2(), after;

    heap_free(heap);
    heap = heap_new(300 * MIB, count_ticks, NULL);
    cr_expect(heap_run(heap, take_bytes, &bytes, NULL));
    after = mallinfo2();
    cr_expect_leq(after.uordblks + after.hblkhd,
                  before.uordblks + before.hblkhd + 65 * MIB);
    cr_expect_geq(heap_peak_bytes(heap), bytes);
}

Test(heap, outside_of_a_run_memory_is_mallocs)
{
    char *memory = ts_current_malloc(10);

    memory = ts_current_realloc(memory, 1000);
    memset(memory, 1, 1000);
    free(memory);
    memory = ts_current_calloc(10, 10);
    cr_expect(holds((unsigned char *)memory, 100, 0));
    ts_current_free(memory);
}
