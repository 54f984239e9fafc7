/* test_map.h - which tests test which modules, and how we know.
 *
 * Many to many. Evidence, the strongest first:
 *
 *   imports   the test imports the module, or a name that a package hands on from it
 *   mirrored  they have the same name (test_x, x_test: x) and the same place, but for folders
 *             called test or tests
 *   near      they have the same name, and of all modules of that name this one is nearest
 *   alike     no module has the test's name, and of those in the folder that the test's mirrors
 *             this is the only one whose name is alike (lookalikes.h)
 *
 * A name counts only where it leads to one module: if several are equally near, the stem is
 * ambiguous and nobody is credited by it - unless the test imports one of that name. Imports of a
 * package as a whole (`import p`) count for its __init__ alone. What is imported for its types
 * alone is no evidence, nor is what else is loaded with a module.
 *
 * A test that leads nowhere is an orphan. */
#ifndef CAMBIUM_INDEX_TEST_MAP_H
#define CAMBIUM_INDEX_TEST_MAP_H

#include "engine/imports/import_graph.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum test_evidence {
    EVIDENCE_IMPORTS = 1,
    EVIDENCE_REEXPORT = 2, /* imports, through a package that hands it on */
    EVIDENCE_MIRRORED = 4,
    EVIDENCE_NEAR = 8,
    EVIDENCE_ALIKE = 16,
};

const char *evidence_name(uint8_t evidence); /* of the strongest of these bits */

struct test_pair {
    uint32_t source, test; /* modules */
    uint8_t evidence;
    uint32_t line; /* of the import; 0: there is none */
};

enum { AMBIGUITY_MOST = 16 };

struct test_ambiguity {
    uint32_t test;
    uint32_t *candidates; /* modules, equally near; the first AMBIGUITY_MOST of them */
    size_t candidate_count, further_count;
};

struct test_map {
    struct test_pair *pairs; /* by source, then by test */
    size_t pair_count;
    uint32_t *by_test; /* the numbers of the pairs by test, then by source */
    uint32_t *tests;   /* modules that hold tests, ascending */
    size_t test_count;
    uint32_t *orphans; /* of those, that test nothing that we know */
    size_t orphan_count;
    struct test_ambiguity *ambiguities; /* by test */
    size_t ambiguity_count;
    uint8_t *roles; /* an enum test_role (impact/test_files.h) of each module */
    struct arena memory;
};

/* Borrows the graph. */
void test_map_make(struct test_map *m, const struct import_graph *g);
void test_map_release(struct test_map *m);

/* The first pair of that source, or of a later one. */
size_t test_map_of(const struct test_map *m, uint32_t source);

#endif
