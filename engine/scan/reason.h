/* reason.h - why a file is not among the analysed ones.
 *
 * Everything found is analysed, skipped or failed, and whatever is not analysed
 * has exactly one reason. The list is reasons.def; a new reason is a line. */
#ifndef CAMBIUM_SCAN_REASON_H
#define CAMBIUM_SCAN_REASON_H

#include <stdbool.h>

enum reason {
    REASON_NONE = 0,
#define REASON(constant, outcome, name, text) REASON_##constant,
#include "engine/scan/reasons.def"
#undef REASON
    REASON_COUNT,
};

/* Short, for tables and JSON: "gitignore". "none" for REASON_NONE. */
const char *reason_name(enum reason reason);

/* It is a reason to skip, not a failure. */
bool reason_is_skip(enum reason reason);

/* Goes behind "skipped: " or "failed: ". */
const char *reason_text(enum reason reason);

#endif
