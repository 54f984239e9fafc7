#include "engine/impact/selection.h"

#include "engine/base/memory.h"
#include "engine/impact/test_files.h"

#include <stdlib.h>

const char *selected_by_name(enum selected_by by)
{
    static const char *const names[] = {"affected", "conftest", "file", "share"};

    return names[by];
}

/* The affected conftest.py of each place that has one: the folder's. */
static uint32_t *governors_find(const struct impact *im)
{
    const struct import_graph *g = im->graph;
    uint32_t *governors = memory_alloc(g->places.count * sizeof *governors);

    memset(governors, 0xff, g->places.count * sizeof *governors);
    for (uint32_t m = 0; m < g->names.count; m++) {
        if (module_is_conftest(g, m) && reach_has(&im->reach, m))
            governors[g->places.items[g->places.module_places[m]].parent] = m;
    }
    /* Parents have smaller numbers: the nearest of those above. */
    for (uint32_t place = 1; place < g->places.count; place++) {
        if (governors[place] == MODULE_NONE)
            governors[place] = governors[g->places.items[place].parent];
    }
    return governors;
}

static struct selected select_one(const struct impact *im, const uint32_t *governors,
                                  uint32_t module, bool *in)
{
    struct selected s = {module, SELECTED_AFFECTED, MODULE_NONE};
    uint32_t place = im->graph->places.module_places[module];

    *in = true;
    if (reach_has(&im->reach, module))
        return s;
    s.conftest = governors[place];
    s.by = s.conftest != MODULE_NONE ? SELECTED_CONFTEST : SELECTED_FILE;
    *in = s.conftest != MODULE_NONE || im->all;
    return s;
}

/* All that are left out. */
static void share_add(struct selection *s, const uint32_t *tests)
{
    size_t affected = s->count;
    struct selected *all = memory_calloc(s->tests + 1, sizeof *all);

    for (size_t i = 0, k = 0; i < s->tests; i++) {
        bool in = k < affected && s->items[k].module == tests[i];

        all[i] =
            in ? s->items[k++] : (struct selected){tests[i], SELECTED_SHARE, MODULE_NONE};
    }
    free(s->items);
    s->items = all;
    s->count = s->tests;
}

void selection_make(struct selection *s, const struct impact *im, unsigned most_percent)
{
    const struct import_graph *g = im->graph;
    uint32_t *governors = governors_find(im);
    uint32_t *tests = memory_calloc(g->names.count + 1, sizeof *tests);

    *s = (struct selection){0};
    s->items = memory_calloc(g->names.count + 1, sizeof *s->items);
    for (uint32_t m = 0; m < g->names.count; m++) {
        bool in;

        /* One that is gone can't be run. */
        if (!module_is_test(g, m) || import_graph_is_ghost(g, import_graph_main(g, m)))
            continue;
        tests[s->tests++] = m;
        s->items[s->count] = select_one(im, governors, m, &in);
        s->count += in;
    }
    s->affected = s->count;
    if (s->count < s->tests && s->count * 100 > s->tests * most_percent)
        share_add(s, tests);
    free(governors);
    free(tests);
}

void selection_release(struct selection *s)
{
    free(s->items);
    *s = (struct selection){0};
}
