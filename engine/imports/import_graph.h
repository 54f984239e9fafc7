/* import_graph.h - who imports whom in a scanned tree.
 *
 *   a scan's result ──► places ──► roots ──► links of each file ──► edges ──► graph
 *                       one thread           all threads, merged in path order
 *
 * Nodes of the graph are modules (engine/modules/places.h); an edge counts the statements of one
 * kind by which one module imports another; the links say which statements these are. All
 * follows from paths, facts and project files alone, so the same tree gives the same graph at
 * any number of threads.
 *
 * Borrows the result. Constant once it is made. */
#ifndef CAMBIUM_IMPORTS_IMPORT_GRAPH_H
#define CAMBIUM_IMPORTS_IMPORT_GRAPH_H

#include "engine/graph/csr.h"
#include "engine/imports/project_files.h"
#include "engine/modules/links.h"
#include "engine/modules/names.h"
#include "engine/modules/resolve.h"
#include "engine/scan/result.h"
#include "engine/scan/scan.h"

/* What is asked for besides the scan. */
struct import_options {
    const struct scan_options
        *scan;                /* of the result: root, rules, threads, what is kept */
    const char *const *roots; /* given ones, below the scanned folder; or none */
    size_t root_count;
    unsigned python_minor; /* 3.N; 0: what the project files say, else any */

    /* Files that aren't there any more, to find out who still imports them. In path order. */
    const struct slice *ghosts;
    size_t ghost_count;

    bool projects; /* read project files even if a kept graph makes that needless */
};

struct import_stats {
    uint64_t layout_ns;  /* places, roots, names */
    uint64_t resolve_ns; /* wall time of all threads together */
    uint64_t graph_ns;
    bool kept; /* the graph was there, nothing was resolved */
};

struct import_graph {
    const struct part *result;
    struct python_file *files; /* those of the result, and ghosts, in path order */
    size_t file_count;
    struct project_files projects;
    struct places places;
    struct roots roots;
    struct names names;
    struct links links;
    uint32_t *file_modules; /* of each file, or MODULE_NONE */
    struct csr graph;       /* with reverse rows */
    struct import_stats stats;
};

/* False and *e: there is no such root (ERR_USAGE), or more edges than a graph may have. */
bool import_graph_make(struct import_graph *g, const struct part *result,
                       const struct import_options *options, struct err *e);
void import_graph_release(struct import_graph *g);

/* The number of the module's main file. */
static inline uint32_t import_graph_main(const struct import_graph *g, uint32_t module)
{
    return g->places.items[g->places.module_places[module]].file;
}

/* The path of the module's main file. */
static inline struct slice import_graph_path(const struct import_graph *g,
                                             uint32_t module)
{
    return g->files[import_graph_main(g, module)].path;
}

/* The module that a text names: by name, or by the path of a file. MODULE_NONE and *e: there
 * is none, with what was perhaps meant. */
uint32_t import_graph_module(const struct import_graph *g, const char *text,
                             struct err *e);

/* The number of the file at that path, or FILE_NONE. */
uint32_t import_graph_file(const struct import_graph *g, struct slice path);

/* Is that file one of those that are gone? */
bool import_graph_is_ghost(const struct import_graph *g, uint32_t file);

/* The import that a link was made of; NULL of an ancestor. */
const struct import *link_import(const struct import_graph *g,
                                 const struct import_link *link);

/* The name that it imports; empty of a whole module. */
struct slice link_name(const struct import_graph *g, const struct import_link *link);

/* Adds what it imports as it is written: "..pkg.mod", and ":name" if that is of one. */
void link_written_add(struct buf *out, const struct import_graph *g,
                      const struct import_link *link);

/* The first link of a module that is wanted, or NULL. */
const struct import_link *import_graph_link(
    const struct import_graph *g, uint32_t from,
    bool (*wanted)(const void *context, const struct import_link *link),
    const void *context);

/* Where `from` imports `to` first, in one of the kinds; NULL: nowhere. */
const struct import_link *import_graph_evidence(const struct import_graph *g,
                                                uint32_t from, uint32_t to,
                                                uint8_t kinds);

#endif
