/* mend.h - an index made to say the truth about its pack again. */
#ifndef CAMBIUM_STORE_MEND_H
#define CAMBIUM_STORE_MEND_H

#include "engine/base/err.h"
#include "store/folder.h"
#include "store/name.h"
#include "store/upkeep.h"

#include <stdbool.h>

/* A pack whose index is missing, damaged or too short for it gets a new one from its
 * entries; a pack without a single sound entry is removed, unless the disk is to
 * blame. Counts what it did. False: it could not be written. */
bool mend_index(const struct folder *f, struct name name, struct store_repairs *repairs,
                struct err *e);

/* Takes the damaged entries of a pack with a sound index out of that index. */
bool mend_entries(const struct folder *f, struct name name, struct store_repairs *repairs,
                  struct err *e);

#endif
