/* test_files.h - which modules hold tests, which serve them, and which govern them.
 *
 * By what runners look for: a file called test_*.py or *_test.py (pytest), tests.py, or one in a
 * folder called test or tests in which a function's name starts with test_ (unittest, Django).
 * A conftest.py governs the tests in its folder and below. What else lies in a folder called
 * tests serves tests; in one called test if there are any: a package may be called like that and
 * be a part of the program (django.test). */
#ifndef CAMBIUM_IMPACT_TEST_FILES_H
#define CAMBIUM_IMPACT_TEST_FILES_H

#include "engine/imports/import_graph.h"

enum test_role {
    ROLE_NONE, /* it is what is tested */
    ROLE_TEST,
    ROLE_CONFTEST,
    ROLE_SUPPORT,
};

bool module_is_test(const struct import_graph *g, uint32_t module);
bool module_is_conftest(const struct import_graph *g, uint32_t module);

/* An enum test_role for each module; free() it. */
uint8_t *test_roles_find(const struct import_graph *g);

/* A folder of that name is for tests. */
static inline bool is_test_folder(struct slice component)
{
    return slice_equal(component, slice_of("test")) ||
           slice_equal(component, slice_of("tests"));
}

/* The file lies in a folder called test or tests, at any distance below the root. */
bool path_is_in_tests(struct slice path);

#endif
