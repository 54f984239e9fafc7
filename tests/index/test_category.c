/* What files are for, by their names. Languages are those that the scan would find. */
#include "engine/index/category.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct facts some_facts = {.function_count = 3, .class_count = 1};

/* An analysed file of that path; facts if it is Python. */
static struct file file_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct slice name = slice_of(slash ? slash + 1 : path);
    struct file f = {.path = slice_of(path), .lines = {.code = 100}};

    f.language = language_of(name, (struct slice){NULL, 0});
    if (f.language && strcmp(f.language->name, "Python") == 0)
        f.facts = &some_facts;
    return f;
}

struct expected {
    enum category category;
    const char *const *paths;
};

#define PATHS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void expect_categories(const struct expected *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (const char *const *path = cases[i].paths; *path; path++) {
            struct file f = file_of(*path);
            enum category got = category_of(&f, false);

            cr_expect_eq(got, cases[i].category, "%s: wanted %s, got %s", *path,
                         category_name(cases[i].category), category_name(got));
        }
    }
}

Test(category, is_told_by_the_name)
{
    const struct expected cases[] = {
        {CATEGORY_SOURCE,
         PATHS("a.py", "a.pyi", "src/a.pyx", "a.c", "a.h", "a.cpp", "a.cs", "a.rb",
               "a.php", "a.sh", "a.sql", "a.js", "a.ts", "a.d.ts", "a.tsx", "a.go",
               "a.rs", "a.java", "a.proto", "A.PY", "news.py", "install.sh", "todo.py",
               "security.py", "VERSION.py", "requirements.py", "latest.py",
               "testing/a.py", "tests.rb", "contest/a.py", "build/a.py", "dist/a.py",
               "env/a.py", "site/a.py")},
        {CATEGORY_TEST, PATHS("conftest.py", "a/conftest.py")},
        {CATEGORY_CONFIG,
         PATHS("a.toml", "a.ini", "a.cfg", "a.yml", "a.yaml", "a.json", "A.JSON",
               "a.conf", ".gitignore", ".editorconfig", ".bashrc", ".eslintrc.js",
               "a/.env", "prod.env", ".github/workflows/a.yml", "requirements.txt",
               "requirements-dev.txt", "a/requirements_test.in", "dev-requirements.txt",
               "requirements/base.txt", "a/requirements/base.in", "constraints.txt",
               "tox.ini", "setup.cfg", "pyproject.toml", "package.json", "Pipfile",
               "go.mod", "py.typed", "CODEOWNERS", "docker-compose.yml", "a.xml")},
        {CATEGORY_DOCS,
         PATHS("a.md", "a.rst", "a.txt", "a.adoc", "a.tex", "a.1", "README", "readme",
               "README.de", "LICENSE", "LICENSE-MIT", "COPYING.LESSER", "docs/LICENCE",
               "AUTHORS", "a.ipynb", "a.pdf", "CHANGES/12.feature")},
        {CATEGORY_ASSET,
         PATHS("a.css", "a.scss", "a.html", "a.svg", "a.PNG", "a.jpg", "a.woff2", "a.csv",
               "a.tsv", "a.jsonl", "a.parquet", "a.npy", "a.pkl", "a.db", "a.zip",
               "a.tar.gz", "a.j2", "a.mako", "a.po", "a.mo", "a.log", "a.patch",
               "robots.txt")},
        {CATEGORY_GENERATED,
         PATHS("a_pb2.py", "a_pb2_grpc.py", "a_pb2.pyi", "tests/a_pb2.py", "a.min.js",
               "a.min.css", "a.js.map", "package-lock.json", "yarn.lock", "poetry.lock",
               "Pipfile.lock", "uv.lock", "Cargo.lock", "go.sum", "pnpm-lock.yaml",
               "pkg/_version.py", "parsetab.py", "lextab.py", "a.pb.go", "a_generated.py",
               "a.generated.ts")},
        {CATEGORY_BUILD,
         PATHS("setup.py", "a/setup.py", "noxfile.py", "Makefile", "makefile",
               "GNUmakefile", "Makefile.am", "Makefile.linux", "a.mk", "CMakeLists.txt",
               "a.cmake", "meson.build", "meson_options.txt", "BUILD", "BUILD.bazel",
               "WORKSPACE", "a.bzl", "Dockerfile", "Dockerfile.dev", "a.dockerfile",
               "Jenkinsfile", "justfile", "MANIFEST.in", "a.h.in", "SConstruct",
               "wscript", "a.gyp", "pom.xml", "build.gradle", "a.gemspec", "configure.ac",
               "a.nix")},
        {CATEGORY_UNKNOWN,
         PATHS("a", "a.", "a.xyz", "install2", "a/b.unheard-of-suffix-here")},
    };
    expect_categories(cases, sizeof cases / sizeof *cases);
}

