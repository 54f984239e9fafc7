#include "engine/modules/roots_build.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"

#include <stdlib.h>

/* So many roots of one name are compared; behind them only those above a place are. */
enum { NEAREST_WORK = 4096 };

const char *root_origin_name(enum root_origin origin)
{
    static const char *const names[] = {"given", "project", "src", "package",
                                        "vote",  "folder",  "rest"};

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

struct slice dotted_first(struct slice dotted)
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
void tops_make(struct roots *r, const struct places *p, const uint32_t *root_at)
{
    r->top_count = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        if (r->items[i].prefix.len)
            top_add(r, dotted_first(r->items[i].prefix), i, r->items[i].place);
    }
    for (uint32_t place = 1; place < p->count; place++) {
        uint32_t root = root_at[p->items[place].parent];

        if (root != ROOT_NONE && !r->items[root].prefix.len &&
            !(p->items[place].flags & PLACE_SCRIPT))
            top_add(r, p->items[place].component, root, place);
    }
    if (r->top_count)
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

/* Each place is a root once: the first who says so holds. */
struct root *root_add(struct roots *r, uint32_t *root_at, uint32_t place,
                      enum root_origin origin)
{
    struct root *root;

    if (place == PLACE_NONE || root_at[place] != ROOT_NONE)
        return NULL;
    r->items = memory_grow(r->items, &r->capacity, r->count + 1, sizeof *r->items);
    root_at[place] = (uint32_t)r->count;
    root = &r->items[r->count++];
    *root = (struct root){.place = place, .origin = origin, .scope = PLACE_TOP};
    return root;
}

void hints_add(struct roots *r, const struct places *p, uint32_t *root_at,
               const struct root_hint *hints, size_t count, enum root_origin origin)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t place = places_at(p, hints[i].folder);
        struct root *root;

        if (hints[i].origin != origin || place == PLACE_NONE)
            continue;
        root = root_add(r, root_at, place, origin);
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
    if (r->count) {
        struct root *rest = root_add(r, root_at, PLACE_TOP, ROOT_REST);

        if (rest)
            rest->scope = PLACE_NONE;
        return;
    }
    hints_add(r, p, root_at, hints, count, ROOT_PROJECT);
    for (uint32_t place = 1; place < p->count; place++) {
        if (is_src(p, place))
            root_add(r, root_at, place, ROOT_SRC);
    }
    if (p->items[PLACE_TOP].flags & PLACE_PACKAGE && package_name.len) {
        struct root *root = root_add(r, root_at, PLACE_TOP, ROOT_PACKAGE);

        if (root)
            root->prefix = arena_copy(&r->memory, package_name);
    }
    root_add(r, root_at, PLACE_TOP, ROOT_FOLDER);
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
        uint32_t parent = p->items[place].parent;
        uint32_t above = !place                         ? ROOT_NONE
                         : root_at[parent] != ROOT_NONE ? root_at[parent]
                                                        : p->items[parent].root;
        /* The module x.py isn't in the folder x. */
        bool beside = p->items[place].flags & PLACE_SOURCE &&
                      !(p->items[place].flags & PLACE_PACKAGE);

        p->items[place].root =
            root_at[place] != ROOT_NONE && !(place && beside) ? root_at[place] : above;
    }
}

void roots_find(struct roots *r, struct places *p, const struct python_file *files,
                const struct root_hint *hints, size_t hint_count,
                struct slice package_name, const struct spread *spread)
{
    uint32_t *root_at = memory_alloc(p->count * sizeof *root_at);

    *r = (struct roots){0};
    memset(root_at, 0xff, p->count * sizeof *root_at);
    certain_add(r, p, root_at, hints, hint_count, package_name);
    tops_make(r, p, root_at);
    if (r->items[0].origin != ROOT_GIVEN)
        roots_elect(r, p, root_at, files, hints, hint_count, spread);
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
        struct root *root = root_add(r, root_at, items[i].place, items[i].origin);

        if (!root)
            continue;
        *root = items[i];
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
