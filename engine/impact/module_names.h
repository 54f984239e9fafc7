/* module_names.h - the names of the nodes of a graph, ready to be searched.
 *
 * Name n is that of node n: a dotted module ("shop.cart"), or what isn't one but has
 * imports all the same (a script "tools/x-y.py", "conftest@tests/unit"). Borrows the
 * array, which may be in any order, and owns what it knows of its order. Constant once
 * made: any number of threads may search. */
#ifndef CAMBIUM_IMPACT_MODULE_NAMES_H
#define CAMBIUM_IMPACT_MODULE_NAMES_H

#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct module_names {
    const struct slice *names;
    uint32_t count;
    uint32_t *sorted; /* all numbers, by name and then by number */
};

/* Linear if the names come in order, else a sort. */
void module_names_init(struct module_names *n, const struct slice *names, uint32_t count);
void module_names_release(struct module_names *n);

/* The first place in `sorted` whose name isn't before `key`. */
uint32_t module_names_place(const struct module_names *n, struct slice key);

static inline struct slice module_names_at(const struct module_names *n, uint32_t place)
{
    return n->names[n->sorted[place]];
}

/* Parts of letters, digits, _ and what isn't ASCII, with dots between them. Other names
 * have no parts and nothing below them. */
bool module_name_is_dotted(struct slice name);

/* A name as it may stand in a message: cut short, without what commands a terminal. */
struct module_shown {
    char text[72];
};

struct module_shown module_show(struct slice name);

#endif
