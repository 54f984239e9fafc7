/* resolve.h - what each import of a file means.
 *
 * Absolute names begin at the nearest root that has their first name (roots.h); relative ones
 * at the package around the file, however it is called. Every name that is imported ends
 * somewhere, and so has at least one link (links.h):
 *
 *   import a.b         the module a.b. Its packages are loaded on the way: each module has
 *                      one link of kind "ancestor" to the package that it lies in.
 *   from a import b    the module a.b, or the module a, whose attribute b is. If the package
 *                      a only hands b on (`from .impl import b`), a "reexport" to where
 *                      b is defined besides, through any number of packages up to
 *                      RESOLVE_MAX_HOPS, star imports included.
 *   from a import *    the module a.
 *   import_module("a") the module a; a computed name ends nowhere, and says so.
 *
 * A folder that is no package may be shared by several roots and by distributions that
 * aren't in the tree: what isn't found in it is looked for in other roots and then taken as
 * a third party's. What isn't found in a regular package is unresolved. Stubs speak for the
 * module beside them; their imports are of kind "typing".
 *
 * Threads: a resolver is constant once it is made; each thread has a memo of its own. */
#ifndef CAMBIUM_MODULES_RESOLVE_H
#define CAMBIUM_MODULES_RESOLVE_H

#include "engine/modules/declared.h"
#include "engine/modules/links.h"
#include "engine/modules/reexports.h"
#include "engine/modules/roots.h"

enum { RESOLVE_MAX_HOPS = 16 };

/* Raise it when the same tree gives other roots, names or links than before. */
#define RESOLVE_VERSION 1

struct resolver {
    const struct python_file *files;
    const struct places *places;
    const struct roots *roots;
    const struct declared *declared;
    uint8_t versions; /* of Python that the project is for, as stdlib_versions has them */
    struct reexports reexports;
};

/* Borrows all of it; find re-exports first. */
void resolver_init(struct resolver *r);
void resolver_release(struct resolver *r);

/* Ends that were found before, by scope and name. All zero is ready. */
struct resolve_memo {
    uint64_t keys[1024];
    uint8_t ends[1024];
};

/* Adds the links of that file. */
void resolve_file(const struct resolver *r, struct resolve_memo *memo, uint32_t file,
                  struct links *links);

/* Where a dotted name leads that stands in `file`, as `import` takes it. */
struct target {
    uint32_t place; /* the deepest that is there; PLACE_NONE: none */
    uint8_t end, reason;
    bool inner; /* found by the name that is imported, in the module that is named */
};

struct target resolve_name(const struct resolver *r, uint32_t file, unsigned level,
                           struct slice dotted);

#endif
