/* tables.h - a grammar as the driver reads it: constant data, written by the
 * build (generate/lr_tables.c) out of tree-sitter's own tables.
 *
 * Two things are done ahead of time:
 *
 * Hidden unit reductions are gone (G9). When `x` is followed by `.`, the
 * grammar reduces it to a primary_expression, which leaves no node in the
 * tree; half of all reductions are of that kind. Which of them follow one
 * another depends on the state below, on the state on top and on the token. So
 * a state of ours is tree-sitter's state together with those states that such
 * reductions would lead to from the state below; its row of actions says at
 * once what happens at the end of the chain, and in which state that is: the
 * action's *settled* state. Exact by construction: the token is lexed in the
 * state before the chain (L1), and the row has exactly that state's tokens.
 *
 * Rows lie in one another's gaps (a comb): a row is a base, and slot
 * base + token is the row's if the token stands in it.
 *
 * Forks need the actions one by one, so the table as tree-sitter has it is
 * kept as well: the raw rows, from tree-sitter's state and a token to a list
 * of actions. */
#ifndef CAMBIUM_PARSERS_LR_TABLES_H
#define CAMBIUM_PARSERS_LR_TABLES_H

#include "parsers/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct lex_tables;

enum lr_kind {
    LR_SHIFT,
    LR_REDUCE_HIDDEN,  /* no node, nothing to patch */
    LR_REDUCE_VISIBLE, /* a node, nothing to patch */
    LR_REDUCE_FIELDS,  /* a node, and up to LR_INLINE_FIELDS fields of children */
    LR_REDUCE_ANY,     /* all others: no children, aliases, fields under a hidden node */
    LR_SHIFT_EXTRA,
    LR_ACCEPT,
    LR_FORK,  /* more than one action: see the raw list of the settled state */
    LR_ERROR, /* the chain ends in a state that has no action for the token */
};

/* An action, from the low bits: token 12 | kind 4 | row or children 16 | target
 * 16 | settled 16.
 *
 * The target is a state of ours to shift to, and then `row` is that state's;
 * or a symbol (LR_REDUCE_HIDDEN and _VISIBLE), or a reduction (_FIELDS and
 * _ANY). A settled state of 0 says that there is no chain. In raw rows there are
 * no chains, each reduction is LR_REDUCE_ANY, and the target of LR_FORK is a
 * list of actions. */
#define LR_MAX_TOKENS 4095

static inline uint32_t action_token(uint64_t action)
{
    return (uint32_t)action & 0xfff;
}

static inline enum lr_kind action_kind(uint64_t action)
{
    return (enum lr_kind)((uint32_t)action >> 12 & 0xf);
}

static inline uint32_t action_children(uint64_t action)
{
    return (uint16_t)(action >> 16);
}

static inline uint16_t action_row(uint64_t action)
{
    return (uint16_t)(action >> 16);
}

static inline uint16_t action_target(uint64_t action)
{
    return (uint16_t)(action >> 32);
}

static inline uint16_t action_settled(uint64_t action)
{
    return (uint16_t)(action >> 48);
}

static inline uint64_t action_pack(uint32_t token, enum lr_kind kind, uint16_t row,
                                   uint16_t target, uint16_t settled)
{
    return token | (uint64_t)kind << 12 | (uint64_t)row << 16 | (uint64_t)target << 32 |
           (uint64_t)settled << 48;
}

/* Rows of actions begin at each eighth slot, so that 16 bits say where. */
#define LR_ROW_SLOTS 8

/* Where a reduction leads: a state of ours, and its row. */
static inline uint16_t goto_state(uint32_t packed)
{
    return (uint16_t)packed;
}

static inline uint16_t goto_row(uint32_t packed)
{
    return (uint16_t)(packed >> 16);
}

struct lr_state {
    uint16_t row;         /* of its actions */
    uint16_t gotos;       /* base of its row; no check is needed there */
    uint16_t parse_state; /* as tree-sitter numbers it */
    uint16_t symbol;      /* what was shifted, or reduced to, on the way here */
};

