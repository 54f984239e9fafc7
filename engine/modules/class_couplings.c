/* CBO: which classes each class uses, and how many there are in either direction. */
#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/modules/class_lookup.h"

#include <stdlib.h>

/* What a name of a module was found to mean: what isn't there is looked for again if another name took its place. */
struct remembered {
    uint64_t key; /* of module and name; 0: nothing */
    struct found_name found;
    uint32_t module;
    struct slice name;
};

enum { REMEMBERED = 4096 };

struct coupling {
    const struct classes *classes;
    struct remembered *memory;
    uint64_t *pairs; /* the smaller number above the larger one */
    size_t count, capacity;
};

static void pair_add(struct coupling *c, uint32_t a, uint32_t b)
{
    if (a == b)
        return;
    c->pairs = memory_grow(c->pairs, &c->capacity, c->count + 1, sizeof *c->pairs);
    c->pairs[c->count++] = (uint64_t)(a < b ? a : b) << 32 | (a < b ? b : a);
}

static struct found_name first_find(struct coupling *c, uint32_t module,
                                    struct slice name)
{
    uint64_t key = hash_bytes(name) + module * UINT64_C(0x9e3779b97f4a7c15);
    struct remembered *r = &c->memory[(key ^ key >> 32) % REMEMBERED];

    if (!r->key || r->key != key || r->module != module || !slice_equal(r->name, name))
        *r = (struct remembered){key, class_first_find(c->classes, module, name), module,
                                 name};
    return r->found;
}

/* The class of that file that starts at that byte, or CLASS_NONE. */
static uint32_t class_at(const struct classes *c, uint32_t file, uint32_t start_byte)
{
    uint32_t first = c->file_starts[file], end = c->file_starts[file + 1];

    while (first < end) {
        uint32_t middle = first + (end - first) / 2;

        if (class_facts_of(c, middle)->start_byte < start_byte)
            first = middle + 1;
        else
            end = middle;
    }
    return first < c->file_starts[file + 1] &&
                   class_facts_of(c, first)->start_byte == start_byte
               ? first
               : CLASS_NONE;
}

static void use_take(struct coupling *c, uint32_t file, const struct class_use *use)
{
    uint32_t owner = class_at(c->classes, file, use->owner), used;
    struct slice rest = use->dotted, name;
    struct found_name first;

    if (owner == CLASS_NONE || !slice_cut(&rest, '.', &name))
        return;
    if (use->local == CLASS_USE_GLOBAL)
        first = first_find(c, c->classes->items[owner].module, name);
    else
        first = (struct found_name){FOUND_CLASS, class_at(c->classes, file, use->local)};
    if (first.number == CLASS_NONE)
        return;
    used = class_along(c->classes, first, rest);
    if (used != CLASS_NONE)
        pair_add(c, owner, used);
}

/* A file that changed between its facts and its uses tells nothing. */
static bool is_same_file(const struct classes *c, uint32_t file,
                         const struct class_uses *uses)
{
    uint32_t count = c->file_starts[file + 1] - c->file_starts[file];

    if (uses->class_count != count)
        return false;
    for (uint32_t i = 0; i < uses->count; i++) {
        if (class_at(c, file, uses->items[i].owner) == CLASS_NONE)
            return false;
    }
    return true;
}

static void file_take(struct classes *c, struct coupling *coupling, uint32_t file,
                      const struct class_uses *uses)
{
    bool known = uses && is_same_file(c, file, uses);

    for (uint32_t n = c->file_starts[file]; n < c->file_starts[file + 1]; n++)
        c->items[n].cbo_known = known;
    for (uint32_t i = 0; known && i < uses->count; i++)
        use_take(coupling, file, &uses->items[i]);
}

static int pair_compare(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void pairs_count(struct classes *c, struct coupling *coupling)
{
    qsort(coupling->pairs, coupling->count, sizeof *coupling->pairs, pair_compare);
    for (size_t i = 0; i < coupling->count; i++) {
        if (i && coupling->pairs[i] == coupling->pairs[i - 1])
            continue;
        c->items[coupling->pairs[i] >> 32].cbo++;
        c->items[coupling->pairs[i] & UINT32_MAX].cbo++;
    }
}

void classes_couple(struct classes *c, const struct class_uses *const *uses)
{
    struct coupling coupling = {.classes = c};

    coupling.memory = memory_calloc(REMEMBERED, sizeof *coupling.memory);
    for (uint32_t f = 0; f < c->resolver->places->file_count; f++) {
        if (c->file_starts[f + 1] > c->file_starts[f])
            file_take(c, &coupling, f, uses[f]);
    }
    for (uint32_t n = 0; n < c->count; n++) {
        for (uint32_t i = 0; i < c->items[n].base_count; i++)
            pair_add(&coupling, n, c->bases[c->items[n].bases + i]);
    }
    if (coupling.count)
        pairs_count(c, &coupling);
    free(coupling.pairs);
    free(coupling.memory);
}
