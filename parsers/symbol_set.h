/* symbol_set.h - which symbols a tree holds, a bit each.
 *
 * Small enough to be kept beside a tree. All zero is the empty set. */
#ifndef CAMBIUM_PARSERS_SYMBOL_SET_H
#define CAMBIUM_PARSERS_SYMBOL_SET_H

#include "parsers/tree.h"

#include <stdbool.h>
#include <stdint.h>

/* No grammar has so many symbols; ERROR takes the last bit. */
enum { SYMBOL_SET_BITS = 1024 };

struct symbol_set {
    uint64_t words[SYMBOL_SET_BITS / 64];
};

static inline unsigned symbol_set_bit(uint16_t symbol)
{
    return symbol < SYMBOL_SET_BITS - 1 ? symbol : SYMBOL_SET_BITS - 1;
}

static inline void symbol_set_add(struct symbol_set *set, uint16_t symbol)
{
    unsigned bit = symbol_set_bit(symbol);

    set->words[bit / 64] |= (uint64_t)1 << bit % 64;
}

static inline bool symbol_set_has(const struct symbol_set *set, uint16_t symbol)
{
    unsigned bit = symbol_set_bit(symbol);

    return set->words[bit / 64] >> bit % 64 & 1;
}

#endif
