/* lookalikes.h - the module whose name is alike that of a test that has no module of its name.
 *
 * Only modules in the folder that the test's mirrors count: the test's own, without folders
 * called test or tests. Packages don't. A test's stem (stems.h) and a module's name are alike, by the
 * first of these that any module there fits:
 *
 *   squashed   both are the same without underscores: stoer_wagner and stoerwagner
 *   beginning  the name begins with the stem, both without underscores, and the stem has at
 *              least LOOKALIKE_BEGINNING_LEAST bytes then: voterank and voterank_alg
 *   words      all words of the name are among the stem's, which underscores separate:
 *              louvain_communities and louvain; of several names one of the most words
 *   initials   the stem, of at least two letters, is the name's words' first letters: bfs
 *              and breadth_first_search
 *
 * If several fit, none does: it is a guess already.
 *
 * Constant once it is made. */
#ifndef CAMBIUM_INDEX_LOOKALIKES_H
#define CAMBIUM_INDEX_LOOKALIKES_H

#include "engine/modules/places.h"

#include <stddef.h>
#include <stdint.h>

enum {
    LOOKALIKE_BEGINNING_LEAST = 4,

    /* Each test looks at all modules of its folder. In one of more of them none is alike,
     * and a stem of more words has none. */
    LOOKALIKE_MODULES_MOST = 1024,
    LOOKALIKE_WORDS_MOST = 16,
};

struct lookalikes {
    const struct places *places;
    uint32_t *modules; /* by the place they lie in, then ascending */
    uint32_t *ends;    /* of each place: how many lie in it or in one before it */
};

/* Of the modules that have no role in tests: each module's enum test_role in `roles`. */
void lookalikes_make(struct lookalikes *l, const struct places *p, const uint8_t *roles);
void lookalikes_release(struct lookalikes *l);

/* MODULE_NONE: none, or several. */
uint32_t lookalikes_match(const struct lookalikes *l, uint32_t test);

#endif
