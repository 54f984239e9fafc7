#include "engine/impact/test_files.h"

#include "engine/scan/path.h"

static bool is_test_name(struct slice name)
{
    return (slice_starts(name, slice_of("test_")) && slice_ends(name, slice_of(".py"))) ||
           slice_ends(name, slice_of("_test.py")) ||
           slice_equal(name, slice_of("tests.py"));
}

/* The file lies in a folder called test or tests, at any distance. */
static bool is_in_tests(struct slice path)
{
    struct slice component;

    while (slice_cut(&path, '/', &component)) {
        if (path.len && (slice_equal(component, slice_of("test")) ||
                         slice_equal(component, slice_of("tests"))))
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
    const struct facts *facts =
        g->files[g->places.items[g->places.module_places[module]].file].facts;

    return is_test_name(path_last(path)) ||
           (facts->test_count && is_in_tests(path) && !module_is_conftest(g, module) &&
            slice_ends(path, slice_of(".py")));
}
