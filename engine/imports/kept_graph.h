/* kept_graph.h - an import graph that a run leaves for the next one.
 *
 * Kept in the store for each project, under the state of everything that decides it: the paths
 * and contents of Python and project files, the rules, what was asked for. The newest one
 * replaces those before it. Whatever is odd about what is kept is a miss: then the graph is
 * made, and kept again. */
#ifndef CAMBIUM_IMPORTS_KEPT_GRAPH_H
#define CAMBIUM_IMPORTS_KEPT_GRAPH_H

#include "engine/imports/import_graph.h"
#include "engine/scan/discover.h"

struct kept_graph;

/* Opens the store of the scan. Never NULL; may keep nothing. */
struct kept_graph *kept_graph_open(const struct import_graph *g,
                                   const struct import_options *options,
                                   const struct discover *d);

/* Fills roots, links and graph of *g, whose places must be made. False: there is none. */
bool kept_graph_take(struct kept_graph *k, struct import_graph *g);

void kept_graph_put(struct kept_graph *k, const struct import_graph *g);
void kept_graph_close(struct kept_graph *k);

#endif
