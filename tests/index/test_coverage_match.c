#include "engine/index/coverage_match.h"

#include "engine/base/buf.h"
#include "engine/base/memory.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

/* Lists are words. What comes out: the path that each name means, in the order of the names'
 * bytes, or "-". */
struct match_case {
    const char *why, *root, *way, *folders, *names, *tree, *want;
};

static void tree_fill(struct part *tree, struct slice paths)
{
    struct slice path;

    while (slice_cut(&paths, ' ', &path)) {
        struct file *file = arena_new(&tree->memory, struct file);

        file->path = path;
        part_add(tree, file);
    }
    part_close(tree);
}

static void report_fill(struct coverage_report *r, struct slice names,
                        struct slice folders)
{
    struct slice word;

    while (slice_cut(&names, ' ', &word))
        cr_assert(report_file(r, word, NULL));
    while (slice_cut(&folders, ' ', &word))
        cr_assert(report_folder(r, word, NULL));
    report_close(r);
}

static void outcome_add(struct buf *out, const struct part *tree, uint32_t file)
{
    if (out->len)
        buf_add_char(out, ' ');
    if (file == COVERAGE_NO_FILE)
        buf_add_char(out, '-');
    else
        buf_add(out, tree->files[file]->path);
}

static void expect_match(const struct match_case *c)
{
    struct coverage_place place = {slice_of(c->root), slice_of(c->way)};
    struct coverage_report r = {0};
    struct part tree = {0};
    struct buf out = {0};
    uint32_t *file_of;

    tree_fill(&tree, slice_of(c->tree));
    report_fill(&r, slice_of(c->names), slice_of(c->folders));
    file_of = memory_alloc(r.name_count * sizeof *file_of);
    coverage_match(&r, &tree, &place, file_of);
    for (size_t i = 0; i < r.name_count; i++)
        outcome_add(&out, &tree, file_of[i]);
    cr_expect(slice_equal(buf_slice(&out), slice_of(c->want)),
              "%s: wanted \"%s\", got \"%.*s\"", c->why, c->want, (int)out.len, out.data);
    free(file_of);
    buf_release(&out);
    report_release(&r);
    part_release(&tree);
}

static void expect_all(const struct match_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_match(&cases[i]);
}

#define EXPECT_ALL(cases) expect_all(cases, sizeof(cases) / sizeof *(cases))

Test(coverage_match, a_name_is_a_path_of_the_tree)
{
    static const struct match_case cases[] = {
        {"as it stands", "/r/", "", "", "a.py p/b.py", "a.py p/b.py", "a.py p/b.py"},
        {"not clean", "/r/", "", "", "./p//x/../b.py", "p/b.py", "p/b.py"},
        {"absolute, below the root", "/r/", "", "", "/r/p/b.py", "b.py p/b.py", "p/b.py"},
        {"out of the machine", "/r/", "", "", "/../r/p/b.py x.py y.py", "p/b.py",
         "p/b.py - -"},
        {"out of the tree, twice", "/r/", "", "", "../../b.py x.py", "b.py", "- -"},
        {"nowhere", "/r/", "", "", "a.py q.py", "a.py", "a.py -"},
        {"as Windows has it", "/r/", "", "", "p\\b.py p\\c.py", "p/b.py p/c.py",
         "p/b.py p/c.py"},
        {"a backslash in a name", "/r/", "", "", "p/b\\c.py", "p/b\\c.py", "p/b\\c.py"},
        {"an empty tree", "/r/", "", "/x", "a.py", "", "-"},
        {"an empty report", "/r/", "", "/x", "", "a.py", ""},
    };

    EXPECT_ALL(cases);
}

Test(coverage_match, a_name_is_below_a_folder_of_the_report)
{
    static const struct match_case cases[] = {
        {"in the tree", "/r/", "", "/r/src", "u.py", "src/u.py u.py", "src/u.py"},
        {"the root", "/r/", "", "/r", "u.py", "src/u.py u.py", "u.py"},
        {"in the tree, whatever else there is", "/r/", "", "/r/src", "u.py",
         "r/src/u.py src/u.py", "src/u.py"},
        {"above the root", "/r/s/", "", "/r", "s/u.py", "s/u.py u.py", "u.py"},
        {"elsewhere", "/r/", "", "/ci/w/src", "u.py v.py", "src/u.py src/v.py u.py",
         "src/u.py src/v.py"},
        {"elsewhere, the root", "/r/", "", "/ci/src", "src/u.py", "src/u.py u.py",
         "src/u.py"},
        {"the longest ending of several", "/r/", "", "/ci/a/b", "u.py", "a/b/u.py b/u.py",
         "a/b/u.py"},
        {"the ending with the most files", "/r/", "", "/ci/a/b", "u.py v.py",
         "a/b/u.py b/u.py b/v.py", "b/u.py b/v.py"},
        {"relative", "/r/", "", "src", "u.py", "src/u.py u.py", "src/u.py"},
        {"where the tool ran", "/r/", "", ".", "u.py", "src/u.py u.py", "u.py"},
        {"on Windows", "/r/", "", "C:\\w\\src", "u.py", "src/u.py u.py", "src/u.py"},
        {"two folders", "/r/", "", "/ci/a /ci/b", "u.py v.py", "a/u.py b/v.py",
         "a/u.py b/v.py"},
        {"a file below each of two", "/r/", "", "/ci/a /ci/b", "u.py v.py w.py",
         "a/u.py a/v.py b/u.py b/w.py", "- a/v.py b/w.py"},
        {"the same folder twice", "/r/", "", "/ci/a /r/a", "u.py", "a/u.py", "a/u.py"},
        {"not below it, but as it stands", "/r/", "", "/r/src", "u.py t.py",
         "src/u.py t.py", "t.py src/u.py"},
        {"a folder that leads out", "/r/", "", "../../x", "u.py", "u.py", "u.py"},
    };

    EXPECT_ALL(cases);
}

