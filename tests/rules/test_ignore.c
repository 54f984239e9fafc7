#include "engine/rules/ignore.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/scan/reason.h"

static const struct rules *parse(struct slice text, struct arena *a, struct err *e)
{
    return ignore_parse(text, slice_of(".gitignore"), REASON_GITIGNORE, a, e);
}

/* A path that ends in '/' is a directory. */
static const struct rule *ask(const struct rules *rules, const char *text)
{
    struct slice path = slice_of(text), name;
    bool directory = slice_ends(path, slice_of("/"));
    const char *slash;

    path.len -= directory;
    slash = memrchr(path.data, '/', path.len);
    name.data = slash ? slash + 1 : path.data;
    name.len = (size_t)(path.data + path.len - name.data);
    struct ignore_name known = ignore_name_of(name, directory);
    return ignore_match(rules, &known, path);
}

struct row {
    const char *why, *rules, *path;
    char said; /* 'x' excluded, '!' brought back, '-' nothing said */
};

static const struct row rows[] = {
    {"a name is found at the top", "foo\n", "foo", 'x'},
    {"and anywhere below", "foo\n", "a/b/foo", 'x'},
    {"but only whole", "foo\n", "foobar", '-'},
    {"a slash in front anchors", "/foo\n", "foo", 'x'},
    {"so that it isn't found below", "/foo\n", "a/foo", '-'},
    {"a slash inside anchors too", "a/foo\n", "a/foo", 'x'},
    {"and not only in front", "a/foo\n", "b/a/foo", '-'},
    {"**/ frees it again", "**/a/foo\n", "b/a/foo", 'x'},
    {"a slash at the end means directories", "foo/\n", "foo/", 'x'},
    {"not files", "foo/\n", "foo", '-'},
    {"and anchors nothing", "foo/\n", "a/foo/", 'x'},
    {"the last rule wins", "*.py\n!a.py\n", "a.py", '!'},
    {"even over a better one before it", "!a.py\n*.py\n", "a.py", 'x'},
    {"the last one that matches", "*.py\n!b.py\n", "a.py", 'x'},
    {"a rule by name and one by extension", "a.py\n!*.py\n", "a.py", '!'},
    {"a wildcard rule behind both", "a.py\n*.py\n!a*\n", "a.py", '!'},
    {"a wildcard rule between both", "a.py\n!a*\n*.py\n", "a.py", 'x'},
    {"the last rule, but for directories", "foo\n!foo/\n", "foo", 'x'},
    {"is tried for them first", "foo\n!foo/\n", "foo/", '!'},
    {"the last part of an extension is the key", "*.tar.gz\n", "a.tar.gz", 'x'},
    {"and the rest is still compared", "*.tar.gz\n", "a.gz", '-'},
    {"an extension of nothing", "*.\n", "a.", 'x'},
    {"a name that is an extension", "*.py\n", ".py", 'x'},
    {"a comment is no rule", "#foo\n", "#foo", '-'},
    {"an escaped one is", "\\#foo\n", "#foo", 'x'},
    {"an escaped ! is a name", "\\!foo\n", "!foo", 'x'},
    {"# further on is a name", "a#b\n", "a#b", 'x'},
    {"an empty line is no rule", "\n\n", "a", '-'},
    {"spaces at the end don't count", "foo  \n", "foo", 'x'},
    {"unless escaped", "foo\\ \n", "foo ", 'x'},
    {"only the last of them need be", "foo \\  \n", "foo  ", 'x'},
    {"tabs at the end count", "foo\t\n", "foo", '-'},
    {"spaces in front count", " foo\n", "foo", '-'},
    {"CR LF ends a line", "foo\r\n", "foo", 'x'},
    {"a CR inside is a byte", "a\rb\n", "a\rb", 'x'},
    {"the last line needs no end", "foo", "foo", 'x'},
    {"a byte order mark is no part",
     "\xef\xbb\xbf"
     "foo\n",
     "foo", 'x'},
    {"a lone ! says nothing", "!\n", "a", '-'},
    {"a lone / says nothing", "/\n", "a/", '-'},
    {"* is everything", "*\n", "a/b", 'x'},
    {"*/ is every directory", "*/\n", "a/", 'x'},
    {"and no file", "*/\n", "a", '-'},
    {"/* is everything at the top", "/*\n", "a", 'x'},
    {"and not below", "/*\n", "a/b", '-'},
    {"a set that isn't closed says nothing", "[a\n", "[a", '-'},
    {"and doesn't harm the next", "[a\nb\n", "b", 'x'},
    {"a backslash at the end says nothing", "a\\\n", "a\\", '-'},
    {"case counts", "Foo\n", "foo", '-'},
    {"bytes that are no text", "\377*\n", "\377a", 'x'},
};

