/* grimp.h - the import graph of one package by the rules of grimp 2.5.
 *
 * Modules are the files called NAME.py in folders that have an __init__.py, as have all
 * folders up to the package's own; hidden ones and names with another dot are none. If
 * there are x.py and x/__init__.py, x is x.py.
 *
 * An import of M imports the module M; `from M import n` imports M.n, or M if there is no
 * such module; `from M import *` imports M. Whatever isn't a module of the package by
 * that is none of the graph's edges: so `import a.b.c` of a compiled a.b.c gives none. Imports in
 * functions, under TYPE_CHECKING and in try count. A module may import itself.
 *
 * One edge for each pair of modules. */
#ifndef CAMBIUM_MODULES_GRIMP_H
#define CAMBIUM_MODULES_GRIMP_H

#include "engine/base/arena.h"
#include "engine/modules/places.h"

struct grimp_module {
    struct slice name; /* "django.db" */
    uint32_t place, file;
};

/* Where an edge is said first. */
struct grimp_edge {
    uint32_t from, to; /* modules */
    uint32_t file, import;
};

struct grimp_graph {
    struct grimp_module *modules; /* in the order of their files' paths */
    size_t module_count;
    struct grimp_edge *edges; /* by from, then by to */
    size_t edge_count, edge_capacity;
    struct arena memory; /* names */
};

/* Of the package at that place, which is called `package`: "django". */
struct grimp_graph grimp_graph(const struct places *p, const struct python_file *files,
                               uint32_t place, struct slice package);
void grimp_release(struct grimp_graph *g);

#endif
