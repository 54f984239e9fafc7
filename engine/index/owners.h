/* owners.h - whose a file is, as CODEOWNERS says.
 *
 * The first of .github/CODEOWNERS, CODEOWNERS and docs/CODEOWNERS, .gitlab/CODEOWNERS below
 * the root. Two programs read such files, and not in one way; .gitlab/CODEOWNERS and files
 * with sections are read as GitLab does, all others as GitHub does.
 *
 * GitHub: the last rule that matches a path decides; a rule without owners takes them away.
 * Patterns are those of .gitignore, so a folder's name stands for all that is below it, but
 *
 *   - `*` as the last of several components matches files, and nothing below folders
 *   - there is no `!`, no `[...]`, and no `\#` at the start
 *
 * GitLab: each section (`[Name]`, `^[Name][2] @default`) has its own last match, and what a
 * path is owned by is their union; rules before the first section are one, too. Patterns
 * match files, but for those with `/` at their end; without `/` at the start they match at
 * any depth; `**` is all folders only before `/`. A rule without owners has the section's; `!`
 * in front takes its paths out of the section, whatever else matches.
 *
 * Both: names are cut at white space, `\ ` is a space, a word that starts with # starts a
 * comment. A line that is wrong is left out, as there, and listed (at GitLab only its wrong
 * owners are). */
#ifndef CAMBIUM_INDEX_OWNERS_H
#define CAMBIUM_INDEX_OWNERS_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/scan/discover.h"

#include <stddef.h>
#include <stdint.h>

/* Over one of these the file isn't read; GitHub doesn't read larger ones either. */
#define OWNERS_MAX_BYTES ((size_t)3 * 1024 * 1024)

enum {
    OWNERS_MAX_RULES = 100000,
    OWNERS_MAX_SECTIONS = 256,
    OWNERS_MAX_OF_LINE = 256, /* more are a wrong line */
    OWNERS_MAX_OF_PATH = 256, /* of several sections together; others are left out */
    OWNERS_MAX_FAULTS = 100,  /* that are listed */
};

struct owners;

/* NULL and no error code in *e: there is no such file. NULL and *e: it can't be read, or is over a
 * limit. */
struct owners *owners_read(const struct discover *d, struct err *e);

/* The same of a text; `name` is that of the file, for messages. */
struct owners *owners_parse(struct slice text, const char *name, struct err *e);
void owners_free(struct owners *o); /* NULL is fine */

const char *owners_file(const struct owners *o); /* below the root */

/* Writes the numbers of the path's owners to `found`, ascending, at most `most` of them;
 * returns how many there are. `found` may be NULL if `most` is 0. Any thread. */
size_t owners_of(const struct owners *o, struct slice path, uint32_t *found, size_t most);

/* "@team", an address; numbers count in order of bytes. */
size_t owners_count(const struct owners *o);
struct slice owners_name(const struct owners *o, uint32_t owner);

/* A line that is wrong. */
struct owners_fault {
    uint32_t line;
    struct slice message; /* a sentence without a stop */
};

/* In order of lines. *total, which may be NULL: how many there are, if more than are kept. */
size_t owners_faults(const struct owners *o, const struct owners_fault **faults,
                     size_t *total);

#endif
