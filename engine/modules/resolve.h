/* resolve.h - what each import of a file means.
 *
 * Every name that is imported ends somewhere (target.h), and so has at least one link (links.h):
 *
 *   import a.b         the module a.b. Its packages are loaded on the way: each module has
 *                      one link of kind "ancestor" to the package that it lies in.
 *   from a import b    the module a.b, or the module a, whose attribute b is. If the package
 *                      a only hands b on (`from .impl import b`), a "reexport" to where
 *                      b is defined besides (reexports.h).
 *   from a import *    the module a.
 *   import_module("a") the module a; a computed name ends nowhere, and says so.
 *
 * Stubs speak for the module beside them; their imports are of kind "typing".
 *
 * Threads: each has a memo of its own. */
#ifndef CAMBIUM_MODULES_RESOLVE_H
#define CAMBIUM_MODULES_RESOLVE_H

#include "engine/modules/reexports.h"
#include "engine/modules/target.h"

/* Raise it when the same tree gives other roots, names or links than before. */
#define RESOLVE_VERSION 1

/* Ends that were found before, by scope and name. All zero is ready. */
struct resolve_memo {
    uint64_t keys[1024];
    uint8_t ends[1024];
};

/* Adds the links of that file. `x` must be reexports_find's of the same resolver. */
void resolve_file(const struct resolver *r, const struct reexports *x,
                  struct resolve_memo *memo, uint32_t file, struct links *links);

#endif
