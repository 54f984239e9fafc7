/* project_files.h - what the project files of a scanned tree say, and for which folders.
 *
 * Those that the scan found, so what an ignore rule leaves out says nothing. A file that
 * can't be read is a fault that is said, not the end. */
#ifndef CAMBIUM_IMPORTS_PROJECT_FILES_H
#define CAMBIUM_IMPORTS_PROJECT_FILES_H

#include "engine/base/arena.h"
#include "engine/modules/declared.h"
#include "engine/modules/project.h"
#include "engine/modules/roots.h"
#include "engine/scan/discover.h"
#include "engine/scan/result.h"

/* A project file that can't be read: it says nothing then. */
struct project_fault {
    struct slice path;
    struct err err;
};

struct folder_said {
    struct slice folder; /* with a '/' at its end, or empty */
    struct project_said said;
};

struct project_files {
    struct root_hint *hints;
    size_t hint_count, hint_capacity;
    struct declared declared; /* by places: project_files_declare */
    struct folder_said *said; /* one for each file that was read */
    size_t said_count, said_capacity;
    struct project_fault *faults;
    size_t fault_count, fault_capacity;
    bool python_said;
    unsigned minor_min, minor_max; /* of Python 3, by all that say so; 0: no end */
    struct slice package_name; /* what the scanned folder is called, if it is a package */
    struct arena memory;
};

/* Says what the scanned folder is called. */
void project_files_open(struct project_files *p, const struct discover *d);

/* Reads all of them. */
void project_files_read(struct project_files *p, const struct part *result,
                        const struct discover *d);

/* Makes `declared` of it, once there are places. */
void project_files_declare(struct project_files *p, const struct places *places);
void project_files_release(struct project_files *p);

#endif
