/* night_diff_graph.h - of the difference between two nights: edges and cycles. */
#ifndef CAMBIUM_INDEX_NIGHT_DIFF_GRAPH_H
#define CAMBIUM_INDEX_NIGHT_DIFF_GRAPH_H

#include "engine/index/night_diff.h"

/* The moved files must have been found. */
void night_diff_graph(struct night_diff *d, unsigned folder_depth);

#endif