Test(category, of_what_says_it_is_generated_is_that)
{
    struct facts facts = {.generated = true};
    struct file f = file_of("tests/test_a.py");

    f.facts = &facts;
    cr_expect_eq(category_of(&f, true), CATEGORY_GENERATED);
}

Test(category, of_a_module_with_tests_is_test)
{
    struct file f = file_of("src/test_a.py");

    cr_expect_eq(category_of(&f, true), CATEGORY_TEST);
    cr_expect_eq(category_of(&f, false), CATEGORY_SOURCE);
}

Test(category, of_a_script_without_a_suffix_is_that_of_its_language)
{
    struct file f = file_of("build");

    cr_expect_eq(category_of(&f, false), CATEGORY_UNKNOWN);
    f.language = language_of(slice_of("build"), slice_of("#!/bin/sh\n"));
    cr_expect_eq(category_of(&f, false), CATEGORY_SOURCE);
    f.path = slice_of("install");
    cr_expect_eq(category_of(&f, false), CATEGORY_SOURCE, "a script is no document");
}

/* A look-up in a table that isn't in order would miss some of it. */
Test(category, tables_are_found_whole)
{
    static const struct {
        const char *key;
        enum category category;
        bool is_name;
    } entries[] = {
#define NAME(name, category)     {name, CATEGORY_##category, true},
#define DOCUMENT(name)           {name, CATEGORY_DOCS, true},
#define SUFFIX(suffix, category) {suffix, CATEGORY_##category, false},
#include "engine/index/categories.def"
    };
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        char path[64];
        struct file f;

        snprintf(path, sizeof path, "%s%s", entries[i].is_name ? "x/" : "x/y",
                 entries[i].key);
        f = file_of(path);
        if (strchr(entries[i].key, '.') == NULL)
            f.language = NULL; /* some of these are languages to the scan */
        cr_expect_eq(category_of(&f, false), entries[i].category, "%s", path);
    }
}

Test(category, of_every_language_is_known)
{
    static const struct {
        const char *name;
        enum category category;
    } entries[] = {
#define LANGUAGE(name, category) {name, CATEGORY_##category},
#include "engine/index/categories.def"
    };
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        struct file f = {.path = slice_of("x/y")};

        for (size_t l = 0; l < language_count; l++) {
            if (strcmp(languages[l].name, entries[i].name) == 0)
                f.language = &languages[l];
        }
        cr_assert(f.language, "%s is no language", entries[i].name);
        cr_expect_eq(category_of(&f, false), entries[i].category, "%s", entries[i].name);
    }
}

Test(category, names_come_back)
{
    enum category found;

    for (int i = 0; i < CATEGORY_COUNT; i++) {
        cr_expect(category_of_name(category_name((enum category)i), &found));
        cr_expect_eq(found, i);
    }
    cr_expect(!category_of_name("sources", &found));
    cr_expect_str_eq(test_need_name(NEED_NOT_APPLICABLE), "not_applicable");
}

