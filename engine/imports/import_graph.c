#include "engine/imports/import_graph.h"

#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/imports/kept_graph.h"
#include "engine/modules/stdlib_modules.h"
#include "engine/scan/pool.h"

#include <stdlib.h>
#include <string.h>

/* Files of a job: enough that merging is nothing, few enough for all threads. */
enum { SLICE_FILES = 128 };

/* ------------------------------------------------------------------ layout */

static bool is_python(const struct file *file)
{
    return file->facts && file->language && file->language->grammar &&
           strcmp(file->language->grammar, "python") == 0;
}

/* What is known of a file that is gone: nothing. */
static const struct facts no_facts = {.text = ""};

static void files_list(struct import_graph *g, const struct import_options *options)
{
    const struct part *result = g->result;
    size_t ghost = 0, i = 0;

    g->files =
        memory_alloc((result->count + options->ghost_count + 1) * sizeof *g->files);
    while (i < result->count || ghost < options->ghost_count) {
        const struct file *file = i < result->count ? result->files[i] : NULL;

        int order = ghost == options->ghost_count ? 1
                    : !file                       ? -1
                            : slice_compare(options->ghosts[ghost], file->path);

        if (order <= 0)
            ghost++;
        if (order < 0) {
            g->files[g->file_count++] =
                (struct python_file){options->ghosts[ghost - 1], &no_facts};
            continue;
        }
        g->files[g->file_count++] =
            (struct python_file){file->path, is_python(file) ? file->facts : NULL};
        i++;
    }
}

/* Roots that are given hold against all that project files say. */
static bool given_add(struct import_graph *g, const struct import_options *options,
                      struct err *e)
{
    struct project_files *p = &g->projects;

    for (size_t i = 0; i < options->root_count; i++) {
        struct slice folder = slice_of(options->roots[i]);

        if (places_at(&g->places, folder) == PLACE_NONE)
            return err_set(e, ERR_USAGE,
                           "--source-root %.100s: no Python file lies there",
                           options->roots[i]);
        p->hints =
            memory_grow(p->hints, &p->hint_capacity, p->hint_count + 1, sizeof *p->hints);
        p->hints[p->hint_count++] =
            (struct root_hint){.folder = folder, .origin = ROOT_GIVEN};
    }
    return true;
}

static void modules_of_files(struct import_graph *g)
{
    g->file_modules = memory_alloc((g->file_count + 1) * sizeof *g->file_modules);
    for (size_t i = 0; i < g->file_count; i++) {
        uint32_t place = g->places.file_places[i];

        g->file_modules[i] =
            place == PLACE_NONE ? MODULE_NONE : g->places.items[place].module;
    }
}

static unsigned threads_of(const struct import_options *options)
{
    unsigned wanted = options->scan->threads;

    return pool_available_threads(wanted ? wanted : pool_default_threads());
}

/* What pool_for calls for each part of a spread. */
struct spreading {
    void (*body)(void *item, unsigned part);
    void *item;
};

static void spread_body(void *context, unsigned worker, size_t part)
{
    const struct spreading *s = context;

    (void)worker;
    s->body(s->item, (unsigned)part);
}

static void spread_run(void *context, unsigned parts,
                       void (*body)(void *item, unsigned part), void *item)
{
    const unsigned *threads = context;
    struct spreading spreading = {body, item};

    pool_for(*threads, parts, spread_body, &spreading);
}

static bool roots_layout(struct import_graph *g, const struct import_options *options,
                         struct err *e)
{
    unsigned threads = threads_of(options);
    const struct spread spread = {threads, spread_run, &threads};

    if (!given_add(g, options, e))
        return false;
    roots_find(&g->roots, &g->places, g->files, g->projects.hints, g->projects.hint_count,
               g->projects.package_name, threads > 1 ? &spread : NULL);
    project_files_declare(&g->projects, &g->places);
    return true;
}

/* ----------------------------------------------------------------- resolve */

struct resolving {
    const struct import_graph *graph;
    const struct resolver *resolver;
    struct reexports reexports;
    struct links *parts;
};

