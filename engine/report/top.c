#include "engine/report/top.h"

#include "engine/base/memory.h"

#include <stdlib.h>

static int worst_first(const void *left, const void *right)
{
    const struct top_function *a = left, *b = right;
    int path;

    if (a->function->cyclomatic != b->function->cyclomatic)
        return a->function->cyclomatic > b->function->cyclomatic ? -1 : 1;
    path = slice_compare(a->file->path, b->file->path);
    if (path)
        return path;
    return a->function->start_byte < b->function->start_byte
               ? -1
               : a->function->start_byte > b->function->start_byte;
}

/* A heap with the least bad function on top, ready to be thrown out. */
static void sink(struct top_function *heap, size_t count, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        struct top_function swap = heap[at];

        if (child + 1 < count && worst_first(&heap[child + 1], &heap[child]) > 0)
            child++;
        if (worst_first(&heap[child], &heap[at]) < 0)
            return;
        heap[at] = heap[child];
        heap[child] = swap;
    }
}

static void consider(struct top *top, size_t limit, struct top_function candidate)
{
    if (top->count < limit) {
        top->functions[top->count++] = candidate;
        if (top->count == limit) {
            for (size_t i = limit / 2; i-- > 0;)
                sink(top->functions, limit, i);
        }
    } else if (limit && worst_first(&candidate, &top->functions[0]) < 0) {
        top->functions[0] = candidate;
        sink(top->functions, limit, 0);
    }
}

struct top top_functions(const struct part *result, size_t limit)
{
    struct top top = {.profile = profile_by_name("cambium")};

    if (limit > result->totals.functions)
        limit = (size_t)result->totals.functions;
    top.functions = memory_alloc(limit * sizeof *top.functions);
    for (size_t i = 0; i < result->count; i++) {
        const struct file *file = result->files[i];

        for (uint32_t f = 0; file->facts && f < file->facts->function_count; f++) {
            const struct function *function = &file->facts->functions[f];

            top.of_rank[profile_rank(top.profile, function->cyclomatic)]++;
            consider(&top, limit, (struct top_function){file, function});
        }
    }
    if (top.count)
        qsort(top.functions, top.count, sizeof *top.functions, worst_first);
    return top;
}