/* The trap: data below tests inflated the count of tests. */
Test(category, of_data_in_tests_is_no_test_but_a_fixture)
{
    static const char *const fixtures[] = {"tests/a.json",    "a/test/b.csv",
                                           "tests/README.md", "tests/data/a.c",
                                           "tests/a_pb2.py",  NULL};
    static const char *const none[] = {"a.json",          "tests.json", "a/tests",
                                       "contests/a.json", "tests/a.py", NULL};

    for (size_t i = 0; fixtures[i]; i++) {
        struct file f = file_of(fixtures[i]);

        cr_expect_neq(category_of(&f, false), CATEGORY_TEST, "%s", fixtures[i]);
        cr_expect(is_fixture(&f, category_of(&f, false)), "%s", fixtures[i]);
    }
    for (size_t i = 0; none[i]; i++) {
        struct file f = file_of(none[i]);

        cr_expect(!is_fixture(&f, category_of(&f, false)), "%s", none[i]);
    }
}

/* ------------------------------------------------------------------- need */

static enum test_need need_of(struct file f)
{
    return test_need_of(&f, category_of(&f, false), NULL, 0);
}

static void expect_need(enum test_need want, const char *const *paths)
{
    for (; *paths; paths++)
        cr_expect_eq(need_of(file_of(*paths)), want, "%s: got %s", *paths,
                     test_need_name(need_of(file_of(*paths))));
}

Test(category, tests_are_required_of_python_that_is_imported)
{
    expect_need(NEED_REQUIRED, PATHS("a.py", "src/p/a.py", "p/__init__.py", "p/client.py",
                                     "p/example.py", "p/profiles.py", "p/combined.py",
                                     "bins/a.py", "p/tools/a.py", "p/migrations_of.py",
                                     "build/a.py", "site/a.py", "out/env/a.py"));
}

/* The trap: all that was unknown "missed tests", .gitignore and Makefile included. */
Test(category, tests_are_required_of_nothing_else)
{
    expect_need(NEED_NOT_APPLICABLE,
                PATHS(".gitignore", "Makefile", "a.csv", "a.sql", "a.sh", "a.c", "a.json",
                      "foo.json", "a", "README", "a.js", "a.pyi", "a.pyx", "a.wsgi",
                      "setup.py", "conftest.py", "a_pb2.py", "_version.py", "a.ipynb"));
    expect_need(NEED_NOT_APPLICABLE,
                PATHS("p/__main__.py", "p/cli.py", "p/run_cli.py", "manage.py",
                      "p/wsgi.py", "p/migrations/0001_initial.py",
                      "alembic/versions/a.py", "bin/a.py", "scripts/a.py", "docs/conf.py",
                      "examples/a.py", "p/templates/a.py", "example_a.py", "demo_a.py",
                      "a_demo.py", "benchmark_a.py", "benchmarks/a.py",
                      "p/fixtures/a.py"));
}

Test(category, tests_are_optional_where_there_is_little_to_test)
{
    struct facts none = {0};
    struct file constants = file_of("p/constants.py"), package = file_of("p/__init__.py");

    constants.facts = &none;
    cr_expect_eq(need_of(constants), NEED_OPTIONAL);
    package.lines.code = 20;
    cr_expect_eq(need_of(package), NEED_OPTIONAL);
    package.lines.code = 21;
    cr_expect_eq(need_of(package), NEED_REQUIRED);
    package.facts = &none;
    cr_expect_eq(need_of(package), NEED_OPTIONAL);
    constants = file_of("p/short.py");
    constants.lines.code = 2;
    cr_expect_eq(need_of(constants), NEED_REQUIRED, "two lines may be a function");
}

Test(category, users_exclude_what_they_want)
{
    struct arena memory = {0};
    struct glob globs[2];
    struct file f = file_of("old/a/b.py");

    cr_assert(glob_compile(slice_of("new/**"), GLOB_PATH, &memory, &globs[0]));
    cr_assert(glob_compile(slice_of("old/**/*.py"), GLOB_PATH, &memory, &globs[1]));
    cr_expect_eq(test_need_of(&f, CATEGORY_SOURCE, globs, 2), NEED_EXCLUDED);
    cr_expect_eq(test_need_of(&f, CATEGORY_SOURCE, globs, 1), NEED_REQUIRED);
    f = file_of("old/a.json");
    cr_expect_eq(test_need_of(&f, CATEGORY_CONFIG, globs, 2), NEED_NOT_APPLICABLE);
    arena_release(&memory);
}
