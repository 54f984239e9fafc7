#include "engine/modules/places.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"

#include <stdlib.h>

/* ------------------------------------------------------------------- table */

static uint64_t hash_of(uint32_t parent, struct slice component)
{
    uint64_t hash = hash_bytes(component) + parent * UINT64_C(0x9e3779b97f4a7c15);

    return hash ^ hash >> 32;
}

static size_t slot_of(const struct places *p, uint64_t hash, uint32_t parent,
                      struct slice component)
{
    size_t at = hash & (p->slot_count - 1);

    for (; p->slots[at].number; at = (at + 1) & (p->slot_count - 1)) {
        const struct place *place = &p->items[p->slots[at].number - 1];

        if (p->slots[at].hash == (uint32_t)(hash >> 32) && place->parent == parent &&
            slice_equal(place->component, component))
            break;
    }
    return at;
}

static void slot_fill(struct places *p, uint32_t number, uint64_t hash)
{
    const struct place *place = &p->items[number];

    p->slots[slot_of(p, hash, place->parent, place->component)] =
        (struct place_slot){(uint32_t)(hash >> 32), number + 1};
}

static void slots_grow(struct places *p)
{
    free(p->slots);
    p->slot_count = p->slot_count ? p->slot_count * 2 : 64;
    p->slots = memory_calloc(p->slot_count, sizeof *p->slots);
    for (size_t i = 0; i < p->count; i++) {
        const struct place *place = &p->items[i];

        if (!(place->flags & PLACE_SCRIPT))
            slot_fill(p, (uint32_t)i, hash_of(place->parent, place->component));
    }
}

uint32_t places_child(const struct places *p, uint32_t parent, struct slice component)
{
    return p->slots[slot_of(p, hash_of(parent, component), parent, component)].number - 1;
}

/* Letters, digits, "_" and whatever isn't ASCII; no digit in front. */
static bool is_identifier(struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        unsigned lower = c | 0x20u;
        bool letter = (lower >= 'a' && lower <= 'z') || c == '_' || c >= 0x80;

        if (!letter && (i == 0 || c < '0' || c > '9'))
            return false;
    }
    return s.len > 0;
}

static uint32_t place_new(struct places *p, uint32_t parent, struct slice component)
{
    struct place place = {component, parent,     FILE_NONE, MODULE_NONE,
                          ROOT_NONE, .flags = 0, .rank = 0};

    if (parent != PLACE_NONE) {
        place.flags = p->items[parent].flags & (PLACE_UNSAID | PLACE_NAMELESS);
        place.flags |= is_identifier(component) ? 0 : PLACE_UNSAID;
        /* "@" stands in names that clash. */
        if (memchr(component.data, '.', component.len) ||
            memchr(component.data, '@', component.len))
            place.flags |= PLACE_NAMELESS;
    }
    p->items = memory_grow(p->items, &p->capacity, p->count + 1, sizeof *p->items);
    p->items[p->count++] = place;
    return (uint32_t)p->count - 1;
}

static uint32_t place_get(struct places *p, uint32_t parent, struct slice component)
{
    uint64_t hash = hash_of(parent, component);
    size_t slot;

    if (2 * (p->count + 1) > p->slot_count)
        slots_grow(p);
    slot = slot_of(p, hash, parent, component);
    if (p->slots[slot].number)
        return p->slots[slot].number - 1;
    place_new(p, parent, component);
    slot_fill(p, (uint32_t)p->count - 1, hash);
    p->items[parent].flags |= PLACE_FOLDER;
    return (uint32_t)p->count - 1;
}

/* Not in the table: no name leads there. */
static uint32_t script_new(struct places *p, uint32_t parent, struct slice name)
{
    uint32_t place = place_new(p, parent, name);

    p->items[place].flags = PLACE_SCRIPT | PLACE_UNSAID | PLACE_NAMELESS;
    return place;
}

/* ------------------------------------------------------------------- files */

enum suffix { SUFFIX_NONE, SUFFIX_PY, SUFFIX_PYI, SUFFIX_COMPILED };

bool path_is_opaque(struct slice path)
{
    static const char *const suffixes[] = {".so", ".pyd", ".pyx", ".py"};

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (slice_ends(path, slice_of(suffixes[i])))
            return true;
    }
    return false;
}

/* Takes the suffix off. */
static enum suffix suffix_cut(struct slice *name, bool python)
{
    if (python && slice_ends(*name, slice_of(".py")) && name->len > 3)
        return name->len -= 3, SUFFIX_PY;
    if (python && slice_ends(*name, slice_of(".pyi")) && name->len > 4)
        return name->len -= 4, SUFFIX_PYI;
    if (python || !path_is_opaque(*name) || *name->data == '.')
        return SUFFIX_NONE;
    name->len = (size_t)((char *)memchr(name->data, '.', name->len) - name->data);
    return SUFFIX_COMPILED;
}

/* An __init__ that asks for its package to be put together from several folders. */
static bool is_legacy(const struct facts *f)
{
    for (uint32_t i = 0; i < f->import_count && i < 8; i++) {
        const char *module = facts_text(f, f->imports[i].module);

        if (strcmp(module, "pkgutil") == 0 || strcmp(module, "pkg_resources") == 0)
            return f->function_count + f->class_count == 0;
    }
    return false;
}

