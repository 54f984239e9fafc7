#include "engine/impact/test_files.h"

#include "engine/base/memory.h"
#include "engine/scan/path.h"

#include <stdlib.h>

static bool is_test_name(struct slice name)
{
    return (slice_starts(name, slice_of("test_")) && slice_ends(name, slice_of(".py"))) ||
           slice_ends(name, slice_of("_test.py")) ||
           slice_equal(name, slice_of("tests.py"));
}

bool path_is_in_tests(struct slice path)
{
    struct slice component;

    while (slice_cut(&path, '/', &component)) {
        if (path.len && is_test_folder(component))
            return true;
    }
    return false;
}

bool module_is_conftest(const struct import_graph *g, uint32_t module)
{
    return slice_equal(path_last(import_graph_path(g, module)), slice_of("conftest.py"));
}

bool module_is_test(const struct import_graph *g, uint32_t module)
{
    struct slice path = import_graph_path(g, module);
    const struct facts *facts = g->files[import_graph_main(g, module)].facts;

    return is_test_name(path_last(path)) ||
           (facts->test_count && path_is_in_tests(path) &&
            !module_is_conftest(g, module) && slice_ends(path, slice_of(".py")));
}

/* Bits of a place: it lies in a folder for tests; there are tests at it or below. */
enum { IN_TESTS = 1, HAS_TESTS = 2 };

static bool is_for_tests(const struct place *place, uint8_t bits)
{
    return slice_equal(place->component, slice_of("tests")) ||
           (is_test_folder(place->component) && bits & HAS_TESTS);
}

/* Parents have smaller numbers: from the end on they come after all that is in them. Tests
 * below a folder for tests say nothing of the folders around that. */
static void tests_below_find(const struct places *p, uint8_t *bits)
{
    for (uint32_t i = (uint32_t)p->count; i-- > 1;) {
        if (bits[i] & HAS_TESTS && !is_test_folder(p->items[i].component))
            bits[p->items[i].parent] |= HAS_TESTS;
    }
    for (uint32_t i = 1; i < p->count; i++) {
        uint32_t parent = p->items[i].parent;

        if (bits[parent] & IN_TESTS || is_for_tests(&p->items[parent], bits[parent]))
            bits[i] |= IN_TESTS;
    }
}

/* A package's own file lies in it. */
static bool is_support(const struct import_graph *g, uint32_t module, const uint8_t *bits)
{
    uint32_t place = g->places.module_places[module];

    return bits[place] & IN_TESTS || (g->places.items[place].flags & PLACE_PACKAGE &&
                                      is_for_tests(&g->places.items[place], bits[place]));
}

uint8_t *test_roles_find(const struct import_graph *g)
{
    uint8_t *roles = memory_calloc(g->places.module_count + 1, sizeof *roles);
    uint8_t *bits = memory_calloc(g->places.count + 1, sizeof *bits);

    for (uint32_t m = 0; m < g->places.module_count; m++) {
        roles[m] = module_is_conftest(g, m) ? ROLE_CONFTEST
                   : module_is_test(g, m)   ? ROLE_TEST
                                            : ROLE_NONE;
        if (roles[m] == ROLE_TEST)
            bits[g->places.module_places[m]] |= HAS_TESTS;
    }
    tests_below_find(&g->places, bits);
    for (uint32_t m = 0; m < g->places.module_count; m++) {
        if (roles[m] == ROLE_NONE && is_support(g, m, bits))
            roles[m] = ROLE_SUPPORT;
    }
    free(bits);
    return roles;
}
