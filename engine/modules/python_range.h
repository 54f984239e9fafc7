/* python_range.h - which minor versions of Python 3 a requirement on Python allows.
 *
 * The specifiers of PEP 440 (">=3.8,<3.13"), those of poetry ("^3.8", "~3.9",
 * ">=2.7,<2.8 || >=3.6") and plain versions ("3.11"). Only bounds: "!=3.9.*" is passed
 * over. Python 2 and a bound at Python 4 bound nothing. */
#ifndef CAMBIUM_MODULES_PYTHON_RANGE_H
#define CAMBIUM_MODULES_PYTHON_RANGE_H

#include "engine/base/slice.h"

struct python_range {
    unsigned min, max; /* minor versions; 0: no bound is said */
};

/* Both 0 for what isn't understood or allows nothing. */
struct python_range python_range_of(struct slice specifier);

#endif
