/* project.h - what one project file says: where its modules lie, what it depends on.
 *
 * pyproject.toml, setup.cfg, requirements, lock files and their kin, read as data. A
 * setup.py is a program and is never run: of that only the kind is known. What a build
 * backend does when the file says nothing (a folder src is looked into) is nothing that
 * the file says.
 *
 * Files are of trees that nobody vouches for: each has a limit of bytes, and what can't be
 * read is an error. Single entries that mean nothing (an absolute folder, a requirement
 * without a name) are left out.
 *
 * Opens nothing. Everything said lives in the arena that was given; nothing is borrowed
 * from the text. Any thread, with an arena of its own. */
#ifndef CAMBIUM_MODULES_PROJECT_H
#define CAMBIUM_MODULES_PROJECT_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"

#include <stdbool.h>

/* Of TOML besides locks, as many as engine/config/toml.h takes. */
#define PROJECT_MAX_BYTES ((size_t)8 * 1024 * 1024)
/* Values of JSON take up to 24 times their bytes in memory. */
#define PROJECT_MAX_JSON_BYTES ((size_t)2 * 1024 * 1024)

enum {
    PROJECT_MAX_DISTRIBUTIONS = 100000,
    PROJECT_MAX_FOLDERS = 10000,
    PROJECT_MAX_FOLDER_BYTES = 4096,
};

enum project_kind {
    PROJECT_NONE,
    PROJECT_PYPROJECT,
    PROJECT_SETUP_CFG,
    PROJECT_SETUP_PY,
    PROJECT_REQUIREMENTS, /* requirements*.txt, *requirements.txt, .in, requirements/x.txt */
    PROJECT_POETRY_LOCK,
    PROJECT_UV_LOCK,
    PROJECT_PDM_LOCK,
    PROJECT_PYLOCK, /* pylock.toml and pylock.NAME.toml of PEP 751 */
    PROJECT_PIPFILE,
    PROJECT_PIPFILE_LOCK,
    PROJECT_TOOL_INI, /* pytest.ini, tox.ini, mypy.ini: folders only */
};

/* A package or module that isn't at its name's place: "pkg" is "lib/pkg". */
struct project_package {
    struct slice name; /* dotted */
    struct slice folder;
    const char *rule;
};

/* Folders are relative to the file's own; "" is that. Clean, without "." and "//", but
 * leading ".." are as written: who knows the tree knows what they lead out of. The ones
 * of ruff's `src` may hold "*". A rule is the key that says it,
 * "tool.setuptools.packages.find.where"; a constant. */
struct project_said {
    struct slice
        *roots; /* folders that imports are looked up in, in the order of the rules */
    const char **root_rules;
    size_t root_count;
    struct project_package *packages;
    size_t package_count;
    struct slice
        *distributions; /* normalised, sorted, each once; of all groups and extras */
    size_t distribution_count;
    struct slice name; /* of the project, normalised; empty: not said */
    /* Minor versions of Python 3 that it may run on. 0: not said. */
    unsigned python_minor_min, python_minor_max;
};

/* By the file's name, and by its folder's if `path` has one: "requirements/dev.txt". */
enum project_kind project_kind_of(struct slice path);

/* False: *e says why, and *said is empty. */
bool project_read(enum project_kind kind, struct slice text, struct arena *lasting,
                  struct project_said *said, struct err *e);

#endif
