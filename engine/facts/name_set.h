/* name_set.h - the distinct names of the scopes of one file.
 *
 * An open-addressing table whose names lie in the source: nothing is allocated for a
 * name, and the table is kept from file to file. Names are the same if their bytes are.
 * All zero is empty; name_set_begin must come before the first name. */
#ifndef CAMBIUM_FACTS_NAME_SET_H
#define CAMBIUM_FACTS_NAME_SET_H

#include "engine/base/slice.h"

#include <stdint.h>

struct name_entry;

struct name_set {
    struct name_entry *entries;
    const char *source, *source_end;
    uint32_t capacity, count;
    uint32_t base, last; /* keys of this file are beyond the first; the largest one */
};

/* Forgets all names; from now on they lie in `source`. */
void name_set_begin(struct name_set *s, struct slice source);
void name_set_release(struct name_set *s);

/* What the caller keeps of a name of the scope with that serial: 0 when it is new.
 * Holds until the next call. */
uint32_t *name_set_get(struct name_set *s, uint32_t scope, struct slice name);

#endif
