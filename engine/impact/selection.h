/* selection.h - the tests that a change may break.
 *
 * Those that are affected (impact.h); those that an affected conftest.py governs, because its
 * fixtures are found by name and not by import; and all of them, if a file that everything
 * hangs on changed or if more than a share of all would be selected anyway. When in doubt a test is
 * in. */
#ifndef CAMBIUM_IMPACT_SELECTION_H
#define CAMBIUM_IMPACT_SELECTION_H

#include "engine/impact/impact.h"

enum selected_by {
    SELECTED_AFFECTED, /* a chain of imports leads to a reason */
    SELECTED_CONFTEST, /* the conftest.py that governs it is affected */
    SELECTED_FILE,     /* a file changed that everything hangs on */
    SELECTED_SHARE,    /* so many are selected that all are */
};

const char *selected_by_name(enum selected_by by);

struct selected {
    uint32_t module;
    enum selected_by by;
    uint32_t conftest; /* of SELECTED_CONFTEST */
};

struct selection {
    struct selected *items; /* in path order */
    size_t count;
    size_t tests;    /* that there are */
    size_t affected; /* selected before the share was looked at */
};

/* `most_percent` of all tests may be selected before all are; 100: no limit. */
void selection_make(struct selection *s, const struct impact *im, unsigned most_percent);
void selection_release(struct selection *s);

#endif