Test(coverage_match, most_names_say_what_is_cut_and_put)
{
    static const struct match_case cases[] = {
        {"cut", "/r/", "", "", "/ci/w/a.py /ci/w/p/b.py", "a.py p/b.py", "a.py p/b.py"},
        {"put", "/r/", "", "", "a.py p/b.py", "s/a.py s/p/b.py", "s/a.py s/p/b.py"},
        {"cut and put", "/r/", "", "", "/ci/a.py /ci/p/b.py", "s/a.py s/p/b.py",
         "s/a.py s/p/b.py"},
        {"more than half", "/r/", "", "", "/ci/a.py /ci/b.py /ci/x.py", "a.py b.py",
         "a.py b.py -"},
        {"half is not enough", "/r/", "", "", "/ci/a.py /ci/x.py", "a.py", "- -"},
        {"another project's", "/r/", "", "",
         "/o/a/utils.py /o/b/x.py /o/b/y.py /o/b/z.py", "utils.py", "- - - -"},
        {"what is left over has no majority", "/r/", "", "", "a.py b.py /usr/lib/c.py",
         "a.py b.py c.py", "- a.py b.py"},
        {"least is cut", "/r/", "", "", "/ci/s/a.py", "a.py s/a.py", "s/a.py"},
        {"the first folder of equal ones", "/r/", "", "", "/ci/a.py", "s/a.py t/a.py",
         "s/a.py"},
        {"a copy of some of the tree", "/r/", "", "", "/ci/w/a.py /ci/w/b.py /ci/w/c.py",
         "a.py b.py c.py ci/w/a.py", "a.py b.py c.py"},
        {"out of the folder", "/r/", "", "", "../a.py ../p/b.py", "a.py p/b.py",
         "a.py p/b.py"},
        {"a drive", "/r/", "", "", "C:\\w\\a.py C:\\w\\b.py", "a.py b.py", "a.py b.py"},
        {"not a part of a component", "/r/", "", "", "/ci/ba.py", "a.py", "-"},
        {"below the folder of a report elsewhere", "/r/", "", "/ci", "s/a.py s/b.py",
         "a.py b.py", "a.py b.py"},
    };

    EXPECT_ALL(cases);
}

Test(coverage_match, a_file_that_has_a_name_gets_no_other_by_a_vote)
{
    static const struct match_case cases[] = {
        {"exact first", "/r/", "", "", "a.py /ci/a.py /ci/b.py /ci/c.py /ci/d.py",
         "a.py b.py c.py d.py", "- b.py c.py d.py a.py"},
    };

    EXPECT_ALL(cases);
}

Test(coverage_match, a_folder_of_a_repository_takes_its_part_of_the_report)
{
    static const struct match_case cases[] = {
        {"from its top", "/r/s/a/", "s/a/", "", "s/a/x.py s/b/y.py s/c/z.py", "x.py y.py",
         "x.py - -"},
        {"before any vote", "/r/s/a/", "s/a/", "", "s/a/x.py s/b/m.py s/b/n.py s/c/o.py",
         "m.py n.py x.py", "x.py - - -"},
        {"as it stands first", "/r/s/a/", "s/a/", "", "s/a/x.py", "s/a/x.py x.py",
         "s/a/x.py"},
        {"elsewhere", "/r/s/a/", "s/a/", "", "/ci/s/a/x.py /ci/s/b/y.py /ci/s/c/z.py",
         "x.py", "x.py - -"},
        {"below a source elsewhere", "/r/s/a/", "s/a/", "/ci",
         "s/a/x.py s/b/y.py s/b/z.py", "x.py", "x.py - -"},
    };

    EXPECT_ALL(cases);
}

/* Ten thousand files called __init__.py, and as many names. */
Test(coverage_match, common_names_are_told_apart_by_their_folders)
{
    struct coverage_place place = {slice_of("/r/"), {0}};
    struct coverage_report r = {0};
    struct part tree = {0};
    uint32_t *file_of;
    char name[64];

    for (int i = 0; i < 10000; i++) {
        struct file *file = arena_new(&tree.memory, struct file);

        snprintf(name, sizeof name, "/ci/w/p%d/q/__init__.py", i);
        file->path = arena_copy(&tree.memory, slice_of(name + 6));
        part_add(&tree, file);
        cr_assert(report_file(&r, slice_of(name), NULL));
    }
    part_close(&tree);
    report_close(&r);
    file_of = memory_alloc(r.name_count * sizeof *file_of);
    coverage_match(&r, &tree, &place, file_of);
    for (size_t i = 0; i < r.name_count; i++)
        cr_assert(file_of[i] != COVERAGE_NO_FILE &&
                  slice_ends(r.names[i].name, tree.files[file_of[i]]->path));
    free(file_of);
    report_release(&r);
    part_release(&tree);
}
