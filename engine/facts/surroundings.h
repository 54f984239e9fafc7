/* surroundings.h - what an import stands under: typing only, or may fail.
 *
 * A stack of ranges of nodes. A statement that is met puts a range on it before
 * the pass gets there; ranges nest or come one behind the other, so only the
 * top one can hold the node that is being read, or be the next one to do so. */
#ifndef CAMBIUM_FACTS_SURROUNDINGS_H
#define CAMBIUM_FACTS_SURROUNDINGS_H

#include <stddef.h>
#include <stdint.h>

struct extractor;
struct surrounding;

struct surroundings {
    struct surrounding *items;
    size_t count, capacity;
};

/* Call them with nodes in the order of the pass. */
void surroundings_enter_if(struct extractor *x, uint32_t node); /* or elif */
void surroundings_enter_try(struct extractor *x, uint32_t node);

/* IMPORT_TYPING and IMPORT_OPTIONAL, as they hold at `node`. */
uint16_t surroundings_flags(struct extractor *x, uint32_t node);

#endif
