/* tonight.h - the tree as it is, as a night. */
#ifndef CAMBIUM_CMD_TONIGHT_H
#define CAMBIUM_CMD_TONIGHT_H

#include "engine/cmd/gated.h"
#include "engine/index/nights.h"
#include "engine/vcs/vcs.h"

/* It must not be moved. */
struct tonight {
    struct night night;
    char commit[VCS_ID_LENGTH + 1]; /* HEAD's; empty: there is none */
};

/* `counts` may be NULL. Borrows from *x, `name` and the counts. Release t->night. */
void tonight_make(struct tonight *t, const struct indexed *x, const struct settings *s,
                  const char *root, const char *name, const struct gate_counts *counts);

/* Appends it, and says so and what was odd about it. False: it isn't there, and that was
 * said. */
bool tonight_record(struct nights *nights, const struct indexed *x,
                    const struct settings *s, const char *root,
                    const struct gate_counts *counts);

/* The nights of that tree, to append to if `write`. False: what went wrong was said. What
 * is odd about them is said, too. Release it in any case. */
bool nights_of_tree(struct nights *n, const struct settings *s, const char *root,
                    bool write);

#endif
