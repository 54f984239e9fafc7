/* collapse.h - the nodes of a picture put together until they fit.
 *
 * There is a row of levels, each the one below with some groups put together, from one
 * group (level 0) to every node by itself (the last level):
 *
 *   the m groups of depth 1 with the most sites, and all others as one   m = 0, 1, ...
 *   names cut to their first part, to two parts, ...                     depth = 1, 2, ...
 *
 * Nodes and edges never get fewer from a level to the next, so the last level that fits
 * is found by halving. A level takes time linear in nodes and edges; sorting the names
 * comes once. */
#ifndef CAMBIUM_REPORT_COLLAPSE_H
#define CAMBIUM_REPORT_COLLAPSE_H

#include "engine/report/picture.h"

#include <stdbool.h>

/* Nodes shown as one. */
struct group {
    struct slice name; /* borrowed from the picture; of the others: empty */
    uint32_t nodes;
    bool cut; /* the name is less than that of a node in it */
    bool others;
    bool mark;
};

/* Edges shown as one. */
struct link {
    uint32_t from, to; /* groups */
    uint64_t sites;
    bool mark;
};

struct collapse {
    const struct picture *picture;
    struct group *groups; /* of the present level, in the order of names, others last */
    size_t group_count;
    struct link *links; /* by from, to */
    size_t link_count;
    unsigned depth; /* as in picture_note */
    size_t others;

    char separator;
    uint32_t *order;    /* nodes by name */
    uint32_t *common;   /* parts that a name of that order shares with the one before */
    size_t *groups_at;  /* how many groups there are at a depth, */
    unsigned deepest;   /* up to this one, where every name is a group */
    uint32_t *group_of; /* of a node */
    uint32_t *rank;     /* of a group of depth 1, by sites; NULL until it's asked for */
    uint32_t *starts, *by_from, *seen; /* room for finding links */
    size_t link_room;
};

/* Borrows the picture until collapse_release. No level is chosen. */
struct collapse collapse_make(const struct picture *p);
void collapse_release(struct collapse *c);

/* Chooses the last level that has at most max_nodes (0: any) groups and that `fits`
 * agrees to, or NULL; level 0 if none does. `fits` may ask for links. */
void collapse_fit(struct collapse *c, size_t max_nodes,
                  bool (*fits)(struct collapse *c, void *context), void *context);

/* Finds the links of the level. False: there are more than `most` (0: any), and those
 * found are not all. */
bool collapse_link(struct collapse *c, size_t most);

#endif
