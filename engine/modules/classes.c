#include "engine/base/memory.h"
#include "engine/modules/class_lookup.h"

#include <stdlib.h>

/* -------------------------------------------------------------------- list */

static bool is_main(const struct resolver *r, uint32_t file)
{
    uint32_t place = r->places->file_places[file];

    return place != PLACE_NONE && r->files[file].facts &&
           r->places->items[place].file == file;
}

static void classes_count(struct classes *c)
{
    const struct resolver *r = c->resolver;
    size_t files = r->places->file_count;
    uint32_t functions = 0;

    c->file_starts = memory_calloc(files + 1, sizeof *c->file_starts);
    c->function_starts = memory_calloc(files + 1, sizeof *c->function_starts);
    for (uint32_t f = 0; f < files; f++) {
        c->file_starts[f] = c->count;
        c->function_starts[f] = functions;
        if (is_main(r, f)) {
            c->count += r->files[f].facts->class_count;
            functions +=
                r->files[f].facts->class_count ? r->files[f].facts->function_count : 0;
        }
    }
    c->file_starts[files] = c->count;
    c->function_starts[files] = functions;
    c->items = memory_calloc((size_t)c->count + 1, sizeof *c->items);
    c->function_outer = memory_calloc((size_t)functions + 1, sizeof *c->function_outer);
}

/* ------------------------------------------------------------------ scopes */

/* The functions and classes around a place, the innermost last. */
struct open_scopes {
    struct open_scope {
        uint32_t scope, end_byte;
    } * items;
    size_t count, capacity;
};

static void scope_enter(struct open_scopes *open, uint32_t scope, uint32_t start_byte,
                        uint32_t end_byte, uint32_t *outer)
{
    while (open->count > 1 && open->items[open->count - 1].end_byte <= start_byte)
        open->count--;
    *outer = open->items[open->count - 1].scope;
    open->items =
        memory_grow(open->items, &open->capacity, open->count + 1, sizeof *open->items);
    open->items[open->count++] = (struct open_scope){scope, end_byte};
}

/* Functions and classes of a file are in the order of the source, outer ones first. */
static void file_nest(struct classes *c, uint32_t file, struct open_scopes *open)
{
    const struct facts *f = c->resolver->files[file].facts;
    const struct places *p = c->resolver->places;
    uint32_t module = p->items[p->file_places[file]].module;
    uint32_t k = 0, i = 0;

    open->items = memory_grow(open->items, &open->capacity, 1, sizeof *open->items);
    open->items[0] = (struct open_scope){module, UINT32_MAX};
    open->count = 1;
    while (k < f->class_count) {
        const struct class_facts *class = &f->classes[k];
        const struct function *function = &f->functions[i];
        uint32_t number;

        if (i < f->function_count && function->start_byte < class->start_byte) {
            number = c->function_starts[file] + i++;
            scope_enter(open, function_scope(c, number), function->start_byte,
                        function->end_byte, &c->function_outer[number]);
            continue;
        }
        number = c->file_starts[file] + k;
        c->items[number] =
            (struct class_of_tree){.module = module, .file = file, .facts = k++};
        scope_enter(open, class_scope(c, number), class->start_byte, class->end_byte,
                    &c->items[number].outer);
    }
}

static void scopes_find(struct classes *c)
{
    struct open_scopes open = {0};

    for (uint32_t f = 0; f < c->resolver->places->file_count; f++) {
        if (c->file_starts[f + 1] > c->file_starts[f])
            file_nest(c, f, &open);
    }
    free(open.items);
}

/* In the order of the source, so that the last class of a name is found first. */
static void names_fill(struct classes *c)
{
    for (c->slot_count = 64; c->slot_count < 2 * (size_t)c->count;)
        c->slot_count *= 2;
    c->slots = memory_calloc(c->slot_count, sizeof *c->slots);
    for (uint32_t k = 0; k < c->count; k++) {
        size_t slot = class_slot(c, c->items[k].outer, class_bare_name(c, k));

        c->items[k].before = c->slots[slot] - 1;
        c->slots[slot] = k + 1;
    }
}

/* ------------------------------------------------------------------- bases */

/* Of so many bases before it none is the same one: no class has more. */
enum { BASES_COMPARED = 64 };

/* What each base that has a name turned out to be, class by class. */
struct found_bases {
    struct found_name *items;
    size_t count, capacity;
};

static bool is_repeated(const struct classes *c, const struct class_of_tree *k,
                        uint32_t base)
{
    uint32_t compared = k->base_count < BASES_COMPARED ? k->base_count : BASES_COMPARED;

    for (uint32_t i = k->base_count - compared; i < k->base_count; i++) {
        if (c->bases[k->bases + i] == base)
            return true;
    }
    return false;
}

/* A class that is its own base is none that Python knows of. */
static void base_take(struct classes *c, uint32_t number, struct found_name found)
{
    struct class_of_tree *k = &c->items[number];

    c->ends.tree += found.kind == FOUND_CLASS;
    c->ends.object += found.kind == FOUND_OBJECT;
    c->ends.outside += found.kind == FOUND_OUTSIDE;
    c->ends.unknown += found.kind == FOUND_UNKNOWN;
    if (found.kind == FOUND_OUTSIDE || found.kind == FOUND_UNKNOWN) {
        k->dit_known = false;
        k->dit = 1;
    }
    if (found.kind != FOUND_CLASS || is_repeated(c, k, found.number))
        return;
    c->bases =
        memory_grow(c->bases, &c->base_capacity, c->base_count + 1, sizeof *c->bases);
    c->bases[c->base_count++] = found.number;
    k->base_count++;
}

