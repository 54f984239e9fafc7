/* encoding.h - what a Python codec is called elsewhere.
 *
 * The list is encodings.def: the encodings that hold ASCII as it is, so that
 * Python source can be written in them, and that iconv knows. */
#ifndef CAMBIUM_SCAN_ENCODING_H
#define CAMBIUM_SCAN_ENCODING_H

#include "engine/base/slice.h"

#define ENCODING_UTF8 "UTF-8"

/* iconv's name for the encoding that a cookie names by any of Python's aliases, in
 * any spelling that Python takes. NULL: not one that we read. */
const char *encoding_of(struct slice cookie);

#endif
