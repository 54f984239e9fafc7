/* literal.h - what a literal of Python stands for.
 *
 * Gives keys: hashes that are equal for values that Python's == holds equal, and
 * different for all others but by accident of 64 bits. 1, 1.0, 0x1 and True are one
 * value, 'a' and "\x61" are, b'a' is another one. The text of a name is the value of a
 * string with that text.
 *
 * Two things are not looked up: what character a \N{NAME} is, and the normal form of
 * names that aren't ASCII. */
#ifndef CAMBIUM_FACTS_LITERAL_H
#define CAMBIUM_FACTS_LITERAL_H

#include "engine/base/buf.h"
#include "engine/base/hash.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum literal_kind { LITERAL_TEXT, LITERAL_BYTES, LITERAL_FORMAT };

/* What stands before and behind the text of a string. */
struct literal_prefix {
    enum literal_kind kind; /* LITERAL_FORMAT: f or t, it has no value */
    bool raw;
};

/* `start` is all up to the text: `rb'''`. */
struct literal_prefix literal_prefix_of(struct slice start);

/* Adds the value of what stands between the quotes. */
void literal_add_value(struct buf *value, struct slice text,
                       struct literal_prefix prefix);

/* The text is its own value: there is nothing in it to be replaced. */
bool literal_is_verbatim(struct slice text, struct literal_prefix prefix);

/* Of a value; names are LITERAL_TEXT. */
uint64_t literal_string_key(struct slice value, enum literal_kind kind);

/* Of an integer, a float or an imaginary number. `scratch` is overwritten. */
uint64_t literal_number_key(struct slice text, struct buf *scratch);

uint64_t literal_integer_key(uint64_t value);
uint64_t literal_none_key(void);
uint64_t literal_ellipsis_key(void);

#endif
