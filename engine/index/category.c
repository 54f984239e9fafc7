#include "engine/index/category.h"

#include "engine/impact/test_files.h"
#include "engine/modules/project.h"
#include "engine/scan/path.h"

enum { LONGEST_KEY = 20, SHORT_PACKAGE_LINES = 20 };

static const char *const category_names[CATEGORY_COUNT] = {
    "source", "test", "config", "docs", "asset", "generated", "build", "unknown"};

static const char *const need_names[NEED_COUNT] = {"required", "optional",
                                                   "not_applicable", "excluded"};

const char *category_name(enum category category)
{
    return category_names[category];
}

bool category_of_name(const char *name, enum category *category)
{
    for (size_t i = 0; i < CATEGORY_COUNT; i++) {
        if (strcmp(name, category_names[i]) == 0) {
            *category = (enum category)i;
            return true;
        }
    }
    return false;
}

const char *test_need_name(enum test_need need)
{
    return need_names[need];
}

/* ----------------------------------------------------------------- tables */

#define COUNT(list) (sizeof(list) / sizeof *(list))

#define KEY(text)              \
    {                          \
        text, sizeof(text) - 1 \
    }

/* What a table says of a key. */
struct entry {
    struct slice key;
    enum category category;
};

static const struct entry names[] = {
#define NAME(name, category) {KEY(name), CATEGORY_##category},
#include "engine/index/categories.def"
};

static const struct entry documents[] = {
#define DOCUMENT(name) {KEY(name), CATEGORY_DOCS},
#include "engine/index/categories.def"
};

static const struct entry suffixes[] = {
#define SUFFIX(suffix, category) {KEY(suffix), CATEGORY_##category},
#include "engine/index/categories.def"
};

static const struct entry languages_but_source[] = {
#define LANGUAGE(name, category) {KEY(name), CATEGORY_##category},
#include "engine/index/categories.def"
};

#define FIND(table, key) find(table, COUNT(table), key)

/* NULL: the table has no such key. */
static const struct entry *find(const struct entry *table, size_t count, struct slice key)
{
    size_t low = 0;

    while (low < count) {
        size_t middle = low + (count - low) / 2;
        int order = slice_compare(table[middle].key, key);

        if (order == 0)
            return &table[middle];
        if (order < 0)
            low = middle + 1;
        else
            count = middle;
    }
    return NULL;
}

/* In lower case; empty if that is too long for any table. */
static struct slice lowered(struct slice text, char room[LONGEST_KEY])
{
    if (text.len > LONGEST_KEY)
        return (struct slice){room, 0};
    for (size_t i = 0; i < text.len; i++) {
        bool capital = text.data[i] >= 'A' && text.data[i] <= 'Z';

        room[i] = (char)(text.data[i] | (capital ? 0x20 : 0));
    }
    return (struct slice){room, text.len};
}

/* With its dot; empty without one, or if the name begins with it. */
static struct slice suffix_of(struct slice name)
{
    const char *dot = name.len > 1 ? memrchr(name.data + 1, '.', name.len - 1) : NULL;

    return dot ? (struct slice){dot, (size_t)(name.data + name.len - dot)}
               : (struct slice){name.data, 0};
}

/* ------------------------------------------------------------------ names */

static bool starts_with(struct slice name, const char *text)
{
    return slice_starts(name, slice_of(text));
}

static bool ends_with(struct slice name, const char *text)
{
    return slice_ends(name, slice_of(text));
}

static bool is_called(struct slice name, const char *text)
{
    return slice_equal(name, slice_of(text));
}

static bool starts_with_one_of(struct slice name, const struct slice *list, size_t count)
{
    for (; count; count--, list++) {
        if (slice_starts(name, *list))
            return true;
    }
    return false;
}

static bool ends_with_one_of(struct slice name, const struct slice *list, size_t count)
{
    for (; count; count--, list++) {
        if (slice_ends(name, *list))
            return true;
    }
    return false;
}

static bool is_one_of(struct slice name, const struct slice *list, size_t count)
{
    for (; count; count--, list++) {
        if (slice_equal(name, *list))
            return true;
    }
    return false;
}

/* What generators call what they write. */
static bool is_generated_name(struct slice name, struct slice suffix)
{
    static const struct slice endings[] = {
        KEY("_pb2.py"),   KEY("_pb2_grpc.py"),  KEY("_pb2.pyi"), KEY("_pb2_grpc.pyi"),
        KEY(".min.js"),   KEY(".min.mjs"),      KEY(".min.css"), KEY(".pb.go"),
        KEY(".pb.gw.go"), KEY(".pb.cc"),        KEY(".pb.h"),    KEY(".pb.c"),
        KEY(".g.dart"),   KEY(".freezed.dart"), KEY(".g.cs"),    KEY(".Designer.cs")};
    struct slice stem = {name.data, name.len - suffix.len};

    return ends_with_one_of(name, endings, COUNT(endings)) ||
           (suffix.len &&
            (ends_with(stem, "_generated") || ends_with(stem, ".generated")));
}

/* What pip is told to install. */
static bool is_requirements(struct slice path, struct slice name)
{
    return (ends_with(name, ".txt") || ends_with(name, ".in")) &&
           (starts_with(name, "constraints") ||
            project_kind_of(path) == PROJECT_REQUIREMENTS);
}

