#include "engine/impact/impact.h"

#include "engine/base/memory.h"
#include "engine/scan/path.h"

#include <stdlib.h>

const struct file_policy file_policies[] = {
    {"*.md", EFFECT_NONE},
    {"*.rst", EFFECT_NONE},
    {"docs/**", EFFECT_NONE},
    {"doc/**", EFFECT_NONE},
    {"LICENSE*", EFFECT_NONE},
    {"COPYING*", EFFECT_NONE},
    {"AUTHORS*", EFFECT_NONE},
    {"CHANGELOG*", EFFECT_NONE},
    {"CODEOWNERS", EFFECT_NONE},
    {".gitignore", EFFECT_NONE},
    {".gitattributes", EFFECT_NONE},
    {".editorconfig", EFFECT_NONE},
    {".pre-commit-config.yaml", EFFECT_NONE},
    {".github/**", EFFECT_NONE},
    {".gitlab-ci.yml", EFFECT_NONE},
    {"pyproject.toml", EFFECT_ALL},
    {"setup.cfg", EFFECT_ALL},
    {"setup.py", EFFECT_ALL},
    {"tox.ini", EFFECT_ALL},
    {"pytest.ini", EFFECT_ALL},
    {".coveragerc", EFFECT_ALL},
    {"noxfile.py", EFFECT_ALL},
    {"*requirements*.txt", EFFECT_ALL},
    {"requirements/**", EFFECT_ALL},
    {"Pipfile", EFFECT_ALL},
    {"*.lock", EFFECT_ALL},
    {"environment.yml", EFFECT_ALL},
    {"environment.yaml", EFFECT_ALL},
    {".python-version", EFFECT_ALL},
};

const size_t file_policy_count = sizeof file_policies / sizeof *file_policies;

const char *cause_text(enum cause cause)
{
    static const char *const texts[] = {
        [CAUSE_CHANGED] = "changed",
        [CAUSE_DELETED] = "was deleted",
        [CAUSE_FILE] = "has a changed file beside it",
        [CAUSE_COMPUTED] = "imports by a computed name",
    };

    return texts[cause];
}

/* ------------------------------------------------------------------ policy */

struct compiled_policy {
    struct glob glob;
    bool of_name;
    enum file_effect effect;
};

/* The built-in ones, then the caller's. */
struct policies {
    struct compiled_policy *items;
    size_t count;
    struct arena memory;
};

static bool policy_compile(struct policies *all, const struct file_policy *policy,
                           struct err *e)
{
    struct compiled_policy *p = &all->items[all->count++];

    p->effect = policy->effect;
    p->of_name = !strchr(policy->glob, '/');
    return glob_compile(slice_of(policy->glob), p->of_name ? GLOB_NAME : GLOB_PATH,
                        &all->memory, &p->glob) ||
           err_set(e, ERR_USAGE, "'%.60s' is no glob", policy->glob);
}

static bool policies_compile(struct policies *all, const struct impact_options *options,
                             struct err *e)
{
    bool compiled = true;

    *all = (struct policies){0};
    all->items =
        memory_calloc(file_policy_count + options->policy_count, sizeof *all->items);
    for (size_t i = 0; compiled && i < file_policy_count; i++)
        compiled = policy_compile(all, &file_policies[i], e);
    for (size_t i = 0; compiled && i < options->policy_count; i++)
        compiled = policy_compile(all, &options->policies[i], e);
    return compiled;
}

/* *said: some policy matches. */
static enum file_effect effect_of(const struct policies *all, struct slice path,
                                  bool *said)
{
    for (size_t i = all->count; i-- > 0;) {
        const struct compiled_policy *p = &all->items[i];

        *said = glob_match(&p->glob, p->of_name ? path_last(path) : path);
        if (*said)
            return p->effect;
    }
    return EFFECT_FOLDER;
}

/* ------------------------------------------------------------------ starts */

static void start_add(struct impact *im, uint32_t module, enum cause cause, size_t file)
{
    im->starts = memory_grow(im->starts, &im->start_capacity, im->start_count + 1,
                             sizeof *im->starts);
    im->starts[im->start_count++] = (struct impact_start){module, cause, (uint32_t)file};
}

static void all_add(struct impact *im, size_t file)
{
    if (!im->all)
        im->all_file = (uint32_t)file;
    im->all = true;
}

