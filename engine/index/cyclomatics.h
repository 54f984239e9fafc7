/* cyclomatics.h - the cyclomatic numbers of many functions, and what is asked of them. */
#ifndef CAMBIUM_INDEX_CYCLOMATICS_H
#define CAMBIUM_INDEX_CYCLOMATICS_H

#include "engine/index/record.h"

#include <stddef.h>
#include <stdint.h>

/* All zero is none; free() the items. */
struct cyclomatics {
    uint32_t *items;
    size_t count, capacity;
};

/* Those of the record's functions, if it is source. */
void cyclomatics_add(struct cyclomatics *c, const struct record *r);

void cyclomatics_sort(uint32_t *numbers, size_t count);
uint64_t cyclomatics_sum(const uint32_t *numbers, size_t count);

/* Of numbers in order, of which there is one at least: the least that so many of a hundred
 * are not over (nearest rank). */
uint32_t cyclomatics_percentile(const uint32_t *numbers, size_t count, unsigned percent);

#endif
