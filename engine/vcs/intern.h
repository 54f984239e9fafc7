/* intern.h - byte strings by number: each is kept once and numbered as it comes.
 *
 * All zero is an empty table; intern_release gives it back. Less than 2^32 - 1 strings,
 * which the caller sees to. */
#ifndef CAMBIUM_VCS_INTERN_H
#define CAMBIUM_VCS_INTERN_H

#include "engine/base/arena.h"
#include "engine/base/slice.h"

#include <stddef.h>
#include <stdint.h>

#define INTERN_NONE UINT32_MAX

struct intern {
    struct slice *items; /* copies; by number */
    size_t count, capacity;
    uint32_t *places; /* number and 1; 0: empty. A power of two, at most half full */
    size_t place_count;
    struct arena memory; /* of the copies */
};

uint32_t intern_add(struct intern *t, struct slice bytes);
uint32_t intern_find(const struct intern *t, struct slice bytes); /* or INTERN_NONE */

/* For each string how many come before it in order of bytes; to be freed. */
uint32_t *intern_ranks(const struct intern *t);

void intern_release(struct intern *t);

#endif