/* The modules of each folder: a package's own, and those in it. */
struct folders {
    uint32_t *starts;  /* of each place, and one more */
    uint32_t *modules; /* those that lie in the place */
};

static void folders_make(struct folders *f, const struct places *p)
{
    f->starts = memory_calloc(p->count + 2, sizeof *f->starts);
    f->modules = memory_calloc(p->module_count + 1, sizeof *f->modules);
    for (uint32_t m = 0; m < p->module_count; m++) {
        if (p->module_places[m] != PLACE_TOP)
            f->starts[p->items[p->module_places[m]].parent + 2]++;
    }
    for (size_t i = 2; i < p->count + 2; i++)
        f->starts[i] += f->starts[i - 1];
    for (uint32_t m = 0; m < p->module_count; m++) {
        if (p->module_places[m] != PLACE_TOP)
            f->modules[f->starts[p->items[p->module_places[m]].parent + 1]++] = m;
    }
}

static void folders_release(struct folders *f)
{
    free(f->starts);
    free(f->modules);
}

static uint32_t folder_of(const struct places *p, struct slice path)
{
    uint32_t folder = PLACE_NONE;

    while (folder == PLACE_NONE) {
        path.len -= path_last(path).len;
        path.len -= path.len > 0;
        folder = places_at(p, path);
    }
    return folder;
}

/* The modules of the nearest folder above that has some. What lies beside nothing, or at the
 * top, may be read by anything. */
static void folder_add(struct impact *im, const struct folders *f, struct slice path,
                       size_t file)
{
    const struct places *p = &im->graph->places;
    size_t before = im->start_count;
    uint32_t folder = folder_of(p, path);

    for (; im->start_count == before && folder != PLACE_TOP;
         folder = p->items[folder].parent) {
        if (place_is_module(&p->items[folder]))
            start_add(im, p->items[folder].module, CAUSE_FILE, file);
        for (uint32_t i = f->starts[folder]; i < f->starts[folder + 1]; i++)
            start_add(im, f->modules[i], CAUSE_FILE, file);
    }
    if (im->start_count == before)
        all_add(im, file);
}

static void change_add(struct impact *im, const struct policies *policies,
                       const struct folders *folders, const struct impact_change *change,
                       size_t number)
{
    uint32_t file = import_graph_file(im->graph, change->path);
    uint32_t module = file == FILE_NONE ? MODULE_NONE : im->graph->file_modules[file];
    bool said;
    enum file_effect effect = effect_of(policies, change->path, &said);

    if (module != MODULE_NONE)
        start_add(im, module, change->deleted ? CAUSE_DELETED : CAUSE_CHANGED, number);
    if (effect == EFFECT_ALL)
        all_add(im, number);
    if (module != MODULE_NONE)
        return;
    if (effect == EFFECT_FOLDER)
        folder_add(im, folders, change->path, number);
    im->ignored += effect == EFFECT_NONE;
}

/* The place of the first name of a module: in which folder under its root it lies. */
static uint32_t top_of(const struct import_graph *g, uint32_t module)
{
    const struct places *p = &g->places;
    uint32_t place = p->module_places[module];
    uint32_t root = g->roots.items[p->items[place].root].place;

    while (place != root && p->items[place].parent != root)
        place = p->items[place].parent;
    return place;
}

/* For each place of a first name below which something is affected: the changed file that
 * does it to one of them. */
static uint32_t *near_find(const struct impact *im)
{
    const struct import_graph *g = im->graph;
    uint32_t *near = memory_alloc((g->places.count + 1) * sizeof *near);

    memset(near, 0xff, (g->places.count + 1) * sizeof *near);
    for (uint32_t i = 0; i < im->reach.count; i++) {
        uint32_t top = top_of(g, im->reach.nodes[i]);

        if (near[top] == FILE_NONE)
            near[top] = impact_reason(im, im->reach.nodes[i])->file;
    }
    return near;
}

/* Modules that import by a computed name; one may stand twice, for two of its files. */
struct computed {
    uint32_t *modules;
    size_t count, capacity;
};

