/* function_place.h - a function that somebody names: FILE:FUNCTION or FILE:LINE. */
#ifndef CAMBIUM_CMD_FUNCTION_PLACE_H
#define CAMBIUM_CMD_FUNCTION_PLACE_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "engine/facts/facts.h"
#include "engine/scan/discover.h"

#include <stdbool.h>
#include <stdint.h>

struct function_place {
    struct slice path;     /* clean, below the root */
    struct slice function; /* "Class.method", "method", or a line of it */
};

/* False: `operand` names a file, or nothing that is there. */
bool function_place_split(const struct discover *d, const char *operand,
                          struct arena *memory, struct function_place *place);

/* By line (the innermost one), by qualified name, or by a bare name that only one has.
 * False and *e: there is none, or there are several. */
bool function_find(const struct facts *f, struct slice name, uint32_t *function,
                   struct err *e);

#endif
