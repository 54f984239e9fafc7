/* names.h - what modules are called, one name for each.
 *
 * The names of the places from the module's root down, behind the root's prefix, joined by dots:
 * "shop.cart.model". What has a dot in its name or no suffix is called by its path: "tools/v1.2.py". If two
 * roots have a module of one name, each is called NAME@FOLDER by its root: "conftest@tests/unit",
 * and "conftest@." in the scanned folder; paths stay as they are. So a name means one module.
 *
 * Owns its memory; constant once it is made. */
#ifndef CAMBIUM_MODULES_NAMES_H
#define CAMBIUM_MODULES_NAMES_H

#include "engine/base/err.h"
#include "engine/modules/roots.h"

struct names {
    struct slice *items; /* of each module */
    uint32_t count;
    uint32_t clashes; /* modules that share their name */
    uint32_t *slots;  /* by name: number + 1, or 0 */
    size_t slot_count;
    struct arena memory;
};

void names_make(struct names *n, const struct places *p, const struct roots *r,
                const struct python_file *files);
void names_release(struct names *n);

/* The module of that name, or MODULE_NONE. */
uint32_t names_find(const struct names *n, struct slice name);

/* The name that ends like that behind a dot, if one alone does: "shop.models" for "models";
 * else NULL. Looks at all. */
const char *names_by_end(const struct names *n, struct slice wanted);

/* Says that there is no such module, and what was perhaps meant. */
void names_suggest(const struct names *n, const char *wanted, struct err *e);

/* Adds the dotted name of any place: of a folder without a module too. */
void place_name_add(const struct places *p, const struct roots *r, uint32_t place,
                    struct buf *out);

#endif
