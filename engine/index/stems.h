/* stems.h - modules by the names that tests of them have.
 *
 * The stem of test_x.py, x_test.py and of a folder with such a name is x. A module x has the
 * stem x, and in a folder p also p_x and x_p; underscores in front of a name don't count. Only
 * modules below the test's anchor count: the folder around its first folder called test or
 * tests, else the folder that it lies in. So a test in one part of a large tree never stands
 * for a module of another part that happens to be called the same.
 *
 * Of several the nearest is best (nearness.h): the mirrored one, then that whose folders end
 * like the test's own for most components, then begin like them. Of equally near ones one that
 * is called like the stem goes before one that is called p_x or x_p.
 *
 * Constant once it is made, but for what the last match found. */
#ifndef CAMBIUM_INDEX_STEMS_H
#define CAMBIUM_INDEX_STEMS_H

#include "engine/imports/import_graph.h"

#include <stdbool.h>
#include <stddef.h>

/* Of one stem below one anchor that are all looked at. If there are more, only those count
 * whose folders end like the test's, as far as any do, and of these as many: else ten
 * thousand tests of the modules of one name would each look at all of them. */
enum { STEM_CANDIDATES_MOST = 1024 };

/* A module that has a stem. */
struct stem_owner {
    uint32_t stem, module;
    bool joined; /* with its folder's name */
};

struct stems {
    const struct import_graph *graph;
    struct slice *texts; /* of the stems that tests have, each once */
    size_t text_count;
    uint32_t *slots; /* by text: number + 1, or 0 */
    size_t slot_count;
    struct stem_owner *by_module; /* by stem, then by module */
    struct stem_owner *by_folder; /* by stem, then by the names of folders, inside out */
    size_t count;
    struct place_modules *below; /* of each place */
    uint32_t best[STEM_CANDIDATES_MOST];
};

struct stem_match {
    const uint32_t *best; /* the nearest modules, ascending */
    size_t best_count;
    bool mirrored; /* there is one, and it lies where the test lies */
    bool too_many; /* to look at: there is none for that */
};

/* Empty: the test has none. */
struct slice stem_of_test(const struct places *p, uint32_t test);

/* Of the modules that have no role in tests, for those that are tests: each module's enum
 * test_role in `roles`. */
void stems_make(struct stems *s, const struct import_graph *g, const uint8_t *roles);
void stems_release(struct stems *s);

/* False: the test has no stem, no module below its anchor has it, or too many have. What
 * *match points to lasts until the next call. */
bool stems_match(struct stems *s, uint32_t test, struct stem_match *match);

/* That module has the test's stem and lies below its anchor. */
bool stems_fit(const struct stems *s, uint32_t test, uint32_t module);

#endif
