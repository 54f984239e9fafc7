/* test_files.h - which modules hold tests, and which govern them.
 *
 * By what runners look for: a file called test_*.py or *_test.py (pytest), tests.py, or one in a
 * folder called test or tests in which a function's name starts with test_ (unittest, Django).
 * A conftest.py governs the tests in its folder and below. */
#ifndef CAMBIUM_IMPACT_TEST_FILES_H
#define CAMBIUM_IMPACT_TEST_FILES_H

#include "engine/imports/import_graph.h"

bool module_is_test(const struct import_graph *g, uint32_t module);
bool module_is_conftest(const struct import_graph *g, uint32_t module);

#endif
