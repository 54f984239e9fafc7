/* billed.h - one file, read and parsed for its bill (engine/facts/bill.h). */
#ifndef CAMBIUM_CMD_BILLED_H
#define CAMBIUM_CMD_BILLED_H

#include "engine/cmd/options.h"
#include "engine/facts/bill.h"
#include "engine/scan/discover.h"

struct billed {
    struct slice text; /* that spans lie in */
    const struct bill *bill;
};

/* Lives in `memory`; nothing is kept in a store. NULL and *e: it can't be read or parsed,
 * or isn't Python. */
const struct billed *billed_read(const struct settings *s, struct slice path,
                                 const struct discover *d, struct arena *memory,
                                 struct err *e);

#endif
