/* said.h - gathers what a project file says; for the readers of one kind each.
 *
 * What a reader finds is handed in as it was written: names are normalised here, folders
 * cleaned, what means nothing left out, and limits kept. Then said_finish gives it all.
 * Names and folders are copied into the arena, so `text` may go. */
#ifndef CAMBIUM_MODULES_SAID_H
#define CAMBIUM_MODULES_SAID_H

#include "engine/modules/project.h"

struct said {
    struct arena *lasting;
    struct err *err;
    struct project_said all;
    size_t root_capacity, rule_capacity, package_capacity, distribution_capacity;
    bool over; /* a limit; *err says which */
};

void said_root(struct said *s, struct slice folder, const char *rule);
void said_package(struct said *s, struct slice name, struct slice folder,
                  const char *rule);

/* A folder whose last part is a package: the root is above it. */
void said_root_of(struct said *s, struct slice package_folder, const char *rule);

/* As mypy has it: "$MYPY_CONFIG_FILE_DIR/src" is below the file's own folder. */
void said_mypy_root(struct said *s, struct slice folder, const char *rule);

/* The name in a requirement by PEP 508; a name alone is one too. */
void said_requirement(struct said *s, struct slice requirement);

/* The first one counts. */
void said_name(struct said *s, struct slice name);
void said_python(struct said *s, struct slice specifier);

/* False: a limit. Nothing of *s is left to release either way. */
bool said_finish(struct said *s, struct project_said *all);

/* One reader for each kind of file. False and *s->err if it can't be read. */
bool pyproject_read(struct said *s, struct slice text);
bool pipfile_read(struct said *s, struct slice text);
bool pipfile_lock_read(struct said *s, struct slice text);
bool setup_cfg_read(struct said *s, struct slice text);
bool lock_read(struct said *s, struct slice text);
bool requirements_read(struct said *s, struct slice text);

#endif
