/* One project, one name for it, whatever stands where in what makes it up. */
#include "engine/scan/project.h"

#include "tests/scan/tree.h"

#include <criterion/criterion.h>

static struct buf identity(const struct tree *t, const char *name,
                           const struct discover_options *options)
{
    struct discover *d = discover_open(t->path, options, NULL);
    struct buf bytes = {0};

    if (!d)
        return bytes; /* there is no such pattern */
    project_identify(&bytes, name, d, options);
    discover_close(d);
    return bytes;
}

/* Of texts that must all be different. */
struct seen {
    struct buf list[4000];
    size_t count;
};

static void expect_new(struct seen *seen, struct buf bytes)
{
    for (size_t i = 0; i < seen->count; i++)
        cr_assert_not(slice_equal(buf_slice(&seen->list[i]), buf_slice(&bytes)), "%.*s",
                      (int)bytes.len, bytes.data);
    cr_assert_lt(seen->count, sizeof seen->list / sizeof *seen->list);
    seen->list[seen->count++] = bytes;
}

static void seen_release(struct seen *seen)
{
    for (size_t i = 0; i < seen->count; i++)
        buf_release(&seen->list[i]);
}

/* `text` cut in three: a name and two patterns, each to include or to exclude. */
static void cut(const struct tree *t, struct seen *seen, const char *text, size_t first,
                size_t second)
{
    char name[64] = {0};

    memcpy(name, text, first);
    for (unsigned sorts = 0; sorts < 4; sorts++) {
        struct discover_glob globs[] = {
            {{text + first, second - first}, sorts & 1},
            {{text + second, strlen(text) - second}, sorts & 2},
        };
        struct discover_options options = {.globs = globs, .glob_count = 2};

        struct buf bytes = identity(t, name, &options);

        if (bytes.len)
            expect_new(seen, bytes);
    }
}

Test(project_fields, bytes_that_cross_the_border_of_a_field_make_another_project)
{
    static const char *const texts[] = {"aaaaaaaaaa", "name 1 a\nexclude 1 b\n0 0",
                                        "exclude 3 a\n\nexclude 0 \n"};
    static struct seen seen;
    struct tree t = tree_new();

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (size_t first = 0; first <= strlen(texts[i]); first++) {
            for (size_t second = first; second <= strlen(texts[i]); second++)
                cut(&t, &seen, texts[i], first, second);
        }
    }
    cr_expect_gt(seen.count, 1000);
    seen_release(&seen);
    tree_free(&t);
}

Test(project_fields, a_name_an_address_and_a_path_of_one_text_are_three_projects)
{
    static struct seen seen;
    struct tree t = tree_new();
    const struct discover_options none = {0}, hidden = {.hidden = true},
                                  all = {.no_ignore = true};

    expect_new(&seen, identity(&t, NULL, &none));
    expect_new(&seen, identity(&t, t.path, &none));
    expect_new(&seen, identity(&t, t.path, &hidden));
    expect_new(&seen, identity(&t, t.path, &all));
    tree_folder(&t, ".git");
    tree_file(&t, ".git/HEAD", "ref: refs/heads/main\n");
    tree_file(&t, ".git/config", "[remote \"origin\"]\n\turl = /tmp\n");
    expect_new(&seen, identity(&t, NULL, &none));
    seen_release(&seen);
    tree_free(&t);
}

Test(project_fields, is_the_same_under_another_path_if_its_origin_is)
{
    struct tree t = tree_new();
    const struct discover_options none = {0};
    struct tree one = t, other = t;
    struct buf a, b;

    for (int i = 0; i < 2; i++) {
        const char *config = i ? "two/.git/config" : "one/.git/config";

        tree_file(&t, i ? "two/.git/HEAD" : "one/.git/HEAD", "ref: refs/heads/main\n");
        tree_file(&t, config, "[remote \"origin\"]\n\turl = https://example.com/a.git\n");
    }
    strcat(one.path, "/one");
    strcat(other.path, "/two");
    a = identity(&one, NULL, &none);
    b = identity(&other, NULL, &none);
    cr_expect(slice_equal(buf_slice(&a), buf_slice(&b)));
    buf_release(&a);
    buf_release(&b);
    tree_free(&t);
}
