/* automaton.h - a regular expression over bytes, as sets of positions.
 *
 * Each place of the expression where a byte is read is a position. A position
 * knows which positions may come next; a byte knows at which positions it may
 * be read. Matching carries one set of positions along the text, so a text
 * costs its length times the number of positions that are alive, whatever the
 * expression: nothing is tried twice. (Glushkov's construction.)
 *
 * An automaton is built from fragments, inside out, and is constant from then
 * on: any number of threads may use it. All zero is the one without positions. */
#ifndef CAMBIUM_MATCH_AUTOMATON_H
#define CAMBIUM_MATCH_AUTOMATON_H

#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum { AUTOMATON_WORDS = 4, AUTOMATON_MAX_POSITIONS = 64 * AUTOMATON_WORDS };

struct positions {
    uint64_t words[AUTOMATON_WORDS];
};

struct automaton {
    unsigned count; /* of positions */
    struct positions follow[AUTOMATON_MAX_POSITIONS];
    struct positions reads[256];

    struct positions start;    /* may read the first byte of the text */
    struct positions anywhere; /* may read any byte as the first of a match */
    struct positions end;      /* have matched if the text ends behind them */
    struct positions done;     /* have matched */
    bool empty;                /* matches the empty text */
    bool always;               /* matches any text */
};

/* A set of bytes. */
struct byte_set {
    uint64_t words[4];
};

static inline void byte_set_add(struct byte_set *set, unsigned char byte)
{
    set->words[byte / 64] |= (uint64_t)1 << byte % 64;
}

static inline bool byte_set_has(const struct byte_set *set, unsigned char byte)
{
    return set->words[byte / 64] >> byte % 64 & 1;
}

/* A part of an expression. All zero matches nothing but the empty text if
 * `nullable` is set. */
struct fragment {
    bool nullable;
    struct positions first, last;
};

/* One byte of the set. False: there are too many positions. */
bool fragment_bytes(struct automaton *a, const struct byte_set *set,
                    struct fragment *fragment);

struct fragment fragment_then(struct automaton *a, const struct fragment *left,
                              const struct fragment *right);
struct fragment fragment_or(const struct fragment *left, const struct fragment *right);

/* `fragment` once or more often. */
void fragment_repeat(struct automaton *a, const struct fragment *fragment);

/* A text matches if it holds the fragment; from its start, up to its end. */
void automaton_accept(struct automaton *a, const struct fragment *fragment,
                      bool from_start, bool to_end);

bool automaton_match(const struct automaton *a, struct slice text);

#endif
