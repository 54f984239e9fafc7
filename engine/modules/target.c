#include "engine/modules/target.h"

#include "engine/modules/stdlib_modules.h"

/* What a way that was found ends at. */
struct target target_at(const struct resolver *r, uint32_t place)
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

/* A root that is no package: no relative import leads out of it, or to it. */
static bool is_end(const struct resolver *r, const struct root *root, uint32_t place)
{
    return place == root->place && !root->prefix.len &&
           !(place_of(r, place)->flags & PLACE_PACKAGE);
}

/* The folder around the place; PLACE_NONE: no package is there. A root with a prefix lies in a
 * package that isn't the folder around it. */
static uint32_t place_above(const struct resolver *r, const struct root *root,
                            uint32_t place)
{
    bool out = place == root->place && (root->prefix.len || is_end(r, root, place));

    return out ? PLACE_NONE : place_of(r, place)->parent;
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

    for (; drops && place != PLACE_NONE; drops--)
        place = place_above(r, root, place);
    if (place == PLACE_NONE || is_end(r, root, place))
        return beyond;
    way = places_walk(r->places, place, dotted);
    target = target_at(r, way.place);
    if (way.rest.len && target.end != END_COMPILED)
        target = (struct target){way.place, END_UNRESOLVED, REASON_NO_MODULE, false};
    return target;
}

static const struct target outside_tree = {PLACE_NONE, END_UNDECLARED, REASON_PLAIN,
                                           false};

static bool is_voted(const struct resolver *r, uint32_t top)
{
    return r->roots->items[r->roots->tops[top].root].origin == ROOT_VOTE;
}

/* Another root that has all of the name, for a folder that several may share. */
static struct target shared_target(const struct resolver *r, uint32_t first,
                                   uint32_t from, struct slice dotted)
{
    unsigned tries = 256;

    for (uint32_t top = first; top != TOP_NONE && tries; top = r->roots->tops[top].next) {
        const struct root *root = &r->roots->items[r->roots->tops[top].root];
        struct target target;
        struct way way;

        tries--;
        if (!places_within(r->places, from, root->scope) ||
            !roots_enter(r->roots, r->places, top, dotted, &way) || way.rest.len)
            continue;
        target = target_at(r, way.place);
        target.reason = is_voted(r, top) ? REASON_VOTED : REASON_PLAIN;
        return target;
    }
    return outside_tree;
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
    /* No file hides what is compiled into the interpreter. */
    if (top == TOP_NONE || stdlib_is_builtin(name))
        return outside_tree;
    /* The packages that a prefix names have no folder: others may be in them. */
    if (!roots_enter(r->roots, r->places, top, dotted, &way))
        return shared_target(r, first, from, dotted);
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
    if (way.place == from && is_voted(r, top) &&
        !r->roots->items[r->roots->tops[top].root].prefix.len)
        return outside_tree;
    if (several)
        target.reason = REASON_SEVERAL;
    else if (is_voted(r, top))
        target.reason = REASON_VOTED;
    return target;
}

struct target resolve_name(const struct resolver *r, uint32_t file, unsigned level,
                           struct slice dotted)
{
    return level ? relative_target(r, file, level, dotted)
                 : absolute_target(r, file, dotted);
}
