/* clock.h - time that only goes forward, for measuring.
 *
 * Never part of a report: reports are the same bytes whenever they are made. */
#ifndef CAMBIUM_BASE_CLOCK_H
#define CAMBIUM_BASE_CLOCK_H

#include <stdint.h>

uint64_t clock_ns(void);     /* since some fixed moment */
uint64_t clock_cpu_ns(void); /* spent by the whole process, user and system */

#endif
