/* declared.h - the distributions that project files declare, and for which folders.
 *
 * What a project file declares holds for the folder that it lies in and all below. */
#ifndef CAMBIUM_MODULES_DECLARED_H
#define CAMBIUM_MODULES_DECLARED_H

#include "engine/modules/places.h"

struct declared_scope {
    uint32_t place;                    /* of the folder */
    const struct slice *distributions; /* normalised; borrowed */
    size_t distribution_count;
};

struct declared {
    struct declared_scope
        *items; /* by place once it is closed; a place may have several */
    size_t count, capacity;
};

void declared_add(struct declared *d, struct declared_scope scope);
void declared_close(struct declared *d);
void declared_release(struct declared *d);

/* The nearest place at `place` or above it for which something is declared; PLACE_NONE. */
uint32_t declared_scope_of(const struct declared *d, const struct places *p,
                           uint32_t place);

/* Does a scope at `place` or above declare a distribution that has that module? */
bool declared_has(const struct declared *d, const struct places *p, uint32_t place,
                  struct slice module);

#endif
