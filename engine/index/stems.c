#include "engine/index/stems.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/impact/test_files.h"
#include "engine/index/nearness.h"

#include <stdlib.h>

enum { STEM_NONE = UINT32_MAX };

/* The first and the last module at a place or in it. Others may lie between: a-b/x.py comes
 * before a/x.py, and after a.py. */
struct place_modules {
    uint32_t first, last;
};

/* ------------------------------------------------------------------- texts */

/* Private modules are tested without their underscores. */
static struct slice without_underscores(struct slice text)
{
    while (text.len > 1 && *text.data == '_')
        text.data++, text.len--;
    return text;
}

struct slice stem_of_test(const struct places *p, uint32_t test)
{
    const struct slice before = slice_of("test_"), behind = slice_of("_test");
    struct slice name = p->items[p->module_places[test]].component;

    if (slice_starts(name, before))
        name.data += before.len, name.len -= before.len;
    else if (slice_ends(name, behind))
        name.len -= behind.len;
    else
        name.len = 0;
    return without_underscores(name);
}

static size_t slot_of(const struct stems *s, struct slice text)
{
    size_t at = hash_bytes(text) & (s->slot_count - 1);

    while (s->slots[at] && !slice_equal(s->texts[s->slots[at] - 1], text))
        at = (at + 1) & (s->slot_count - 1);
    return at;
}

/* STEM_NONE: no test has it. */
static uint32_t stem_number(const struct stems *s, struct slice text)
{
    return s->slots[slot_of(s, text)] - 1;
}

static void texts_find(struct stems *s, const uint8_t *roles)
{
    const struct places *p = &s->graph->places;

    s->texts = memory_calloc((size_t)p->module_count + 1, sizeof *s->texts);
    for (s->slot_count = 16; s->slot_count < 2 * (size_t)p->module_count;)
        s->slot_count *= 2;
    s->slots = memory_calloc(s->slot_count, sizeof *s->slots);
    for (uint32_t m = 0; m < p->module_count; m++) {
        struct slice text =
            roles[m] == ROLE_TEST ? stem_of_test(p, m) : (struct slice){0};
        size_t slot = text.len ? slot_of(s, text) : 0;

        if (!text.len || s->slots[slot])
            continue;
        s->texts[s->text_count++] = text;
        s->slots[slot] = (uint32_t)s->text_count;
    }
}

/* ------------------------------------------------------------------ owners */

static void owner_add(struct stems *s, struct slice text, uint32_t module, bool joined)
{
    uint32_t stem = stem_number(s, text);

    for (size_t i = s->count; i && s->by_module[i - 1].module == module; i--) {
        if (s->by_module[i - 1].stem == stem)
            return;
    }
    if (stem != STEM_NONE)
        s->by_module[s->count++] = (struct stem_owner){stem, module, joined};
}

static struct slice joined_text(struct buf *text, struct slice first, struct slice second)
{
    buf_clear(text);
    buf_add(text, first);
    buf_add_char(text, '_');
    buf_add(text, second);
    return buf_slice(text);
}

static void owners_find(struct stems *s, const uint8_t *roles)
{
    const struct places *p = &s->graph->places;
    struct buf text = {0};

    s->by_module = memory_calloc(3 * (size_t)p->module_count + 1, sizeof *s->by_module);
    for (uint32_t m = 0; m < p->module_count; m++) {
        const struct place *place = &p->items[p->module_places[m]];
        struct slice name = without_underscores(place->component), folder;

        if (roles[m] != ROLE_NONE || !name.len)
            continue;
        owner_add(s, name, m, false);
        folder = p->items[place->parent].component;
        if (!folder.len)
            continue;
        owner_add(s, joined_text(&text, folder, name), m, true);
        owner_add(s, joined_text(&text, name, folder), m, true);
    }
    buf_release(&text);
}

static int module_order(const void *left, const void *right)
{
    const struct stem_owner *a = left, *b = right;

    if (a->stem != b->stem)
        return a->stem < b->stem ? -1 : 1;
    return (a->module > b->module) - (a->module < b->module);
}

/* Of two places by the names around them, from the inside out; the top comes first. */
static int folders_order(const struct places *p, uint32_t a, uint32_t b)
{
    for (;;) {
        int order;

        a = p->items[a].parent;
        b = p->items[b].parent;
        if (a == b)
            return 0;
        order = slice_compare(p->items[a].component, p->items[b].component);
        if (order || a == PLACE_TOP || b == PLACE_TOP)
            return order;
    }
}

static int folder_order(const void *left, const void *right, void *context)
{
    const struct places *p = context;
    const struct stem_owner *a = left, *b = right;
    int order;

    if (a->stem != b->stem)
        return a->stem < b->stem ? -1 : 1;
    order = folders_order(p, p->module_places[a->module], p->module_places[b->module]);
    return order ? order : module_order(left, right);
}

static void owners_sort(struct stems *s)
{
    size_t size = (s->count + 1) * sizeof *s->by_module;

    qsort(s->by_module, s->count, sizeof *s->by_module, module_order);
    s->by_folder = memory_alloc(size);
    memcpy(s->by_folder, s->by_module, size);
    qsort_r(s->by_folder, s->count, sizeof *s->by_folder, folder_order,
            (void *)&s->graph->places);
}

/* Parents have smaller numbers. */
static void below_find(struct stems *s)
{
    const struct places *p = &s->graph->places;

    s->below = memory_alloc(p->count * sizeof *s->below);
    for (size_t i = 0; i < p->count; i++) {
        uint32_t module = p->items[i].module;

        s->below[i] = (struct place_modules){module, module == MODULE_NONE ? 0 : module};
    }
    for (size_t i = p->count; i-- > 1;) {
        struct place_modules *parent = &s->below[p->items[i].parent];

        if (s->below[i].first < parent->first)
            parent->first = s->below[i].first;
        if (s->below[i].last > parent->last)
            parent->last = s->below[i].last;
    }
}

