#include "engine/rules/glob.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static bool matches(const char *pattern, enum glob_scope scope, struct slice text)
{
    struct arena a = {0};
    struct glob glob;
    bool matched =
        glob_compile(slice_of(pattern), scope, &a, &glob) && glob_match(&glob, text);

    arena_release(&a);
    return matched;
}

struct row {
    const char *why, *pattern, *text;
    bool matches;
};

static const struct row paths[] = {
    {"a plain pattern is the whole path", "a/b", "a/b", true},
    {"not a part of it", "a/b", "a/b/c", false},
    {"nor the end of it", "a/b", "x/a/b", false},
    {"* takes any bytes", "a/*.py", "a/foo.py", true},
    {"* takes no byte too", "a/*.py", "a/.py", true},
    {"* stops at a slash", "a/*.py", "a/b/c.py", false},
    {"* between slashes is one component", "a/*/c", "a/b/c", true},
    {"and not none", "a/*/c", "a/c", false},
    {"two stars in one component", "a/*x*y", "a/1x2x3y", true},
    {"a star may have to be taken back", "*ab", "aab", true},
    {"? is one byte", "a/?", "a/b", true},
    {"? is never a slash", "a?b", "a/b", false},
    {"? is a byte, not a letter", "a/?", "a/\303\251", false},
    {"**/ at the start is no folder", "**/a", "a", true},
    {"or many folders", "**/a", "x/y/z/a", true},
    {"but whole ones", "**/a", "xa", false},
    {"/** is everything below", "a/**", "a/b/c", true},
    {"but not the folder itself", "a/**", "a", false},
    {"/**/ in the middle is no folder", "a/**/b", "a/b", true},
    {"or many folders in the middle", "a/**/b", "a/x/y/b", true},
    {"and keeps to whole ones", "a/**/b", "a/xb", false},
    {"** inside of a name is like *", "a/b**c", "a/bxxc", true},
    {"and stops at slashes", "?/b**c", "a/bx/c", false},
    {"git takes ** behind plain text for a start", "foo**/bar", "foo/x/bar", true},
    {"some ** in a row", "**/**/a/**/**/b", "x/a/b", true},
    {"a later ** makes up for an early match", "**/a/b/**/a/c", "a/b/a/b/a/c", true},
    {"a set is one of its bytes", "[abc]", "b", true},
    {"and no other", "[abc]", "d", false},
    {"a range", "[a-c]x", "bx", true},
    {"a range from behind is empty", "[c-a]", "b", false},
    {"! turns a set around", "[!abc]", "d", true},
    {"^ does too", "[^abc]", "a", false},
    {"a set never takes a slash", "a[/]b", "a/b", false},
    {"not even turned around", "a[!x]b", "a/b", false},
    {"nor in a range", "a[+-9]b", "a/b", false},
    {"] at the start is a member", "[]a]", "]", true},
    {"- at the end is a member", "[a-]", "-", true},
    {"a backslash escapes in a set", "[\\]]", "]", true},
    {"a class", "[[:digit:]]", "7", true},
    {"a class and bytes", "[[:digit:]x]", "x", true},
    {"a class is ASCII", "[[:alpha:]]", "\351", false},
    {"a set can be bytes that are no text", "[\200-\377]", "\351", true},
    {"an escaped star is a star", "a\\*", "a*", true},
    {"and nothing else", "a\\*", "ab", false},
    {"an escaped letter is the letter", "\\a\\b", "ab", true},
    {"case counts", "a", "A", false},
    {"an empty pattern is the empty text", "", "", true},
    {"and no other", "", "a", false},
};

Test(glob, paths_match_as_in_git)
{
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        cr_expect_eq(matches(paths[i].pattern, GLOB_PATH, slice_of(paths[i].text)),
                     paths[i].matches, "%s: %s against %s", paths[i].why,
                     paths[i].pattern, paths[i].text);
}

Test(glob, a_name_knows_no_double_star)
{
    cr_expect(matches("**", GLOB_NAME, slice_of("anything")));
    cr_expect(matches("a**b", GLOB_NAME, slice_of("a--b")));
    cr_expect_not(matches("a**b", GLOB_NAME, slice_of("a--c")));
}

Test(glob, what_can_match_nothing_does_not_compile)
{
    static const char *const broken[] = {
        "[", "[a", "a[!", "[a-", "[]", "abc\\", "[[:alpha:]", "[\\", "[[:nonsense:]]"};

    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct arena a = {0};
        struct glob glob = {.step_count = 77};
        cr_expect_not(glob_compile(slice_of(broken[i]), GLOB_PATH, &a, &glob), "%s",
                      broken[i]);
        cr_expect_eq(glob.step_count, 77);
        arena_release(&a);
    }
}

