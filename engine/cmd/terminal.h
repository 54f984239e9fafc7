/* terminal.h - what the streams are connected to, and what may be said there. */
#ifndef CAMBIUM_CMD_TERMINAL_H
#define CAMBIUM_CMD_TERMINAL_H

#include "engine/cmd/options.h"
#include "engine/report/report.h"

#include <stdbool.h>

/* Gives closed standard streams a file that can't be read or written, so that
 * no file that is opened later gets their number. Call first of all. */
void terminal_guard_streams(void);

bool terminal_is(int fd);

/* Colour, characters and width for text on `fd`. NO_COLOR, TERM=dumb and a
 * file as the target mean no colour, unless --color always. Width is 100
 * unless `fd` is a terminal: a file's bytes don't depend on a window. */
struct style terminal_style(const struct settings *settings, int fd);

#endif
