#include "engine/scan/project.h"

#include "tests/scan/tree.h"

#include <criterion/criterion.h>

static void expect_origin(const char *why, const char *config, const char *want)
{
    struct slice origin = project_origin(slice_of(config));

    cr_expect(slice_equal(origin, slice_of(want)), "%s: '%.*s'", why, (int)origin.len,
              origin.data);
}

Test(project, the_origin_is_the_url_of_the_remote_of_that_name)
{
    expect_origin("nothing", "", "");
    expect_origin("no remote", "[core]\n\tbare = false\n", "");
    expect_origin("one remote", "[remote \"origin\"]\n\turl = git@host:a/b.git\n",
                  "git@host:a/b.git");
    expect_origin("another remote only", "[remote \"fork\"]\n\turl = x\n", "");
    expect_origin("two remotes",
                  "[remote \"fork\"]\n\turl = x\n[remote \"origin\"]\n\turl = y\n", "y");
    expect_origin("a url of another section",
                  "[remote \"origin\"]\n\tfetch = z\n[submodule \"s\"]\n\turl = x\n", "");
    expect_origin("Windows' ends of lines", "[remote \"origin\"]\r\nurl=x\r\n", "x");
    expect_origin("a url with a sign in it", "[remote \"origin\"]\nurl = h?a=b\n",
                  "h?a=b");
    expect_origin("no end of line", "[remote \"origin\"]\nurl = x", "x");
    expect_origin("a longer name", "[remote \"origin\"]\npushurl = x\n", "");
}

static void identify(struct buf *out, struct tree *t, const char *below, const char *name,
                     const struct discover_options *options)
{
    char path[600];
    struct discover *d;

    snprintf(path, sizeof path, "%s/%s", t->path, below);
    d = discover_open(path, options, NULL);
    cr_assert(d);
    project_identify(out, name, d, options);
    discover_close(d);
}

static bool same_project(const char *below_a, const char *below_b, const char *name_a,
                         const char *name_b, const struct discover_options *a,
                         const struct discover_options *b, bool cloned)
{
    struct tree t = tree_new();
    struct buf first = {0}, second = {0};
    bool same;

    if (cloned) {
        tree_file(&t, "a/.git/config", "[remote \"origin\"]\nurl = there\n");
        tree_file(&t, "b/.git/config", "[remote \"origin\"]\nurl = there\n");
    }
    tree_file(&t, "a/src/x.py", "");
    tree_file(&t, "b/src/x.py", "");
    identify(&first, &t, below_a, name_a, a);
    identify(&second, &t, below_b, name_b, b);
    same = slice_equal(buf_slice(&first), buf_slice(&second));
    buf_release(&first);
    buf_release(&second);
    tree_free(&t);
    return same;
}

Test(project, a_clone_in_another_place_is_the_same_project)
{
    const struct discover_options none = {0};

    cr_expect(same_project("a", "b", NULL, NULL, &none, &none, true));
    cr_expect(same_project("a/src", "b/src", NULL, NULL, &none, &none, true));
    cr_expect(!same_project("a", "a/src", NULL, NULL, &none, &none, true));
    cr_expect(!same_project("a", "b", NULL, NULL, &none, &none, false));
    cr_expect(same_project("a", "a", NULL, NULL, &none, &none, false));
}

Test(project, a_name_goes_before_everything)
{
    const struct discover_options none = {0};

    cr_expect(same_project("a", "b", "n", "n", &none, &none, false));
    cr_expect(!same_project("a", "a", "n", "m", &none, &none, true));
    cr_expect(!same_project("a", "a", "n", NULL, &none, &none, true));
}

Test(project, what_decides_which_files_are_in_it_belongs_to_it)
{
    const struct discover_glob out[] = {{{"docs", 4}, false}};
    const struct discover_glob in[] = {{{"docs", 4}, true}};
    const struct discover_options none = {0}, hidden = {.hidden = true};
    const struct discover_options without = {.globs = out, .glob_count = 1};
    const struct discover_options with = {.globs = in, .glob_count = 1};

    cr_expect(!same_project("a", "a", NULL, NULL, &none, &hidden, true));
    cr_expect(!same_project("a", "a", NULL, NULL, &none, &without, true));
    cr_expect(!same_project("a", "a", NULL, NULL, &without, &with, true));
    cr_expect(same_project("a", "a", NULL, NULL, &without, &without, true));
}
