/* language.h - which language a file is in.
 *
 * By its name, else its suffix, else its first line ("#!"). Constant data. A
 * language is one line in languages.def; one with a grammar is parsed, of the
 * others lines are counted. */
#ifndef CAMBIUM_PARSERS_LANGUAGE_H
#define CAMBIUM_PARSERS_LANGUAGE_H

#include "engine/base/slice.h"

#include <stddef.h>
#include <stdint.h>

struct grammar;

struct language {
    const char *name;                /* as people write it: "Python", "C++" */
    const char *grammar;             /* its grammar's name, or NULL */
    const char *const *suffixes;     /* with the dot, lower case; ends with NULL */
    const char *const *names;        /* whole file names; ends with NULL */
    const char *const *interpreters; /* after "#!", no version; ends with NULL */
    const char *line_comment;        /* what starts a comment, or NULL */
};

extern const struct language languages[]; /* in the order of languages.def */
extern const size_t language_count;

/* `name` is the last part of a path. `head` is the start of the contents, or
 * empty when they are not known yet. NULL: no language that we know. */
const struct language *language_of(struct slice name, struct slice head);

#endif
