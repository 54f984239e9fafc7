/* groups.h - sums over the files of a folder or of an owner. */
#ifndef CAMBIUM_CMD_GROUPS_H
#define CAMBIUM_CMD_GROUPS_H

#include "engine/cmd/record_list.h"

enum group_by { BY_FOLDER, BY_OWNER };

struct group {
    struct slice name; /* borrowed from paths, owners, authors */
    uint64_t files, lines, needing, untested, known_staleness, stale, attention;
    uint64_t lines_to_cover, lines_covered;
    uint64_t complexity;
    uint64_t alone; /* files that one author made eight of ten commits of */
    bool known_authors;
};

struct groups {
    struct group *items; /* the most files first, then by name */
    size_t count, capacity;
};

/* A file with several owners counts for each. Without CODEOWNERS whoever made most commits
 * of a file is its owner. */
void groups_make(struct groups *g, const struct record_list *l, enum group_by by,
                 unsigned folder_depth);

/* Joins all but the first `most` into one that is called "(others)". */
void groups_limit(struct groups *g, size_t most);
void groups_release(struct groups *g);

/* NAN where it isn't known. */
double group_lines(const struct group *g);
double group_needing(const struct group *g);
double group_untested(const struct group *g);
double group_stale(const struct group *g);
double group_attention(const struct group *g);

#endif
