/* ledger.h - the folder of what can't be computed again.
 *
 * .cambium/state in the scanned root, or a folder that the user names. In it lies one
 * append-only log for each ledger (store/log.h): "history" of nights, "coverage". Never
 * evicted, never cleared with the cache. */
#ifndef CAMBIUM_INDEX_LEDGER_H
#define CAMBIUM_INDEX_LEDGER_H

#include "engine/base/err.h"
#include "engine/scan/discover.h"
#include "store/folder.h"

struct ledger_options {
    const char *state; /* a folder; NULL: .cambium/state in the root */
    bool trust_shared; /* accept one that others may write to */
};

/* Opens it, for writing also makes it. False: it can't be had; *absent, which may be NULL,
 * says that it just isn't there. folder_close it. */
bool ledger_open(struct folder *f, const struct ledger_options *options,
                 const struct discover *d, bool write, bool *absent, struct err *e);

#endif
