/* python_file.h - one file as this room sees it: what it is called, and its facts. */
#ifndef CAMBIUM_MODULES_PYTHON_FILE_H
#define CAMBIUM_MODULES_PYTHON_FILE_H

#include "engine/base/slice.h"
#include "engine/facts/facts.h"

/* Files are numbered by their place in an array of these, in path order. */
struct python_file {
    struct slice path;         /* below the scanned folder: "db/models/__init__.py" */
    const struct facts *facts; /* NULL: it isn't Python, or could not be read */
};

#define FILE_NONE UINT32_MAX

#endif
