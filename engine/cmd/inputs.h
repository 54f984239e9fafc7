/* inputs.h - the list of paths that --files-from names. */
#ifndef CAMBIUM_CMD_INPUTS_H
#define CAMBIUM_CMD_INPUTS_H

#include "engine/base/buf.h"
#include "engine/base/err.h"

#include <stdbool.h>

/* Adds all of `file` ("-" is standard input) to *text. */
bool inputs_read(struct buf *text, const char *file, struct err *e);

#endif
