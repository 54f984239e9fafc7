/* target.h - where a dotted name leads.
 *
 * Absolute names begin at the nearest root that has their first name (roots.h); relative ones
 * at the package around the file, however it is called. A folder that is no package may be
 * shared by several roots and by distributions that aren't in the tree: what isn't found in it is
 * looked for in other roots and then taken as a third party's. What isn't found in a regular
 * package is unresolved.
 *
 * Any number of threads may ask. */
#ifndef CAMBIUM_MODULES_TARGET_H
#define CAMBIUM_MODULES_TARGET_H

#include "engine/modules/declared.h"
#include "engine/modules/links.h"
#include "engine/modules/roots.h"

/* All that a name is looked up in; borrowed, and constant. */
struct resolver {
    const struct python_file *files;
    const struct places *places;
    const struct roots *roots;
    const struct declared *declared;
    uint8_t versions; /* of Python that the project is for, as stdlib_versions has them */
};

struct target {
    uint32_t place; /* the deepest that is there; PLACE_NONE: none */
    uint8_t end, reason;
    bool inner; /* found by the name that is imported, in the module that is named */
};

/* What stands in `file` behind so many dots. What isn't in the tree ends END_UNDECLARED here,
 * whatever it is. */
struct target resolve_name(const struct resolver *r, uint32_t file, unsigned level,
                           struct slice dotted);

/* Where a way ends that was found. */
struct target target_at(const struct resolver *r, uint32_t place);

static inline const struct place *place_of(const struct resolver *r, uint32_t place)
{
    return &r->places->items[place];
}

#endif
