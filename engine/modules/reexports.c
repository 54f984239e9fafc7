#include "engine/modules/reexports.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"

#include <stdlib.h>

/* ------------------------------------------------------------------- table */

static size_t slot_of(const struct reexports *x, uint32_t module, struct slice bound)
{
    uint64_t hash = hash_bytes(bound) + module * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = (hash ^ hash >> 32) & (x->slot_count - 1);

    for (; x->slots[at]; at = (at + 1) & (x->slot_count - 1)) {
        const struct binding *b = &x->items[x->slots[at] - 1];

        if (b->module == module && slice_equal(b->bound, bound))
            break;
    }
    return at;
}

static uint32_t binding_find(const struct reexports *x, uint32_t module,
                             struct slice bound)
{
    return x->slot_count ? x->slots[slot_of(x, module, bound)] - 1 : BINDING_NONE;
}

uint32_t reexports_last(const struct reexports *x, uint32_t module, struct slice bound)
{
    return binding_find(x, module, bound);
}

static void slots_grow(struct reexports *x)
{
    free(x->slots);
    x->slot_count = x->slot_count ? x->slot_count * 2 : 64;
    x->slots = memory_calloc(x->slot_count, sizeof *x->slots);
    for (size_t i = 0; i < x->count; i++)
        x->slots[slot_of(x, x->items[i].module, x->items[i].bound)] = (uint32_t)i + 1;
}

/* The last one holds; of stars all do. */
static void binding_add(struct reexports *x, struct binding binding)
{
    size_t slot;

    if (2 * (x->count + 1) > x->slot_count)
        slots_grow(x);
    slot = slot_of(x, binding.module, binding.bound);
    binding.before = x->slots[slot] - 1;
    x->items = memory_grow(x->items, &x->capacity, x->count + 1, sizeof *x->items);
    x->items[x->count++] = binding;
    x->slots[slot] = (uint32_t)x->count;
}

/* ------------------------------------------------------------------ gather */

static const struct facts *facts_of(const struct resolver *r, uint32_t module)
{
    return r->files[r->places->items[r->places->module_places[module]].file].facts;
}

/* `import a.b` binds a, which is no attribute that anybody asks a package for. */
static void import_bind(struct reexports *x, uint32_t module, const struct facts *f,
                        uint32_t number)
{
    const struct import *import = &f->imports[number];
    const char *name = facts_text(f, import->names);
    const char *alias =
        import->aliases == FACTS_NONE ? NULL : facts_text(f, import->aliases);
    bool from = import->flags & IMPORT_FROM;

    for (uint32_t k = 0; k < (from ? import->name_count : 1); k++) {
        const char *bound = alias && *alias ? alias : from ? name : "";

        if (*bound)
            binding_add(x, (struct binding){.module = module,
                                            .import = number,
                                            .name = from ? k : LINK_WHOLE,
                                            .bound = slice_of(bound)});
        name += from ? strlen(name) + 1 : 0;
        alias += alias ? strlen(alias) + 1 : 0;
    }
}

static void imports_bind(struct reexports *x, uint32_t module)
{
    const uint16_t elsewhere =
        IMPORT_FUNCTION | IMPORT_TYPING | IMPORT_DYNAMIC | IMPORT_CLASS_BODY;
    const struct facts *f = facts_of(x->resolver, module);

    for (uint32_t i = 0; i < f->import_count; i++) {
        if (!(f->imports[i].flags & elsewhere))
            import_bind(x, module, f, i);
    }
}

static void definition_bind(struct reexports *x, uint32_t module, const char *name)
{
    binding_add(x, (struct binding){.module = module,
                                    .import = BINDING_DEFINED,
                                    .name = LINK_WHOLE,
                                    .bound = slice_of(name)});
}

/* After the imports: a definition holds against them. */
static void definitions_bind(struct reexports *x, uint32_t module)
{
    const struct facts *f = facts_of(x->resolver, module);

    for (uint32_t i = 0; i < f->function_count; i++) {
        if (!f->functions[i].depth)
            definition_bind(x, module, facts_text(f, f->functions[i].bare_name));
    }
    for (uint32_t i = 0; i < f->class_count; i++) {
        if (!f->classes[i].depth)
            definition_bind(x, module, facts_text(f, f->classes[i].name));
    }
}

enum gathered { GATHERED_IMPORTS = 1, GATHERED_DEFINITIONS = 2 };

static uint32_t import_module_of(const struct resolver *r, uint32_t module,
                                 uint32_t import)
{
    const struct facts *f = facts_of(r, module);
    struct target target = resolve_name(
        r, r->places->items[r->places->module_places[module]].file,
        f->imports[import].level, slice_of(facts_text(f, f->imports[import].module)));

    return target.end == END_MODULE ? r->places->items[target.place].module : MODULE_NONE;
}

/* The modules that somebody gathered so far star-imports, and so on. */
static void stars_follow(struct reexports *x, uint8_t *gathered)
{
    for (size_t i = 0; i < x->count; i++) {
        struct binding b = x->items[i];
        uint32_t module;

        if (b.import == BINDING_DEFINED || !slice_equal(b.bound, slice_of("*")))
            continue;
        module = import_module_of(x->resolver, b.module, b.import);
        if (module == MODULE_NONE)
            continue;
        if (!(gathered[module] & GATHERED_IMPORTS))
            imports_bind(x, module);
        if (!(gathered[module] & GATHERED_DEFINITIONS))
            definitions_bind(x, module);
        gathered[module] = GATHERED_IMPORTS | GATHERED_DEFINITIONS;
    }
}

