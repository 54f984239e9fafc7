/* picture.h - a graph as DOT (Graphviz) or Mermaid that stays readable.
 *
 * A graph with more nodes than the budget is collapsed: names, whose parts are put
 * together by dots (by slashes if any name has one: those are paths), are cut to their
 * first parts, as many as fit the budget; nodes of one name become one, edges between
 * them vanish, edges beside each other become one with the sum of their sites. If even
 * the first parts are too many, those with the most sites stay, and all others become
 * one node. Mermaid refuses more than 500 edges and 50,000 characters, so there a graph
 * is collapsed until it has no more.
 *
 * What is hidden is said: a comment in the first line has the numbers, a node has how
 * many it stands for, and a node is emphasised if an edge that vanished in it was.
 *
 * The bytes depend on names and edges, not on their order or on how nodes are numbered.
 * Names may hold any bytes: nothing in them is obeyed, and a very long one is cut in
 * its middle. Nodes of the same name are one node. Nothing is kept. Not thread-safe. */
#ifndef CAMBIUM_REPORT_PICTURE_H
#define CAMBIUM_REPORT_PICTURE_H

#include "engine/base/slice.h"
#include "engine/report/out.h"

#include <stdint.h>

struct picture_edge {
    uint32_t from, to; /* nodes */
    uint32_t sites;    /* places in the code that say so */
    uint8_t mark;      /* 1: emphasised, part of a cycle or of a broken contract */
};

struct picture {
    const struct slice *names;
    size_t node_count;
    const uint8_t *node_marks; /* 1: emphasised; or NULL */
    const struct picture_edge *edges;
    size_t edge_count;
    size_t max_nodes;      /* never more are shown; 0: no budget */
    const char *title;     /* or NULL */
    const char *node_word; /* what one is called, "s" makes it many; NULL: module */
    const char *edge_word; /* NULL: import */
};

/* What was shown of how much. */
struct picture_note {
    size_t nodes, edges, shown_nodes, shown_edges;
    unsigned depth; /* parts that names were cut to; 0: nothing is collapsed */
    size_t others;  /* nodes that are in the one for all others; depth is 1 then */
};

/* `note` may be NULL. */
void picture_write_dot(const struct picture *p, struct out *out,
                       struct picture_note *note);
void picture_write_mermaid(const struct picture *p, struct out *out,
                           struct picture_note *note);

#endif
