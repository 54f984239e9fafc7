#include "engine/scan/offset_map.h"

#include "engine/base/memory.h"

void offset_map_add(struct offset_map *map, struct offset_run character)
{
    const struct offset_run *last = map->count ? &map->runs[map->count - 1] : NULL;

    if (last && last->decoded_bytes == character.decoded_bytes &&
        last->original_bytes == character.original_bytes)
        return;
    map->runs = memory_grow(map->runs, &map->capacity, map->count + 1, sizeof *map->runs);
    map->runs[map->count++] = character;
}

uint32_t offset_map_original(const struct offset_map *map, uint32_t decoded)
{
    size_t low = 0, high = map->count;
    const struct offset_run *run;

    if (map->count == 0)
        return decoded;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (map->runs[middle].decoded <= decoded)
            low = middle;
        else
            high = middle;
    }
    run = &map->runs[low];
    return run->original +
           (decoded - run->decoded) / run->decoded_bytes * run->original_bytes;
}
