#include "engine/index/cyclomatics.h"

#include "engine/base/memory.h"

#include <stdlib.h>

void cyclomatics_add(struct cyclomatics *c, const struct record *r)
{
    const struct facts *f = r->category == CATEGORY_SOURCE ? r->file->facts : NULL;

    if (!f)
        return;
    c->items = memory_grow(c->items, &c->capacity, c->count + f->function_count + 1,
                           sizeof *c->items);
    for (uint32_t i = 0; i < f->function_count; i++)
        c->items[c->count++] = f->functions[i].cyclomatic;
}

static int number_order(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

void cyclomatics_sort(uint32_t *numbers, size_t count)
{
    if (count)
        qsort(numbers, count, sizeof *numbers, number_order);
}

uint64_t cyclomatics_sum(const uint32_t *numbers, size_t count)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += numbers[i];
    return sum;
}

uint32_t cyclomatics_percentile(const uint32_t *numbers, size_t count, unsigned percent)
{
    return numbers[(count * percent + 99) / 100 - 1];
}
