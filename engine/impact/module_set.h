/* module_set.h - which modules an expression means.
 *
 *     shop.cart        that module and everything below it
 *     =shop.cart       that module alone
 *     shop.*.models    * is one part of the name: shop.cart.models and what is below it
 *     shop.**.tests    ** is one part or more: shop.tests isn't meant, shop.a.b.tests is
 *
 * What isn't dotted (module_names.h), such as "tools/x-y.py", means the one name that is
 * the same, byte by byte. A set is compiled once and constant from then on; it knows no
 * names, so one set may be asked about any. */
#ifndef CAMBIUM_IMPACT_MODULE_SET_H
#define CAMBIUM_IMPACT_MODULE_SET_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/impact/module_names.h"

enum {
    MODULE_SET_MAX_BYTES = 4096,
    MODULE_SET_MAX_PARTS = 63,
};

struct module_set {
    struct slice text; /* as written */
    struct slice name; /* without the = */
    bool alone;
    bool dotted;
    uint32_t fixed; /* bytes in front of the first part with a star; the dot too */
    const struct slice *parts; /* of one with stars, else NULL */
    unsigned part_count;
};

/* Copies the text into the arena. False and *e (ERR_USAGE): it means nothing. */
bool module_set_compile(struct module_set *s, struct slice text, struct arena *memory,
                        struct err *e);

bool module_set_has(const struct module_set *s, struct slice name);

/* The name is what the expression names, not something below it. */
bool module_set_names(const struct module_set *s, struct slice name);

/* Fills `numbers`, which has room for names->count, with all that are meant, in the order
 * of their names. Returns how many. Costs a search and what is found; with stars, what
 * starts the same. */
uint32_t module_set_list(const struct module_set *s, const struct module_names *names,
                         uint32_t *numbers);

/* At most how many names module_set_list looks at. */
uint32_t module_set_cost(const struct module_set *s, const struct module_names *names);

/* For a set that means none of the names: says so in *e (ERR_USAGE), with a name that is
 * nearly the same. Returns false. Looks at all names. */
bool module_set_missing(const struct module_set *s, const struct module_names *names,
                        struct err *e);

/* Bits for numbers, 64 in a word. */
static inline bool module_bits_has(const uint64_t *bits, uint32_t number)
{
    return bits[number / 64] >> number % 64 & 1;
}

static inline void module_bits_add(uint64_t *bits, const uint32_t *numbers,
                                   uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        bits[numbers[i] / 64] |= UINT64_C(1) << numbers[i] % 64;
}

static inline size_t module_bits_words(uint32_t count)
{
    return ((size_t)count + 63) / 64;
}

#endif
