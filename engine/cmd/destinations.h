/* destinations.h - the formats that were asked for, and where each goes.
 *
 * `--format NAME[=FILE]`, as often as one likes; without any, the first format goes to
 * -o or standard output. */
#ifndef CAMBIUM_CMD_DESTINATIONS_H
#define CAMBIUM_CMD_DESTINATIONS_H

#include "engine/cmd/options.h"
#include "engine/cmd/output.h"
#include "engine/report/report.h"

#include <stdbool.h>
#include <stddef.h>

struct destination {
    size_t format; /* which of the names */
    struct output output;
};

/* All zero is none. */
struct destinations {
    struct destination *items;
    size_t count, open;
};

/* What --format says, of these names; the last one is NULL. Opens nothing: a wrong
 * word must not leave an empty report. */
bool destinations_choose(struct destinations *d, const struct settings *s,
                         const char *const *names, struct err *e);

/* Before the work, so that a path that can't be written is said at once. */
bool destinations_open(struct destinations *d, const struct settings *s, struct err *e);

/* Each in its format, by `give`; then all is released. All are tried, so that one full
 * disk doesn't cost the other reports. False: some byte was not written, and that was
 * said. */
bool destinations_write(struct destinations *d, const struct settings *s,
                        void (*give)(const void *context, size_t format,
                                     const struct style *style, struct out *out),
                        const void *context);

/* Instead of that. */
void destinations_drop(struct destinations *d);

#endif