static void file_add(struct places *p, uint32_t place, enum suffix suffix, bool init,
                     uint32_t file, const struct facts *facts)
{
    /* 4: __init__.py, 3: x.py, 2: __init__.pyi, 1: x.pyi */
    uint8_t rank = (uint8_t)(1 + init + 2 * (suffix != SUFFIX_PYI));
    struct place *at = &p->items[place];

    at->flags |= init ? PLACE_PACKAGE : PLACE_SOURCE;
    at->flags |= suffix == SUFFIX_PYI ? PLACE_STUB : 0;
    if (init && is_legacy(facts))
        at->flags |= PLACE_LEGACY;
    p->file_nexts[file] = at->file == FILE_NONE ? file : p->file_nexts[at->file];
    if (at->file != FILE_NONE)
        p->file_nexts[at->file] = file;
    if (rank > at->rank) {
        at->rank = rank;
        at->file = file;
    }
    p->file_places[file] = place;
}

/* Where the path before this one lay: most lie in the same folder. */
struct walk {
    struct slice folder; /* with the '/' at its end */
    uint32_t place;
};

static uint32_t folder_get(struct places *p, struct walk *walk, struct slice folder)
{
    struct slice rest = folder, component;
    uint32_t place = PLACE_TOP;

    if (slice_equal(folder, walk->folder))
        return walk->place;
    if (walk->folder.len && slice_starts(folder, walk->folder)) {
        place = walk->place;
        rest.data += walk->folder.len;
        rest.len -= walk->folder.len;
    }
    while (slice_cut(&rest, '/', &component))
        place = place_get(p, place, component);
    *walk = (struct walk){folder, place};
    return place;
}

static void path_add(struct places *p, struct walk *walk, const struct python_file *file,
                     uint32_t number)
{
    const char *slash =
        file->path.len ? memrchr(file->path.data, '/', file->path.len) : NULL;
    size_t folder_len = slash ? (size_t)(slash + 1 - file->path.data) : 0;
    struct slice name = {file->path.data + folder_len, file->path.len - folder_len};
    enum suffix suffix = suffix_cut(&name, file->facts != NULL);
    bool init = slice_equal(name, slice_of("__init__"));
    uint32_t place;

    if (suffix == SUFFIX_NONE && !file->facts)
        return;
    place = folder_get(p, walk, (struct slice){file->path.data, folder_len});
    if (suffix == SUFFIX_NONE)
        place = script_new(p, place, name);
    else if (!init)
        place = place_get(p, place, name);
    if (suffix == SUFFIX_COMPILED)
        p->items[place].flags |= PLACE_COMPILED;
    else
        file_add(p, place, suffix, init, number, file->facts);
}

static void modules_number(struct places *p)
{
    p->module_places = memory_alloc((p->count + 1) * sizeof *p->module_places);
    for (size_t i = 0; i < p->file_count; i++) {
        uint32_t place = p->file_places[i];

        if (place == PLACE_NONE || p->items[place].module != MODULE_NONE)
            continue;
        p->items[place].module = p->module_count;
        p->module_places[p->module_count++] = place;
    }
}

void places_make(struct places *p, const struct python_file *files, size_t count)
{
    struct walk walk = {.place = PLACE_TOP};

    *p = (struct places){.file_count = count};
    p->file_places = memory_alloc((count + 1) * sizeof *p->file_places);
    p->file_nexts = memory_alloc((count + 1) * sizeof *p->file_nexts);
    memset(p->file_places, 0xff, (count + 1) * sizeof *p->file_places);
    place_new(p, PLACE_NONE, (struct slice){0});
    slots_grow(p);
    for (size_t i = 0; i < count; i++)
        path_add(p, &walk, &files[i], (uint32_t)i);
    modules_number(p);
}

void places_release(struct places *p)
{
    free(p->items);
    free(p->slots);
    free(p->file_places);
    free(p->file_nexts);
    free(p->module_places);
    *p = (struct places){0};
}

/* --------------------------------------------------------------- questions */

uint32_t places_at(const struct places *p, struct slice path)
{
    struct slice component;
    uint32_t place = PLACE_TOP;

    while (place != PLACE_NONE && slice_cut(&path, '/', &component)) {
        if (!component.len || slice_equal(component, slice_of(".")))
            continue;
        place = slice_equal(component, slice_of(".."))
                    ? p->items[place].parent
                    : places_child(p, place, component);
    }
    return place;
}

uint32_t places_inner(const struct places *p, uint32_t parent, struct slice component)
{
    const uint16_t flags = p->items[parent].flags;

    return flags & PLACE_SOURCE && !(flags & PLACE_PACKAGE)
               ? PLACE_NONE
               : places_child(p, parent, component);
}

struct way places_walk(const struct places *p, uint32_t from, struct slice dotted)
{
    struct way way = {from, dotted};
    struct slice rest = dotted, component;

    while (slice_cut(&rest, '.', &component)) {
        uint32_t child = places_inner(p, way.place, component);

        if (child == PLACE_NONE)
            break;
        way = (struct way){child, rest};
    }
    return way;
}

bool places_within(const struct places *p, uint32_t place, uint32_t other)
{
    /* Parents have smaller numbers. */
    while (place != PLACE_NONE && place > other)
        place = p->items[place].parent;
    return place == other;
}

/* Written from its end: a path may have thousands of components. */
void places_path_add(const struct places *p, uint32_t place, struct buf *out)
{
    size_t len = 0;
    char *end;

    for (uint32_t at = place; at != PLACE_TOP; at = p->items[at].parent)
        len += p->items[at].component.len + (at != place);
    end = buf_reserve(out, len) + len;
    out->len += len;
    for (uint32_t at = place; at != PLACE_TOP; at = p->items[at].parent) {
        struct slice component = p->items[at].component;

        if (at != place)
            *--end = '/';
        end -= component.len;
        memcpy(end, component.data, component.len);
    }
}
