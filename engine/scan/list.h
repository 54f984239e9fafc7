/* list.h - the paths of --files-from.
 *
 * A list holds one path a line, or one before each NUL with -0. Paths are
 * relative to the root or absolute and below it. A path that is listed is
 * analysed even if a rule would exclude it; listed twice, it is analysed once.
 * What is no path below the root is a failure with a reason. */
#ifndef CAMBIUM_SCAN_LIST_H
#define CAMBIUM_SCAN_LIST_H

#include "engine/base/arena.h"
#include "engine/base/slice.h"
#include "engine/scan/discover.h"

/* Reports each path to the sink's `file`, in path order, or to its `failed`.
 * `separator` is '\n' or '\0'; empty lines are nothing. Paths live in `lasting`. */
void list_read(const struct discover *d, struct slice text, char separator,
               struct arena *lasting, const struct discover_sink *sink);

#endif