static void computed_find(struct computed *c, const struct import_graph *g)
{
    for (size_t i = 0; i < g->links.count; i++) {
        const struct import_link *link = &g->links.items[i];
        uint32_t module = g->file_modules[link->file];

        if (link->reason != REASON_COMPUTED || link->end != END_UNRESOLVED ||
            (c->count && c->modules[c->count - 1] == module))
            continue;
        c->modules =
            memory_grow(c->modules, &c->capacity, c->count + 1, sizeof *c->modules);
        c->modules[c->count++] = module;
    }
}

/* Those near an affected module that aren't affected yet. */
static bool computed_add(struct impact *im, const struct computed *c, enum widen widen)
{
    size_t before = im->start_count;
    uint32_t first = before ? im->starts[0].file : FILE_NONE;
    uint32_t *near = before && c->count ? near_find(im) : NULL;

    for (size_t i = 0; near && i < c->count; i++) {
        uint32_t module = c->modules[i];
        uint32_t file = widen == WIDEN_ALL ? first : near[top_of(im->graph, module)];

        if (file != FILE_NONE && !reach_has(&im->reach, module))
            start_add(im, module, CAUSE_COMPUTED, file);
    }
    free(near);
    return im->start_count > before;
}

static int start_compare(const void *a, const void *b)
{
    const struct impact_start *x = a, *y = b;

    if (x->module != y->module)
        return x->module < y->module ? -1 : 1;
    if (x->cause != y->cause)
        return x->cause < y->cause ? -1 : 1;
    return (x->file > y->file) - (x->file < y->file);
}

static void starts_close(struct impact *im)
{
    size_t kept = 0;

    if (im->start_count)
        qsort(im->starts, im->start_count, sizeof *im->starts, start_compare);
    for (size_t i = 0; i < im->start_count; i++) {
        if (!kept || im->starts[i].module != im->starts[kept - 1].module)
            im->starts[kept++] = im->starts[i];
    }
    im->start_count = kept;
    free(im->start_modules);
    im->start_modules = memory_calloc(kept + 1, sizeof *im->start_modules);
    for (size_t i = 0; i < kept; i++)
        im->start_modules[i] = im->starts[i].module;
}

static void reach_again(struct impact *im, const struct impact_options *options)
{
    starts_close(im);
    im->question = (struct reach_question){im->start_modules, im->start_count, true,
                                           options->kinds, options->depth};
    reach_find(&im->reach, &im->question);
}

/* What imports by a computed name affects others, near which there may be more such: at most
 * as many rounds as there are first names with one. */
static void computed_widen(struct impact *im, const struct impact_options *options)
{
    struct computed computed = {0};

    computed_find(&computed, im->graph);
    while (computed_add(im, &computed, options->widen))
        reach_again(im, options);
    free(computed.modules);
}

bool impact_find(struct impact *im, const struct import_graph *g,
                 const struct impact_change *changes, size_t change_count,
                 const struct impact_options *options, struct err *e)
{
    struct policies policies;
    struct folders folders;
    bool compiled = policies_compile(&policies, options, e);

    *im = (struct impact){.graph = g};
    folders_make(&folders, &g->places);
    for (size_t i = 0; compiled && i < change_count; i++)
        change_add(im, &policies, &folders, &changes[i], i);
    folders_release(&folders);
    free(policies.items);
    arena_release(&policies.memory);
    if (!compiled)
        return false;
    reach_init(&im->reach, (struct csr *)&g->graph);
    reach_again(im, options);
    if (options->widen != WIDEN_NONE)
        computed_widen(im, options);
    return true;
}

void impact_release(struct impact *im)
{
    reach_release(&im->reach);
    free(im->starts);
    free(im->start_modules);
    *im = (struct impact){0};
}

uint32_t impact_next(const struct impact *im, uint32_t module)
{
    return reach_before(&im->reach, &im->question, module);
}

static const struct impact_start *start_find(const struct impact *im, uint32_t module)
{
    size_t first = 0, end = im->start_count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (im->starts[middle].module < module)
            first = middle + 1;
        else
            end = middle;
    }
    return &im->starts[first];
}

const struct impact_start *impact_reason(const struct impact *im, uint32_t module)
{
    uint32_t next;

    if (!reach_has(&im->reach, module))
        return NULL;
    while ((next = impact_next(im, module)) != GRAPH_NONE)
        module = next;
    return start_find(im, module);
}
