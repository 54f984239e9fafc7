/* coverage_paths.h - two sorted lists of paths, and the pairs in them that a mapping makes. */
#ifndef CAMBIUM_INDEX_COVERAGE_PATHS_H
#define CAMBIUM_INDEX_COVERAGE_PATHS_H

#include "engine/base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In order of bytes, each once. */
struct path_list {
    const struct slice *items;
    size_t count;
};

/* `cut` off the front of a name, `put` in its place; each is empty or ends in '/'. */
struct mapping {
    struct slice cut, put;
};

/* Goes through the pairs in order; costs the shorter of both ranges, times the logarithm of
 * the longer. */
struct pair_walk {
    struct path_list names, tree;
    struct mapping mapping;
    size_t name, name_end, file, file_end;
};

struct pair_walk pairs_begin(struct path_list names, struct path_list tree,
                             struct mapping mapping);
bool pairs_next(struct pair_walk *w, uint32_t *name, uint32_t *file);

/* The paths that begin so are [first, end). */
void paths_below(struct path_list list, struct slice folder, size_t *first, size_t *end);

/* A list by its paths' endings: numbers of paths, so that those with the same last
 * components stand together. To be freed. */
uint32_t *paths_by_end(struct path_list list);

/* How long the longest ending of whole components is that `name` shares with a path of the
 * list, less than the whole of neither or the whole of both; 0: there is none. The paths that
 * have it are those from by_end[*first] on. */
size_t paths_longest_end(struct path_list list, const uint32_t *by_end, struct slice name,
                         size_t *first);

/* It ends so, with whole components. */
bool path_ends(struct slice path, struct slice ending);

#endif
