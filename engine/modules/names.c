#include "engine/modules/names.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/base/suggest.h"

#include <stdlib.h>

void place_name_add(const struct places *p, const struct roots *r, uint32_t place,
                    struct buf *out)
{
    const struct root *root = &r->items[p->items[place].root];
    struct slice prefix = root->prefix;
    size_t len = prefix.len;
    char *end;

    for (uint32_t at = place; at != root->place; at = p->items[at].parent)
        len += p->items[at].component.len +
               (prefix.len || p->items[at].parent != root->place);
    end = buf_reserve(out, len) + len;
    out->len += len;
    for (uint32_t at = place; at != root->place; at = p->items[at].parent) {
        struct slice component = p->items[at].component;

        end -= component.len;
        memcpy(end, component.data, component.len);
        if (prefix.len || p->items[at].parent != root->place)
            *--end = '.';
    }
    if (prefix.len)
        memcpy(end - prefix.len, prefix.data, prefix.len);
}

static size_t slot_of(const struct names *n, struct slice name)
{
    size_t at = hash_bytes(name) & (n->slot_count - 1);

    while (n->slots[at] && !slice_equal(n->items[n->slots[at] - 1], name))
        at = (at + 1) & (n->slot_count - 1);
    return at;
}

uint32_t names_find(const struct names *n, struct slice name)
{
    return n->slots[slot_of(n, name)] - 1;
}

const char *names_by_end(const struct names *n, struct slice wanted)
{
    const char *found = NULL;

    for (uint32_t m = 0; m < n->count; m++) {
        struct slice name = n->items[m];

        if (name.len <= wanted.len || !slice_ends(name, wanted) ||
            name.data[name.len - wanted.len - 1] != '.')
            continue;
        if (found)
            return NULL;
        found = name.data;
    }
    return found;
}

void names_suggest(const struct names *n, const char *wanted, struct err *e)
{
    struct suggestion s = {.wanted = slice_of(wanted),
                           .best = names_by_end(n, slice_of(wanted))};

    if (!s.best) {
        for (uint32_t m = 0; m < n->count; m++)
            suggestion_offer(&s, n->items[m].data);
    }
    if (s.best)
        err_set(e, ERR_USAGE, "there is no module '%.80s'; is it '%.80s'?", wanted,
                s.best);
    else
        err_set(e, ERR_USAGE, "there is no module '%.80s' among %u", wanted, n->count);
}

static struct slice name_of(const struct places *p, const struct roots *r,
                            const struct python_file *files, uint32_t place,
                            struct buf *text)
{
    buf_clear(text);
    if (p->items[place].flags & PLACE_NAMELESS)
        return files[p->items[place].file].path;
    place_name_add(p, r, place, text);
    /* A root that is a package without a name of its own. */
    return text->len ? buf_slice(text) : files[p->items[place].file].path;
}

/* NAME@FOLDER */
static struct slice full_name(struct names *n, const struct places *p,
                              const struct roots *r, uint32_t place, struct buf *text)
{
    uint32_t root = r->items[p->items[place].root].place;

    buf_clear(text);
    place_name_add(p, r, place, text);
    buf_add_char(text, '@');
    if (root == PLACE_TOP)
        buf_add_char(text, '.');
    places_path_add(p, root, text);
    return arena_copy(&n->memory, buf_slice(text));
}

/* Marks the modules that share their name. */
static void clashes_mark(struct names *n, bool *clashes)
{
    for (uint32_t m = 0; m < n->count; m++) {
        size_t slot = slot_of(n, n->items[m]);

        if (n->slots[slot])
            clashes[m] = clashes[n->slots[slot] - 1] = true;
        else
            n->slots[slot] = m + 1;
    }
}

static void clashes_rename(struct names *n, const struct places *p, const struct roots *r,
                           const bool *clashes, struct buf *text)
{
    for (uint32_t m = 0; m < n->count; m++) {
        if (!clashes[m] || p->items[p->module_places[m]].flags & PLACE_NAMELESS)
            continue;
        n->items[m] = full_name(n, p, r, p->module_places[m], text);
        n->clashes++;
    }
    memset(n->slots, 0, n->slot_count * sizeof *n->slots);
    for (uint32_t m = 0; m < n->count; m++)
        n->slots[slot_of(n, n->items[m])] = m + 1;
}

void names_make(struct names *n, const struct places *p, const struct roots *r,
                const struct python_file *files)
{
    bool *clashes = memory_calloc(p->module_count + 1, sizeof *clashes);
    struct buf text = {0};

    *n = (struct names){.count = p->module_count};
    n->items = memory_calloc(n->count + 1, sizeof *n->items);
    for (n->slot_count = 16; n->slot_count < 2 * (size_t)n->count;)
        n->slot_count *= 2;
    n->slots = memory_calloc(n->slot_count, sizeof *n->slots);
    for (uint32_t m = 0; m < n->count; m++)
        n->items[m] =
            arena_copy(&n->memory, name_of(p, r, files, p->module_places[m], &text));
    clashes_mark(n, clashes);
    clashes_rename(n, p, r, clashes, &text);
    buf_release(&text);
    free(clashes);
}

void names_release(struct names *n)
{
    free(n->items);
    free(n->slots);
    arena_release(&n->memory);
    *n = (struct names){0};
}
