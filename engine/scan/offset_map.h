/* offset_map.h - from places in decoded text back to places in the file.
 *
 * A run is a stretch of characters that are all equally long in the file, and all
 * equally long decoded. Most text is few runs: ASCII, a word, ASCII. All zero maps
 * every offset to itself. The owner frees `runs`. */
#ifndef CAMBIUM_SCAN_OFFSET_MAP_H
#define CAMBIUM_SCAN_OFFSET_MAP_H

#include <stddef.h>
#include <stdint.h>

struct offset_run {
    uint32_t decoded, original;            /* where it starts */
    uint8_t decoded_bytes, original_bytes; /* of each of its characters */
};

struct offset_map {
    struct offset_run *runs; /* in order; the first starts at 0 */
    size_t count, capacity;
};

/* The next character goes here, so long in the file and so long decoded. */
void offset_map_add(struct offset_map *map, struct offset_run character);

/* Where in the file the character starts that `decoded` lies in. */
uint32_t offset_map_original(const struct offset_map *map, uint32_t decoded);

#endif
