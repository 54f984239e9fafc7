/* fork.h - where the grammar can't say yet what it sees.
 *
 * On an action list with more than one action, a stack becomes several
 * versions that read on side by side, until an error ends all but one or they
 * come together again. This is tree-sitter's own way, kept to the letter,
 * because which reading wins depends on the order of everything (F1-F9).
 *
 * A fork lasts for a few tokens. Its nodes stand upon the driver's stack, of
 * which they copy only as much as reductions pop. When one version with one
 * way down is left, what it has read is written as if it had been shifted and
 * reduced by the loop, and the fork is over. */
#ifndef CAMBIUM_PARSERS_LR_FORK_H
#define CAMBIUM_PARSERS_LR_FORK_H

#include "parsers/lr/driver.h"

enum fork_end {
    FORK_JOINED,   /* one version is left; the stack is as if it had been alone */
    FORK_ACCEPTED, /* the end of the file; the tree is written */
    FORK_GIVEN_UP, /* lr->fork_reason says why */
};

struct fork *fork_new(void);
void fork_free(struct fork *f);
size_t fork_bytes(const struct fork *f); /* held */

/* The driver is parked with its top entry settled. `token` is the next one;
 * `before` is the scanner's state before it (F9). */
enum fork_end fork_run(struct lr *lr, const struct lex_token *token,
                       struct scanner_state before);

#endif
