#include "engine/modules/roots.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/modules/stdlib_modules.h"

#include <stdlib.h>

/* So many roots of one name are compared; behind them only those above a place are. */
enum { NEAREST_WORK = 4096 };

const char *root_origin_name(enum root_origin origin)
{
    static const char *const names[] = {"given",   "project", "src",
                                        "package", "vote",    "folder"};

    return names[origin];
}

/* --------------------------------------------------------------- top names */

static size_t slot_of(const struct roots *r, struct slice name)
{
    size_t at = hash_bytes(name) & (r->slot_count - 1);

    while (r->slots[at] && !slice_equal(r->tops[r->slots[at] - 1].name, name))
        at = (at + 1) & (r->slot_count - 1);
    return at;
}

static void top_add(struct roots *r, struct slice name, uint32_t root, uint32_t place)
{
    r->tops = memory_grow(r->tops, &r->top_capacity, r->top_count + 1, sizeof *r->tops);
    r->tops[r->top_count++] = (struct top_name){name, root, place, TOP_NONE};
}

static struct slice first_of(struct slice dotted)
{
    struct slice first = {0};

    slice_cut(&dotted, '.', &first);
    return first;
}

/* Those of one name are chained in the order of their roots. */
static void tops_chain(struct roots *r)
{
    free(r->slots);
    for (r->slot_count = 16; r->slot_count < 2 * r->top_count;)
        r->slot_count *= 2;
    r->slots = memory_calloc(r->slot_count, sizeof *r->slots);
    for (size_t i = r->top_count; i-- > 0;) {
        size_t slot = slot_of(r, r->tops[i].name);

        r->tops[i].next = r->slots[slot] - 1;
        r->slots[slot] = (uint32_t)i + 1;
    }
}

static int top_compare(const void *a, const void *b)
{
    const struct top_name *x = a, *y = b;

    if (x->root != y->root)
        return x->root < y->root ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* `root_at` says of each place which root it is. */
static void tops_make(struct roots *r, const struct places *p, const uint32_t *root_at)
{
    r->top_count = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        if (r->items[i].prefix.len)
            top_add(r, first_of(r->items[i].prefix), i, r->items[i].place);
    }
    for (uint32_t place = 1; place < p->count; place++) {
        uint32_t root = root_at[p->items[place].parent];

        if (root != ROOT_NONE && !r->items[root].prefix.len)
            top_add(r, p->items[place].component, root, place);
    }
    qsort(r->tops, r->top_count, sizeof *r->tops, top_compare);
    tops_chain(r);
}

uint32_t roots_top(const struct roots *r, struct slice name)
{
    return r->slots[slot_of(r, name)] - 1;
}

/* The deepest place that both are in. Parents have smaller numbers, so of the places above
 * one place the deeper has the larger number. */
static uint32_t common_place(const struct places *p, uint32_t a, uint32_t b)
{
    while (a != b) {
        if (a > b)
            a = p->items[a].parent;
        else
            b = p->items[b].parent;
    }
    return a;
}

uint32_t roots_nearest(const struct roots *r, const struct places *p, uint32_t first,
                       uint32_t place, bool *several)
{
    uint32_t best = TOP_NONE, best_common = 0, work = 0;

    *several = false;
    if (first == TOP_NONE)
        return TOP_NONE;
    for (uint32_t top = first; top != TOP_NONE; top = r->tops[top].next, work++) {
        const struct root *root = &r->items[r->tops[top].root];
        uint32_t common = common_place(p, root->place, place);
        bool above = common == root->place;

        if ((!above && work > NEAREST_WORK) || !places_within(p, place, root->scope))
            continue;
        *several = best != TOP_NONE;
        if (best == TOP_NONE || common > best_common ||
            (common == best_common && above)) {
            best = top;
            best_common = common;
        }
    }
    return best;
}

bool roots_enter(const struct roots *r, const struct places *p, uint32_t top,
                 struct slice dotted, struct way *way)
{
    const struct top_name *t = &r->tops[top];
    struct slice prefix = r->items[t->root].prefix;
    bool longer = dotted.len > prefix.len;

