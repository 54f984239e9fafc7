/* reexports.h - which names a package hands on, and from where.
 *
 * Of each __init__, and of each module that one of these star-imports, the names that its
 * imports bind when it is loaded; of the star-imported ones also the functions and classes that
 * they define. The last import of a name holds, as it does for Python. */
#ifndef CAMBIUM_MODULES_REEXPORTS_H
#define CAMBIUM_MODULES_REEXPORTS_H

#include "engine/base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct resolver;

#define BINDING_NONE    UINT32_MAX
#define BINDING_DEFINED (UINT32_MAX - 1)

/* One name of one module. Stars are chained, the last one first. */
struct binding {
    uint32_t module;
    uint32_t import; /* of the module's main file; or BINDING_DEFINED */
    uint32_t name;   /* of the import, or LINK_WHOLE */
    uint32_t before; /* of a star the one before it; or BINDING_NONE */
    struct slice bound;
};

struct reexports {
    struct binding *items;
    size_t count, capacity;
    uint32_t *slots; /* by module and bound name: number + 1, or 0 */
    size_t slot_count;
};

/* Fills r->reexports. */
void reexports_find(struct resolver *r);
void reexports_release(struct reexports *x);

/* The module that defines the name which `module` hands on, or MODULE_NONE: it defines that
 * itself, or it can't be told. *star: it comes through a star import. */
uint32_t reexport_origin(const struct resolver *r, uint32_t module, struct slice name,
                         bool *star);

#endif