struct lr_symbol {
    uint64_t node; /* the second half of its node, of size 1: see node_half */
    uint32_t visible;
};

/* A node in two halves, each written at once: where it is, what it is. */
static inline uint64_t node_span(uint32_t start, uint32_t end)
{
    return start | (uint64_t)end << 32;
}

static inline uint64_t node_half(uint32_t size, uint16_t symbol, uint8_t flags)
{
    return size | (uint64_t)symbol << 32 | (uint64_t)flags << 56;
}

static inline void node_write(struct node *node, uint64_t span, uint64_t half)
{
    memcpy(&node->start_byte, &span, sizeof span);
    memcpy(&node->size, &half, sizeof half);
}

/* What a production does to its child: number `child` of those not extra. */
struct lr_field {
    uint8_t child, field;
};

struct lr_alias {
    uint16_t public_symbol;
    uint8_t child;
    uint8_t node_flags;
};

#define LR_INLINE_FIELDS 4

struct lr_reduction {
    uint16_t symbol;
    uint8_t child_count;
    uint8_t field_count, alias_count;
    uint8_t unused;
    uint16_t fields, aliases;                  /* where they start in the pools */
    int16_t precedence;                        /* dynamic (G7) */
    struct lr_field inlined[LR_INLINE_FIELDS]; /* the first fields once more */
};

struct lr_grammar {
    const char *name;
    const struct lex_tables *lex;

    const struct lr_state *states;
    const uint64_t *actions;
    const uint32_t *gotos; /* by base + symbol */
    const struct lr_symbol *symbols;
    const struct lr_reduction *reductions;
    const struct lr_field *fields;
    const struct lr_alias *aliases;

    const uint64_t *raw_slots; /* actions */
    const uint32_t *raw_rows;  /* base of a row, by tree-sitter's state */
    const uint32_t *raw_lists; /* list i is raw_actions[raw_lists[i]] up to [i + 1] */
    const uint64_t *raw_actions;

    const uint16_t *reserved_set; /* by tree-sitter's state; 0: none (L7) */
    const uint16_t *reserved;     /* sets of reserved_width words, filled with 0 */
    uint16_t reserved_width;

    uint16_t state_count;
    uint16_t start;      /* the state of ours at the bottom of every stack */
    uint16_t word_token; /* 0: the grammar has none */
    uint16_t token_count;
};

static inline const uint64_t *grammar_row(const struct lr_grammar *g, uint16_t state)
{
    return &g->actions[(size_t)g->states[state].row * LR_ROW_SLOTS];
}

static inline uint16_t grammar_goto(const struct lr_grammar *g, uint16_t gotos,
                                    uint16_t symbol)
{
    return goto_state(g->gotos[(uint32_t)gotos + symbol]);
}

/* The actions of tree-sitter's `parse_state` for a token; returns how many. */
static inline uint32_t grammar_raw(const struct lr_grammar *g, uint16_t parse_state,
                                   uint16_t token, const uint64_t **actions)
{
    const uint64_t *slot = &g->raw_slots[g->raw_rows[parse_state] + token];

    if (action_token(*slot) != token)
        return 0;
    *actions = slot;
    if (action_kind(*slot) != LR_FORK)
        return 1;

    const uint32_t *list = &g->raw_lists[action_target(*slot)];

    *actions = &g->raw_actions[list[0]];
    return list[1] - list[0];
}

/* L7, L8 */
static inline bool grammar_reserves(const struct lr_grammar *g, uint16_t parse_state,
                                    uint16_t symbol)
{
    const uint16_t *words =
        &g->reserved[g->reserved_set[parse_state] * g->reserved_width];

    if (g->reserved_set[parse_state] == 0)
        return false;
    for (uint16_t i = 0; i < g->reserved_width && words[i]; i++) {
        if (words[i] == symbol)
            return true;
    }
    return false;
}

#endif
