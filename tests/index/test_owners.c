/* Who owns what, by CODEOWNERS as GitHub and GitLab read it. Their manuals' examples are here
 * by what they say. */
#include "engine/index/owners.h"

#include "engine/base/buf.h"
#include "tests/scan/tree.h"

static const char github[] = ".github/CODEOWNERS", gitlab[] = ".gitlab/CODEOWNERS";

static struct owners *parsed(const char *text, const char *name)
{
    struct err e = {0};
    struct owners *o = owners_parse(slice_of(text), name, &e);

    cr_assert(o, "%s", e.message);
    return o;
}

/* The path's owners with spaces between them. */
static void expect_owners(const struct owners *o, const char *path, const char *want)
{
    uint32_t found[16];
    size_t count = owners_of(o, slice_of(path), found, 16);
    struct buf got = {0};

    for (size_t i = 0; i < count && i < 16; i++) {
        buf_add_text(&got, i ? " " : "");
        buf_add(&got, owners_name(o, found[i]));
    }
    buf_add_char(&got, '\0');
    cr_expect_str_eq(got.data, want, "%s: wanted '%s', got '%s'", path, want, got.data);
    buf_release(&got);
}

struct owned {
    const char *path, *want;
};

static void expect_all(const char *text, const char *name, const struct owned *cases,
                       size_t count)
{
    struct owners *o = parsed(text, name);
    const struct owners_fault *faults;

    cr_expect_eq(owners_faults(o, &faults, NULL), 0);
    for (size_t i = 0; i < count; i++)
        expect_owners(o, cases[i].path, cases[i].want);
    owners_free(o);
}

#define EXPECT_ALL(text, name, cases) \
    expect_all(text, name, cases, sizeof(cases) / sizeof *(cases))

/* ----------------------------------------------------------------- GitHub */

Test(owners, of_github_are_those_of_its_manual)
{
    static const char text[] = "# a comment\n"
                               "*       @global-1 @global-2\n"
                               "*.js    @js #This is an inline comment.\n"
                               "*.go docs@example.com\n"
                               "*.txt @octo-org/octocats\n"
                               "/build/logs/ @doctocat\n"
                               "docs/*  docs@example.com\n"
                               "apps/ @octocat\n"
                               "**/logs @logs\n"
                               "/scripts/ @doctocat @octocat\n"
                               "/only/ @octocat\n"
                               "/only/github\n";
    static const struct owned cases[] = {
        {"README", "@global-1 @global-2"},
        {"a/b/c", "@global-1 @global-2"},
        {"a.js", "@js"},
        {"a/b.js", "@js"},
        {"a.go", "docs@example.com"},
        {"x/y.txt", "@octo-org/octocats"},
        {"build/logs/a", "@logs"}, /* the later rule */
        {"build/log/a", "@global-1 @global-2"},
        {"docs/getting-started.md", "docs@example.com"},
        {"docs/build-app/troubleshooting.md", "@global-1 @global-2"},
        {"a/docs/b", "@global-1 @global-2"},
        {"apps/a", "@octocat"},
        {"x/apps/y/z", "@octocat"},
        {"apps", "@global-1 @global-2"}, /* no folder */
        {"deeply/nested/logs", "@logs"},
        {"scripts/a/b", "@doctocat @octocat"},
        {"a/scripts/b", "@global-1 @global-2"},
        {"only/a", "@octocat"},
        {"only/github/a", ""},
        {"only/github", ""},
        {"only/githubber", "@octocat"},
    };
    EXPECT_ALL(text, github, cases);
}

