#include "engine/modules/resolve.h"

#include "engine/base/hash.h"
#include "engine/modules/stdlib_modules.h"

#include <string.h>

/* --------------------------------------------------------- outside the tree */

static struct target outside(const struct resolver *r, uint32_t place,
                             struct slice module)
{
    struct slice rest = module, first = {0};
    uint8_t versions;

    slice_cut(&rest, '.', &first);
    versions = stdlib_versions(first);
    if (versions)
        return (struct target){
            PLACE_NONE, END_STANDARD,
            versions & r->versions ? REASON_PLAIN : REASON_OTHER_PYTHON, false};
    return (struct target){PLACE_NONE,
                           declared_has(r->declared, r->places, place, module)
                               ? END_DECLARED
                               : END_UNDECLARED,
                           REASON_PLAIN, false};
}

static struct target outside_memo(const struct resolver *r, struct resolve_memo *memo,
                                  uint32_t place, struct slice module)
{
    uint32_t scope = declared_scope_of(r->declared, r->places, place);
    uint64_t key = hash_bytes(module) + scope * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = (key ^ key >> 32) % (sizeof memo->keys / sizeof *memo->keys);
    struct target target;

    if (key && memo->keys[at] == key)
        return (struct target){PLACE_NONE, memo->ends[at] & 15, memo->ends[at] >> 4,
                               false};
    target = outside(r, place, module);
    memo->keys[at] = key;
    memo->ends[at] = (uint8_t)(target.end | target.reason << 4);
    return target;
}

/* ----------------------------------------------------------------- imports */

/* One import of one file. */
struct case_of {
    const struct resolver *resolver;
    const struct reexports *reexports;
    const struct facts *facts;
    const struct import *import;
    struct links *links;
    struct resolve_memo *memo;
    uint32_t file, number;
    uint8_t kind;
};

static uint32_t place_of_file(const struct case_of *c)
{
    return c->resolver->places->file_places[c->file];
}

static uint8_t kind_of(uint16_t flags, bool stub)
{
    if (flags & IMPORT_DYNAMIC)
        return LINK_DYNAMIC;
    if (flags & IMPORT_TYPING || stub)
        return LINK_TYPING;
    if (flags & IMPORT_FUNCTION)
        return LINK_FUNCTION;
    if (flags & IMPORT_OPTIONAL)
        return LINK_OPTIONAL;
    return flags & IMPORT_STAR ? LINK_STAR : LINK_LOAD;
}

static void link_add(const struct case_of *c, uint32_t name, struct target target,
                     uint8_t kind)
{
    const struct resolver *r = c->resolver;
    uint32_t to = MODULE_NONE;

    if (target.end == END_MODULE)
        to = place_of(r, target.place)->module;
    /* Its package is loaded first. */
    else if (target.end == END_COMPILED &&
             place_of(r, target.place)->parent != PLACE_NONE)
        to = place_of(r, place_of(r, target.place)->parent)->module;
    links_add(c->links, (struct import_link){c->file, c->number, name, to, kind,
                                             target.end, target.reason, target.inner});
}

/* "M.n", if there is room for it. */
struct dotted {
    char text[256];
};

static struct slice dotted_make(struct dotted *d, struct slice module, struct slice name)
{
    if (module.len + 1 + name.len > sizeof d->text)
        return module;
    memcpy(d->text, module.data, module.len);
    d->text[module.len] = '.';
    memcpy(d->text + module.len + 1, name.data, name.len);
    return (struct slice){d->text, module.len + 1 + name.len};
}

/* Distributions may share a namespace: so the first name is asked for too. */
static void outside_link(const struct case_of *c, struct slice module)
{
    struct dotted dotted;
    struct slice asked = module;

    if (c->import->flags & IMPORT_FROM && c->import->name_count)
        asked = dotted_make(&dotted, module,
                            slice_of(facts_text(c->facts, c->import->names)));
    link_add(c, LINK_WHOLE, outside_memo(c->resolver, c->memo, place_of_file(c), asked),
             c->kind);
}

static bool is_in_tree(struct target target)
{
    return target.end <= END_COMPILED;
}

/* A name that isn't in the folder M, which is no package: another root may have it, or a
 * distribution. */
static struct target elsewhere(const struct case_of *c, struct target base,
                               struct slice text)
{
    struct slice module = slice_of(facts_text(c->facts, c->import->module));
    struct dotted dotted;
    struct target target = {base.place, END_UNRESOLVED, REASON_NO_MODULE, false};
    struct slice name;

