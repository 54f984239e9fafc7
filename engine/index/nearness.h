/* nearness.h - how near a module lies to a test, by the folders around both alone.
 *
 * A test's folders called test or tests are left out: tests/shop/test_x.py lies as
 * shop/test_x.py would. A module's own are not: what is tested lies in no folder for tests,
 * whatever that is called (django/test/client.py). */
#ifndef CAMBIUM_INDEX_NEARNESS_H
#define CAMBIUM_INDEX_NEARNESS_H

#include "engine/modules/places.h"

#include <stdbool.h>
#include <stddef.h>

/* Deeper folders are no nearer. */
enum { FOLDERS_MOST = 256 };

/* Places, the innermost first. */
struct folders {
    uint32_t places[FOLDERS_MOST];
    size_t count;
};

struct nearness {
    bool mirrored;     /* the module's folders end with all of the test's */
    size_t same_end;   /* folders of one name, from the innermost on */
    size_t same_start; /* the same from the top on */
};

/* The folders around a module at that place. */
void folders_of_module(const struct places *p, uint32_t place, struct folders *f);
void folders_of_test(const struct places *p, uint32_t place, struct folders *f);

struct nearness nearness_of(const struct places *p, const struct folders *test,
                            const struct folders *module);

/* Above 0: a is nearer. */
int nearness_compare(struct nearness a, struct nearness b);

#endif
