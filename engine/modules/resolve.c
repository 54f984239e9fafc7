#include "engine/modules/resolve.h"

#include "engine/base/hash.h"
#include "engine/modules/stdlib_modules.h"

#include <string.h>

void resolver_init(struct resolver *r)
{
    reexports_find(r);
}

void resolver_release(struct resolver *r)
{
    reexports_release(&r->reexports);
}

/* ----------------------------------------------------------------- targets */

static const struct place *place_of(const struct resolver *r, uint32_t place)
{
    return &r->places->items[place];
}

/* What a way that was found ends at. */
static struct target target_at(const struct resolver *r, uint32_t place)
{
    const struct place *at = place_of(r, place);
    uint8_t end = place_is_module(at)          ? END_MODULE
                  : at->flags & PLACE_COMPILED ? END_COMPILED
                                               : END_NAMESPACE;

    return (struct target){place, end, REASON_PLAIN, false};
}

/* The rest of a name isn't there: is it in something that nobody but the tree has? */
static bool is_shared(const struct resolver *r, uint32_t place, uint32_t root)
{
    for (; place != r->roots->items[root].place; place = place_of(r, place)->parent) {
        const uint16_t flags = place_of(r, place)->flags;

        if (flags & PLACE_SOURCE || (flags & PLACE_PACKAGE && !(flags & PLACE_LEGACY)))
            return false;
    }
    return !r->roots->items[root].prefix.len ||
           !(place_of(r, place)->flags & PLACE_PACKAGE);
}

static struct target relative_target(const struct resolver *r, uint32_t file,
                                     unsigned level, struct slice dotted)
{
    static const struct target beyond = {PLACE_NONE, END_UNRESOLVED, REASON_BEYOND,
                                         false};
    uint32_t place = r->places->file_places[file];
    const struct root *root = &r->roots->items[place_of(r, place)->root];
    unsigned drops = level - path_is_init(r->files[file].path);
    struct target target;
    struct way way;

    for (; drops; drops--) {
        if (place == root->place)
            return beyond;
        place = place_of(r, place)->parent;
    }
    if (place == root->place && !root->prefix.len)
        return beyond;
    way = places_walk(r->places, place, dotted);
    target = target_at(r, way.place);
    if (way.rest.len && target.end != END_COMPILED)
        target = (struct target){way.place, END_UNRESOLVED, REASON_NO_MODULE, false};
    return target;
}

/* Another root that has all of the name, for a folder that several may share. */
static struct target shared_target(const struct resolver *r, uint32_t first,
                                   uint32_t from, struct slice dotted)
{
    unsigned tries = 256;

    for (uint32_t top = first; top != TOP_NONE && tries; top = r->roots->tops[top].next) {
        const struct root *root = &r->roots->items[r->roots->tops[top].root];
        struct way way;

        tries--;
        if (places_within(r->places, from, root->scope) &&
            roots_enter(r->roots, r->places, top, dotted, &way) && !way.rest.len)
            return target_at(r, way.place);
    }
    return (struct target){PLACE_NONE, END_UNDECLARED, REASON_PLAIN, false};
}

static struct target absolute_target(const struct resolver *r, uint32_t file,
                                     struct slice dotted)
{
    uint32_t from = r->places->file_places[file], first, top;
    struct slice rest = dotted, name = {0};
    struct target target;
    struct way way;
    bool several;

    slice_cut(&rest, '.', &name);
    first = roots_top(r->roots, name);
    top = roots_nearest(r->roots, r->places, first, from, &several);
    if (top == TOP_NONE || !roots_enter(r->roots, r->places, top, dotted, &way))
        return (struct target){PLACE_NONE, END_UNDECLARED, REASON_PLAIN, false};
    target = target_at(r, way.place);
    if (way.rest.len && target.end != END_COMPILED) {
        if (is_shared(r, way.place, r->roots->tops[top].root))
            return shared_target(r, first, from, dotted);
        /* os.path is a module that os.py makes. */
        if (target.end == END_MODULE && stdlib_versions(dotted))
            return target;
        return (struct target){way.place, END_UNRESOLVED, REASON_NO_MODULE, false};
    }
    /* By a root that was only guessed nothing imports itself. */
    if (way.place == from &&
        r->roots->items[r->roots->tops[top].root].origin == ROOT_VOTE &&
        !r->roots->items[r->roots->tops[top].root].prefix.len)
        return (struct target){PLACE_NONE, END_UNDECLARED, REASON_PLAIN, false};
    if (several)
        target.reason = REASON_SEVERAL;
    else if (r->roots->items[r->roots->tops[top].root].origin == ROOT_VOTE)
        target.reason = REASON_VOTED;
    return target;
}

struct target resolve_name(const struct resolver *r, uint32_t file, unsigned level,
                           struct slice dotted)
{
    return level ? relative_target(r, file, level, dotted)
                 : absolute_target(r, file, dotted);
}

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

/* A name that isn't in the folder M, which is no package: another root may have it, or a
 * distribution. */
static struct target elsewhere(const struct case_of *c, struct target base,
                               struct slice text)
{
    struct slice module = slice_of(facts_text(c->facts, c->import->module));
    struct dotted dotted;
    struct target target = {base.place, END_UNRESOLVED, REASON_NO_MODULE, false};

    if (c->import->level)
        return target;
    module = dotted_make(&dotted, module, text);
    target = absolute_target(c->resolver, c->file, module);
    return target.end == END_UNDECLARED
               ? outside_memo(c->resolver, c->memo, place_of_file(c), module)
               : target;
}

static void reexport_link(const struct case_of *c, uint32_t name, struct slice text,
                          uint32_t place)
{
    const struct resolver *r = c->resolver;
    bool star;
    uint32_t origin = reexport_origin(r, place_of(r, place)->module, text, &star);

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
    uint32_t child = places_child(r->places, base.place, text);
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
    }
    link_add(c, name, target, c->kind);
    if (!inner && base.end == END_MODULE)
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
             (target.end == END_MODULE || target.end == END_NAMESPACE))
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

void resolve_file(const struct resolver *r, struct resolve_memo *memo, uint32_t file,
                  struct links *links)
{
    const struct facts *f = r->files[file].facts;
    bool stub = path_is_stub(r->files[file].path);

    if (r->places->file_places[file] == PLACE_NONE || !f)
        return;
    for (uint32_t i = 0; i < f->import_count; i++) {
        struct case_of c = {r,
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
