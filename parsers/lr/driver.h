/* driver.h - what the parts of the driver share: the stack and the records.
 *
 * The stack is an array of entries, one for each symbol shifted or reduced to,
 * hidden ones included. Entry 0 is the bottom, with the start state and no
 * symbol; it is never popped. Extras stand on the stack like all else, and a
 * second, short stack knows where (G8).
 *
 * The records are the nodes of the tree in post-order. An entry owns the
 * records from its `record` up to that of the entry above. Shifting a visible
 * token appends one, reducing to a visible symbol appends one; aliases and
 * fields change records that stand already. */
#ifndef CAMBIUM_PARSERS_LR_DRIVER_H
#define CAMBIUM_PARSERS_LR_DRIVER_H

#include "parsers/lr/lexer.h"
#include "parsers/lr/lr.h"
#include "parsers/lr/tables.h"
#include "parsers/tree.h"

#include <stddef.h>
#include <stdint.h>

struct fork;

struct entry {
    uint32_t start, end; /* bytes (G3) */
    uint32_t record;
    uint16_t state; /* ours. Settled when something is pushed upon it, not before */
    uint16_t gotos; /* that state's, to have it at hand */
};

struct lr {
    const struct lr_grammar *grammar;
    const struct simd *simd;
    struct lexer lexer;

    struct entry *stack;
    size_t stack_capacity; /* entries */
    uint32_t top;
    uint16_t state; /* of the top entry, not settled */

    uint32_t *extras; /* indices into the stack; extras[0] is 0 and stays */
    size_t extra_capacity;
    uint32_t extra_count;

    struct node *records;
    size_t record_capacity; /* nodes */
    uint32_t record_count;

    size_t heap_bytes; /* limit */
    struct fork *fork;
    enum lr_reason fork_reason; /* when a fork gave up */
};

/* Room for one more; false: over the limit. */
bool stack_ensure(struct lr *lr);
bool records_ensure(struct lr *lr);

/* Notes that an entry is an extra; in the order of their indices. */
bool extra_add(struct lr *lr, uint32_t index);

static inline uint32_t last_extra(const struct lr *lr)
{
    return lr->extras[lr->extra_count - 1];
}

/* The extra on top and those next below it stand on something that is in
 * `state` for good. */
void extras_settle(struct lr *lr, uint16_t state);

/* Says in which state the top entry is for good, and so are the extras upon
 * it: they have the state of what they stand on (G2). */
static inline void stack_settle(struct lr *lr, uint16_t state)
{
    struct entry *top = &lr->stack[lr->top];

    top->state = state;
    top->gotos = lr->grammar->states[state].gotos;
    if (last_extra(lr) == lr->top && lr->top > 0)
        extras_settle(lr, state);
    lr->state = state;
}

/* Pushes a token. lr->state is then where it leads, or for an extra the same
 * as before (G1). The top entry must be settled. False: over the limit. */
bool push_token(struct lr *lr, const struct lex_token *token, uint16_t state, bool extra);

/* A reduction with all that may belong to it: no children, extras among the
 * children and above them, aliases, fields. The top entry must be settled.
 * False: over the limit. */
bool reduce(struct lr *lr, const struct lr_reduction *reduction);

/* The same for a production without fields and aliases. */
bool reduce_unpatched(struct lr *lr, uint16_t symbol, uint32_t child_count);

/* The root over all that is on the stack, at the end of the file (G5). */
void accept(struct lr *lr, uint32_t end_of_file);

/* The keyword is to be taken for the word token, if that helps (L8). */
bool may_be_word(const struct lr_grammar *g, uint16_t state,
                 const struct lex_token *token);

/* Runs from lr->state until the end of the file. */
enum lr_reason loop_run(struct lr *lr);

#endif
