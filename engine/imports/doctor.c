#include "engine/imports/doctor.h"

#include "engine/base/memory.h"
#include "engine/base/suggest.h"
#include "engine/modules/stdlib_modules.h"

#include <stdlib.h>

/* So many imports that end nowhere are compared with what there is. */
enum { MOST_SUGGESTIONS = 500 };

static const struct {
    const char *name, *text;
} words[ODDITY_KINDS] = {
    [ODD_NAMELESS] = {"nameless", "files that no import statement can name"},
    [ODD_CLASH] = {"clash", "modules of one name in several roots"},
    [ODD_HIDDEN] = {"hidden", "files that a package of the same name hides"},
    [ODD_CASE] = {"case", "names that differ only in capitals"},
    [ODD_SHADOW] = {"shadow", "modules called like one of the standard library"},
    [ODD_SELF] = {"self", "modules that import themselves"},
    [ODD_UNRESOLVED] = {"unresolved", "imports that end nowhere"},
    [ODD_UNDECLARED] = {"undeclared", "third parties that no project file declares"},
};

const char *oddity_name(enum oddity_kind kind)
{
    return words[kind].name;
}

const char *oddity_text(enum oddity_kind kind)
{
    return words[kind].text;
}

static struct oddity *odd_add(struct doctor *d, enum oddity_kind kind,
                              struct slice subject)
{
    d->items = memory_grow(d->items, &d->capacity, d->count + 1, sizeof *d->items);
    d->items[d->count] = (struct oddity){.kind = kind, .subject = subject, .count = 1};
    return &d->items[d->count++];
}

/* ----------------------------------------------------------------- modules */

static void modules_look(struct doctor *d, const struct import_graph *g)
{
    for (uint32_t m = 0; m < g->names.count; m++) {
        const struct place *place = &g->places.items[g->places.module_places[m]];
        struct slice name = g->names.items[m];

        if (place->flags & PLACE_UNSAID)
            odd_add(d, ODD_NAMELESS, import_graph_path(g, m));
        else if (name.len && memchr(name.data, '@', name.len))
            odd_add(d, ODD_CLASH, name)->place = import_graph_path(g, m);
    }
    for (size_t file = 0; file < g->file_count; file++) {
        uint32_t place = g->places.file_places[file];
        struct slice path = g->files[file].path;
        struct oddity *odd;

        if (place == PLACE_NONE || g->places.items[place].file == file ||
            path_is_stub(path) || path_is_init(path))
            continue;
        odd = odd_add(d, ODD_HIDDEN, path);
        odd->other = g->files[g->places.items[place].file].path;
    }
}

static void shadows_look(struct doctor *d, const struct import_graph *g)
{
    for (size_t i = 0; i < g->roots.top_count; i++) {
        const struct top_name *top = &g->roots.tops[i];
        const struct place *place = &g->places.items[top->place];
        struct oddity *odd;

        if (!stdlib_versions(top->name) || !place_is_module(place) ||
            g->roots.items[top->root].prefix.len)
            continue;
        odd = odd_add(d, ODD_SHADOW, top->name);
        odd->place = g->files[place->file].path;
    }
}

/* Places by parent and component without capitals. */
struct folded {
    uint32_t place, parent;
    struct slice component;
};

static int letters_compare(struct slice a, struct slice b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        unsigned char x = (unsigned char)a.data[i], y = (unsigned char)b.data[i];

        x |= x >= 'A' && x <= 'Z' ? 0x20 : 0;
        y |= y >= 'A' && y <= 'Z' ? 0x20 : 0;
        if (x != y)
            return x < y ? -1 : 1;
    }
    return (a.len > b.len) - (a.len < b.len);
}

static int folded_compare(const void *a, const void *b)
{
    const struct folded *x = a, *y = b;
    int order;

    if (x->parent != y->parent)
        return x->parent < y->parent ? -1 : 1;
    order = letters_compare(x->component, y->component);
    return order ? order : slice_compare(x->component, y->component);
}

static struct slice place_path(struct doctor *d, const struct import_graph *g,
                               uint32_t place)
{
    struct buf text = {0};
    struct slice kept;

    places_path_add(&g->places, place, &text);
    kept = arena_copy(&d->memory, buf_slice(&text));
    buf_release(&text);
    return kept;
}

static void capitals_look(struct doctor *d, const struct import_graph *g)
{
    size_t count = g->places.count;
    struct folded *all = memory_calloc(count + 1, sizeof *all);

    for (uint32_t i = 1; i < count; i++)
        all[i - 1] =
            (struct folded){i, g->places.items[i].parent, g->places.items[i].component};
    qsort(all, count - 1, sizeof *all, folded_compare);
    for (size_t i = 1; i + 1 < count; i++) {
        struct oddity *odd;

        if (all[i].parent != all[i - 1].parent ||
            letters_compare(all[i].component, all[i - 1].component) != 0 ||
            slice_equal(all[i].component, all[i - 1].component))
            continue;
        odd = odd_add(d, ODD_CASE, place_path(d, g, all[i].place));
        odd->other = place_path(d, g, all[i - 1].place);
    }
    free(all);
}

/* ----------------------------------------------------------------- imports */

