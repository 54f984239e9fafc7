#include "engine/impact/test_files.h"

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

static struct slice last_of(struct slice path)
{
    const char *slash = memrchr(path.data, '/', path.len);

    return slash ? (struct slice){slash + 1, path.len - (size_t)(slash + 1 - path.data)}
                 : path;
}

bool module_is_conftest(const struct import_graph *g, uint32_t module)
{
    return slice_equal(last_of(import_graph_path(g, module)), slice_of("conftest.py"));
}

bool module_is_test(const struct import_graph *g, uint32_t module)
{
    struct slice path = import_graph_path(g, module);
    const struct facts *facts =
        g->files[g->places.items[g->places.module_places[module]].file].facts;

    return is_test_name(last_of(path)) ||
           (facts->test_count && is_in_tests(path) && !module_is_conftest(g, module) &&
            slice_ends(path, slice_of(".py")));
}
