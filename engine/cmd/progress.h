/* progress.h - the line on a terminal that says how far a scan is.
 *
 * A thread of its own looks at the counters ten times a second; workers know
 * nothing of it. Nothing is written before the first half second, and the line
 * is gone when the scan is done. */
#ifndef CAMBIUM_CMD_PROGRESS_H
#define CAMBIUM_CMD_PROGRESS_H

#include "engine/cmd/options.h"
#include "engine/scan/scan.h"

struct progress;

/* NULL when none is wanted: not on a terminal, in CI, or --quiet. `counters`
 * is borrowed until progress_stop, which also takes NULL. */
struct progress *progress_start(const struct settings *settings,
                                struct scan_progress *counters);
void progress_stop(struct progress *p);

#endif
