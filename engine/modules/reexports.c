#include "engine/modules/reexports.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/modules/resolve.h"

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
static void import_bind(struct resolver *r, uint32_t module, const struct facts *f,
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
            binding_add(&r->reexports, (struct binding){.module = module,
                                                        .import = number,
                                                        .name = from ? k : LINK_WHOLE,
                                                        .bound = slice_of(bound)});
        name += from ? strlen(name) + 1 : 0;
        alias += alias ? strlen(alias) + 1 : 0;
    }
}

static void imports_bind(struct resolver *r, uint32_t module)
{
    const uint16_t elsewhere =
        IMPORT_FUNCTION | IMPORT_TYPING | IMPORT_DYNAMIC | IMPORT_CLASS_BODY;
    const struct facts *f = facts_of(r, module);

    for (uint32_t i = 0; i < f->import_count; i++) {
        if (!(f->imports[i].flags & elsewhere))
            import_bind(r, module, f, i);
    }
}

static void definition_bind(struct resolver *r, uint32_t module, const char *name)
{
    binding_add(&r->reexports, (struct binding){.module = module,
                                                .import = BINDING_DEFINED,
                                                .name = LINK_WHOLE,
                                                .bound = slice_of(name)});
}

/* After the imports: a definition holds against them. */
static void definitions_bind(struct resolver *r, uint32_t module)
{
    const struct facts *f = facts_of(r, module);

    for (uint32_t i = 0; i < f->function_count; i++) {
        if (!f->functions[i].depth)
            definition_bind(r, module, facts_text(f, f->functions[i].bare_name));
    }
    for (uint32_t i = 0; i < f->class_count; i++) {
        if (!f->classes[i].depth)
            definition_bind(r, module, facts_text(f, f->classes[i].name));
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
static void stars_follow(struct resolver *r, uint8_t *gathered)
{
    for (size_t i = 0; i < r->reexports.count; i++) {
        struct binding b = r->reexports.items[i];
        uint32_t module;

        if (b.import == BINDING_DEFINED || !slice_equal(b.bound, slice_of("*")))
            continue;
        module = import_module_of(r, b.module, b.import);
        if (module == MODULE_NONE)
            continue;
        if (!(gathered[module] & GATHERED_IMPORTS))
            imports_bind(r, module);
        if (!(gathered[module] & GATHERED_DEFINITIONS))
            definitions_bind(r, module);
        gathered[module] = GATHERED_IMPORTS | GATHERED_DEFINITIONS;
    }
}

void reexports_find(struct resolver *r)
{
    uint8_t *gathered = memory_calloc(r->places->module_count + 1, 1);

    r->reexports = (struct reexports){0};
    for (uint32_t m = 0; m < r->places->module_count; m++) {
        const struct place *place = &r->places->items[r->places->module_places[m]];

        if (place->flags & PLACE_PACKAGE) {
            imports_bind(r, m);
            gathered[m] = GATHERED_IMPORTS;
        }
    }
    stars_follow(r, gathered);
    free(gathered);
}

void reexports_release(struct reexports *x)
{
    free(x->items);
    free(x->slots);
    *x = (struct reexports){0};
}

/* ------------------------------------------------------------------ follow */

struct pursuit {
    const struct resolver *resolver;
    unsigned hops; /* that are left, over all ways */
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
    const struct resolver *r = p->resolver;
    const struct facts *f = facts_of(r, b->module);
    uint32_t module = import_module_of(r, b->module, b->import), origin, child;
    struct slice name;

    if (module == MODULE_NONE || b->name == LINK_WHOLE)
        return module;
    name = imported_name(f, &f->imports[b->import], b->name);
    child = places_child(r->places, r->places->module_places[module], name);
    if (child != PLACE_NONE && place_is_module(&r->places->items[child]))
        return r->places->items[child].module;
    origin = pursue(p, module, name);
    return origin == MODULE_NONE ? module : origin;
}

static uint32_t star_origin(struct pursuit *p, const struct binding *star,
                            struct slice name)
{
    const struct resolver *r = p->resolver;
    uint32_t module = import_module_of(r, star->module, star->import), binding;

    if (module == MODULE_NONE)
        return MODULE_NONE;
    binding = binding_find(&r->reexports, module, name);
    if (binding != BINDING_NONE && r->reexports.items[binding].import == BINDING_DEFINED)
        return module;
    return pursue(p, module, name);
}

static uint32_t pursue(struct pursuit *p, uint32_t module, struct slice name)
{
    const struct reexports *x = &p->resolver->reexports;
    uint32_t binding = binding_find(x, module, name);
    uint32_t origin = MODULE_NONE;

    if (!p->hops)
        return MODULE_NONE;
    p->hops--;
    if (binding != BINDING_NONE)
        return x->items[binding].import == BINDING_DEFINED
                   ? MODULE_NONE
                   : binding_origin(p, &x->items[binding]);
    binding = binding_find(x, module, slice_of("*"));
    for (; binding != BINDING_NONE && origin == MODULE_NONE && p->hops;
         binding = x->items[binding].before)
        origin = star_origin(p, &x->items[binding], name);
    p->star |= origin != MODULE_NONE;
    return origin;
}

uint32_t reexport_origin(const struct resolver *r, uint32_t module, struct slice name,
                         bool *star)
{
    struct pursuit p = {.resolver = r, .hops = RESOLVE_MAX_HOPS};
    uint32_t origin = pursue(&p, module, name);

    *star = p.star;
    return origin == module ? MODULE_NONE : origin;
}