Test(glob, any_byte_may_be_in_a_text)
{
    cr_expect(matches("a*b", GLOB_PATH, (struct slice){"a\0\n\377b", 5}));
    cr_expect(matches("a?b", GLOB_PATH, (struct slice){"a\0b", 3}));
    cr_expect_not(matches("ab", GLOB_PATH, (struct slice){"ab\0", 3}));
}

struct ending {
    const char *pattern, *ending;
    bool whole;
};

Test(glob, the_ending_is_what_every_match_ends_with)
{
    static const struct ending endings[] = {
        {"foo", "foo", true},       {"*.py", ".py", false},    {"a/b/c", "c", true},
        {"**/c.py", "c.py", true},  {"a/x*.py", ".py", false}, {"a/*", "", false},
        {"a/*/b.py", "b.py", true}, {"[ab]c", "c", false},     {"a**/b", "b", true},
        {"a\\*b", "a*b", true},     {"**", "", false},         {"?x", "x", false},
    };

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct arena a = {0};
        struct glob glob;
        cr_assert(glob_compile(slice_of(endings[i].pattern), GLOB_PATH, &a, &glob));
        cr_expect(slice_equal(glob.ending, slice_of(endings[i].ending)), "%s",
                  endings[i].pattern);
        cr_expect_eq(glob.whole, endings[i].whole, "%s", endings[i].pattern);
        arena_release(&a);
    }
}

/* Text and pattern that make a matcher which tries every way run for ever. */
static char *repeated(const char *text, size_t times, const char *end)
{
    char *all = calloc(strlen(text) * times + strlen(end) + 1, 1);

    for (size_t i = 0; i < times; i++)
        strcat(all, text);
    return strcat(all, end);
}

static void expect_soon(const char *part, size_t times, const char *end,
                        const char *text_part, size_t text_times)
{
    char *pattern = repeated(part, times, end);
    char *text = repeated(text_part, text_times, "");

    cr_expect_not(matches(pattern, GLOB_PATH, slice_of(text)), "%s", pattern);
    free(pattern);
    free(text);
}

Test(glob, no_pattern_takes_for_ever, .timeout = 20)
{
    expect_soon("a*", 100, "b", "a", 255);
    expect_soon("*a", 1000, "*b", "a", 4000);
    expect_soon("**/", 200, "a*a*a*a*b", "a/", 500);
    expect_soon("**/a*/", 100, "b", "aa/", 1000);
    expect_soon("*?", 120, "b", "a", 255);
    expect_soon("[a-z]*", 100, "[!a-z]", "a", 255);
    expect_soon("**/**/*a*", 100, "b", "aaa/", 300);
    expect_soon("?/", 300, "b", "a/", 8000);
}

/* The textbook's definition, which may take for ever but is surely right. */
static bool slow_match(const char *p, const char *t)
{
    if (!*p)
        return !*t;
    if (strncmp(p, "**/", 3) == 0) {
        for (const char *rest = t;; rest = strchr(rest, '/') + 1) {
            if (slow_match(p + 3, rest))
                return true;
            if (!strchr(rest, '/'))
                return false;
        }
    }
    if (strcmp(p, "**") == 0)
        return true;
    if (*p == '*') {
        for (;; t++) {
            if (slow_match(p + 1, t))
                return true;
            if (!*t || *t == '/')
                return false;
        }
    }
    return *t && (*p == '?' ? *t != '/' : *p == *t) && slow_match(p + 1, t + 1);
}

static uint32_t roll(uint64_t *state, uint32_t sides)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33) % sides;
}

/* Some of the parts, with slashes between them. */
static void path_roll(uint64_t *state, const char *const *parts, uint32_t count,
                      char *path)
{
    *path = '\0';
    for (uint32_t i = roll(state, 5) + 1; i; i--) {
        strcat(path, parts[roll(state, count)]);
        strcat(path, i > 1 ? "/" : "");
    }
}

Test(glob, two_stars_to_fall_back_on_are_as_good_as_trying_every_way)
{
    static const char *const globs[] = {"**", "a",    "*",    "?b",
                                        "a*", "*b*a", "*a*b", "b?*a"};
    static const char *const names[] = {"a", "b", "ab", "ba", "abba", "babaab", "aabab"};
    uint64_t state = 42;
    size_t matched = 0;

    for (size_t i = 0; i < 200000; i++) {
        char pattern[64], text[64];

        path_roll(&state, globs, sizeof globs / sizeof *globs, pattern);
        path_roll(&state, names, sizeof names / sizeof *names, text);
        bool slow = slow_match(pattern, text);
        cr_expect_eq(matches(pattern, GLOB_PATH, slice_of(text)), slow, "%s against %s",
                     pattern, text);
        matched += slow;
    }
    cr_expect_gt(matched, 1000);
}