static void slice_resolve(void *context, unsigned worker, size_t slice)
{
    struct resolving *all = context;
    struct resolve_memo memo = {0};
    size_t end = (slice + 1) * SLICE_FILES;

    (void)worker;
    if (end > all->graph->file_count)
        end = all->graph->file_count;
    for (size_t file = slice * SLICE_FILES; file < end; file++)
        resolve_file(all->resolver, &all->reexports, &memo, (uint32_t)file,
                     &all->parts[slice]);
    links_close(&all->parts[slice]);
}

/* Bits of the versions of Python 3 from `min` to `max`, as stdlib_versions has them. */
static uint8_t versions_of(unsigned min, unsigned max)
{
    uint8_t versions = 0;

    for (unsigned minor = STDLIB_OLDEST; minor <= STDLIB_NEWEST; minor++) {
        if (minor >= min && (!max || minor <= max))
            versions |= (uint8_t)(1u << (minor - STDLIB_OLDEST));
    }
    return versions ? versions : UINT8_MAX;
}

static void resolve(struct import_graph *g, const struct import_options *options)
{
    size_t slices = (g->file_count + SLICE_FILES - 1) / SLICE_FILES;
    struct resolver resolver = {
        .files = g->files,
        .places = &g->places,
        .roots = &g->roots,
        .declared = &g->projects.declared,
        .versions = options->python_minor
                        ? versions_of(options->python_minor, options->python_minor)
                        : versions_of(g->projects.minor_min, g->projects.minor_max)};
    struct resolving all = {.graph = g,
                            .resolver = &resolver,
                            .parts = memory_calloc(slices + 1, sizeof *all.parts)};

    reexports_find(&all.reexports, &resolver);
    pool_for(threads_of(options), slices, slice_resolve, &all);
    for (size_t i = 0; i < slices; i++)
        links_merge(&g->links, &all.parts[i]);
    g->links.closed = true;
    reexports_release(&all.reexports);
    free(all.parts);
}

/* ------------------------------------------------------------------- graph */

static bool graph_build(struct import_graph *g, struct err *e)
{
    struct edges edges = {0};
    bool built;

    links_to_edges(&g->links, g->file_modules, &edges);
    edges_close(&edges);
    built = csr_build(&g->graph, g->places.module_count, &edges, LINK_ALL, e);
    edges_release(&edges);
    if (built)
        csr_reverse(&g->graph);
    return built;
}

static uint64_t lap(uint64_t *start_ns)
{
    uint64_t now_ns = clock_ns(), passed_ns = now_ns - *start_ns;

    *start_ns = now_ns;
    return passed_ns;
}

static bool graph_find(struct import_graph *g, const struct import_options *options,
                       const struct discover *d, struct err *e)
{
    uint64_t start_ns = clock_ns();

    project_files_read(&g->projects, g->result, d);
    if (!roots_layout(g, options, e))
        return false;
    g->stats.layout_ns += lap(&start_ns);
    resolve(g, options);
    g->stats.resolve_ns = lap(&start_ns);
    if (!graph_build(g, e))
        return false;
    g->stats.graph_ns = lap(&start_ns);
    return true;
}

/* From the store, or made and kept there. A tree whose project files can't all be read is
 * looked at again each time, so that this is said. */
static bool graph_get(struct import_graph *g, const struct import_options *options,
                      const struct discover *d, struct err *e)
{
    struct kept_graph *kept = kept_graph_open(g, options, d);
    bool made;

    g->stats.kept = !options->projects && kept_graph_take(kept, g);
    made = g->stats.kept || graph_find(g, options, d, e);
    if (made && !g->stats.kept && !g->projects.fault_count)
        kept_graph_put(kept, g);
    kept_graph_close(kept);
    return made;
}

bool import_graph_make(struct import_graph *g, const struct part *result,
                       const struct import_options *options, struct err *e)
{
    uint64_t start_ns = clock_ns();
    struct discover *d = discover_open(options->scan->root, &options->scan->discover, e);
    bool made;

    *g = (struct import_graph){.result = result};
    if (!d)
        return err_wrap(e, options->scan->root);
    files_list(g, options);
    places_make(&g->places, g->files, g->file_count);
    modules_of_files(g);
    project_files_open(&g->projects, d);
    g->stats.layout_ns = lap(&start_ns);
    made = graph_get(g, options, d, e);
    start_ns = clock_ns();
    if (made)
        names_make(&g->names, &g->places, &g->roots, g->files);
    g->stats.layout_ns += lap(&start_ns);
    discover_close(d);
    if (!made)
        import_graph_release(g);
    return made;
}

