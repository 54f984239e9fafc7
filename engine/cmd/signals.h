/* signals.h - how a run is asked to stop.
 *
 * The first SIGINT or SIGTERM sets a flag that workers look at between files
 * and inside long parses; the second ends the process at once. This flag is
 * the one mutable global of the program: a signal handler has no argument. */
#ifndef CAMBIUM_CMD_SIGNALS_H
#define CAMBIUM_CMD_SIGNALS_H

#include <stdatomic.h>

void signals_watch(void);
const atomic_bool *signals_cancelled(void);

/* Stops the run by itself after so many seconds of wall time. */
void signals_stop_after(unsigned seconds);

/* The status of a run that was stopped: 130, 143, or 4 when its time was up; 0 if
 * it wasn't stopped. */
int signals_status(void);

#endif