    if (c->import->level)
        return target;
    name = dotted_make(&dotted, module, text);
    target = (struct target){PLACE_NONE, END_UNDECLARED, REASON_PLAIN, false};
    /* Else there was no room for it. */
    if (name.len > module.len)
        target = resolve_name(c->resolver, c->file, 0, name);
    target.inner = is_in_tree(target);
    return target.end == END_UNDECLARED
               ? outside_memo(c->resolver, c->memo, place_of_file(c), name)
               : target;
}

/* A package that says that it may be in parts: another part may have that name. */
static struct target other_part(const struct case_of *c, struct target base,
                                struct slice text)
{
    struct target target = base;

    if (place_of(c->resolver, base.place)->flags & PLACE_LEGACY && !c->import->level)
        target = elsewhere(c, base, text);
    return is_in_tree(target) ? target : base;
}

static void reexport_link(const struct case_of *c, uint32_t name, struct slice text,
                          uint32_t place)
{
    const struct resolver *r = c->resolver;
    bool star;
    uint32_t origin =
        reexport_origin(c->reexports, place_of(r, place)->module, text, &star);

    if (origin == MODULE_NONE || origin == place_of(r, place_of_file(c))->module)
        return;
    links_add(c->links,
              (struct import_link){c->file, c->number, name, origin, LINK_REEXPORT,
                                   END_MODULE, star ? REASON_STAR : REASON_PLAIN, false});
}

/* One name of `from M import ...`; M is at `base`, a module or a folder. */
static void name_link(const struct case_of *c, struct target base, uint32_t name,
                      struct slice text)
{
    const struct resolver *r = c->resolver;
    uint32_t child = places_inner(r->places, base.place, text);
    bool inner = child != PLACE_NONE &&
                 (base.end == END_NAMESPACE || place_is_module(place_of(r, child)) ||
                  place_of(r, child)->flags & PLACE_COMPILED);
    struct target target = base;

    if (inner) {
        target = target_at(r, child);
        target.reason = base.reason;
        target.inner = true;
    } else if (base.end == END_NAMESPACE) {
        target = elsewhere(c, base, text);
    } else {
        target = other_part(c, base, text);
    }
    link_add(c, name, target, c->kind);
    if (!target.inner && base.end == END_MODULE)
        reexport_link(c, name, text, base.place);
}

static void names_link(const struct case_of *c, struct target base)
{
    const char *text = facts_text(c->facts, c->import->names);

    for (uint32_t k = 0; k < c->import->name_count; k++) {
        if (strcmp(text, "*") == 0)
            link_add(c, k, base, c->kind);
        else
            name_link(c, base, k, slice_of(text));
        text += strlen(text) + 1;
    }
}

static void import_resolve(const struct case_of *c)
{
    struct slice module = slice_of(facts_text(c->facts, c->import->module));
    struct target target;

    if (c->import->flags & IMPORT_COMPUTED) {
        link_add(c, LINK_WHOLE,
                 (struct target){PLACE_NONE, END_UNRESOLVED, REASON_COMPUTED, false},
                 c->kind);
        return;
    }
    target = resolve_name(c->resolver, c->file, c->import->level, module);
    if (target.end == END_UNDECLARED)
        outside_link(c, module);
    else if (c->import->flags & IMPORT_FROM && c->import->name_count &&
             is_in_tree(target))
        names_link(c, target);
    else
        link_add(c, LINK_WHOLE, target, c->kind);
}

/* The package that the module lies in, if it has a file; else the one around it. */
static void ancestor_link(const struct resolver *r, uint32_t file, struct links *links)
{
    uint32_t place = r->places->file_places[file], top;

    if (place_of(r, place)->file != file)
        return;
    top = r->roots->items[place_of(r, place)->root].place;
    while (place != top) {
        place = place_of(r, place)->parent;
        if (!(place_of(r, place)->flags & PLACE_PACKAGE))
            continue;
        if (place != top || r->roots->items[place_of(r, place)->root].prefix.len)
            links_add(links, (struct import_link){
                                 file, LINK_WHOLE, LINK_WHOLE, place_of(r, place)->module,
                                 LINK_ANCESTOR, END_MODULE, REASON_PLAIN, false});
        return;
    }
}

void resolve_file(const struct resolver *r, const struct reexports *x,
                  struct resolve_memo *memo, uint32_t file, struct links *links)
{
    const struct facts *f = r->files[file].facts;
    bool stub = path_is_stub(r->files[file].path);

    if (r->places->file_places[file] == PLACE_NONE || !f)
        return;
    for (uint32_t i = 0; i < f->import_count; i++) {
        struct case_of c = {r,
                            x,
                            f,
                            &f->imports[i],
                            links,
                            memo,
                            file,
                            i,
                            kind_of(f->imports[i].flags, stub)};

        import_resolve(&c);
    }
    ancestor_link(r, file, links);
}