void import_graph_release(struct import_graph *g)
{
    csr_release(&g->graph);
    links_release(&g->links);
    names_release(&g->names);
    roots_release(&g->roots);
    places_release(&g->places);
    project_files_release(&g->projects);
    free(g->file_modules);
    free(g->files);
    *g = (struct import_graph){0};
}

/* --------------------------------------------------------------- questions */

uint32_t import_graph_file(const struct import_graph *g, struct slice path)
{
    size_t first = 0, end = g->file_count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (slice_compare(g->files[middle].path, path) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first < g->file_count && slice_equal(g->files[first].path, path)
               ? (uint32_t)first
               : FILE_NONE;
}

bool import_graph_is_ghost(const struct import_graph *g, uint32_t file)
{
    return g->files[file].facts == &no_facts;
}

static uint32_t module_at_path(const struct import_graph *g, struct slice path)
{
    uint32_t file;

    if (slice_starts(path, slice_of("./")))
        path.data += 2, path.len -= 2;
    file = import_graph_file(g, path);
    return file == FILE_NONE ? MODULE_NONE : g->file_modules[file];
}

uint32_t import_graph_module(const struct import_graph *g, const char *text,
                             struct err *e)
{
    uint32_t module = names_find(&g->names, slice_of(text));

    if (module == MODULE_NONE)
        module = module_at_path(g, slice_of(text));
    if (module == MODULE_NONE)
        names_suggest(&g->names, text, e);
    return module;
}

const struct import *link_import(const struct import_graph *g,
                                 const struct import_link *link)
{
    return link->import == LINK_WHOLE
               ? NULL
               : &g->files[link->file].facts->imports[link->import];
}

struct slice link_name(const struct import_graph *g, const struct import_link *link)
{
    const struct facts *f = g->files[link->file].facts;
    const struct import *import = link_import(g, link);
    const char *name;

    if (!import || link->name == LINK_WHOLE)
        return (struct slice){0};
    name = facts_text(f, import->names);
    for (uint32_t i = 0; i < link->name; i++)
        name += strlen(name) + 1;
    return slice_of(name);
}

void link_written_add(struct buf *out, const struct import_graph *g,
                      const struct import_link *link)
{
    const struct import *import = link_import(g, link);
    struct slice name = link_name(g, link);

    for (unsigned i = 0; i < import->level; i++)
        buf_add_char(out, '.');
    buf_add_text(out, facts_text(g->files[link->file].facts, import->module));
    if (name.len) {
        buf_add_char(out, ':');
        buf_add(out, name);
    }
}

const struct import_link *import_graph_link(
    const struct import_graph *g, uint32_t from,
    bool (*wanted)(const void *context, const struct import_link *link),
    const void *context)
{
    const struct links *links = &g->links;
    uint32_t main = import_graph_main(g, from), file = main;
    const struct import_link *found = NULL;

    /* Of several files the main one goes first, then the others by path. */
    do {
        size_t i =
            found && found->file < file ? links->count : links_of_file(links, file);

        for (; i < links->count && links->items[i].file == file; i++) {
            if (!wanted(context, &links->items[i]))
                continue;
            found = &links->items[i];
            break;
        }
        file = g->places.file_nexts[file];
    } while (file != main && !(found && found->file == main));
    return found;
}

struct step {
    uint32_t to;
    uint8_t kinds;
};

static bool is_step(const void *context, const struct import_link *link)
{
    const struct step *step = context;

    return link->to == step->to && link->kind & step->kinds;
}

const struct import_link *import_graph_evidence(const struct import_graph *g,
                                                uint32_t from, uint32_t to, uint8_t kinds)
{
    return import_graph_link(g, from, is_step, &(struct step){to, kinds});
}
