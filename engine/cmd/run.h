/* run.h - what the commands share that run over a whole tree. */
#ifndef CAMBIUM_CMD_RUN_H
#define CAMBIUM_CMD_RUN_H

#include "engine/base/buf.h"
#include "engine/cmd/command.h"
#include "engine/scan/scan.h"

/* Checks what options_walk and options_run can say, and sets --max-memory. */
bool run_check(const struct settings *s, struct err *e);

/* What these say of a run below `root`. `list` is the text of --files-from. */
struct scan_options run_options(const struct settings *s, const char *root,
                                const struct buf *list);

/* Runs, with progress on a terminal, up to --max-time. False: *status, and what
 * went wrong was said. */
bool run_scan(const struct settings *s, struct scan_options *options, struct part *result,
              struct scan_stats *stats, enum status *status);

/* Says why a run ended early; its status. */
enum status run_failure(const struct err *err);

/* Names each file that failed, and why: for answers that don't list files. */
void run_failures_say(const struct part *result);

/* The status of a result by --fail-on. Says where two parsers disagree. */
enum status run_status(const struct settings *s, const struct part *result,
                       const struct scan_stats *stats);

#endif
