/* modules.h - module names, and which file each is.
 *
 * A table that grows: a name has one number, from 0 in the order of being added. Names
 * are borrowed and must outlive the table. */
#ifndef CAMBIUM_MODULES_MODULES_H
#define CAMBIUM_MODULES_MODULES_H

#include "engine/base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODULE_NONE UINT32_MAX

struct module {
    struct slice name; /* "a.b.c" */
    uint32_t file;     /* the caller's number of it */
    bool package;      /* its file is an __init__ */
};

/* All zero is empty. */
struct modules {
    struct module *items;
    size_t count, capacity;
    uint32_t *slots; /* by hash: number + 1, or 0 */
    size_t slot_count;
};

/* The number of that name, or MODULE_NONE. */
uint32_t modules_find(const struct modules *m, struct slice name);

/* Its number; a name that is there keeps its file, and *added is false. */
uint32_t modules_add(struct modules *m, struct module module, bool *added);

void modules_release(struct modules *m);

/* "a.b" of "a.b.c"; empty if there is no dot. */
struct slice module_parent(struct slice name);

#endif