void stems_make(struct stems *s, const struct import_graph *g, const uint8_t *roles)
{
    *s = (struct stems){.graph = g};
    texts_find(s, roles);
    owners_find(s, roles);
    owners_sort(s);
    below_find(s);
}

void stems_release(struct stems *s)
{
    free(s->texts);
    free(s->slots);
    free(s->by_module);
    free(s->by_folder);
    free(s->below);
    *s = (struct stems){0};
}

/* -------------------------------------------------------------- candidates */

struct candidates {
    const struct stem_owner *items;
    size_t count;
};

/* The place that all candidates lie in. */
static uint32_t anchor_of(const struct places *p, uint32_t place)
{
    uint32_t anchor = p->items[place].parent;

    for (uint32_t at = anchor; at != PLACE_TOP && at != PLACE_NONE;
         at = p->items[at].parent) {
        if (is_test_folder(p->items[at].component))
            anchor = p->items[at].parent;
    }
    return anchor;
}

/* The number of owners before that module of that stem. */
static size_t owner_at(const struct stems *s, uint32_t stem, uint32_t module)
{
    const struct stem_owner wanted = {stem, module, false};
    size_t first = 0, end = s->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (module_order(&s->by_module[middle], &wanted) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

static struct candidates candidates_below(const struct stems *s, uint32_t stem,
                                          uint32_t anchor)
{
    struct place_modules below = s->below[anchor];
    size_t first = owner_at(s, stem, below.first);
    size_t end = below.first > below.last ? first : owner_at(s, stem, below.last + 1);

    return (struct candidates){s->by_module + first, end - first};
}

/* The name of a folder around a place, counted from the inside; empty: there is none. */
static struct slice folder_at(const struct places *p, uint32_t place, size_t depth)
{
    uint32_t at = p->items[place].parent;

    while (depth-- && at != PLACE_TOP)
        at = p->items[at].parent;
    return p->items[at].component;
}

/* How many of the candidates, which differ at that depth first, come before that folder,
 * or come before those behind it. */
static size_t folder_end(const struct stems *s, struct candidates c, size_t depth,
                         struct slice folder, bool behind)
{
    const struct places *p = &s->graph->places;
    size_t first = 0, end = c.count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        uint32_t place = p->module_places[c.items[middle].module];
        int order = slice_compare(folder_at(p, place, depth), folder);

        if (order < 0 || (behind && order == 0))
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

/* Those whose folders end like the test's, as far as any do. */
static struct candidates candidates_ending(const struct stems *s, uint32_t stem,
                                           const struct folders *test)
{
    size_t first = owner_at(s, stem, 0), end = owner_at(s, stem, MODULE_NONE);
    struct candidates c = {s->by_folder + first, end - first};

    for (size_t depth = 0; depth < test->count; depth++) {
        struct slice folder = s->graph->places.items[test->places[depth]].component;
        size_t before = folder_end(s, c, depth, folder, false);
        size_t last = folder_end(s, c, depth, folder, true);

        if (before == last)
            break;
        c = (struct candidates){c.items + before, last - before};
    }
    return c;
}

/* ------------------------------------------------------------------- match */

static void best_find(struct stems *s, struct candidates c, const struct folders *test,
                      uint32_t anchor, struct stem_match *match)
{
    const struct places *p = &s->graph->places;
    struct nearness best = {0};
    bool best_joined = false;
    struct folders own;

    for (size_t i = 0; i < c.count; i++) {
        uint32_t place = p->module_places[c.items[i].module];
        struct nearness n;
        int order;

        if (!places_within(p, place, anchor))
            continue;
        folders_of_module(p, place, &own);
        n = nearness_of(p, test, &own);
        order = match->best_count ? nearness_compare(n, best) : 1;
        order = order ? order : best_joined - c.items[i].joined;
        if (order > 0) {
            match->best_count = 0;
            best = n;
            best_joined = c.items[i].joined;
        }
        if (order >= 0)
            s->best[match->best_count++] = c.items[i].module;
    }
    match->mirrored = best.mirrored && match->best_count == 1;
}

bool stems_match(struct stems *s, uint32_t test, struct stem_match *match)
{
    const struct places *p = &s->graph->places;
    uint32_t place = p->module_places[test], anchor = anchor_of(p, place);
    struct slice text = stem_of_test(p, test);
    uint32_t stem = text.len ? stem_number(s, text) : STEM_NONE;
    struct folders folders;
    struct candidates c;

    *match = (struct stem_match){.best = s->best};
    if (stem == STEM_NONE)
        return false;
    folders_of_test(p, place, &folders);
    c = candidates_below(s, stem, anchor);
    if (c.count > STEM_CANDIDATES_MOST)
        c = candidates_ending(s, stem, &folders);
    match->too_many = c.count > STEM_CANDIDATES_MOST;
    if (!match->too_many)
        best_find(s, c, &folders, anchor, match);
    return match->best_count > 0;
}

bool stems_fit(const struct stems *s, uint32_t test, uint32_t module)
{
    const struct places *p = &s->graph->places;
    struct slice text = stem_of_test(p, test);
    uint32_t stem = text.len ? stem_number(s, text) : STEM_NONE;
    size_t at = stem == STEM_NONE ? s->count : owner_at(s, stem, module);

    return at < s->count && s->by_module[at].stem == stem &&
           s->by_module[at].module == module &&
           places_within(p, p->module_places[module],
                         anchor_of(p, p->module_places[test]));
}
