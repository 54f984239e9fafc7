/* changes.h - the files whose change somebody asks about.
 *
 * Named at the prompt, a line each on standard input, or what git says: since a revision, or
 * staged. Paths are below the tree that is looked at; what lies outside of it is counted. */
#ifndef CAMBIUM_CMD_CHANGES_H
#define CAMBIUM_CMD_CHANGES_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/cmd/options.h"

#include <stdbool.h>
#include <stddef.h>

struct changed_file {
    struct slice path; /* clean; followed by a NUL */
    bool deleted;      /* it isn't there any more */
};

struct changes {
    struct changed_file *items; /* in path order, each once */
    size_t count, capacity;
    size_t outside; /* that don't lie in the tree */
    struct arena memory;
};

/* Says where they come from: `names` are files, "-" is standard input. False and *e: nothing
 * or too much is asked for (ERR_USAGE), git doesn't know (as vcs.h says). */
bool changes_read(struct changes *c, const struct settings *s, const char *root,
                  const char *const *names, size_t name_count, struct err *e);
void changes_release(struct changes *c);

/* Paths of deleted Python files, in order: for import_options. Lives in c->memory. */
const struct slice *changes_ghosts(struct changes *c, size_t *count);

#endif
