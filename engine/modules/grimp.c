#include "engine/modules/grimp.h"

#include "engine/base/memory.h"

#include <stdlib.h>

/* What is known while the graph is made. */
struct making {
    const struct places *places;
    const struct python_file *files;
    uint32_t top; /* the package's place */
    struct slice package;
    bool *packages;      /* of each place: it and all around it have an __init__.py */
    uint32_t *module_of; /* of each place, or MODULE_NONE */
    struct grimp_graph graph;
};

/* ----------------------------------------------------------------- modules */

/* Parents have smaller numbers. */
static void packages_find(struct making *m)
{
    for (uint32_t i = m->top; i < m->places->count; i++) {
        const struct place *place = &m->places->items[i];
        bool inside = i == m->top || m->packages[place->parent];
        bool hidden =
            i != m->top && place->component.len && *place->component.data == '.';

        m->packages[i] =
            inside && !hidden && place->file != FILE_NONE &&
            slice_ends(m->files[place->file].path, slice_of("__init__.py")) &&
            path_is_init(m->files[place->file].path);
    }
}

/* NAME.py in a package, not hidden, no other dot; the __init__.py of one. */
static bool is_module_file(const struct making *m, uint32_t file)
{
    uint32_t place = m->places->file_places[file];
    struct slice path = m->files[file].path, component;

    if (place == PLACE_NONE || place < m->top || !slice_ends(path, slice_of(".py")))
        return false;
    if (path_is_init(path))
        return m->packages[place];
    component = m->places->items[place].component;
    return place != m->top && m->packages[m->places->items[place].parent] &&
           !memchr(component.data, '.', component.len);
}

static struct slice name_of(struct making *m, uint32_t place)
{
    struct buf path = {0}, top = {0};
    struct slice name, below;
    char *dotted;

    places_path_add(m->places, place, &path);
    places_path_add(m->places, m->top, &top);
    below = (struct slice){path.data + top.len, path.len - top.len};
    if (below.len && *below.data == '/')
        below.data++, below.len--;
    dotted = arena_alloc(&m->graph.memory, m->package.len + 1 + below.len + 1, 1);
    memcpy(dotted, m->package.data, m->package.len);
    name = (struct slice){dotted, m->package.len};
    if (below.len) {
        dotted[name.len++] = '.';
        memcpy(dotted + name.len, below.data, below.len);
        name.len += below.len;
    }
    for (size_t i = m->package.len; i < name.len; i++)
        dotted[i] = dotted[i] == '/' ? '.' : dotted[i];
    buf_release(&path);
    buf_release(&top);
    return name;
}

/* x.py goes before x/__init__.py. */
static void modules_list(struct making *m)
{
    struct grimp_graph *g = &m->graph;

    g->modules = memory_calloc(m->places->file_count + 1, sizeof *g->modules);
    for (uint32_t file = 0; file < m->places->file_count; file++) {
        uint32_t place = m->places->file_places[file];

        if (!is_module_file(m, file))
            continue;
        if (m->module_of[place] == MODULE_NONE) {
            m->module_of[place] = (uint32_t)g->module_count;
            g->modules[g->module_count++] =
                (struct grimp_module){name_of(m, place), place, file};
        } else if (!path_is_init(m->files[file].path)) {
            g->modules[m->module_of[place]].file = file;
        }
    }
}

/* ----------------------------------------------------------------- imports */

/* What is imported, part by part: PLACE_NONE if it leads out of the package. */
static uint32_t base_of(const struct making *m, uint32_t from,
                        const struct import *import, struct slice *rest)
{
    const struct grimp_module *module = &m->graph.modules[from];
    unsigned drops = import->level - path_is_init(m->files[module->file].path);
    uint32_t place = module->place;

    if (!import->level) {
        bool inside = slice_starts(*rest, m->package) &&
                      (rest->len == m->package.len || rest->data[m->package.len] == '.');
        size_t cut = m->package.len + (rest->len > m->package.len);

        if (!inside)
            return PLACE_NONE;
        rest->data += cut;
        rest->len -= cut;
        return m->top;
    }
    for (; drops; drops--) {
        if (place == m->top)
            return PLACE_NONE;
        place = m->places->items[place].parent;
    }
    return place;
}

static void edge_add(struct making *m, uint32_t from, uint32_t place, uint32_t import)
{
    struct grimp_graph *g = &m->graph;

    g->edges =
        memory_grow(g->edges, &g->edge_capacity, g->edge_count + 1, sizeof *g->edges);
    g->edges[g->edge_count++] =
        (struct grimp_edge){from, m->module_of[place], g->modules[from].file, import};
}

static bool is_module(const struct making *m, uint32_t place)
{
    return place != PLACE_NONE && m->module_of[place] != MODULE_NONE;
}

static void import_resolve(struct making *m, uint32_t from, const struct facts *f,
                           uint32_t number)
{
    const struct import *import = &f->imports[number];
    struct slice rest = slice_of(facts_text(f, import->module));
    const char *name = facts_text(f, import->names);
    uint32_t base = base_of(m, from, import, &rest);
    struct way way;

    if (import->flags & IMPORT_DYNAMIC || base == PLACE_NONE)
        return;
    way = places_walk(m->places, base, rest);
    if (way.rest.len)
        return;
    if (!(import->flags & IMPORT_FROM) && is_module(m, way.place))
        edge_add(m, from, way.place, number);
    for (uint32_t i = 0; i < import->name_count; i++) {
        uint32_t inner = places_inner(m->places, way.place, slice_of(name));

        if (is_module(m, inner) || is_module(m, way.place))
            edge_add(m, from, is_module(m, inner) ? inner : way.place, number);
        name += strlen(name) + 1;
    }
}

static int edge_compare(const void *a, const void *b)
{
    const struct grimp_edge *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return (x->import > y->import) - (x->import < y->import);
}

/* The first of each pair. */
static void edges_keep_first(struct grimp_graph *g)
{
    size_t kept = 0;

    if (g->edge_count)
        qsort(g->edges, g->edge_count, sizeof *g->edges, edge_compare);
    for (size_t i = 0; i < g->edge_count; i++) {
        if (!kept || g->edges[i].from != g->edges[kept - 1].from ||
            g->edges[i].to != g->edges[kept - 1].to)
            g->edges[kept++] = g->edges[i];
    }
    g->edge_count = kept;
}

struct grimp_graph grimp_graph(const struct places *p, const struct python_file *files,
                               uint32_t place, struct slice package)
{
    struct making m = {.places = p, .files = files, .top = place, .package = package};

    m.packages = memory_calloc(p->count, sizeof *m.packages);
    m.module_of = memory_alloc(p->count * sizeof *m.module_of);
    memset(m.module_of, 0xff, p->count * sizeof *m.module_of);
    packages_find(&m);
    modules_list(&m);
    for (uint32_t from = 0; from < m.graph.module_count; from++) {
        const struct facts *f = files[m.graph.modules[from].file].facts;

        for (uint32_t i = 0; i < f->import_count; i++)
            import_resolve(&m, from, f, i);
    }
    edges_keep_first(&m.graph);
    free(m.packages);
    free(m.module_of);
    return m.graph;
}

void grimp_release(struct grimp_graph *g)
{
    free(g->modules);
    free(g->edges);
    arena_release(&g->memory);
    *g = (struct grimp_graph){0};
}
