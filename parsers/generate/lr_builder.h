/* lr_builder.h - what the parts of the program that writes a grammar's tables for
 * the batch driver share. What the tables hold and why is told in
 * parsers/lr/tables.h; nothing here knows a grammar. */
#ifndef CAMBIUM_PARSERS_GENERATE_LR_BUILDER_H
#define CAMBIUM_PARSERS_GENERATE_LR_BUILDER_H

#include "engine/base/memory.h"
#include "parsers/generate/comb.h"
#include "parsers/lr/tables.h"

#include <stdio.h>

#include <tree_sitter/parser.h>

#define NONE       UINT16_MAX
#define MAX_CHAINS 64 /* hidden unit reductions that one state has */
#define MAX_DEPTH  64 /* of a chain of them: more would be a cycle */

/* The only symbols that a state of ours is told apart by: see tables.h. */
struct chain {
    uint16_t symbol; /* that the unit reduction makes */
    uint16_t state;  /* of ours, that this leads to */
};

struct state {
    uint16_t parse_state, symbol;
    uint16_t chain_count;
    struct chain chains[MAX_CHAINS];
};

struct builder {
    const TSLanguage *language;
    uint16_t *table; /* [state][symbol]: an action list, or the state to go to */

    struct state *states;
    size_t state_count, state_capacity;
    uint16_t *state_of; /* [parse state below][symbol]: the state of ours, or NONE */
    bool *reachable;    /* by tree-sitter's state */

    struct lr_reduction *reductions;
    uint16_t *productions;
    size_t reduction_count, reduction_capacity, production_capacity;
    struct lr_field *fields;
    size_t field_count, field_capacity;
    struct lr_alias *aliases;
    size_t alias_count, alias_capacity;

    struct rows actions, gotos, raw;
    uint32_t *raw_lists;
    size_t list_count, list_capacity;
    uint64_t *raw_actions;
    size_t raw_count, raw_capacity;
};

/* What the driver's tables can't hold ends the build. */
_Noreturn void fail(const char *what);

/* Room for one more item behind `count` of them. */
#define GROW(items, count, capacity) \
    ((items) = memory_grow((items), &(capacity), (count) + 1, sizeof *(items)))

/* lr_source.c: tree-sitter's own tables. */

struct list {
    const TSParseAction *actions;
    uint32_t count;
};

void table_spread(struct builder *b);
struct list list_at(const struct builder *b, uint32_t state, uint32_t token);
/* Repetition shifts are never acted upon (G1). */
bool acts(const TSParseAction *action);
uint32_t acting_count(struct list list);
/* The one action of a list that has just one, else NULL. */
const TSParseAction *only_action(struct list list);
/* The state of tree-sitter's that a symbol leads to, or 0. */
uint16_t next_state(const struct builder *b, uint32_t state, uint32_t symbol);

/* lr_reductions.c: what a production does to its children. */
uint16_t reduction_of(struct builder *b, const TSParseAction *action);
enum lr_kind reduction_kind(const struct builder *b, const struct lr_reduction *r);
/* One hidden node around one child, of which nothing is seen (G9). */
bool is_unit(struct builder *b, const TSParseAction *action);
bool is_visible(const struct builder *b, uint16_t symbol);
uint8_t node_flags(const struct builder *b, uint16_t symbol);

/* lr_states.c: states of ours. */

/* All that can be reached from the start. */
void states_find(struct builder *b);
/* The one on top when `symbol` has come upon tree-sitter's state `below`. */
uint16_t state_after(struct builder *b, uint32_t below, uint16_t symbol, int depth);
/* What happens in a state with a token. False: it has no action. */
bool settle(struct builder *b, uint16_t state, uint16_t token, uint64_t *packed);

/* lr_rows.c: the rows of the three tables. */
void actions_build(struct builder *b);
void shifts_complete(struct builder *b);
void raw_build(struct builder *b);
void gotos_build(struct builder *b);
uint16_t row_of(const struct builder *b, size_t state);

/* lr_write.c */
void tables_write(const struct builder *b, FILE *out);

#endif
