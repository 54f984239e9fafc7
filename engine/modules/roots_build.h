/* roots_build.h - roots from inside: for the files that find them. */
#ifndef CAMBIUM_MODULES_ROOTS_BUILD_H
#define CAMBIUM_MODULES_ROOTS_BUILD_H

#include "engine/modules/roots.h"

/* `root_at` says of each place which root it is, or ROOT_NONE. */

/* Each place is a root once: NULL if it is one, or no place. */
struct root *root_add(struct roots *r, uint32_t *root_at, uint32_t place,
                      enum root_origin origin);

/* Those hints that are of that origin. */
void hints_add(struct roots *r, const struct places *p, uint32_t *root_at,
               const struct root_hint *hints, size_t count, enum root_origin origin);

/* The first names of all roots that there are by now. */
void tops_make(struct roots *r, const struct places *p, const uint32_t *root_at);

/* "a" of "a.b". */
struct slice dotted_first(struct slice dotted);

/* Adds the roots that imports vote for, and gives the scanned folder the name that they do:
 * election.c. */
void roots_elect(struct roots *r, const struct places *p, uint32_t *root_at,
                 const struct python_file *files, const struct root_hint *hints,
                 size_t hint_count, const struct spread *spread);

#endif
