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
#include "engine/graph/edges.h"
#include "engine/modules/modules.h"
#include "engine/modules/python_file.h"

/* Where an edge is said first. */
struct grimp_site {
    uint32_t from, to, file, import;
};

struct grimp_graph {
    struct modules modules;
    struct edges edges;       /* between numbers of modules, closed; of one kind */
    struct grimp_site *sites; /* one for each of the edges, in their order */
    size_t site_count, site_capacity;
    struct arena memory; /* names */
};

/* Paths are below the package's folder: "db/models/__init__.py"; files without facts are none.
 * `package` is what it is called: "django". */
struct grimp_graph grimp_graph(const struct python_file *files, size_t count,
                               struct slice package);
void grimp_release(struct grimp_graph *g);

#endif
