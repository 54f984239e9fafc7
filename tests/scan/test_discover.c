#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include "engine/base/buf.h"
#include "engine/base/memory.h"
#include "engine/scan/beneath.h"
#include "engine/scan/discover.h"
#include "engine/scan/list.h"
#include "engine/scan/path.h"
#include "tests/scan/tree.h"

/* ------------------------------------------------------------- a plain walk */

/* Findings as lines: "file a.py", "skip b: hidden", "fail c: vanished". */
struct walk {
    char **lines;
    size_t count, capacity;
    struct directory **waiting;
    size_t waiting_count, waiting_capacity;
    size_t directories;
    void (*before)(void *hook, struct slice path); /* a directory is read */
    void *hook;
    char last_error[sizeof((struct err *)0)->message];
};

static void line_add(struct walk *w, const char *what, struct slice path,
                     const char *reason)
{
    struct buf line = {0};

    buf_add_text(&line, what);
    buf_add(&line, path);
    buf_add_text(&line, reason ? ": " : "");
    buf_add_text(&line, reason ? reason : "");
    buf_add_char(&line, '\0');
    w->lines = memory_grow(w->lines, &w->capacity, w->count + 1, sizeof *w->lines);
    w->lines[w->count++] = line.data;
}

static void on_directory(void *context, struct directory *directory)
{
    struct walk *w = context;

    w->waiting = memory_grow(w->waiting, &w->waiting_capacity, w->waiting_count + 1,
                             sizeof *w->waiting);
    w->waiting[w->waiting_count++] = directory;
    w->directories++;
}

static void on_file(void *context, struct slice path, const struct file_state *state)
{
    cr_expect_null(state, "nobody asked for it");
    line_add(context, "file ", path, NULL);
}

static void on_skipped(void *context, struct slice path, enum reason reason)
{
    line_add(context, "skip ", path, reason_name(reason));
}

static void on_failed(void *context, struct slice path, enum reason reason,
                      const struct err *err)
{
    struct walk *w = context;

    line_add(w, "fail ", path, reason_name(reason));
    snprintf(w->last_error, sizeof w->last_error, "%s", err->message);
}

