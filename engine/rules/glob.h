/* glob.h - one pattern, compiled; matching never goes exponential.
 *
 * The dialect is that of .gitignore, byte for byte as git reads it:
 *
 *   ?  any byte but '/'          [a-z] [!a-z] [[:alpha:]]  one byte of a set
 *   *  any bytes but '/'         \x  the byte x itself
 *   **  whole components, any number: at the start or after '/', and before
 *       '/' or at the end; elsewhere it means '*'
 *
 * Bytes are bytes: no locale, no case folding, no encoding. Whether a pattern
 * applies to a name or to a path is the caller's business (see ignore.h), and
 * so are '!', '#' and a '/' at the end.
 *
 * A glob is immutable and may be used by any number of threads. It lives in
 * the arena that it was compiled into. Matching takes no memory and at most
 * length of the pattern times length of the text steps. */
#ifndef CAMBIUM_RULES_GLOB_H
#define CAMBIUM_RULES_GLOB_H

#include "engine/base/arena.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct glob_step;

struct glob {
    const struct glob_step *steps;
    uint32_t step_count;
    uint32_t least_bytes; /* no shorter text matches */

    /* What the last component of every match ends with, for tables of many
     * globs; empty if the pattern ends in a wildcard. `whole` says that this is
     * the component itself and not only its end. */
    struct slice ending;
    bool whole;
};

enum glob_scope {
    GLOB_NAME, /* matched with one component: '**' means '*' */
    GLOB_PATH, /* matched with components joined by '/' */
};

/* False if nothing can match: a '[' without its ']', an unknown [:class:], a
 * '\' at the end. *glob is not touched then. */
bool glob_compile(struct slice pattern, enum glob_scope scope, struct arena *a,
                  struct glob *glob);

bool glob_match(const struct glob *glob, struct slice text);

#endif