/* Dockerfile.dev; Makefile.am is in the tables. */
static bool is_variant_of_build(struct slice name)
{
    static const struct slice beginnings[] = {KEY("Dockerfile."), KEY("Containerfile."),
                                              KEY("Makefile.")};

    return starts_with_one_of(name, beginnings, COUNT(beginnings));
}

/* README, and in capitals also README.de, LICENSE-MIT. */
static bool is_document(struct slice name)
{
    struct slice first = {name.data, 0};
    char room[LONGEST_KEY];

    while (first.len < name.len &&
           ((name.data[first.len] >= 'A' && name.data[first.len] <= 'Z') ||
            name.data[first.len] == '_'))
        first.len++;
    if (first.len == name.len || !memchr(".-", name.data[first.len], 2))
        first = name;
    return FIND(documents, lowered(first, room)) != NULL;
}

/* --------------------------------------------------------------- category */

static bool is_python(const struct file *file)
{
    return file->language && strcmp(file->language->name, "Python") == 0;
}

static bool is_plain_text(const struct file *file)
{
    return !file->language || strcmp(file->language->name, "Plain Text") == 0;
}

static enum category category_of_language(const struct language *language)
{
    const struct entry *known =
        language ? FIND(languages_but_source, slice_of(language->name)) : NULL;

    if (known)
        return known->category;
    return language ? CATEGORY_SOURCE : CATEGORY_UNKNOWN;
}

/* By all but what is generated and what tests. */
static enum category category_of_rest(const struct file *file, struct slice name,
                                      struct slice suffix)
{
    const struct entry *known = FIND(names, name);
    char room[LONGEST_KEY];

    if (known)
        return known->category;
    if (is_variant_of_build(name))
        return CATEGORY_BUILD;
    if (starts_with(name, ".") || is_requirements(file->path, name))
        return CATEGORY_CONFIG;
    if (is_plain_text(file) && is_document(name))
        return CATEGORY_DOCS;
    known = suffix.len ? FIND(suffixes, lowered(suffix, room)) : NULL;
    return known ? known->category : category_of_language(file->language);
}

enum category category_of(const struct file *file, bool is_test)
{
    struct slice name = path_last(file->path), suffix = suffix_of(name);
    enum category rest;

    if ((file->facts && file->facts->generated) || is_generated_name(name, suffix))
        return CATEGORY_GENERATED;
    rest = category_of_rest(file, name, suffix);
    if (rest == CATEGORY_GENERATED)
        return rest;
    if (is_test || is_called(name, "conftest.py"))
        return CATEGORY_TEST;
    return rest;
}

bool is_fixture(const struct file *file, enum category category)
{
    return category != CATEGORY_TEST &&
           (!is_python(file) || category == CATEGORY_GENERATED) &&
           path_is_in_tests(file->path);
}

/* ------------------------------------------------------------------- need */

/* Programs that are started, not imported: examples, measurements, entries. */
static bool has_untested_name(struct slice name)
{
    static const struct slice whole[] = {KEY("__main__.py"), KEY("cli.py"),
                                         KEY("manage.py"), KEY("wsgi.py"),
                                         KEY("asgi.py")};
    static const struct slice beginnings[] = {
        KEY("example_"), KEY("demo_"), KEY("benchmark_"), KEY("bench_"), KEY("profile_")};
    static const struct slice endings[] = {KEY("_cli.py"), KEY("_script.py"),
                                           KEY("_example.py"), KEY("_demo.py"),
                                           KEY("_benchmark.py")};

    return is_one_of(name, whole, COUNT(whole)) ||
           starts_with_one_of(name, beginnings, COUNT(beginnings)) ||
           ends_with_one_of(name, endings, COUNT(endings));
}

static bool is_untested_folder(struct slice name)
{
    static const struct slice folders[] = {
        KEY("migrations"), KEY("alembic"),  KEY("static"), KEY("templates"),
        KEY("fixtures"),   KEY("scripts"),  KEY("bin"),    KEY("docs"),
        KEY("doc"),        KEY("examples"), KEY("demos"),  KEY("benchmarks")};

    return is_one_of(name, folders, COUNT(folders));
}

static bool is_in_untested_folder(struct slice path)
{
    struct slice component;

    while (slice_cut(&path, '/', &component)) {
        if (path.len && is_untested_folder(component))
            return true;
    }
    return false;
}

static bool is_excluded(struct slice path, const struct glob *globs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (glob_match(&globs[i], path))
            return true;
    }
    return false;
}

/* There is nothing in it that a test could call, or it is the short __init__ of a package. */
static bool has_little_to_test(const struct file *file, struct slice name)
{
    return (!file->facts->function_count && !file->facts->class_count) ||
           (is_called(name, "__init__.py") && file->lines.code <= SHORT_PACKAGE_LINES);
}

enum test_need test_need_of(const struct file *file, enum category category,
                            const struct glob *excluded, size_t excluded_count)
{
    struct slice name = path_last(file->path);

    if (category != CATEGORY_SOURCE || !file->facts || !is_python(file) ||
        !ends_with(name, ".py"))
        return NEED_NOT_APPLICABLE;
    if (is_excluded(file->path, excluded, excluded_count))
        return NEED_EXCLUDED;
    if (has_untested_name(name) || is_in_untested_folder(file->path))
        return NEED_NOT_APPLICABLE;
    return has_little_to_test(file, name) ? NEED_OPTIONAL : NEED_REQUIRED;
}