/* "..a.b" as it is written; of `from . import x` the name too. */
static struct slice said_text(struct doctor *d, const struct import_graph *g,
                              const struct import_link *link)
{
    const struct import *import = link_import(g, link);
    struct slice name = link_name(g, link);
    struct buf text = {0};
    struct slice kept;

    for (uint16_t i = 0; i < import->level && i < 64; i++)
        buf_add_char(&text, '.');
    buf_add_text(&text, facts_text(g->files[link->file].facts, import->module));
    if (name.len && link->end == END_UNRESOLVED) {
        if (text.len && text.data[text.len - 1] != '.')
            buf_add_char(&text, '.');
        buf_add(&text, name);
    }
    if (link->reason == REASON_COMPUTED && link->end == END_UNRESOLVED)
        buf_add_text(&text, "(computed)");
    kept = arena_copy(&d->memory, buf_slice(&text));
    buf_release(&text);
    return kept;
}

static void import_look(struct doctor *d, const struct import_graph *g,
                        const struct import_link *link)
{
    enum oddity_kind kind = link->end == END_UNRESOLVED ? ODD_UNRESOLVED : ODD_UNDECLARED;
    bool self = link->end == END_MODULE && link->to == g->file_modules[link->file] &&
                !link->inner && link->kind & LINK_WRITTEN;
    struct oddity *odd;

    if (self)
        odd = odd_add(d, ODD_SELF, g->names.items[link->to]);
    else if (link->end == END_UNRESOLVED || link->end == END_UNDECLARED)
        odd = odd_add(d, kind, said_text(d, g, link));
    else
        return;
    odd->place = g->files[link->file].path;
    odd->line = link_import(g, link)->line;
    odd->reason = link->reason;
    /* What a third party is called is the first name. */
    if (odd->kind == ODD_UNDECLARED) {
        struct slice rest = odd->subject;

        odd->other = odd->subject;
        slice_cut(&rest, '.', &odd->subject);
    }
}

static int odd_compare(const void *a, const void *b)
{
    const struct oddity *x = a, *y = b;
    int order;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    order = slice_compare(x->subject, y->subject);
    order = order ? order : slice_compare(x->place, y->place);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static int frequency_compare(const void *a, const void *b)
{
    const struct oddity *x = a, *y = b;

    if (x->kind != y->kind || x->count == y->count)
        return odd_compare(a, b);
    return x->count > y->count ? -1 : 1;
}

/* One of those that say the same, with how many there are. */
static void imports_merge(struct doctor *d)
{
    size_t kept = 0;

    qsort(d->items, d->count, sizeof *d->items, odd_compare);
    for (size_t i = 0; i < d->count; i++) {
        bool same = kept && d->items[i].kind >= ODD_SELF &&
                    d->items[i].kind == d->items[kept - 1].kind &&
                    slice_equal(d->items[i].subject, d->items[kept - 1].subject);

        if (same)
            d->items[kept - 1].count++;
        else
            d->items[kept++] = d->items[i];
    }
    d->count = kept;
    qsort(d->items, d->count, sizeof *d->items, frequency_compare);
}

/* ---------------------------------------------------------------- meanings */

/* A module whose name ends like that: its root isn't known, or it was moved. */
static struct slice meant(const struct import_graph *g, struct slice said)
{
    struct suggestion s = {.wanted = said};
    const char *end;

    while (said.len && *said.data == '.')
        said.data++, said.len--;
    s.wanted = said;
    end = said.len && memchr(said.data, '.', said.len) ? names_by_end(&g->names, said)
                                                       : NULL;
    if (end)
        return slice_of(end);
    for (uint32_t m = 0; m < g->names.count; m++)
        suggestion_offer(&s, g->names.items[m].data);
    return s.best ? slice_of(s.best) : (struct slice){0};
}

static void meanings_find(struct doctor *d, const struct import_graph *g)
{
    size_t suggestions = 0;

    for (size_t i = 0; i < d->count; i++) {
        struct oddity *odd = &d->items[i];
        struct slice said = odd->other;
        const char *end;

        if (odd->kind != ODD_UNDECLARED && odd->kind != ODD_UNRESOLVED)
            continue;
        odd->other = (struct slice){0};
        if (odd->reason == REASON_COMPUTED || odd->reason == REASON_BEYOND ||
            suggestions++ > MOST_SUGGESTIONS)
            continue;
        if (odd->kind == ODD_UNRESOLVED) {
            odd->other = meant(g, odd->subject);
            continue;
        }
        end = memchr(said.data, '.', said.len) ? names_by_end(&g->names, said) : NULL;
        odd->other = end ? slice_of(end) : (struct slice){0};
    }
}

void doctor_look(struct doctor *d, const struct import_graph *g)
{
    *d = (struct doctor){0};
    modules_look(d, g);
    shadows_look(d, g);
    capitals_look(d, g);
    for (size_t i = 0; i < g->links.count; i++) {
        if (g->links.items[i].import != LINK_WHOLE)
            import_look(d, g, &g->links.items[i]);
    }
    if (d->count)
        imports_merge(d);
    meanings_find(d, g);
}

void doctor_release(struct doctor *d)
{
    free(d->items);
    arena_release(&d->memory);
    *d = (struct doctor){0};
}
