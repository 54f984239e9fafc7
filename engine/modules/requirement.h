/* requirement.h - the distribution that a requirement names.
 *
 * "requests[socks]>=2.8; python_version < '3.9'" is a requirement by PEP 508: a name, and
 * behind it what isn't needed here. Borrows from what it is given. */
#ifndef CAMBIUM_MODULES_REQUIREMENT_H
#define CAMBIUM_MODULES_REQUIREMENT_H

#include "engine/base/slice.h"

#include <stdbool.h>

/* Its name as written; empty if it is none (a path, an address without a name). An address
 * may name it behind "#egg=". */
struct slice requirement_name(struct slice requirement);

/* The next requirement of a requirements file, without options, comments and the
 * backslashes that go on in the next line. False at the end. */
bool requirement_next(struct slice *rest, struct slice *name);

/* Cuts white space and line ends off both ends. */
struct slice text_trim(struct slice text);

/* Cuts the next line off the front: ends are LF, CR LF and CR. False if nothing is left. */
bool line_cut(struct slice *rest, struct slice *line);

#endif
