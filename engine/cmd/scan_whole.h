/* scan_whole.h - of `scan`: all of a tree with its index, for people, for the history, and to take
 * in what tests covered. */
#ifndef CAMBIUM_CMD_SCAN_WHOLE_H
#define CAMBIUM_CMD_SCAN_WHOLE_H

#include "engine/cmd/destinations.h"
#include "engine/cmd/indexed.h"

/* Scans, keeps what --coverage names, writes by `give`, records if asked. */
enum status scan_whole(const struct settings *s, const char *root,
                       struct destinations *destinations,
                       void (*give)(const struct indexed *x, size_t format,
                                    const struct style *style, struct out *out));

#endif