static struct discover_sink sink_of(struct walk *w)
{
    return (struct discover_sink){w, false, on_directory, on_file, on_skipped, on_failed};
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void lines_sort(struct walk *w)
{
    if (w->count)
        qsort(w->lines, w->count, sizeof *w->lines, by_text);
}

static void walk_run(struct walk *w, const char *root,
                     const struct discover_options *options)
{
    struct discover_scratch *scratch = discover_scratch_new();
    struct discover_sink sink = sink_of(w);
    struct arena a = {0};
    struct err err;
    struct discover *d = discover_open(root, options, &err);

    cr_assert(d, "%s", err.message);
    on_directory(w, discover_root(d, &a));
    while (w->waiting_count) {
        struct directory *next = w->waiting[--w->waiting_count];
        if (w->before)
            w->before(w->hook, directory_path(next));
        discover_directory(d, next, &a, scratch, &sink);
    }
    lines_sort(w);
    discover_close(d);
    discover_scratch_free(scratch);
    arena_release(&a);
}

static void walk_release(struct walk *w)
{
    for (size_t i = 0; i < w->count; i++)
        free(w->lines[i]);
    free(w->lines);
    free(w->waiting);
}

/* `expected` is the lines, sorted, each with a newline. */
static void expect_lines(const struct walk *w, const char *expected)
{
    struct buf all = {0};

    for (size_t i = 0; i < w->count; i++)
        buf_add_format(&all, "%s\n", w->lines[i]);
    buf_add_char(&all, '\0');
    cr_expect_str_eq(all.data, expected);
    buf_release(&all);
}

static void expect_walk(const struct tree *t, const struct discover_options *options,
                        const char *expected)
{
    static const struct discover_options none;
    struct walk w = {0};

    walk_run(&w, t->path, options ? options : &none);
    expect_lines(&w, expected);
    walk_release(&w);
}

static void expect_below(const struct tree *t, const char *root, const char *expected)
{
    static const struct discover_options none;
    struct walk w = {0};
    char path[700];

    snprintf(path, sizeof path, "%s/%s", t->path, root);
    walk_run(&w, path, &none);
    expect_lines(&w, expected);
    walk_release(&w);
}

/* ----------------------------------------------------------- what is found */

Test(discover, everything_is_found_once_and_in_every_folder)
{
    struct tree t = tree_new();

    tree_file(&t, "a.py", "");
    tree_file(&t, "b/c.txt", "");
    tree_file(&t, "b/d/e", "");
    tree_folder(&t, "empty/folder");
    expect_walk(&t, NULL, "file a.py\nfile b/c.txt\nfile b/d/e\n");
    tree_free(&t);
}

Test(discover, an_empty_root_has_nothing_in_it)
{
    struct tree t = tree_new();

    expect_walk(&t, NULL, "");
    tree_free(&t);
}

Test(discover, links_are_skipped_and_never_followed)
{
    struct tree t = tree_new();

    tree_file(&t, "a/b.py", "");
    tree_link(&t, "a/self", ".");
    tree_link(&t, "a/up", "..");
    tree_link(&t, "root", "/");
    tree_link(&t, "passwd.py", "/etc/passwd");
    tree_link(&t, "broken", "nowhere");
    tree_link(&t, "loop", "loop");
    expect_walk(&t, NULL,
                "file a/b.py\nskip a/self: symlink\nskip a/up: symlink\n"
                "skip broken: symlink\nskip loop: symlink\nskip passwd.py: symlink\n"
                "skip root: symlink\n");
    tree_free(&t);
}

Test(discover, fifos_and_sockets_are_skipped_without_waiting, .timeout = 20)
{
    struct tree t = tree_new();
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int s = socket(AF_UNIX, SOCK_STREAM, 0);

    cr_assert(mkfifoat(t.fd, "pipe.py", 0644) == 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%.90s/s", t.path);
    cr_assert(bind(s, (struct sockaddr *)&address, sizeof address) == 0);
    expect_walk(&t, NULL, "skip pipe.py: special file\nskip s: special file\n");
    close(s);
    tree_free(&t);
}

Test(discover, names_are_bytes)
{
    struct tree t = tree_new();
    char longest[256], expected[400];

    memset(longest, 'n', 255);
    longest[255] = '\0';
    tree_file(&t, "a\nb.py", "");
    tree_file(&t, "\377\376", "");
    tree_file(&t, "-rf %n \033[31m", "");
    tree_file(&t, longest, "");
    snprintf(expected, sizeof expected,
             "file -rf %%n \033[31m\nfile a\nb.py\nfile %s\nfile \377\376\n", longest);
    expect_walk(&t, NULL, expected);
    tree_free(&t);
}

/* -------------------------------------------------------------- trouble */

/* Gives up the superuser's rights until rights_regain. */
static void rights_drop(const struct tree *t)
{
    cr_assert(fchmod(t->fd, 0755) == 0);
    if (geteuid() == 0)
        cr_assert(setegid(65534) == 0 && seteuid(65534) == 0);
}

static void rights_regain(void)
{
    if (getuid() == 0)
        cr_assert(seteuid(0) == 0 && setegid(0) == 0);
}

Test(discover, an_unreadable_folder_fails_and_the_others_go_on)
{
    struct tree t = tree_new();
    struct discover_options none = {0};
    struct walk w = {0};

    tree_file(&t, "a/b.py", "");
    tree_file(&t, "closed/c.py", "");
    cr_assert(fchmodat(t.fd, "closed", 0, 0) == 0);
    rights_drop(&t);
    walk_run(&w, t.path, &none);
    rights_regain();
    expect_lines(&w, "fail closed: unreadable\nfile a/b.py\n");
    cr_expect_str_eq(w.last_error, "can't be opened: Permission denied");
    walk_release(&w);
    tree_free(&t);
}

Test(discover, an_unreadable_ignore_file_fails_and_is_not_counted_twice)
{
    struct tree t = tree_new();
    struct discover_options open = {.hidden = true};
    struct walk w = {0};

    tree_file(&t, "a.py", "");
    tree_file(&t, ".gitignore", "a.py\n");
    cr_assert(fchmodat(t.fd, ".gitignore", 0, 0) == 0);
    rights_drop(&t);
    walk_run(&w, t.path, &open);
    rights_regain();
    expect_lines(&w, "fail .gitignore: bad ignore file\nfile a.py\n");
    cr_expect_str_eq(w.last_error, "its rules can't be read: Permission denied");
    walk_release(&w);
    tree_free(&t);
}

static void remove_it(void *hook, struct slice path)
{
    const struct tree *t = hook;

    if (slice_equal(path, slice_of("gone")))
        cr_assert(unlinkat(t->fd, "gone", AT_REMOVEDIR) == 0);
}

Test(discover, a_folder_that_vanishes_is_said)
{
    struct tree t = tree_new();
    struct discover_options none = {0};
    struct walk w = {.before = remove_it, .hook = &t};

    tree_folder(&t, "gone");
    tree_file(&t, "a.py", "");
    walk_run(&w, t.path, &none);
    expect_lines(&w, "fail gone: vanished\nfile a.py\n");
    walk_release(&w);
    tree_free(&t);
}

static void replace_it(void *hook, struct slice path)
{
    const struct tree *t = hook;

    if (slice_equal(path, slice_of("a/b"))) {
        cr_assert(renameat(t->fd, "a", t->fd, "moved") == 0);
        cr_assert(symlinkat("/", t->fd, "a") == 0);
    }
}

Test(discover, a_folder_that_becomes_a_link_is_not_followed)
{
    struct tree t = tree_new();
    struct discover_options none = {0};
    struct walk w = {.before = replace_it, .hook = &t};

    tree_file(&t, "a/b/c.py", "");
    walk_run(&w, t.path, &none);
    expect_lines(&w, "fail a/b: vanished\n");
    walk_release(&w);
    tree_free(&t);
}

/* `levels` folders, each in the one before, with a file in the last. */
static void deep_make(const struct tree *t, int levels, const char *name)
{
    int at = dup(t->fd), file;

    for (int i = 0; i < levels; i++) {
        cr_assert(mkdirat(at, name, 0755) == 0);
        int next = openat(at, name, O_RDONLY | O_DIRECTORY);
        cr_assert(next >= 0);
        close(at);
        at = next;
    }
    file = openat(at, "last.py", O_WRONLY | O_CREAT, 0644);
    cr_assert(write(file, "x = 1\n", 6) == 6);
    close(file);
    close(at);
}

Test(discover, a_thousand_levels_are_walked_far_beyond_PATH_MAX)
{
    struct tree t = tree_new_large();
    struct discover_options none = {0};
    struct walk w = {0};
    struct discover *d;
    struct slice path;
    int fd;

    deep_make(&t, 1000, "a-name-of-thirty-bytes-or-so.d");
    walk_run(&w, t.path, &none);
    cr_assert_eq(w.count, 1);
    path = slice_of(w.lines[0] + strlen("file "));
    cr_expect_eq(w.directories, 1001);
    cr_expect_eq(path.len, 31 * 1000 + strlen("last.py"));
    d = discover_open(t.path, &none, NULL);
    fd = discover_openat(d, path, O_RDONLY, NULL);
    cr_expect_geq(fd, 0, "and its files can be opened");
    close(fd);
    discover_close(d);
    walk_release(&w);
    tree_free(&t);
}

Test(discover, deeper_than_the_limit_is_one_failure)
{
    struct tree t = tree_new();
    struct discover_options none = {0};
    struct walk w = {0};

    deep_make(&t, 300,
              "two-hundred-bytes-long----------------------------------------------"
              "--------------------------------------------------------------------"
              "----------------------------------------------------------------");
    walk_run(&w, t.path, &none);
    cr_expect_eq(w.count, 1);
    cr_expect_eq(strncmp(w.lines[0], "fail ", 5), 0);
    cr_expect_str_eq(w.last_error, "the path is longer than 32768 bytes");
    walk_release(&w);
    tree_free(&t);
}

Test(discover, a_hundred_thousand_names_in_one_folder, .timeout = 120)
{
    struct tree t = tree_new_large();
    struct discover_options none = {0};
    struct walk w = {0};
    char name[32];

    cr_assert(mkdirat(t.fd, "many", 0755) == 0);
    tree_file(&t, "many/.gitignore", "*7\n");
    for (int i = 0; i < 100000; i++) {
        snprintf(name, sizeof name, "many/%d", i);
        cr_assert(mknodat(t.fd, name, S_IFREG | 0644, 0) == 0);
    }
    walk_run(&w, t.path, &none);
    cr_expect_eq(w.count, 100001);
    cr_expect_str_eq(w.lines[0], "file many/0");
    cr_expect_str_eq(w.lines[w.count - 1], "skip many/99997: gitignore");
    walk_release(&w);
    tree_free(&t);
}

/* ---------------------------------------------------------------- defaults */

Test(discover, what_tools_leave_behind_is_skipped_by_name_and_not_opened)
{
    struct tree t = tree_new();

    tree_file(&t, "p/__pycache__/a.cpython-311.pyc", "");
    tree_file(&t, "p/a.pyc", "");
    tree_file(&t, "node_modules/x/y.py", "");
    tree_file(&t, "venv/lib/z.py", "");
    tree_file(&t, ".git/HEAD", "");
    tree_file(&t, "sub/.git", "gitdir: ../.git/modules/sub\n");
    tree_file(&t, "venv.py", "");
    tree_file(&t, "p/node_modules_of_mine/a.py", "");
    expect_walk(&t, &(struct discover_options){.hidden = true},
                "file p/node_modules_of_mine/a.py\nfile venv.py\nskip .git: built-in\n"
                "skip node_modules: built-in\nskip p/__pycache__: built-in\n"
                "skip p/a.pyc: built-in\nskip sub/.git: built-in\nskip venv: built-in\n");
    tree_free(&t);
}

Test(discover, the_root_is_walked_whatever_it_or_a_folder_above_is_called)
{
    struct tree t = tree_new();

    tree_file(&t, "node_modules/.venv/a.py", "");
    tree_file(&t, "node_modules/.venv/__pycache__/a.pyc", "");
    expect_below(&t, "node_modules/.venv", "file a.py\nskip __pycache__: built-in\n");
    tree_free(&t);
}

Test(discover, hidden_entries_come_in_only_when_asked_for)
{
    struct tree t = tree_new();

    tree_file(&t, ".a.py", "");
    tree_file(&t, ".d/b.py", "");
    tree_file(&t, "c.py", "");
    expect_walk(&t, NULL, "file c.py\nskip .a.py: hidden\nskip .d: hidden\n");
    expect_walk(&t, &(struct discover_options){.hidden = true},
                "file .a.py\nfile .d/b.py\nfile c.py\n");
    tree_free(&t);
}

/* ------------------------------------------------------------- ignore files */

Test(discover, ignore_files_hold_where_they_are_and_below)
{
    struct tree t = tree_new();

    tree_file(&t, ".gitignore", "*.log\n/out\n");
    tree_file(&t, "a/.gitignore", "!keep.log\n/x.py\n");
    tree_file(&t, "a/keep.log", "");
    tree_file(&t, "a/b/keep.log", "");
    tree_file(&t, "a/x.py", "");
    tree_file(&t, "a/b/x.py", "");
    tree_file(&t, "b/keep.log", "");
    tree_file(&t, "out/o.py", "");
    tree_file(&t, "b/out/o.py", "");
    expect_walk(
        &t, NULL,
        "file a/b/keep.log\nfile a/b/x.py\nfile a/keep.log\nfile b/out/o.py\n"
        "skip .gitignore: hidden\nskip a/.gitignore: hidden\n"
        "skip a/x.py: gitignore\nskip b/keep.log: gitignore\nskip out: gitignore\n");
    tree_free(&t);
}

Test(discover, nothing_is_brought_back_out_of_an_excluded_folder)
{
    struct tree t = tree_new();

    tree_file(&t, ".gitignore", "out/\n!out/keep.py\n");
    tree_file(&t, "out/keep.py", "");
    expect_walk(&t, &(struct discover_options){.hidden = true},
                "file .gitignore\nskip out: gitignore\n");
    tree_free(&t);
}

Test(discover, our_own_ignore_file_is_stronger_than_any_gitignore)
{
    struct tree t = tree_new();

    tree_file(&t, ".cambiumignore", "!gen_*.py\nbig.py\n");
    tree_file(&t, "a/.gitignore", "gen_*.py\n!big.py\n");
    tree_file(&t, "a/gen_x.py", "");
    tree_file(&t, "a/big.py", "");
    expect_walk(
        &t, NULL,
        "file a/gen_x.py\nskip .cambiumignore: hidden\nskip a/.gitignore: hidden\n"
        "skip a/big.py: cambiumignore\n");
    tree_free(&t);
}

Test(discover, gits_own_exclude_file_is_the_weakest_of_git)
{
    struct tree t = tree_new();

    tree_file(&t, ".git/info/exclude", "*.py\n/a/secret\n");
    tree_file(&t, ".gitignore", "!keep.py\n");
    tree_file(&t, "keep.py", "");
    tree_file(&t, "other.py", "");
    tree_file(&t, "a/secret", "");
    expect_walk(&t, &(struct discover_options){.hidden = true},
                "file .gitignore\nfile keep.py\nskip .git: built-in\n"
                "skip a/secret: git exclude\nskip other.py: git exclude\n");
    tree_free(&t);
}

Test(discover, rules_above_the_root_hold_up_to_the_work_tree)
{
    struct tree t = tree_new();

    tree_file(&t, ".gitignore", "all.py\n");
    tree_file(&t, "repo/.git/info/exclude", "private.py\n");
    tree_file(&t, "repo/.gitignore", "/svc/api/gen/\n*.tmp\n");
    tree_file(&t, "repo/svc/.gitignore", "!keep.tmp\napi/old.py\n");
    tree_file(&t, "repo/svc/.cambiumignore", "mine.py\n");
    tree_file(&t, "repo/svc/api/all.py", "");
    tree_file(&t, "repo/svc/api/private.py", "");
    tree_file(&t, "repo/svc/api/gen/x.py", "");
    tree_file(&t, "repo/svc/api/a.tmp", "");
    tree_file(&t, "repo/svc/api/keep.tmp", "");
    tree_file(&t, "repo/svc/api/old.py", "");
    tree_file(&t, "repo/svc/api/mine.py", "");
    expect_below(
        &t, "repo/svc/api",
        "file all.py\nfile keep.tmp\nskip a.tmp: gitignore\nskip gen: gitignore\n"
        "skip mine.py: cambiumignore\nskip old.py: gitignore\n"
        "skip private.py: git exclude\n");
    tree_free(&t);
}

Test(discover, a_root_that_a_rule_above_excludes_is_walked)
{
    struct tree t = tree_new();

    tree_file(&t, ".git/HEAD", "");
    tree_file(&t, ".gitignore", "build/\n");
    tree_file(&t, "build/a.py", "");
    tree_file(&t, "build/build/b.py", "");
    expect_below(&t, "build", "file a.py\nskip build: gitignore\n");
    tree_free(&t);
}

Test(discover, a_work_tree_inside_has_rules_of_its_own)
{
    struct tree t = tree_new();

    tree_file(&t, ".gitignore", "*.gen.py\n");
    tree_file(&t, ".cambiumignore", "*.big.py\n");
    tree_file(&t, "vendor/.git/info/exclude", "x.py\n");
    tree_file(&t, "vendor/a.gen.py", "");
    tree_file(&t, "vendor/a.big.py", "");
    tree_file(&t, "vendor/x.py", "");
    tree_file(&t, "a.gen.py", "");
    tree_file(&t, "x.py", "");
    expect_walk(&t, NULL,
                "file vendor/a.gen.py\nfile x.py\nskip .cambiumignore: hidden\n"
                "skip .gitignore: hidden\nskip a.gen.py: gitignore\n"
                "skip vendor/.git: built-in\nskip vendor/a.big.py: cambiumignore\n"
                "skip vendor/x.py: git exclude\n");
    tree_free(&t);
}

Test(discover, a_strangers_work_tree_above_the_root_is_not_obeyed)
{
    struct tree t;

    if (geteuid() != 0)
        cr_skip("only the superuser can give a folder to somebody else");
    t = tree_new();
    tree_file(&t, ".git/HEAD", "");
    tree_file(&t, ".gitignore", "*.py\n");
    tree_file(&t, "mine/a.py", "");
    expect_below(&t, "mine", "skip a.py: gitignore\n");
    cr_assert(fchown(t.fd, 12345, 12345) == 0);
    expect_below(&t, "mine", "file a.py\n");
    tree_free(&t);
}

Test(discover, a_rule_brings_back_a_default_only_by_naming_it)
{
    struct tree t = tree_new();

    tree_file(&t, ".gitignore", "*\n!*/\n!*.py\n!/venv/\n!.github/\n");
    tree_file(&t, "a/b.py", "");
    tree_file(&t, "a/b.txt", "");
    tree_file(&t, "a/.c.py", "");
    tree_file(&t, "venv/a.py", "");
    tree_file(&t, "a/venv/a.py", "");
    tree_file(&t, ".github/x.py", "");
    tree_file(&t, ".git/x.py", "");
    expect_walk(&t, NULL,
                "file .github/x.py\nfile a/b.py\nfile venv/a.py\nskip .git: built-in\n"
                "skip .gitignore: gitignore\nskip a/.c.py: hidden\n"
                "skip a/b.txt: gitignore\nskip a/venv: built-in\n");
    tree_free(&t);
}

Test(discover, without_ignore_files_the_defaults_still_hold)
{
    struct tree t = tree_new();

    tree_file(&t, ".gitignore", "a.py\n");
    tree_file(&t, "a.py", "");
    tree_file(&t, "venv/b.py", "");
    expect_walk(&t, &(struct discover_options){.no_ignore = true},
                "file a.py\nskip .gitignore: hidden\nskip venv: built-in\n");
    tree_free(&t);
}

Test(discover, an_ignore_file_that_is_no_regular_file_is_not_read, .timeout = 20)
{
    struct tree t = tree_new();

    tree_link(&t, "a/.gitignore", "../rules");
    tree_file(&t, "rules", "x.py\n");
    tree_file(&t, "a/x.py", "");
    tree_folder(&t, "b");
    cr_assert(mkfifoat(t.fd, "b/.gitignore", 0644) == 0);
    tree_file(&t, "b/x.py", "");
    tree_folder(&t, "c/.cambiumignore");
    tree_file(&t, "c/x.py", "");
    tree_link(&t, ".git", "/etc");
    expect_walk(&t, NULL,
                "file a/x.py\nfile b/x.py\nfile c/x.py\nfile rules\nskip .git: symlink\n"
                "skip a/.gitignore: symlink\nskip b/.gitignore: special file\n"
                "skip c/.cambiumignore: hidden\n");
    tree_free(&t);
}

Test(discover, an_ignore_file_over_its_limit_fails_and_is_not_obeyed)
{
    struct tree t = tree_new();
    struct discover_options none = {0};
    struct walk w = {0};
    int fd;

    tree_file(&t, "a/.gitignore", "*.py\n");
    tree_file(&t, "a/x.py", "");
    tree_file(&t, "y.py", "");
    tree_file(&t, ".gitignore", "*.py\n");
    fd = openat(t.fd, "a/.gitignore", O_WRONLY);
    cr_assert(ftruncate(fd, (off_t)5 << 30) == 0);
    close(fd);
    walk_run(&w, t.path, &none);
    expect_lines(&w, "fail a/.gitignore: bad ignore file\nskip .gitignore: hidden\n"
                     "skip a/x.py: gitignore\nskip y.py: gitignore\n");
    cr_expect_str_eq(w.last_error, "the file is larger than 1048576 bytes");
    walk_release(&w);
    tree_free(&t);
}

Test(discover, wildcard_rules_in_force_have_a_limit_and_plain_ones_have_not)
{
    struct tree t = tree_new();
    struct discover_options none = {0};
    struct walk w = {0};
    struct buf wild = {0}, plain = {0};

    for (int i = 0; i < 2000; i++)
        buf_add_format(&wild, "%024d*\n", i);
    for (int i = 0; i < 20000; i++)
        buf_add_format(&plain, "name%d\n*.ext%d\n", i, i);
    buf_add_text(&wild, "a.py\n");
    buf_add_text(&plain, "a.py\n");
    tree_write(&t, "a/.gitignore", buf_slice(&wild));
    tree_write(&t, "a/b/.gitignore", buf_slice(&wild));
    tree_write(&t, "c/.gitignore", buf_slice(&plain));
    tree_file(&t, "a/a.py", "");
    tree_file(&t, "c/a.py", "");
    walk_run(&w, t.path, &none);
    expect_lines(&w, "fail a/b/.gitignore: bad ignore file\nskip a/.gitignore: hidden\n"
                     "skip a/a.py: gitignore\nskip c/.gitignore: hidden\n"
                     "skip c/a.py: gitignore\n");
    cr_expect_str_eq(w.last_error,
                     "the wildcard rules in force here are longer than 65536 bytes");
    buf_release(&wild);
    buf_release(&plain);
    walk_release(&w);
    tree_free(&t);
}

/* ----------------------------------------------------------------- options */

Test(discover, of_several_globs_the_last_that_matches_decides)
{
    struct tree t = tree_new();
    const struct discover_glob globs[] = {{slice_of("*.py"), false},
                                          {slice_of("a.py"), true},
                                          {slice_of("/x/a.py"), false}};

    tree_file(&t, "a.py", "");
    tree_file(&t, "b.py", "");
    tree_file(&t, "x/a.py", "");
    tree_file(&t, "c.txt", "");
    expect_walk(&t, &(struct discover_options){.globs = globs, .glob_count = 3},
                "file a.py\nfile c.txt\nskip b.py: option\nskip x/a.py: option\n");
    tree_free(&t);
}

/* Reports are the same bytes whether or not there was a run before. */
Test(discover, what_this_program_keeps_is_no_part_of_the_tree)
{
    struct tree t = tree_new();
    const struct discover_glob globs[] = {{slice_of(".cambium/"), true}};

    tree_file(&t, ".cambium/cache/a.py", "");
    tree_file(&t, "sub/.cambium/state/b.py", "");
    tree_file(&t, "sub/.cambium.py", "");
    tree_file(&t, "file/.cambium", "");
    expect_walk(&t, NULL, "skip file/.cambium: hidden\nskip sub/.cambium.py: hidden\n");
    expect_walk(&t,
                &(struct discover_options){
                    .no_ignore = true, .hidden = true, .globs = globs, .glob_count = 1},
                "file file/.cambium\nfile sub/.cambium.py\n");
    tree_free(&t);
}

Test(discover, include_brings_back_what_any_rule_excludes)
{
    struct tree t = tree_new();
    const struct discover_glob globs[] = {{slice_of("node_modules/"), true},
                                          {slice_of(".hidden.py"), true},
                                          {slice_of("ignored.py"), true},
                                          {slice_of(".git"), true}};

    tree_file(&t, ".gitignore", "ignored.py\n");
    tree_file(&t, ".cambiumignore", "ignored.py\n");
    tree_file(&t, "ignored.py", "");
    tree_file(&t, ".hidden.py", "");
    tree_file(&t, ".git/HEAD", "");
    tree_file(&t, "node_modules/a.py", "");
    expect_walk(
        &t, &(struct discover_options){.globs = globs, .glob_count = 4},
        "file .git/HEAD\nfile .hidden.py\nfile ignored.py\nfile node_modules/a.py\n"
        "skip .cambiumignore: hidden\nskip .gitignore: hidden\n");
    tree_free(&t);
}

Test(discover, globs_are_relative_to_the_root_also_inside_of_a_work_tree)
{
    struct tree t = tree_new();
    const struct discover_glob glob = {slice_of("/a"), false};
    char root[600];
    struct walk w = {0};

    tree_file(&t, ".git/HEAD", "");
    tree_file(&t, "svc/a/x.py", "");
    tree_file(&t, "svc/b/a/x.py", "");
    snprintf(root, sizeof root, "%s/svc", t.path);
    walk_run(&w, root, &(struct discover_options){.globs = &glob, .glob_count = 1});
    expect_lines(&w, "file b/a/x.py\nskip a: option\n");
    walk_release(&w);
    tree_free(&t);
}

Test(discover, a_glob_that_is_none_is_a_usage_error)
{
    const struct discover_glob glob = {slice_of("[a"), false};
    struct discover_options options = {.globs = &glob, .glob_count = 1};
    struct err err;

    cr_expect_null(discover_open("/", &options, &err));
    cr_expect_eq(err.code, ERR_USAGE);
    cr_expect_str_eq(err.message, "the glob '[a' can match nothing");
}

/* -------------------------------------------------------------------- root */

Test(discover, the_root_may_be_a_link)
{
    struct tree t = tree_new();

    tree_file(&t, "real/a.py", "");
    tree_link(&t, "link", "real");
    expect_below(&t, "link", "file a.py\n");
    tree_free(&t);
}

static void expect_passed_over(struct tree *t, const char *own, const char *want)
{
    struct discover_options options = {.own_folder = own};

    expect_walk(t, &options, want);
}

Test(discover, where_the_program_keeps_things_is_no_part_of_what_it_finds)
{
    struct tree t = tree_new();
    char own[600], state[600];

    tree_file(&t, ".cambium/cache/x.pack", "");
    tree_file(&t, "a.py", "");
    tree_file(&t, "kept/x.pack", "");
    tree_file(&t, "sub/kept/y.py", "");
    expect_passed_over(&t, NULL, "file a.py\nfile kept/x.pack\nfile sub/kept/y.py\n");
    snprintf(own, sizeof own, "%s/kept", t.path);
    expect_passed_over(&t, own, "file a.py\nfile sub/kept/y.py\n");
    snprintf(own, sizeof own, "%s/sub/../kept//", t.path);
    expect_passed_over(&t, own, "file a.py\nfile sub/kept/y.py\n");
    snprintf(own, sizeof own, "%s/sub/kept", t.path);
    expect_passed_over(&t, own, "file a.py\nfile kept/x.pack\n");
    snprintf(own, sizeof own, "%s/not/there", t.path);
    expect_passed_over(&t, own, "file a.py\nfile kept/x.pack\nfile sub/kept/y.py\n");
    snprintf(own, sizeof own, "%s/kept", t.path);
    snprintf(state, sizeof state, "%s/sub/kept", t.path);
    expect_walk(&t, &(struct discover_options){.own_folder = own, .state_folder = state},
                "file a.py\n");
    expect_walk(&t, &(struct discover_options){.state_folder = own},
                "file a.py\nfile sub/kept/y.py\n");
    expect_passed_over(&t, "", "file a.py\nfile kept/x.pack\nfile sub/kept/y.py\n");
    expect_passed_over(&t, "not", "file a.py\nfile kept/x.pack\nfile sub/kept/y.py\n");
    cr_expect_null(
        discover_open(t.path, &(struct discover_options){.own_folder = t.path}, NULL));
    snprintf(own, sizeof own, "%s/not/", t.path);
    expect_passed_over(&t, own, "file a.py\nfile kept/x.pack\nfile sub/kept/y.py\n");
    expect_passed_over(&t, "/", "file a.py\nfile kept/x.pack\nfile sub/kept/y.py\n");
    tree_free(&t);
}

Test(discover, a_file_as_root_is_analysed_whatever_the_rules_say)
{
    struct tree t = tree_new();
    struct discover_options none = {0};
    struct discover *d;
    char path[600];
    int fd;

    tree_file(&t, ".gitignore", "*.py\n");
    tree_file(&t, ".a.py", "x");
    expect_below(&t, ".a.py", "file .a.py\n");
    snprintf(path, sizeof path, "%s/.a.py", t.path);
    d = discover_open(path, &none, NULL);
    fd = discover_openat(d, slice_of(".a.py"), O_RDONLY, NULL);
    cr_expect_geq(fd, 0);
    cr_expect_eq(discover_state(d, slice_of(".a.py")).size_bytes, 1);
    close(fd);
    discover_close(d);
    tree_free(&t);
}

Test(discover, a_root_that_is_nothing_to_scan_is_said)
{
    struct tree t = tree_new();
    struct discover_options none = {0};
    char path[600];
    struct err err;

    snprintf(path, sizeof path, "%s/none", t.path);
    cr_expect_null(discover_open(path, &none, &err));
    cr_expect_str_eq(err.message, "can't be scanned: No such file or directory");
    cr_assert(mkfifo(path, 0644) == 0);
    cr_expect_null(discover_open(path, &none, &err));
    cr_expect_str_eq(err.message, "is neither a directory nor a regular file");
    tree_free(&t);
}

/* ----------------------------------------------------------------- opening */

static void expect_no_way_out(const struct tree *t)
{
    static const char *const ways[] = {"..",     "a/../..",  "etc/passwd",
                                       "passwd", "a/up/a/b", "/etc/passwd"};
    int fd = beneath_open(t->fd, slice_of("a/b"), O_RDONLY);

    cr_expect_geq(fd, 0);
    close(fd);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        cr_expect_lt(beneath_open(t->fd, slice_of(ways[i]), O_RDONLY), 0, "%s", ways[i]);
}

static void ways_out_make(const struct tree *t)
{
    tree_file(t, "a/b", "");
    tree_link(t, "etc", "/etc");
    tree_link(t, "passwd", "/etc/passwd");
    tree_link(t, "a/up", "..");
}

Test(discover, no_path_leads_out_of_the_root)
{
    struct tree t = tree_new();

    ways_out_make(&t);
    expect_no_way_out(&t);
    tree_free(&t);
}

/* From here on openat2 doesn't exist, as on an old kernel or in a sandbox. */
static void openat2_forbid(void)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        cr_skip("this system doesn't let a process forbid itself a call");
    cr_assert(syscall(SYS_openat2, AT_FDCWD, ".", NULL, 0) < 0 && errno == ENOSYS);
}

Test(discover, no_path_leads_out_of_the_root_without_openat2_either)
{
    struct tree t = tree_new();

    ways_out_make(&t);
    openat2_forbid();
    expect_no_way_out(&t);
    expect_walk(
        &t, NULL,
        "file a/b\nskip a/up: symlink\nskip etc: symlink\nskip passwd: symlink\n");
    tree_free(&t);
}

Test(discover, long_paths_can_be_opened_without_openat2_either)
{
    struct tree t = tree_new();
    struct discover_options none = {0};
    struct walk w = {0};

    deep_make(&t, 200, "a-name-of-thirty-bytes-or-so.d");
    openat2_forbid();
    walk_run(&w, t.path, &none);
    cr_expect_eq(w.count, 1);
    cr_expect_eq(strlen(w.lines[0]), strlen("file ") + 31 * 200 + strlen("last.py"));
    walk_release(&w);
    tree_free(&t);
}

Test(discover, opening_says_when_a_link_is_in_the_way)
{
    struct tree t = tree_new();
    struct discover_options none = {0};
    struct discover *d = discover_open(t.path, &none, NULL);
    struct err err;

    ways_out_make(&t);
    cr_expect_lt(discover_openat(d, slice_of("passwd"), O_RDONLY, &err), 0);
    cr_expect_str_eq(err.message, "can't be opened: it is, or is below, a symbolic link");
    cr_expect_lt(discover_openat(d, slice_of("none"), O_RDONLY, &err), 0);
    cr_expect_eq(errno, ENOENT);
    cr_expect_str_eq(err.message, "can't be opened: No such file or directory");
    discover_close(d);
    tree_free(&t);
}

/* -------------------------------------------------------------- files from */

static void expect_list(const struct tree *t, struct slice text, char separator,
                        const char *expected)
{
    struct discover_options none = {0};
    struct discover *d = discover_open(t->path, &none, NULL);
    struct walk w = {0};
    struct discover_sink sink = sink_of(&w);
    struct arena a = {0};

    list_read(d, text, separator, &a, &sink);
    lines_sort(&w);
    expect_lines(&w, expected);
    walk_release(&w);
    arena_release(&a);
    discover_close(d);
}

Test(discover, a_list_gives_clean_paths_each_once_in_order)
{
    struct tree t = tree_new();

    expect_list(&t, slice_of("b.py\n./a.py\n\nx//y/../z.py\nb.py\nx/./z.py\nc d"), '\n',
                "file a.py\nfile b.py\nfile c d\nfile x/z.py\n");
    tree_free(&t);
}

Test(discover, a_list_with_nuls_may_hold_any_name)
{
    struct tree t = tree_new();

    expect_list(&t, (struct slice){"a\nb\0\0 c\0\377", 9}, '\0',
                "file  c\nfile a\nb\nfile \377\n");
    tree_free(&t);
}

Test(discover, a_list_takes_absolute_paths_below_the_root_only)
{
    struct tree t = tree_new();
    char *real = realpath(t.path, NULL), text[1800], expected[1800];

    snprintf(text, sizeof text, "%s/a.py\n%s-twin/a.py\n/etc/passwd\n%s\n", real, real,
             real);
    snprintf(expected, sizeof expected,
             "fail /etc/passwd: bad path\nfail %s-twin/a.py: bad path\n"
             "fail %s: bad path\nfile a.py\n",
             real, real);
    expect_list(&t, slice_of(text), '\n', expected);
    free(real);
    tree_free(&t);
}

Test(discover, a_list_doesnt_lead_out_of_the_root)
{
    struct tree t = tree_new();

    expect_list(&t, slice_of("../x\na/../../x\na/..\n/\n"), '\n',
                "fail ../x: bad path\nfail /: bad path\nfail a/../../x: bad path\n"
                "fail a/..: bad path\n");
    tree_free(&t);
}

/* ----------------------------------------------------------------- explain */

static void expect_reason(const struct tree *t, const char *path, const char *expected)
{
    struct discover_options none = {0};
    struct discover *d = discover_open(t->path, &none, NULL);
    struct arena a = {0};
    struct explanation x;
    char said[400];
    struct err err;

    if (!discover_explain(d, slice_of(path), &a, &x, &err))
        snprintf(said, sizeof said, "%s", err.message);
    else if (x.verdict.rule)
        snprintf(said, sizeof said, "%.*s: %s by %.*s:%u %.*s", (int)x.path.len,
                 x.path.data, reason_name(x.verdict.reason),
                 (int)x.verdict.rules->source.len, x.verdict.rules->source.data,
                 x.verdict.rule->line, (int)x.verdict.rule->text.len,
                 x.verdict.rule->text.data);
    else
        snprintf(said, sizeof said, "%.*s: %s", (int)x.path.len, x.path.data,
                 reason_name(x.verdict.reason));
    cr_expect_str_eq(said, expected);
    arena_release(&a);
    discover_close(d);
}

Test(discover, explain_names_the_rule_and_where_it_stands)
{
    struct tree t = tree_new();

    tree_file(&t, "a/.gitignore", "# logs\n*.log\n!keep.log\nout/\n");
    tree_file(&t, "a/b/x.log", "");
    tree_file(&t, "a/keep.log", "");
    tree_file(&t, "a/out/deep/x.py", "");
    tree_file(&t, "a/x.py", "");
    tree_file(&t, "venv/x.py", "");
    tree_link(&t, "link", "a");
    expect_reason(&t, "a/b/x.log", "a/b/x.log: gitignore by a/.gitignore:2 *.log");
    expect_reason(&t, "a/keep.log", "a/keep.log: none by a/.gitignore:3 !keep.log");
    expect_reason(&t, "a/out/deep/x.py", "a/out: gitignore by a/.gitignore:4 out/");
    expect_reason(&t, "a/x.py", "a/x.py: none");
    expect_reason(&t, "venv/x.py", "venv: built-in by built-in:16 venv/");
    expect_reason(&t, "link/x.py", "link: symlink");
    expect_reason(&t, "a/.gitignore", "a/.gitignore: hidden");
    expect_reason(&t, "a/none", "there is no such file");
    expect_reason(&t, "a/x.py/y", "can't be opened: Not a directory");
    expect_reason(&t, "", ": none");
    tree_free(&t);
}

Test(discover, explain_names_rules_above_the_root_too)
{
    struct tree t = tree_new(), below = t;

    tree_file(&t, ".git/info/exclude", "b.py\n");
    tree_file(&t, ".gitignore", "a.py\n");
    tree_file(&t, "svc/api/a.py", "");
    tree_file(&t, "svc/api/b.py", "");
    strcat(below.path, "/svc/api");
    expect_reason(&below, "a.py", "a.py: gitignore by ../../.gitignore:1 a.py");
    expect_reason(&below, "b.py", "b.py: git exclude by ../../.git/info/exclude:1 b.py");
    tree_free(&t);
}

/* What the walk does and what explain says are the same for every file. */
Test(discover, explain_and_the_walk_agree)
{
    struct tree t = tree_new();
    struct discover_options none = {0};
    struct walk w = {0};
    struct discover *d;

    tree_file(&t, ".gitignore", "*.log\n!/a/*.log\nx/\n");
    tree_file(&t, "a/1.log", "");
    tree_file(&t, "a/x/2.py", "");
    tree_file(&t, "a/.y", "");
    tree_file(&t, "b/3.log", "");
    tree_file(&t, "b/__pycache__/m.pyc", "");
    tree_link(&t, "b/l", "3.log");
    walk_run(&w, t.path, &none);
    cr_assert_eq(w.count, 7);
    d = discover_open(t.path, &none, NULL);
    for (size_t i = 0; i < w.count; i++) {
        struct arena a = {0};
        struct explanation x;
        size_t len = strcspn(w.lines[i] + 5, ":");

        cr_assert(discover_explain(d, (struct slice){w.lines[i] + 5, len}, &a, &x, NULL));
        if (w.lines[i][5 + len])
            cr_expect_str_eq(reason_name(x.verdict.reason), w.lines[i] + 5 + len + 2);
        else
            cr_expect_eq(x.verdict.reason, REASON_NONE);
        arena_release(&a);
    }
    discover_close(d);
    walk_release(&w);
    tree_free(&t);
}