Test(ignore, rules_are_read_and_obeyed_as_in_git)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        const struct rules *rules = parse(slice_of(rows[i].rules), &a, NULL);
        const struct rule *rule = ask(rules, rows[i].path);
        char said = !rule ? '-' : rule->negated ? '!' : 'x';

        cr_expect_eq(said, rows[i].said, "%s: '%s' against %s says %c", rows[i].why,
                     rows[i].rules, rows[i].path, said);
        arena_release(&a);
    }
}

Test(ignore, a_nul_ends_a_line_as_in_git)
{
    struct arena a = {0};
    const struct rules *rules = parse((struct slice){"foo\0bar\nb\n", 10}, &a, NULL);

    cr_expect_not_null(ask(rules, "foo"));
    cr_expect_not_null(ask(rules, "b"));
    cr_expect_null(ask(rules, "foobar"));
    arena_release(&a);
}

Test(ignore, a_rule_knows_its_line_and_its_text)
{
    struct arena a = {0};
    const struct rules *rules = parse(slice_of("# one\n\n!*.py  \r\n"), &a, NULL);
    const struct rule *rule = ask(rules, "a.py");

    cr_assert(rule);
    cr_expect_eq(rule->line, 3);
    cr_expect(slice_equal(rule->text, slice_of("!*.py")));
    cr_expect(slice_equal(rules->source, slice_of(".gitignore")));
    arena_release(&a);
}

Test(ignore, thousands_of_names_are_found_in_the_table)
{
    struct arena a = {0};
    struct buf text = {0};
    const struct rules *rules;
    char name[32];

    for (int i = 0; i < 20000; i++)
        buf_add_format(&text, "%sname%d\n*.e%d\n", i % 3 ? "" : "!", i, i);
    rules = parse(buf_slice(&text), &a, NULL);
    cr_assert(rules);
    cr_expect_eq(rules->wild_count, 0);
    for (int i = 0; i < 20000; i++) {
        snprintf(name, sizeof name, "name%d", i);
        cr_assert_eq(ask(rules, name)->line, (uint32_t)(2 * i + 1));
        snprintf(name, sizeof name, "d/x.e%d", i);
        cr_assert_eq(ask(rules, name)->line, (uint32_t)(2 * i + 2));
    }
    cr_expect_null(ask(rules, "name20000"));
    buf_release(&text);
    arena_release(&a);
}

Test(ignore, the_table_and_trying_every_rule_agree)
{
    static const char *const lines[] = {"a",   "!a",   "*.py", "!*.py", "a.py", "!a.*",
                                        "b*",  "!b/",  "*b",   "!*a*",  "a/",   "/a",
                                        "x/a", "!x/*", "*.p?", "x/*.py"};
    static const char *const paths[] = {"a",   "a/",   "b",      "b/",    "a.py",
                                        "b.a", "x/a/", "x/b.py", "ab.py", "x/a"};
    const size_t line_count = sizeof lines / sizeof *lines;
    uint64_t state = 7;

    for (int round = 0; round < 3000; round++) {
        struct arena a = {0};
        struct buf text = {0};
        const struct rule *want = NULL;
        const char *path;

        for (int i = 0; i < 6; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            buf_add_format(&text, "%s\n", lines[(state >> 33) % line_count]);
        }
        path = paths[(state >> 50) % (sizeof paths / sizeof *paths)];
        const struct rules *all = parse(buf_slice(&text), &a, NULL);
        for (uint32_t i = 0; i < all->count; i++) {
            const struct rules *one = parse(all->rules[i].text, &a, NULL);
            if (ask(one, path))
                want = &all->rules[i];
        }
        cr_expect_eq(ask(all, path), want, "%.*s against %s", (int)text.len, text.data,
                     path);
        buf_release(&text);
        arena_release(&a);
    }
}