    if (!prefix.len)
        prefix = t->name;
    else if (!slice_starts(dotted, prefix) || (longer && dotted.data[prefix.len] != '.'))
        return false;
    longer = dotted.len > prefix.len;
    dotted.data += prefix.len + longer;
    dotted.len -= prefix.len + longer;
    *way = places_walk(p, t->place, dotted);
    return true;
}

/* ------------------------------------------------------------------- roots */

static uint32_t depth_of(const struct places *p, uint32_t place)
{
    uint32_t depth = 0;

    for (; place != PLACE_TOP; place = p->items[place].parent)
        depth++;
    return depth;
}

/* Each place is a root once: the first who says so holds. */
static struct root *root_add(struct roots *r, const struct places *p, uint32_t *root_at,
                             uint32_t place, enum root_origin origin)
{
    struct root *root;

    if (place == PLACE_NONE || root_at[place] != ROOT_NONE)
        return NULL;
    r->items = memory_grow(r->items, &r->capacity, r->count + 1, sizeof *r->items);
    root_at[place] = (uint32_t)r->count;
    root = &r->items[r->count++];
    *root = (struct root){.place = place,
                          .depth = depth_of(p, place),
                          .origin = origin,
                          .scope = PLACE_TOP};
    return root;
}

static void hints_add(struct roots *r, const struct places *p, uint32_t *root_at,
                      const struct root_hint *hints, size_t count,
                      enum root_origin origin)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t place = places_at(p, hints[i].folder);
        struct root *root;

        if (hints[i].origin != origin || place == PLACE_NONE)
            continue;
        root = root_add(r, p, root_at, place, origin);
        if (!root)
            continue;
        root->prefix = arena_copy(&r->memory, hints[i].prefix);
        root->rule = hints[i].rule;
        root->said_by = hints[i].said_by;
    }
}

static bool is_src(const struct places *p, uint32_t place)
{
    const struct place *at = &p->items[place];

    return place != PLACE_TOP && slice_equal(at->component, slice_of("src")) &&
           at->flags & PLACE_FOLDER && !(at->flags & (PLACE_PACKAGE | PLACE_SOURCE)) &&
           !(p->items[at->parent].flags & PLACE_PACKAGE);
}

static void certain_add(struct roots *r, const struct places *p, uint32_t *root_at,
                        const struct root_hint *hints, size_t count,
                        struct slice package_name)
{
    hints_add(r, p, root_at, hints, count, ROOT_GIVEN);
    if (r->count)
        return;
    hints_add(r, p, root_at, hints, count, ROOT_PROJECT);
    for (uint32_t place = 1; place < p->count; place++) {
        if (is_src(p, place))
            root_add(r, p, root_at, place, ROOT_SRC);
    }
    if (p->items[PLACE_TOP].flags & PLACE_PACKAGE && package_name.len) {
        struct root *root = root_add(r, p, root_at, PLACE_TOP, ROOT_PACKAGE);

        if (root)
            root->prefix = arena_copy(&r->memory, package_name);
    }
    root_add(r, p, root_at, PLACE_TOP, ROOT_FOLDER);
}

/* ------------------------------------------------------------------ prefix */

static bool is_found(const struct roots *r, const struct places *p, uint32_t top,
                     struct slice module, struct way *way)
{
    return top != TOP_NONE && roots_enter(r, p, top, module, way) && !way->rest.len &&
           place_is_module(&p->items[way->place]);
}

/* Every absolute import of the tree, but those that may well fail: what is imported in a try
 * is seldom a file beside. */
static void imports_visit(const struct places *p, const struct python_file *files,
                          void (*visit)(void *context, uint32_t place,
                                        struct slice module),
                          void *context)
{
    for (size_t i = 0; i < p->file_count; i++) {
        const struct facts *f = files[i].facts;

        if (p->file_places[i] == PLACE_NONE)
            continue;
        for (uint32_t k = 0; k < f->import_count; k++) {
            struct slice module = slice_of(facts_text(f, f->imports[k].module));

            if (!f->imports[k].level && module.len &&
                !(f->imports[k].flags & IMPORT_OPTIONAL))
                visit(context, p->file_places[i], module);
        }
    }
}

