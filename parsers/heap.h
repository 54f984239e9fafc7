/* heap.h - the memory of one parse by tree-sitter.
 *
 * tree-sitter asks for its memory through four global functions and ends the
 * process when there is none. Here each parse runs inside of a heap: blocks cut
 * off chunks, given back to free lists by size, and dropped all at once at the
 * end. So a parse has a byte budget, trees needn't be taken apart node by node,
 * and a parse that goes too far can be left from the middle: by longjmp, over
 * tree-sitter's frames, which own nothing but what the heap drops anyway.
 *
 * tree-sitter's allocation functions have no argument for a context. Therefore,
 * and only therefore, this file keeps a thread-local pointer to the heap that
 * runs on the thread, and installs itself once per process. This is the one
 * exception to "no mutable globals". Outside of heap_run tree-sitter's memory
 * is malloc's; what was taken inside must not be touched outside.
 *
 * A heap belongs to one thread at a time. It keeps up to 64 MiB for the next
 * run. No memory for a chunk within the budget is fatal. A HOSTILE build gives
 * each block an allocation of its own, so that a sanitizer sees every overrun. */
#ifndef CAMBIUM_PARSERS_HEAP_H
#define CAMBIUM_PARSERS_HEAP_H

#include "engine/base/err.h"

#include <stddef.h>
#include <stdint.h>

struct heap;

/* Of memory handed out, new or again. */
#define HEAP_TICK_BYTES ((size_t)64 << 10)

/* `tick` is called with the number of HEAP_TICK_BYTES that were handed out since
 * it was last called; it may abandon the run. */
struct heap *heap_new(size_t limit_bytes, void (*tick)(void *context, uint64_t count),
                      void *context);
void heap_free(struct heap *h);

/* Calls work(context) with tree-sitter's memory coming from `h`, then drops all
 * of that memory. False and *e: the work was left by heap_abandon, or wanted
 * more than the limit (ERR_LIMIT). `work` must keep what it owns elsewhere where
 * its owner finds it even when work doesn't return. Runs don't nest. */
bool heap_run(struct heap *h, void (*work)(void *context), void *context, struct err *e);

/* Leaves the run of this thread; its heap_run returns false with this reason.
 * Only for functions that tree-sitter calls. */
_Noreturn void heap_abandon(enum err_code code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The most that any run ever held, for --stats. */
size_t heap_peak_bytes(const struct heap *h);

#endif
