/* night_cycles.h - which modules of a night import each other when they are loaded.
 *
 * A cycle is a strongly connected component of more than one module. Numbered by their first
 * module, so that the same night gives the same numbers. */
#ifndef CAMBIUM_INDEX_NIGHT_CYCLES_H
#define CAMBIUM_INDEX_NIGHT_CYCLES_H

#include "engine/index/night.h"

struct night_cycles {
    uint32_t *of_module; /* the cycle of each module, or NIGHT_NO_MODULE */
    uint32_t *modules;   /* of cycle i: from starts[i] to starts[i + 1], ascending */
    uint32_t *starts;    /* count + 1 */
    uint32_t count;
};

/* Linear in modules and links. */
void night_cycles_find(struct night_cycles *c, const struct night *n);
void night_cycles_release(struct night_cycles *c);

#endif
