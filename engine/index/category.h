/* category.h - what a file is for, and whether it should have tests.
 *
 * By its path below the root and what is known of it, nothing else: the folder that the
 * checkout lies in has no say. In this order, the first that holds:
 *
 *   generated  says so itself (facts.h), or by its name: *_pb2.py, *.min.js, lock files, ...
 *   test       a file that runners look in or that tests lean on (impact/test_files.h)
 *   build      makes or ships the program: setup.py, Makefile, Dockerfile, *.cmake, ...
 *   config     *.toml, *.ini, *.cfg, *.yml, *.json, dot files, requirements*.txt, ...
 *   docs       *.md, *.rst, *.txt, notebooks, README, LICENSE, ...
 *   asset      what a page or a program shows or reads: styles, pictures, templates, data
 *   source     a programming language
 *   unknown    none of these
 *
 * The tables are categories.def.
 *
 * A file in a folder called test or tests that nobody wrote as Python is a fixture. */
#ifndef CAMBIUM_INDEX_CATEGORY_H
#define CAMBIUM_INDEX_CATEGORY_H

#include "engine/base/slice.h"
#include "engine/rules/glob.h"
#include "engine/scan/file.h"

#include <stdbool.h>
#include <stddef.h>

enum category {
    CATEGORY_SOURCE,
    CATEGORY_TEST,
    CATEGORY_CONFIG,
    CATEGORY_DOCS,
    CATEGORY_ASSET,
    CATEGORY_GENERATED,
    CATEGORY_BUILD,
    CATEGORY_UNKNOWN,
    CATEGORY_COUNT,
};

/* Should it have tests? */
enum test_need {
    NEED_REQUIRED,
    NEED_OPTIONAL,       /* no function and no class in it, or a short __init__.py */
    NEED_NOT_APPLICABLE, /* not source, or of a shape that isn't tested: cli.py,
                          * migrations/, ... */
    NEED_EXCLUDED,       /* the user says so */
    NEED_COUNT,
};

const char *category_name(enum category category); /* "source" */
bool category_of_name(const char *name, enum category *category);
const char *test_need_name(enum test_need need); /* "not_applicable" */

/* `is_test`: it is a module that holds tests or serves them. */
enum category category_of(const struct file *file, bool is_test);
bool is_fixture(const struct file *file, enum category category);

/* `excluded` are the user's globs of paths; the built-in ones are in category.c. Only Python
 * source that can be imported, *.py, is required to have tests: what tests other languages,
 * scripts without a suffix or stubs nobody here knows. */
enum test_need test_need_of(const struct file *file, enum category category,
                            const struct glob *excluded, size_t excluded_count);

#endif