void reexports_find(struct reexports *x, const struct resolver *r)
{
    uint8_t *gathered = memory_calloc(r->places->module_count + 1, 1);

    *x = (struct reexports){.resolver = r};
    for (uint32_t m = 0; m < r->places->module_count; m++) {
        const struct place *place = &r->places->items[r->places->module_places[m]];

        if (place->flags & PLACE_PACKAGE) {
            imports_bind(x, m);
            gathered[m] = GATHERED_IMPORTS;
        }
    }
    stars_follow(x, gathered);
    free(gathered);
}

/* `import a.b` and no alias. */
static void first_bind(struct reexports *x, uint32_t module, const struct facts *f,
                       uint32_t number)
{
    const struct import *import = &f->imports[number];
    struct slice rest = slice_of(facts_text(f, import->module)), first;

    if (!(import->flags & IMPORT_FROM) &&
        (import->aliases == FACTS_NONE || !*facts_text(f, import->aliases)) &&
        slice_cut(&rest, '.', &first))
        binding_add(x, (struct binding){.module = module,
                                        .import = number,
                                        .name = BINDING_FIRST,
                                        .bound = first});
}

void reexports_find_all(struct reexports *x, const struct resolver *r)
{
    const uint16_t elsewhere = IMPORT_FUNCTION | IMPORT_DYNAMIC | IMPORT_CLASS_BODY;

    *x = (struct reexports){.resolver = r};
    for (uint32_t m = 0; m < r->places->module_count; m++) {
        const struct facts *f = facts_of(r, m);

        for (uint32_t i = 0; i < f->import_count; i++) {
            if (f->imports[i].flags & elsewhere)
                continue;
            import_bind(x, m, f, i);
            first_bind(x, m, f, i);
        }
    }
}

void reexports_release(struct reexports *x)
{
    free(x->items);
    free(x->slots);
    *x = (struct reexports){0};
}

/* ------------------------------------------------------------------ follow */

struct pursuit {
    const struct reexports *reexports;
    unsigned hops; /* that are left, over all ways */
    bool lost;     /* they were too few */
    bool star;
};

static uint32_t pursue(struct pursuit *p, uint32_t module, struct slice name);

/* The name of that number. */
static struct slice imported_name(const struct facts *f, const struct import *import,
                                  uint32_t number)
{
    const char *name = facts_text(f, import->names);

    while (number--)
        name += strlen(name) + 1;
    return slice_of(name);
}

/* Where the import of a binding leads: a module, or the origin of an attribute. */
static uint32_t binding_origin(struct pursuit *p, const struct binding *b)
{
    const struct resolver *r = p->reexports->resolver;
    const struct facts *f = facts_of(r, b->module);
    uint32_t module = import_module_of(r, b->module, b->import), origin, child;
    struct slice name;

    if (module == MODULE_NONE || b->name == LINK_WHOLE)
        return module;
    name = imported_name(f, &f->imports[b->import], b->name);
    child = places_inner(r->places, r->places->module_places[module], name);
    if (child != PLACE_NONE && place_is_module(&r->places->items[child]))
        return r->places->items[child].module;
    origin = pursue(p, module, name);
    return origin == MODULE_NONE ? module : origin;
}

static uint32_t star_origin(struct pursuit *p, const struct binding *star,
                            struct slice name)
{
    const struct reexports *x = p->reexports;
    uint32_t module = import_module_of(x->resolver, star->module, star->import), binding;

    if (module == MODULE_NONE)
        return MODULE_NONE;
    binding = binding_find(x, module, name);
    if (binding != BINDING_NONE && x->items[binding].import == BINDING_DEFINED)
        return module;
    return pursue(p, module, name);
}

static uint32_t stars_origin(struct pursuit *p, uint32_t star, struct slice name)
{
    const struct reexports *x = p->reexports;
    uint32_t origin = MODULE_NONE;

    for (; star != BINDING_NONE && origin == MODULE_NONE && p->hops;
         star = x->items[star].before)
        origin = star_origin(p, &x->items[star], name);
    p->star |= origin != MODULE_NONE;
    p->lost |= origin == MODULE_NONE && star != BINDING_NONE;
    return origin;
}

/* A way that ends here costs a hop too: so stars are counted. */
static uint32_t pursue(struct pursuit *p, uint32_t module, struct slice name)
{
    const struct reexports *x = p->reexports;
    uint32_t said = binding_find(x, module, name);
    uint32_t binding =
        said != BINDING_NONE ? said : binding_find(x, module, slice_of("*"));
    bool ends = binding == BINDING_NONE || x->items[binding].import == BINDING_DEFINED;

    p->lost |= !p->hops && !ends;
    if (!p->hops)
        return MODULE_NONE;
    p->hops--;
    if (ends)
        return MODULE_NONE;
    return said != BINDING_NONE ? binding_origin(p, &x->items[said])
                                : stars_origin(p, binding, name);
}

uint32_t reexport_origin(const struct reexports *x, uint32_t module, struct slice name,
                         bool *star)
{
    struct pursuit p = {.reexports = x, .hops = REEXPORT_MAX_HOPS};
    uint32_t origin = pursue(&p, module, name);

    *star = p.star;
    return p.lost || origin == module ? MODULE_NONE : origin;
}
