/* stats.h - what a run did, for stderr: times, rates, threads, memory.
 *
 * Never part of a report. */
#ifndef CAMBIUM_CMD_STATS_H
#define CAMBIUM_CMD_STATS_H

#include "engine/cmd/options.h"
#include "engine/scan/scan.h"

/* The one line after every scan. */
void stats_line(const struct part *result, const struct scan_stats *stats);

/* All of it, for --stats text|json. */
void stats_print(enum stats_form form, const struct part *result,
                 const struct scan_stats *stats);

#endif