/* What the scanned folder may be called: first names that resolve without themselves. */
struct naming {
    const struct places *places;
    const struct roots *roots;
    struct slice *prefixes;
    size_t count, capacity;
    uint32_t as_it_is; /* imports that resolve as the folder is called now */
};

static void prefix_vote(void *context, uint32_t place, struct slice module)
{
    struct naming *v = context;
    struct slice rest = module, first;
    struct way way;
    bool several;
    uint32_t top;

    slice_cut(&rest, '.', &first);
    top = roots_nearest(v->roots, v->places, roots_top(v->roots, first), place, &several);
    if (is_found(v->roots, v->places, top, module, &way)) {
        v->as_it_is += v->roots->items[v->roots->tops[top].root].place == PLACE_TOP;
        return;
    }
    way = places_walk(v->places, PLACE_TOP, rest);
    if (!rest.len || way.rest.len || !place_is_module(&v->places->items[way.place]) ||
        stdlib_versions(first))
        return;
    v->prefixes =
        memory_grow(v->prefixes, &v->capacity, v->count + 1, sizeof *v->prefixes);
    v->prefixes[v->count++] = first;
}

static int slices_compare(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* The prefix with most votes, of equal ones the first by name. */
static struct slice prefix_most(struct naming *v, uint32_t *votes)
{
    struct slice best = {0};
    uint32_t run = 0;

    *votes = 0;
    if (v->count)
        qsort(v->prefixes, v->count, sizeof *v->prefixes, slices_compare);
    for (size_t i = 0; i < v->count; i++) {
        run = i && slice_equal(v->prefixes[i], v->prefixes[i - 1]) ? run + 1 : 1;
        if (run > *votes) {
            *votes = run;
            best = v->prefixes[i];
        }
    }
    return best;
}

static void prefix_elect(struct roots *r, const struct places *p, const uint32_t *root_at,
                         const struct python_file *files)
{
    struct root *top = &r->items[root_at[PLACE_TOP]];
    struct naming v = {.places = p, .roots = r};
    struct slice prefix;
    uint32_t votes;

    if (top->origin != ROOT_FOLDER && top->origin != ROOT_PACKAGE)
        return;
    imports_visit(p, files, prefix_vote, &v);
    prefix = prefix_most(&v, &votes);
    if (votes > v.as_it_is) {
        top->prefix = arena_copy(&r->memory, prefix);
        top->origin = ROOT_VOTE;
        top->votes = votes;
        top->votes_against = v.as_it_is;
    }
    free(v.prefixes);
}

/* ------------------------------------------------------------------- votes */

/* The folders that could be roots, each with its votes. */
struct election {
    const struct places *places;
    const struct roots *certain;
    struct roots candidates;
    uint32_t *candidate_at; /* of each place, or ROOT_NONE */
};

/* Folders of project files, which hold everywhere; those without an __init__ that have
 * modules in them, which hold around them. */
static void candidates_find(struct election *v, const uint32_t *root_at,
                            const struct root_hint *hints, size_t hint_count)
{
    const struct places *p = v->places;

    hints_add(&v->candidates, p, v->candidate_at, hints, hint_count, ROOT_FOLDER);
    for (uint32_t place = 1; place < p->count; place++) {
        uint32_t folder = p->items[place].parent;
        struct root *root;

        if (!place_is_module(&p->items[place]) || root_at[folder] != ROOT_NONE ||
            p->items[folder].flags & PLACE_PACKAGE)
            continue;
        root = root_add(&v->candidates, p, v->candidate_at, folder, ROOT_VOTE);
        if (root)
            root->scope = p->items[folder].parent;
    }
    tops_make(&v->candidates, p, v->candidate_at);
}

/* It resolves by a root above: the folders on its way are named the longer way. */
static void votes_against(struct election *v, uint32_t root, uint32_t place)
{
    while (place > root) {
        place = v->places->items[place].parent;
        if (v->candidate_at[place] != ROOT_NONE)
            v->candidates.items[v->candidate_at[place]].votes_against++;
    }
}

static void folder_vote(void *context, uint32_t place, struct slice module)
{
    struct election *v = context;
    struct slice first = first_of(module);
    struct way way;
    bool several;
    uint32_t top = roots_nearest(v->certain, v->places, roots_top(v->certain, first),
                                 place, &several);

    if (is_found(v->certain, v->places, top, module, &way)) {
        votes_against(v, v->certain->items[v->certain->tops[top].root].place, way.place);
        return;
    }
    if (stdlib_versions(first))
        return;
    top = roots_nearest(&v->candidates, v->places, roots_top(&v->candidates, first),
                        place, &several);
    /* A redis.py that imports redis means another one. */
    if (is_found(&v->candidates, v->places, top, module, &way) && way.place != place)
        v->candidates.items[v->candidates.tops[top].root].votes++;
}

/* A project's folder is a root unless more speaks against it; others need a majority. */
static bool is_elected(const struct places *p, const struct root *candidate)
{
    if (candidate->origin != ROOT_FOLDER)
        return candidate->votes > candidate->votes_against;
    return candidate->votes >= candidate->votes_against &&
           !(p->items[candidate->place].flags & PLACE_PACKAGE);
}

static void roots_elect(struct roots *r, const struct places *p, uint32_t *root_at,
                        const struct python_file *files, const struct root_hint *hints,
                        size_t hint_count)
{
    struct election v = {.places = p, .certain = r};

    v.candidate_at = memory_alloc(p->count * sizeof *v.candidate_at);
    memset(v.candidate_at, 0xff, p->count * sizeof *v.candidate_at);
    candidates_find(&v, root_at, hints, hint_count);
    if (v.candidates.count)
        imports_visit(p, files, folder_vote, &v);
    for (size_t i = 0; i < v.candidates.count; i++) {
        const struct root *candidate = &v.candidates.items[i];
        struct root *root;

        if (!is_elected(p, candidate) || root_at[candidate->place] != ROOT_NONE)
            continue;
        root = root_add(r, p, root_at, candidate->place, candidate->origin);
        *root = *candidate;
    }
    roots_release(&v.candidates);
    free(v.candidate_at);
}

/* -------------------------------------------------------------------- find */

static int root_compare(const void *a, const void *b)
{
    const struct root *x = a, *y = b;

    return (x->place > y->place) - (x->place < y->place);
}

static void places_assign(struct roots *r, struct places *p, uint32_t *root_at)
{
    qsort(r->items, r->count, sizeof *r->items, root_compare);
    for (uint32_t i = 0; i < r->count; i++)
        root_at[r->items[i].place] = i;
    for (uint32_t place = 0; place < p->count; place++) {
        uint32_t above = place ? p->items[p->items[place].parent].root : ROOT_NONE;

        p->items[place].root = root_at[place] != ROOT_NONE ? root_at[place] : above;
    }
}

void roots_find(struct roots *r, struct places *p, const struct python_file *files,
                const struct root_hint *hints, size_t hint_count,
                struct slice package_name)
{
    uint32_t *root_at = memory_alloc(p->count * sizeof *root_at);

    *r = (struct roots){0};
    memset(root_at, 0xff, p->count * sizeof *root_at);
    certain_add(r, p, root_at, hints, hint_count, package_name);
    tops_make(r, p, root_at);
    if (r->items[0].origin != ROOT_GIVEN) {
        prefix_elect(r, p, root_at, files);
        tops_make(r, p, root_at);
        roots_elect(r, p, root_at, files, hints, hint_count);
    }
    places_assign(r, p, root_at);
    tops_make(r, p, root_at);
    free(root_at);
}

void roots_take(struct roots *r, struct places *p, const struct root *items, size_t count)
{
    uint32_t *root_at = memory_alloc(p->count * sizeof *root_at);

    *r = (struct roots){0};
    memset(root_at, 0xff, p->count * sizeof *root_at);
    for (size_t i = 0; i < count; i++) {
        struct root *root = root_add(r, p, root_at, items[i].place, items[i].origin);

        if (!root)
            continue;
        *root = items[i];
        root->depth = depth_of(p, root->place);
        root->prefix = arena_copy(&r->memory, items[i].prefix);
    }
    places_assign(r, p, root_at);
    tops_make(r, p, root_at);
    free(root_at);
}

void roots_release(struct roots *r)
{
    free(r->items);
    free(r->tops);
    free(r->slots);
    arena_release(&r->memory);
    *r = (struct roots){0};
}
