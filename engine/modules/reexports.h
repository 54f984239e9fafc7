/* reexports.h - which names a package hands on, and from where.
 *
 * Of each __init__, and of each module that one of these star-imports, the names that its
 * imports bind when it is loaded; of the star-imported ones also the functions and classes that
 * they define. The last import of a name holds, as it does for Python. */
#ifndef CAMBIUM_MODULES_REEXPORTS_H
#define CAMBIUM_MODULES_REEXPORTS_H

#include "engine/modules/target.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Packages that a name is followed through, all ways together. */
enum { REEXPORT_MAX_HOPS = 16 };

#define BINDING_NONE    UINT32_MAX
#define BINDING_DEFINED (UINT32_MAX - 1)

/* The a that `import a.b` binds. */
#define BINDING_FIRST (LINK_WHOLE - 1)

/* One name of one module. Those of one name are chained, the last one first. */
struct binding {
    uint32_t module;
    uint32_t import; /* of the module's main file; or BINDING_DEFINED */
    uint32_t name;   /* of the import, or LINK_WHOLE, or BINDING_FIRST */
    uint32_t before; /* the one before it; or BINDING_NONE */
    struct slice bound;
};

struct reexports {
    const struct resolver *resolver; /* borrowed */
    struct binding *items;
    size_t count, capacity;
    uint32_t *slots; /* by module and bound name: number + 1, or 0 */
    size_t slot_count;
};

void reexports_find(struct reexports *x, const struct resolver *r);
void reexports_release(struct reexports *x);

/* Fills *x with all names that imports bind in any module where they stand outside of functions
 * and classes: also what is imported for types only, and BINDING_FIRST. No definitions. */
void reexports_find_all(struct reexports *x, const struct resolver *r);

/* The last binding of that name, or BINDING_NONE. */
uint32_t reexports_last(const struct reexports *x, uint32_t module, struct slice bound);

/* The module that defines the name which `module` hands on, or MODULE_NONE: it defines that
 * itself, or it can't be told. *star: it comes through a star import. */
uint32_t reexport_origin(const struct reexports *x, uint32_t module, struct slice name,
                         bool *star);

#endif
