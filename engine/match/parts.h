/* parts.h - a compiled pattern from inside.
 *
 * A pattern is a list of terms and conditions, 64 of both at most. A term says
 * what one node is: a symbol, a field, texts, conditions. A condition says that
 * one of some terms holds at a child, below, at the parent or above. What holds
 * at a node is then one word: a bit for each term and for each condition.
 *
 * Terms stand behind those that they depend on; the node that is looked for is
 * any of `roots`.
 *
 * Conditions on what is below become known from the leaves up, those on what is
 * above from the root down. So terms are sorted into passes over the tree, which
 * go up and down in turn; nearly all patterns have one pass or two. */
#ifndef CAMBIUM_MATCH_PARTS_H
#define CAMBIUM_MATCH_PARTS_H

#include "engine/base/arena.h"
#include "parsers/symbol_set.h"
#include "engine/match/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { MAX_PARTS = 64, MAX_TEXTS = 64, MAX_PATTERN_BYTES = 4096, MAX_NESTING = 32 };

enum axis { AXIS_CHILD, AXIS_HAS, AXIS_PARENT, AXIS_IN };

enum kind {
    KIND_SYMBOL,
    KIND_NAMED,   /* _ */
    KIND_ANY,     /* * */
    KIND_MISSING, /* MISSING */
    KIND_GROUP,   /* (a | b) */
};

struct term {
    enum kind kind;
    uint16_t symbol;      /* of KIND_SYMBOL */
    uint64_t group;       /* of KIND_GROUP: terms, one of which holds at the node */
    uint8_t field;        /* 0: any */
    uint64_t need, never; /* conditions */
    uint64_t texts;       /* that must all hold */
    unsigned pass;
    bool doubtful; /* can't be decided without text */
};

struct condition {
    enum axis axis;
    uint64_t targets; /* terms, one of which holds there */
    unsigned pass;
    bool doubtful;
};

/* One way through the tree. */
struct pass {
    bool down;           /* from the root to the leaves */
    uint64_t terms;      /* that it decides */
    uint64_t conditions; /* that it decides */
    uint64_t targets;    /* all that these look for */
    uint64_t marks;      /* those that are told by the parent */
};

struct pattern {
    struct arena memory;
    const struct grammar *grammar;
    struct slice text;

    struct term terms[MAX_PARTS];
    unsigned term_count;
    struct condition conditions[MAX_PARTS];
    unsigned condition_count;
    struct text_test texts[MAX_TEXTS];
    unsigned text_count;

    uint64_t roots;
    uint64_t doubtful; /* conditions */

    struct pass passes[MAX_PARTS + 1];
    unsigned pass_count;

    /* By symbol_set_bit(): the terms that such a node may be. */
    uint64_t terms_of[SYMBOL_SET_BITS];
    uint64_t terms_in[256]; /* the same by field */
};

static inline uint64_t term_bit(uint64_t term)
{
    return (uint64_t)1 << term;
}

/* Conditions are counted from the other end of the word. */
static inline uint64_t condition_bit(uint64_t condition)
{
    return (uint64_t)1 << (MAX_PARTS - 1 - condition);
}

static inline const struct condition *condition_at(const struct pattern *p, uint64_t bit)
{
    return &p->conditions[MAX_PARTS - 1 - bit];
}

/* for (BITS(word, i)) visits the numbers of the bits that are set. */
#define BITS(word, i)                                                         \
    uint64_t i##_left = (word), i = i##_left ? __builtin_ctzll(i##_left) : 0; \
    i##_left;                                                                 \
    i##_left &= i##_left - 1, i = i##_left ? __builtin_ctzll(i##_left) : 0

/* Fills everything from `doubtful` on, and what terms and conditions say of it. */
void pattern_schedule(struct pattern *p);

/* False: nothing matches where nodes may be no terms but `present`. */
bool pattern_possible_of(const struct pattern *p, uint64_t present);

/* Reads p->text into terms, conditions, texts and roots. */
bool pattern_read(struct pattern *p, struct err *e);

#endif