Test(ignore, a_line_over_the_limit_is_said_with_its_number)
{
    struct arena a = {0};
    struct buf text = {0};
    struct err err;

    buf_add_text(&text, "fine\n");
    for (size_t i = 0; i < IGNORE_LINE_MAX_BYTES + 1; i++)
        buf_add_char(&text, 'a');
    cr_expect_null(parse(buf_slice(&text), &a, &err));
    cr_expect_str_eq(err.message, "line 2 is longer than 4096 bytes");
    cr_expect_eq(err.code, ERR_LIMIT);
    text.len--;
    cr_expect_not_null(parse(buf_slice(&text), &a, &err));
    buf_release(&text);
    arena_release(&a);
}

Test(ignore, a_text_over_the_limit_is_refused)
{
    struct arena a = {0};
    size_t len = IGNORE_FILE_MAX_BYTES + 1;
    char *text = malloc(len);
    struct err err;

    memset(text, '\n', len);
    cr_expect_null(parse((struct slice){text, len}, &a, &err));
    cr_expect_str_eq(err.message, "the file is larger than 1048576 bytes");
    cr_expect_not_null(parse((struct slice){text, len - 1}, &a, &err));
    free(text);
    arena_release(&a);
}

Test(ignore, a_list_takes_each_glob_as_it_is)
{
    struct arena a = {0};
    const struct ignore_pattern patterns[] = {
        {slice_of("#a"), false}, {slice_of("!b"), false}, {slice_of("c "), false}};
    const struct rules *rules =
        ignore_list(patterns, 3, slice_of("options"), REASON_OPTION, &a, NULL);

    cr_assert(rules);
    cr_expect_not_null(ask(rules, "#a"));
    cr_expect_not_null(ask(rules, "!b"));
    cr_expect_not_null(ask(rules, "c "));
    cr_expect_null(ask(rules, "b"));
    arena_release(&a);
}

Test(ignore, a_glob_of_a_list_may_begin_with_dot_slash)
{
    struct arena a = {0};
    const struct ignore_pattern pattern = {slice_of("./build"), false};
    const struct rules *rules =
        ignore_list(&pattern, 1, slice_of("options"), REASON_OPTION, &a, NULL);

    cr_assert(rules);
    cr_expect_not_null(ask(rules, "build/"));
    cr_expect_null(ask(rules, "a/build/"));
    arena_release(&a);
}

Test(ignore, a_glob_that_can_match_nothing_is_refused_in_a_list)
{
    static const char *const globs[] = {"", "/", "[a", "a\\"};

    for (size_t i = 0; i < sizeof globs / sizeof *globs; i++) {
        struct arena a = {0};
        struct ignore_pattern pattern = {slice_of(globs[i]), false};
        struct err err = {0};

        cr_expect_null(
            ignore_list(&pattern, 1, slice_of("options"), REASON_OPTION, &a, &err));
        cr_expect_eq(err.code, ERR_USAGE);
        cr_expect(strstr(err.message, "can match nothing"));
        arena_release(&a);
    }
}

Test(ignore, a_rule_names_what_it_spells_out)
{
    struct arena a = {0};

    cr_expect(rule_names_it(ask(parse(slice_of("venv/"), &a, NULL), "venv/")));
    cr_expect(rule_names_it(ask(parse(slice_of("a/*/venv"), &a, NULL), "a/b/venv")));
    cr_expect_not(rule_names_it(ask(parse(slice_of("*"), &a, NULL), "venv/")));
    cr_expect_not(rule_names_it(ask(parse(slice_of("*nv"), &a, NULL), "venv/")));
    arena_release(&a);
}
