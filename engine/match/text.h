/* text.h - a condition on a node's text: equal, like a glob, like a regular
 * expression.
 *
 * Bytes are bytes: no locale, no encoding; what reads one character in ASCII
 * reads one byte. A glob holds for the whole text: '*' is any bytes, '?' one
 * byte. A regular expression holds if it is found in the text:
 *
 *     ab  a|b  (a)  a?  a*  a+   .   [a-z_] [^a-z]   \d \w \s \D \W \S
 *     ^ and $ at the ends of an alternative: the start and the end of the text
 *     \n \t \r, and \ before any mark: the mark itself
 *
 * '.' is any byte but a line feed. There are no counts, no references back and
 * no lazy operators, so a text costs time in proportion to its length.
 *
 * A text_test is constant once made and lives in the arena that it was made in. */
#ifndef CAMBIUM_MATCH_TEXT_H
#define CAMBIUM_MATCH_TEXT_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"

#include <stdbool.h>

struct automaton;

struct text_test {
    bool negated;
    struct slice equal;                /* unless there is an automaton */
    const struct automaton *automaton; /* or NULL */
    struct slice written; /* as it stands in the pattern, operator included */
};

/* Each fills what the text is compared with. `text` is what stands between the
 * quotes or the slashes, escapes and all. False: ERR_FORMAT or ERR_LIMIT. */
bool text_equal(struct slice text, struct arena *a, struct text_test *test,
                struct err *e);
bool text_glob(struct slice text, struct arena *a, struct text_test *test, struct err *e);
bool text_regex(struct slice text, bool fold_case, struct arena *a,
                struct text_test *test, struct err *e);

bool text_holds(const struct text_test *test, struct slice text);

/* How many bytes of a text this long are looked at. */
static inline size_t text_cost(const struct text_test *test, size_t len)
{
    return test->automaton ? len : 0;
}

/* In quotes: \n, \t and \r are what they say, \ before anything else is that byte.
 * Takes one byte from *rest, which must not be empty; *escaped says that a \ stood
 * before it. */
unsigned char quoted_byte(struct slice *rest, bool *escaped);

#endif
