/* class_lookup.h - which class a name means. Only for classes.c and its neighbours.
 *
 * Scopes have one number each: modules first, then classes, then functions. */
#ifndef CAMBIUM_MODULES_CLASS_LOOKUP_H
#define CAMBIUM_MODULES_CLASS_LOOKUP_H

#include "engine/modules/classes.h"

enum found_kind {
    FOUND_NOTHING, /* no such name */
    FOUND_CLASS,
    FOUND_PLACE, /* a module or a folder */
    FOUND_OBJECT,
    FOUND_OUTSIDE,
    FOUND_UNKNOWN,
};

struct found_name {
    enum found_kind kind;
    uint32_t number; /* of the class or place */
};

static inline uint32_t class_scope(const struct classes *c, uint32_t number)
{
    return c->resolver->places->module_count + number;
}

static inline uint32_t function_scope(const struct classes *c, uint32_t number)
{
    return c->resolver->places->module_count + c->count + number;
}

/* The scope around a class or a function. */
static inline uint32_t scope_outer(const struct classes *c, uint32_t scope)
{
    return scope < function_scope(c, 0) ? c->items[scope - class_scope(c, 0)].outer
                                        : c->function_outer[scope - function_scope(c, 0)];
}

/* Where in the table of names that name of that scope is, or would be. */
size_t class_slot(const struct classes *c, uint32_t scope, struct slice name);

/* The last part of a class's name. */
struct slice class_bare_name(const struct classes *c, uint32_t number);

/* What a base of that class means. `inherited`: a class in a class may be in one of the bases
 * that were found so far. Never FOUND_NOTHING or FOUND_PLACE. */
struct found_name class_base_find(const struct classes *c, uint32_t number,
                                  struct slice dotted, bool inherited);

/* What a name of a module means once it is loaded: its first name may be remembered. */
struct found_name class_first_find(const struct classes *c, uint32_t module,
                                   struct slice name);

/* The last class on the way along `rest`, or CLASS_NONE. */
uint32_t class_along(const struct classes *c, struct found_name first, struct slice rest);

#endif
