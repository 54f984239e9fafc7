/* night_diff.h - what is different between two nights.
 *
 * Files are the same by their path; of those that are left, one that is gone and a new one
 * with the same content are one that moved, unless there is nothing in it. Functions are
 * the same by file and name; the second of one name goes with the second. Modules are the
 * same by name, or because their files moved.
 *
 * What one of the two nights doesn't know is no change. Linear but for sorting what changed.
 *
 * Borrows both nights. */
#ifndef CAMBIUM_INDEX_NIGHT_DIFF_H
#define CAMBIUM_INDEX_NIGHT_DIFF_H

#include "engine/index/night.h"
#include "engine/index/night_numbers.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct diff_number {
    struct slice name;
    const char *title; /* NULL: it is the findings of a rule */
    enum night_better better;
    struct night_value before, after;
};

struct diff_file {
    const struct night_file *before, *after; /* NULL: it isn't there */
};

struct diff_files {
    struct diff_file *items;
    size_t count, capacity;
};

struct diff_function {
    const struct night_file *file; /* where it is; where it was, if it is gone */
    const struct night_function *before, *after;
};

struct diff_functions {
    struct diff_function *items;
    size_t count, capacity;
};

/* Of modules, or of packages that imported nothing of each other before. */
struct diff_edge {
    struct slice from, to;
    uint32_t edges; /* between modules */
    bool at_load;   /* one of them */
};

struct diff_edges {
    struct diff_edge *items; /* by from, then by to */
    size_t count, capacity;
};

enum cycle_change {
    CYCLE_NEW,
    CYCLE_GROWN,   /* all that was in it and more; also several that are one now */
    CYCLE_CHANGED, /* other modules */
    CYCLE_SHRUNK,
    CYCLE_GONE,
};

struct diff_cycle {
    enum cycle_change change;
    uint32_t before, after; /* modules */
    struct slice *modules;  /* that are in it; that were, if it is gone; by name */
    size_t count;
    struct slice *added; /* of these, those that were in no cycle that it comes from */
    size_t added_count;
};

struct diff_cycles {
    struct diff_cycle *items; /* by change, then the largest first */
    size_t count, capacity;
};

struct night_diff {
    const struct night *before, *after;
    bool rules_changed; /* of the program: numbers may differ for that alone */
    bool asked_changed; /* of what was asked for */
    struct diff_number *numbers;
    size_t number_count;

    size_t files_changed; /* in their content */
    struct diff_files files_new, files_gone, files_moved;
    struct diff_files untested, tested;  /* need tests and have none, other than before */
    struct diff_files stale, refreshed;  /* changed after their tests, or no longer */
    struct diff_files partial, repaired; /* a syntax error */

    /* The largest difference first, or the largest number. */
    struct diff_functions functions_new, functions_gone, worse, better;

    struct diff_edges edges_new, edges_gone;
    struct diff_edges packages_new, packages_gone; /* of packages */
    struct diff_cycles cycles;
    struct arena memory;
};

/* Packages are folders of that depth. */
void night_diff_make(struct night_diff *d, const struct night *before,
                     const struct night *after, unsigned folder_depth);
void night_diff_release(struct night_diff *d);

const char *cycle_change_name(enum cycle_change change); /* "new" */

/* Did it get worse (1), better (-1), or neither (0)? */
int diff_number_worse(const struct diff_number *n);

#endif
