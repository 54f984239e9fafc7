#include "engine/modules/stdlib_modules.h"

#include <criterion/criterion.h>

static const char *const names[] = {
#define STDLIB(name, first, last, builtin) name,
#include "engine/modules/stdlib_modules.def"
#undef STDLIB
};

static const struct {
    uint8_t first, last;
} ranges[] = {
#define STDLIB(name, first, last, builtin) {first, last},
#include "engine/modules/stdlib_modules.def"
#undef STDLIB
};

enum { COUNT = sizeof names / sizeof *names };

static uint8_t versions(unsigned first, unsigned last)
{
    return (uint8_t)((1U << (last - 7)) - (1U << (first - 8)));
}

Test(stdlib, the_table_is_sorted_and_each_of_it_is_found)
{
    for (size_t i = 0; i < COUNT; i++) {
        cr_expect(!i || strcmp(names[i - 1], names[i]) < 0, "%s", names[i]);
        cr_expect(ranges[i].first >= STDLIB_OLDEST && ranges[i].last <= STDLIB_NEWEST &&
                  ranges[i].first <= ranges[i].last);
        cr_expect_eq(stdlib_versions(slice_of(names[i])),
                     versions(ranges[i].first, ranges[i].last), "%s", names[i]);
    }
}

Test(stdlib, a_module_is_in_no_version_that_its_package_is_not_in)
{
    for (size_t i = 0; i < COUNT; i++) {
        const char *dot = strrchr(names[i], '.');
        struct slice parent = {names[i], dot ? (size_t)(dot - names[i]) : 0};

        if (dot)
            cr_expect_eq(stdlib_versions(slice_of(names[i])) & ~stdlib_versions(parent),
                         0, "%s", names[i]);
    }
}

Test(stdlib, modules_come_and_go)
{
    static const struct {
        const char *name;
        unsigned first, last;
    } rows[] = {
        {"os", 8, 14},          {"sys", 8, 14},          {"__future__", 8, 14},
        {"__main__", 8, 14},    {"test", 8, 14},         {"_collections_abc", 8, 14},
        {"antigravity", 8, 14}, {"this", 8, 14},         {"idlelib", 8, 14},
        {"winreg", 8, 14},      {"posix", 8, 14},        {"zoneinfo", 9, 14},
        {"graphlib", 9, 14},    {"tomllib", 11, 14},     {"dummy_threading", 8, 8},
        {"parser", 8, 9},       {"formatter", 8, 9},     {"symbol", 8, 9},
        {"binhex", 8, 10},      {"asynchat", 8, 11},     {"distutils", 8, 11},
        {"imp", 8, 11},         {"smtpd", 8, 11},        {"aifc", 8, 12},
        {"cgi", 8, 12},         {"lib2to3", 8, 12},      {"telnetlib", 8, 12},
        {"_pyrepl", 13, 14},    {"compression", 14, 14}, {"annotationlib", 14, 14},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(stdlib_versions(slice_of(rows[i].name)),
                     versions(rows[i].first, rows[i].last), "%s", rows[i].name);
}

Test(stdlib, other_names_are_in_no_version)
{
    static const char *const others[] = {"",    ".",   "o",          "oss", "numpy", "OS",
                                         "pip", "os.", "setuptools", "zzz", "\xFF"};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        cr_expect_eq(stdlib_versions(slice_of(others[i])), 0, "'%s'", others[i]);
        cr_expect_not(stdlib_is_builtin(slice_of(others[i])));
    }
    cr_expect_eq(stdlib_versions((struct slice){"os\0x", 4}), 0);
    cr_expect_eq(stdlib_versions((struct slice){0}), 0);
}

Test(stdlib, what_is_compiled_in_is_what_no_file_can_hide)
{
    static const char *const inside[] = {"sys",       "builtins", "_thread",
                                         "itertools", "nt",       "zipimport"};
    static const char *const files[] = {"os", "random", "_random", "math", "_csv", "abc"};

    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        cr_expect(stdlib_is_builtin(slice_of(inside[i])), "%s", inside[i]);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        cr_expect_not(stdlib_is_builtin(slice_of(files[i])), "%s", files[i]);
}

Test(stdlib, a_package_has_what_its_version_has)
{
    static const struct {
        const char *name;
        unsigned minor;
        bool has, known;
    } rows[] = {
        {"os.path", 8, true, true},
        {"collections.abc", 13, true, true},
        {"os.pathx", 13, false, true},
        {"asyncio.taskgroups", 10, false, true},
        {"asyncio.taskgroups", 11, true, true},
        {"typing.io", 12, true, true},
        {"typing.io", 13, false, true},
        {"concurrent.interpreters", 13, false, true},
        {"concurrent.interpreters", 14, true, true},
        {"string.templatelib", 14, true, true},
        {"pathlib.types", 14, true, true},
        {"distutils.core", 11, true, true},
        {"distutils.core", 12, false, true},
        {"distutils.tests.support", 12, false, true},
        {"distutils.tests.support", 11, false, false},
        {"asyncio.nothing", 14, false, false},
        {"numpy.nothing", 14, false, true},
        {"test", 11, true, true},
        {"test.support", 11, false, false},
        {"testing.support", 11, false, true},
        {"idlelib.idle_test.template", 11, false, false},
        {"os", 7, false, false},
        {"os", 15, false, false},
        {"os", 1u << 31, false, false},
        {"", 11, false, true},
        {"..", 11, false, true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool known, has = stdlib_has(slice_of(rows[i].name), rows[i].minor, &known);

        cr_expect(has == rows[i].has && known == rows[i].known, "%s in 3.%u: %d %d",
                  rows[i].name, rows[i].minor, has, known);
    }
}