/* Those without a name, like calls, are unknown. */
static void bases_take(struct classes *c, const struct found_bases *found)
{
    size_t at = 0;

    c->base_count = 0;
    c->ends = (struct base_ends){0};
    for (uint32_t n = 0; n < c->count; n++) {
        const struct class_facts *f = class_facts_of(c, n);
        struct class_of_tree *k = &c->items[n];

        k->bases = (uint32_t)c->base_count;
        k->base_count = k->dit = 0;
        k->dit_known = true;
        for (uint32_t i = 0; i < f->base_name_count; i++)
            base_take(c, n, found->items[at++]);
        for (uint32_t i = f->base_name_count; i < f->bases; i++)
            base_take(c, n, (struct found_name){FOUND_UNKNOWN, 0});
    }
}

static void bases_look(struct classes *c, struct found_bases *found)
{
    for (uint32_t n = 0; n < c->count; n++) {
        const struct class_facts *f = class_facts_of(c, n);
        const char *name =
            facts_text(c->resolver->files[c->items[n].file].facts, f->base_names);

        found->items =
            memory_grow(found->items, &found->capacity, found->count + f->base_name_count,
                        sizeof *found->items);
        for (uint32_t i = 0; i < f->base_name_count; i++, name += strlen(name) + 1)
            found->items[found->count++] = class_base_find(c, n, slice_of(name), false);
    }
}

/* Again for those that may be in the base of a class, now that bases are known. */
static void bases_look_again(struct classes *c, struct found_bases *found)
{
    size_t at = 0;

    for (uint32_t n = 0; n < c->count; n++) {
        const struct class_facts *f = class_facts_of(c, n);
        const char *name =
            facts_text(c->resolver->files[c->items[n].file].facts, f->base_names);

        for (uint32_t i = 0; i < f->base_name_count;
             i++, at++, name += strlen(name) + 1) {
            if (found->items[at].kind == FOUND_UNKNOWN && strchr(name, '.'))
                found->items[at] = class_base_find(c, n, slice_of(name), true);
        }
    }
}

static void bases_find(struct classes *c)
{
    struct found_bases found = {0};

    bases_look(c, &found);
    bases_take(c, &found);
    bases_look_again(c, &found);
    bases_take(c, &found);
    free(found.items);
}

/* ---------------------------------------------------------------- measures */

static void children_count(struct classes *c)
{
    for (size_t i = 0; i < c->base_count; i++)
        c->items[c->bases[i]].noc++;
}

enum { DEPTH_NEW, DEPTH_OPEN, DEPTH_DONE };

static void depth_take(struct class_of_tree *k, const struct class_of_tree *base,
                       bool cycle)
{
    uint32_t depth = cycle ? 1 : base->dit + 1;

    k->dit = k->dit > depth ? k->dit : depth;
    k->dit_known &= !cycle && base->dit_known;
}

/* From one class up, depth first. A base that is still open closes a cycle. `stack` has room for
 * all classes, `next` is the base of each that comes next. */
static void depth_from(struct classes *c, uint32_t start, uint8_t *states,
                       uint32_t *stack, uint32_t *next)
{
    uint32_t count = 1;

    stack[0] = start;
    states[start] = DEPTH_OPEN;
    while (count) {
        struct class_of_tree *k = &c->items[stack[count - 1]];
        uint32_t base;

        if (next[stack[count - 1]] == k->base_count) {
            states[stack[--count]] = DEPTH_DONE;
            continue;
        }
        base = c->bases[k->bases + next[stack[count - 1]]];
        if (states[base] == DEPTH_NEW) {
            states[base] = DEPTH_OPEN;
            stack[count++] = base;
            continue;
        }
        depth_take(k, &c->items[base], states[base] == DEPTH_OPEN);
        next[stack[count - 1]]++;
    }
}

static void depths_find(struct classes *c)
{
    uint8_t *states = memory_calloc((size_t)c->count + 1, sizeof *states);
    uint32_t *stack = memory_calloc((size_t)c->count + 1, sizeof *stack);
    uint32_t *next = memory_calloc((size_t)c->count + 1, sizeof *next);

    for (uint32_t n = 0; n < c->count; n++) {
        if (states[n] == DEPTH_NEW)
            depth_from(c, n, states, stack, next);
    }
    free(states);
    free(stack);
    free(next);
}

void classes_make(struct classes *c, const struct resolver *r)
{
    *c = (struct classes){.resolver = r};
    reexports_find_all(&c->bindings, r);
    classes_count(c);
    scopes_find(c);
    names_fill(c);
    bases_find(c);
    children_count(c);
    depths_find(c);
}

void classes_release(struct classes *c)
{
    reexports_release(&c->bindings);
    free(c->items);
    free(c->file_starts);
    free(c->bases);
    free(c->function_starts);
    free(c->function_outer);
    free(c->slots);
    *c = (struct classes){0};
}
