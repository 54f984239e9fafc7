/* names.h - the text block of a file's facts.
 *
 * Every name is ended by NUL and is known by its offset; offset 0 is "". */
#ifndef CAMBIUM_FACTS_NAMES_H
#define CAMBIUM_FACTS_NAMES_H

#include "engine/base/slice.h"

#include <stdint.h>

struct extractor;

/* A copy of `name`. */
uint32_t name_add(struct extractor *x, struct slice name);

/* Several names, each ended by NUL already; FACTS_NONE if there is no room. */
uint32_t names_add_all(struct extractor *x, struct slice names);

/* The identifiers of an identifier, a dotted_name or an attribute, joined by dots:
 * `a . b` is "a.b". */
uint32_t name_add_dotted(struct extractor *x, uint32_t node);

struct qualified_name {
    uint32_t name, bare_name; /* the bare one is the end of the whole */
    uint32_t bytes;           /* of the whole */
};

/* `bare` behind the `outer_bytes` long name at `outer` and a dot; alone if that
 * one is empty. Long names nested in long names could take the square of the
 * file's size; beyond a few times its size the part before the dot is left out. */
struct qualified_name name_add_qualified(struct extractor *x, uint32_t outer,
                                         uint32_t outer_bytes, struct slice bare);

#endif