Test(owners, of_github_are_found_by_what_patterns_match)
{
    static const struct {
        const char *pattern, *in, *out; /* paths, separated by spaces */
    } cases[] = {
        {"foo", "foo foo/a a/foo a/foo/b", "foo.txt a/foo.txt afoo fo"},
        {"/foo", "foo foo/a foo/a/b", "a/foo foot"},
        {"foo/", "foo/a a/foo/b a/foo/b/c", "foo a/foo"},
        {"foo/bar", "foo/bar foo/bar/a", "a/foo/bar foo/bart"},
        {"foo/bar/", "foo/bar/a", "foo/bar a/foo/bar/b"},
        {"*", "a a/b a/b/c .a", ""},
        {"/*", "a .a", "a/b a/b/c"},
        {"/*/", "a/b a/b/c", "a"},
        {"f*", "foo foo/a a/foo a/foo/b", "xfoo"},
        {"/f*", "foo foo/a", "a/foo xfoo"},
        {"foo/*", "foo/a", "foo foo/a/b a/foo/b"},
        {"foo/*.txt", "foo/a.txt foo/a.txt/b", "foo/a foo/b/a.txt"},
        {"foo/*/baz", "foo/a/baz foo/a/baz/b", "foo/baz foo/a/b/baz"},
        {"foo/**", "foo/a foo/a/b", "foo a/foo/b"},
        {"foo/**/", "foo/a foo/a/b", "foo a/foo/b"},
        {"foo/**/bar", "foo/bar foo/a/bar foo/a/b/bar/c", "foo/bart a/foo/bar"},
        {"**/foo/bar", "foo/bar a/foo/bar a/foo/bar/b", "foo/a/bar"},
        {"**/*bar*", "bar a/rebar a/b/barrio", "ba"},
        {"**/a/*", "a/b x/a/b", "a a/b/c"},
        {"f?o", "foo a/fxo", "fo fooo f/o"},
        {"f\\*o", "f*o", "foo"},
        {"Foo", "Foo", "foo"},
        {"caf\xc3\xa9/", "caf\xc3\xa9/a", "cafe/a"},
        {"a#b", "a#b", "a"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf text = {0};
        struct owners *o;
        struct slice paths, path;

        buf_add_format(&text, "%s @o\n", cases[i].pattern);
        o = owners_parse(buf_slice(&text), github, NULL);
        cr_assert(o);
        for (int in = 0; in < 2; in++) {
            paths = slice_of(in ? cases[i].in : cases[i].out);
            while (slice_cut(&paths, ' ', &path)) {
                uint32_t found;

                cr_expect_eq(owners_of(o, path, &found, 1), in, "%s and %.*s",
                             cases[i].pattern, (int)path.len, path.data);
            }
        }
        owners_free(o);
        buf_release(&text);
    }
}

Test(owners, have_spaces_and_line_ends_of_any_kind)
{
    static const char text[] = "\xef\xbb\xbf \t* \t @a\t@b \r\n"
                               "my\\ folder/  @c\r\n"
                               "\r\n   # nothing\r\nx#y @d#e # f @g\n"
                               "last @h";
    static const struct owned cases[] = {
        {"a", "@a @b"},  {"my folder/a", "@c"}, {"my/a", "@a @b"},
        {"x#y", "@d#e"}, {"last", "@h"},        {"folder/a", "@a @b"},
    };
    EXPECT_ALL(text, github, cases);
}

Test(owners, are_each_once_and_in_order_of_bytes)
{
    struct owners *o = parsed("a @z @b @z @B @b\nb x@y.z @b\n", github);
    uint32_t found[2] = {9, 9};

    cr_expect_eq(owners_count(o), 4);
    expect_owners(o, "a", "@B @b @z");
    expect_owners(o, "b", "@b x@y.z");
    cr_expect_eq(owners_of(o, slice_of("a"), found, 1), 3);
    cr_expect_eq(found[0], 0);
    cr_expect_eq(found[1], 9, "no more than was asked for");
    cr_expect_eq(owners_of(o, slice_of("a"), NULL, 0), 3);
    cr_expect_str_eq(owners_file(o), github);
    owners_free(o);
}

Test(owners, of_nothing_are_nobody)
{
    struct owners *o = parsed("", github);

    expect_owners(o, "a", "");
    expect_owners(o, "", "");
    owners_free(o);
}

/* ----------------------------------------------------------------- faults */

static void expect_fault(const char *name, const char *line, const char *want)
{
    struct owners *o = parsed(line, name);
    const struct owners_fault *faults;
    size_t count = owners_faults(o, &faults, NULL);

    cr_assert_eq(count, want ? 1 : 0, "%s: %zu", line, count);
    if (want) {
        cr_expect_str_eq(faults[0].message.data, want);
        cr_expect_eq(faults[0].line, 1);
    }
    owners_free(o);
}

Test(owners, wrong_lines_are_listed_and_left_out)
{
    static const struct {
        const char *name, *line, *want;
    } cases[] = {
        {github, "!a @x\n", "a pattern can't begin with '!' here"},
        {github, "\\#a @x\n",
         "a pattern can't begin with '#', nor with a backslash before it"},
        {github, "a[bc].py @x\n", "a pattern can't have '[' and ']' here"},
        {github, "a\\[b @x\n", NULL},
        {github, "/ @x\n", "the pattern '/' can match nothing"},
        {github, "a x @y\n", "'x' is no owner: write @name, @org/team or an address"},
        {github, "a @ @y\n", "'@' is no owner: write @name, @org/team or an address"},
        {gitlab, "a x @y\n", "'x' is no owner: write @name, @org/team or an address"},
        {gitlab, "[a\n", "it is no section: write [Name]"},
        {gitlab, "[] @x\n", "a section needs a name"},
        {gitlab, "!a\n", NULL},
        {gitlab, "\\#a @x\n", NULL},
        {gitlab, "/a[bc].py @x\n", NULL},
        {gitlab, "/a[b @x\n", "the pattern '/a[b' can match nothing"},
    };
    struct owners *o = parsed("* @a\n*.py b\n!c @c\n", github);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_fault(cases[i].name, cases[i].line, cases[i].want);
    expect_owners(o, "x.py", "@a");
    expect_owners(o, "c", "@a");
    owners_free(o);
    o = parsed("* x @a y\n", gitlab);
    expect_owners(o, "b", "@a");
    owners_free(o);
}

Test(owners, of_very_wrong_files_name_a_hundred_faults)
{
    const struct owners_fault *faults;
    struct buf text = {0};
    struct owners *o;
    size_t total;

    for (int i = 0; i < 250; i++)
        buf_add_text(&text, "!a\n");
    o = owners_parse(buf_slice(&text), github, NULL);
    cr_expect_eq(owners_faults(o, &faults, &total), 100);
    cr_expect_eq(total, 250);
    cr_expect_eq(faults[99].line, 100);
    owners_free(o);
    buf_release(&text);
}

/* ----------------------------------------------------------------- GitLab */

Test(owners, of_gitlab_are_those_of_its_manual)
{
    static const char text[] = "* @admin\n"
                               "/docs/ @all-docs\n"
                               "/docs/* @root-docs\n"
                               "/docs/**/*.md @markdown-docs  # comment\n"
                               "\\#file.rb @hash\n"
                               "path\\ with\\ spaces/ @space\n"
                               "lib/ @lib\n"
                               "/config/ @@maintainer\n"
                               "[README Owners]\n"
                               "README.md @user1 @user2\n"
                               "internal/README.md @user4\n"
                               "^[README other owners][2] @default @more\n"
                               "README.md\n"
                               "other.md @user3\n";
    static const struct owned cases[] = {
        {"README.md", "@admin @default @more @user1 @user2"},
        {"internal/README.md", "@admin @default @more @user4"},
        {"a/internal/README.md", "@admin @default @more @user4"},
        {"a/b/other.md", "@admin @user3"},
        {"docs/a", "@root-docs"},
        {"docs/a/b", "@all-docs"},
        {"docs/a.md", "@markdown-docs"},
        {"docs/a/b/c.md", "@markdown-docs"},
        {"#file.rb", "@hash"},
        {"path with spaces/a", "@space"},
        {"a/path with spaces/b/c", "@space"},
        {"x/lib/y", "@lib"},
        {"config/a", "@@maintainer"},
        {"x/config/a", "@admin"},
    };
    EXPECT_ALL(text, gitlab, cases);
}

Test(owners, of_gitlab_match_files_but_for_folders_with_a_slash)
{
    static const char text[] = "docs @a\n/src/** @b\nlib/**/ @c\n**/gen/ @d\n";
    static const struct owned cases[] = {
        {"docs", "@a"},  {"x/docs", "@a"},  {"docs/a", ""},    {"src/a", "@b"},
        {"src/a/b", ""}, {"lib/a", "@c"},   {"lib/a/b", "@c"}, {"x/lib/a/b", "@c"},
        {"gen/a", "@d"}, {"x/gen/a", "@d"}, {"gen", ""},
    };
    static const struct owned everything[] = {{"a", "@x"}, {"a/b/c", "@x"}, {".a", "@x"}};

    EXPECT_ALL(text, gitlab, cases);
    EXPECT_ALL("* @x\n", gitlab, everything);
    EXPECT_ALL("/ @x\n", gitlab, everything);
    EXPECT_ALL("**/ @x\n", gitlab, everything);
    EXPECT_ALL("** @x\n", gitlab, everything);
}

Test(owners, of_gitlab_are_excluded_for_good)
{
    static const char text[] =
        "* @default\n!*.rb\n/special/*.rb @ruby\n"
        "[Ruby]\n*.rb @team\n!/config/**/*.rb\n/config/routes.rb @ops\n";
    static const struct owned cases[] = {
        {"a.py", "@default"},     {"a.rb", "@team"},     {"special/a.rb", "@team"},
        {"config/routes.rb", ""}, {"config/a/b.rb", ""},
    };
    EXPECT_ALL(text, gitlab, cases);
}

Test(owners, of_sections_of_one_name_are_one)
{
    static const char text[] = "[Docs] @d\n*.md @first\n*.rst\n[Code]\n*.md @code\n"
                               "[DOCS]\na.md @second\n*.txt\n";
    static const struct owned cases[] = {
        {"a.md", "@code @second"},
        {"b.md", "@code @first"},
        {"a.rst", "@d"},
        {"a.txt", ""},
    };
    EXPECT_ALL(text, gitlab, cases);
}

Test(owners, with_sections_are_read_as_gitlab_does)
{
    static const char text[] = "a/b @x\n[S]\n*.md @y\n";
    static const struct owned cases[] = {{"c/a/b", "@x"}, {"a/b/c", ""}, {"a.md", "@y"}};

    EXPECT_ALL(text, "CODEOWNERS", cases);
}

/* ----------------------------------------------------------------- limits */

static void expect_limit(struct buf *text, const char *want)
{
    struct err e = {0};

    cr_expect_null(owners_parse(buf_slice(text), "CODEOWNERS", &e));
    cr_expect_eq(e.code, ERR_LIMIT);
    cr_expect_str_eq(e.message, want);
    buf_clear(text);
}

Test(owners, have_limits_that_say_so)
{
    struct buf text = {0};

    while (text.len <= OWNERS_MAX_BYTES)
        buf_add_text(&text,
                     "#                                                             \n");
    expect_limit(&text, "CODEOWNERS: it is larger than 3145728 bytes");
    for (int i = 0; i <= OWNERS_MAX_RULES; i++)
        buf_add_format(&text, "/%d\n", i);
    expect_limit(&text, "CODEOWNERS: it has more than 100000 rules");
    for (int i = 0; i < OWNERS_MAX_SECTIONS; i++)
        buf_add_format(&text, "[%d]\n", i);
    expect_limit(&text, "CODEOWNERS: it has more than 256 sections");
    for (int i = 0; i < 4000; i++)
        buf_add_format(&text, "*a%d*b @x\n", i);
    expect_limit(&text,
                 "CODEOWNERS:2187: there are more than 16384 bytes of patterns like "
                 "'*a2186*b'");
    buf_add_text(&text, "a");
    for (int i = 0; i < 300; i++)
        buf_add_format(&text, " @%d", i);
    expect_fault(github, (buf_add_char(&text, '\0'), text.data),
                 "it names more than 256 owners");
    buf_release(&text);
}

Test(owners, of_many_sections_are_the_first_256)
{
    struct buf text = {0};
    struct owners *o;

    for (int s = 0; s < 255; s++)
        buf_add_format(&text, "[%d]\n* @%03d @x%03d\n", s, s, s);
    o = owners_parse(buf_slice(&text), gitlab, NULL);
    cr_assert(o);
    cr_expect_eq(owners_of(o, slice_of("a"), NULL, 0), OWNERS_MAX_OF_PATH);
    owners_free(o);
    buf_release(&text);
}

/* Cut off anywhere and changed anywhere, a file is read or refused. */
Test(owners, take_any_bytes)
{
    static const char text[] =
        "* @a b@c #d\n[S][2] @e\n!/x/**/y\\ z/ @f\n/a[b-c]?*.py\n^[T]\n"
        "**/q @g @h\n";

    for (size_t i = 0; i < 256 * (sizeof text - 1); i++) {
        char *bytes = memcpy(malloc(sizeof text), text, sizeof text);
        struct owners *o;
        uint32_t found[4];

        bytes[i / 256] = (char)(i % 256);
        o = owners_parse((struct slice){bytes, i / 256 + 1}, i % 2 ? github : gitlab,
                         NULL);
        free(bytes);
        if (o) {
            owners_of(o, slice_of("x/y z/a.py"), found, 4);
            owners_of(o, slice_of("q//"), found, 4);
        }
        owners_free(o);
    }
}

/* ------------------------------------------------------------------- read */

static struct owners *owners_in(const struct tree *t, struct err *e)
{
    struct discover *d = discover_open(t->path, &(struct discover_options){0}, e);
    struct owners *o;

    cr_assert(d, "%s", e->message);
    *e = (struct err){0};
    o = owners_read(d, e);
    discover_close(d);
    return o;
}

static void expect_file(const struct tree *t, const char *want)
{
    struct err e = {0};
    struct owners *o = owners_in(t, &e);

    cr_assert_eq(o != NULL, want != NULL, "%s", e.message);
    cr_expect_eq(e.code, ERR_NONE, "%s", e.message);
    if (o)
        cr_expect_str_eq(owners_file(o), want);
    owners_free(o);
}

Test(owners, are_read_from_the_first_place_that_has_them)
{
    struct tree t = tree_new();

    expect_file(&t, NULL);
    tree_file(&t, ".gitlab/CODEOWNERS", "* @a\n");
    expect_file(&t, ".gitlab/CODEOWNERS");
    tree_file(&t, "docs/CODEOWNERS", "* @a\n");
    expect_file(&t, "docs/CODEOWNERS");
    tree_file(&t, "CODEOWNERS", "* @a\n");
    expect_file(&t, "CODEOWNERS");
    tree_file(&t, ".github/CODEOWNERS/x", "a folder is no file\n");
    expect_file(&t, "CODEOWNERS");
    tree_free(&t);
}

Test(owners, are_not_read_through_links_or_pipes)
{
    struct tree t = tree_new();
    struct err e = {0};

    tree_file(&t, "real", "* @a\n");
    cr_assert_eq(symlinkat("real", t.fd, "CODEOWNERS"), 0);
    cr_expect_null(owners_in(&t, &e));
    cr_expect_str_eq(e.message, "CODEOWNERS is a symbolic link, which isn't followed");
    tree_file(&t, "docs/CODEOWNERS", "* @a\n");
    expect_file(&t, "docs/CODEOWNERS");
    cr_assert_eq(unlinkat(t.fd, "CODEOWNERS", 0), 0);
    cr_assert_eq(mkfifoat(t.fd, "CODEOWNERS", 0600), 0);
    cr_expect_null(owners_in(&t, &e));
    cr_expect_eq(strncmp(e.message, "CODEOWNERS: ", 12), 0, "%s", e.message);
    tree_free(&t);
}
