#include "engine/modules/grimp.h"

#include "engine/base/buf.h"
#include "engine/base/memory.h"

#include <stdlib.h>
#include <string.h>

/* ----------------------------------------------------------------- modules */

static struct slice last_component(struct slice path)
{
    const char *slash = path.len ? memrchr(path.data, '/', path.len) : NULL;

    if (!slash)
        return path;
    return (struct slice){slash + 1, path.len - (size_t)(slash + 1 - path.data)};
}

static struct slice folder_of(struct slice path)
{
    size_t last = last_component(path).len;

    return (struct slice){path.data, path.len - last - (path.len > last)};
}

/* NAME.py, not hidden, no other dot. */
static bool is_module_file(struct slice name)
{
    return name.len > 3 && memcmp(name.data + name.len - 3, ".py", 3) == 0 &&
           !memchr(name.data, '.', name.len - 3);
}

static bool is_init(struct slice name)
{
    return slice_equal(name, slice_of("__init__.py"));
}

/* The folders with an __init__, as a set. */
static void folders_find(struct modules *folders, const struct python_file *files,
                         size_t count)
{
    bool added;

    for (size_t i = 0; i < count; i++) {
        if (files[i].facts && is_init(last_component(files[i].path)))
            modules_add(folders, (struct module){.name = folder_of(files[i].path)},
                        &added);
    }
}

static bool is_hidden(struct slice folder)
{
    return folder.len && *last_component(folder).data == '.';
}

/* It, and all folders around it, have an __init__. */
static bool is_package(const struct modules *folders, struct slice folder)
{
    for (;; folder = folder_of(folder)) {
        if (is_hidden(folder) || modules_find(folders, folder) == MODULE_NONE)
            return false;
        if (!folder.len)
            return true;
    }
}

/* "db/models/__init__.py" is "django.db.models". */
static struct slice name_of(struct slice path, struct slice package, struct arena *memory)
{
    bool init = is_init(last_component(path));
    struct slice rest = {path.data, path.len - 3};
    struct buf name = {0};
    struct slice kept;

    if (init)
        rest = folder_of(path);
    buf_add(&name, package);
    if (rest.len)
        buf_add_char(&name, '.');
    for (size_t i = 0; i < rest.len; i++)
        buf_add_char(&name, rest.data[i] == '/' ? '.' : rest.data[i]);
    kept = arena_copy(memory, buf_slice(&name));
    buf_release(&name);
    return kept;
}

/* Plain modules first: x.py comes before x/__init__.py. */
static void modules_list(struct grimp_graph *g, const struct python_file *files,
                         size_t count, struct slice package, bool packages)
{
    struct modules folders = {0};
    bool added;

    folders_find(&folders, files, count);
    for (size_t i = 0; i < count; i++) {
        struct slice name = last_component(files[i].path);

        if (files[i].facts && is_module_file(name) && is_init(name) == packages &&
            is_package(&folders, folder_of(files[i].path)))
            modules_add(&g->modules,
                        (struct module){name_of(files[i].path, package, &g->memory),
                                        (uint32_t)i, packages},
                        &added);
    }
    modules_release(&folders);
}

/* ----------------------------------------------------------------- imports */

/* There is one kind: an import. */
static void edge_add(struct grimp_graph *g, uint32_t from, uint32_t to, uint32_t import)
{
    edges_add(&g->edges, (struct edge){from, to, 1, 1});
    g->sites =
        memory_grow(g->sites, &g->site_capacity, g->site_count + 1, sizeof *g->sites);
    g->sites[g->site_count++] =
        (struct grimp_site){from, to, g->modules.items[from].file, import};
}

/* What a relative import starts from: false if that lies beyond the package. */
static bool base_add(const struct module *module, unsigned level, struct buf *name)
{
    struct slice base = module->name;
    unsigned drop = level - module->package;

    for (; level && drop && base.len; drop--)
        base = module_parent(base);
    if (level)
        buf_add(name, base);
    return !level || base.len;
}

/* "M" of the import; false if it leads nowhere. */
static bool source_name(const struct facts *f, const struct import *import,
                        const struct module *module, struct buf *name)
{
    const char *text = facts_text(f, import->module);

    buf_clear(name);
    if (!base_add(module, import->level, name))
        return false;
    if (name->len && *text)
        buf_add_char(name, '.');
    buf_add_text(name, text);
    return true;
}

/* M.n, else M. */
static void from_resolve(struct grimp_graph *g, uint32_t from, uint32_t import,
                         struct buf *name, const char *imported)
{
    size_t len = name->len;
    uint32_t to;

    buf_add_char(name, '.');
    buf_add_text(name, imported);
    to = modules_find(&g->modules, buf_slice(name));
    name->len = len;
    if (to == MODULE_NONE)
        to = modules_find(&g->modules, buf_slice(name));
    if (to != MODULE_NONE)
        edge_add(g, from, to, import);
}

static void import_resolve(struct grimp_graph *g, uint32_t from, const struct facts *f,
                           uint32_t number, struct buf *name)
{
    const struct import *import = &f->imports[number];
    const char *imported = facts_text(f, import->names);
    uint32_t to;

    if (import->flags & IMPORT_DYNAMIC ||
        !source_name(f, import, &g->modules.items[from], name))
        return;
    if (import->flags & IMPORT_FROM) {
        for (uint32_t i = 0; i < import->name_count; i++) {
            from_resolve(g, from, number, name, imported);
            imported += strlen(imported) + 1;
        }
        return;
    }
    to = modules_find(&g->modules, buf_slice(name));
    if (to != MODULE_NONE)
        edge_add(g, from, to, number);
}

static int site_compare(const void *a, const void *b)
{
    const struct grimp_site *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return (x->import > y->import) - (x->import < y->import);
}

/* The first of each pair. */
static void sites_close(struct grimp_graph *g)
{
    size_t kept = 0;

    if (g->site_count)
        qsort(g->sites, g->site_count, sizeof *g->sites, site_compare);
    for (size_t i = 0; i < g->site_count; i++) {
        if (!kept || g->sites[i].from != g->sites[kept - 1].from ||
            g->sites[i].to != g->sites[kept - 1].to)
            g->sites[kept++] = g->sites[i];
    }
    g->site_count = kept;
}

struct grimp_graph grimp_graph(const struct python_file *files, size_t count,
                               struct slice package)
{
    struct grimp_graph g = {0};
    struct buf name = {0};

    modules_list(&g, files, count, package, false);
    modules_list(&g, files, count, package, true);
    for (uint32_t m = 0; m < g.modules.count; m++) {
        const struct facts *f = files[g.modules.items[m].file].facts;

        for (uint32_t i = 0; f && i < f->import_count; i++)
            import_resolve(&g, m, f, i, &name);
    }
    edges_close(&g.edges);
    sites_close(&g);
    buf_release(&name);
    return g;
}

void grimp_release(struct grimp_graph *g)
{
    modules_release(&g->modules);
    edges_release(&g->edges);
    free(g->sites);
    arena_release(&g->memory);
    *g = (struct grimp_graph){0};
}
