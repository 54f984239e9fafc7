#include "engine/index/night_diff.h"

#include "tests/index/night_of.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* All lists of a difference as lines of text, to be compared with what one expects. */
static void files_show(struct buf *out, const char *name, const struct diff_files *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct diff_file *f = &list->items[i];

        buf_add_format(out, "%s", name);
        if (f->before && f->after && !slice_equal(f->before->path, f->after->path)) {
            buf_add_char(out, ' ');
            buf_add(out, f->before->path);
        }
        buf_add_char(out, ' ');
        buf_add(out, f->after ? f->after->path : f->before->path);
        buf_add_char(out, '\n');
    }
}

static void functions_show(struct buf *out, const char *name,
                           const struct diff_functions *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct diff_function *f = &list->items[i];

        buf_add_format(out, "%s ", name);
        buf_add(out, f->file->path);
        buf_add_char(out, ':');
        buf_add(out, f->after ? f->after->name : f->before->name);
        buf_add_format(out, " %u>%u\n", f->before ? f->before->cyclomatic : 0,
                       f->after ? f->after->cyclomatic : 0);
    }
}

static void edges_show(struct buf *out, const char *name, const struct diff_edges *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct diff_edge *e = &list->items[i];

        buf_add_format(out, "%s ", name);
        buf_add(out, e->from);
        buf_add_char(out, '>');
        buf_add(out, e->to);
        buf_add_format(out, "*%u%s\n", e->edges, e->at_load ? "!" : "");
    }
}

static void cycles_show(struct buf *out, const struct diff_cycles *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct diff_cycle *c = &list->items[i];

        buf_add_format(out, "cycle %s %u>%u", cycle_change_name(c->change), c->before,
                       c->after);
        for (size_t k = 0; k < c->count; k++) {
            buf_add_char(out, ' ');
            buf_add(out, c->modules[k]);
        }
        for (size_t k = 0; k < c->added_count; k++) {
            buf_add_text(out, " +");
            buf_add(out, c->added[k]);
        }
        buf_add_char(out, '\n');
    }
}

static void expect(const char *before, const char *after, const char *wanted)
{
    struct night a = night_of(before), b = night_of(after);
    struct night_diff d;
    struct buf out = {0};

    night_diff_make(&d, &a, &b, 1);
    files_show(&out, "new", &d.files_new);
    files_show(&out, "gone", &d.files_gone);
    files_show(&out, "moved", &d.files_moved);
    files_show(&out, "untested", &d.untested);
    files_show(&out, "tested", &d.tested);
    files_show(&out, "stale", &d.stale);
    files_show(&out, "refreshed", &d.refreshed);
    files_show(&out, "partial", &d.partial);
    files_show(&out, "repaired", &d.repaired);
    functions_show(&out, "function", &d.functions_new);
    functions_show(&out, "function", &d.functions_gone);
    functions_show(&out, "worse", &d.worse);
    functions_show(&out, "better", &d.better);
    edges_show(&out, "edge", &d.edges_new);
    edges_show(&out, "no edge", &d.edges_gone);
    edges_show(&out, "package", &d.packages_new);
    edges_show(&out, "no package", &d.packages_gone);
    cycles_show(&out, &d.cycles);
    buf_add_format(&out, "changed %zu\n", d.files_changed);
    cr_expect(slice_equal(buf_slice(&out), slice_of(wanted)), "%.*s---\n%s", (int)out.len,
              out.data, wanted);
    buf_release(&out);
    night_diff_release(&d);
    night_release(&a);
    night_release(&b);
}

Test(night_diff, nothing_is_different_from_itself)
{
    static const char text[] = "a/x.py a.x 10 k1 NU f=3 g=4\nb.py b 1 k2 -\n"
                               "> a.x b!\n> b a.x!\n";

    expect(text, text, "changed 0\n");
    expect("", "", "changed 0\n");
}

Test(night_diff, files_are_new_gone_or_moved)
{
    expect("a.py a 5 k1 -\nb.py b 6 k2 -\nc.txt - 7 k3 -\n",
           "b2.py b2 6 k2 -\nc.txt - 7 k4 -\nd.py d 5 k5 -\n",
           "new d.py\ngone a.py\nmoved b.py b2.py\nchanged 1\n");
}

Test(night_diff, what_is_empty_did_not_move_and_of_two_alike_the_first_goes_first)
{
    expect("a/__init__.py a 0 k0 -\nx1.py x1 5 k -\nx2.py x2 5 k -\nx3.py x3 5 k -\n",
           "b/__init__.py b 0 k0 -\ny1.py y1 5 k -\ny2.py y2 5 k -\n",
           "new b/__init__.py\ngone a/__init__.py\ngone x3.py\n"
           "moved x1.py y1.py\nmoved x2.py y2.py\nchanged 0\n");
}

Test(night_diff, functions_go_by_name_and_the_second_with_the_second)
{
    expect("a.py a 9 k1 - f=3 f=9 f=5 g=2 h=1\n", "a.py a 9 k2 - f=4 f=2 g=2 i=8\n",
           "function a.py:i 0>8\n"
           "function a.py:f 5>0\nfunction a.py:h 1>0\n"
           "worse a.py:f 3>4\n"
           "better a.py:f 9>2\n"
           "changed 1\n");
}

Test(night_diff, functions_of_files_that_come_and_go_do_too)
{
    expect("gone.py gone 9 k1 - f=3\n", "new.py new 9 k2 - f=7 g=1\n",
           "new new.py\ngone gone.py\n"
           "function new.py:f 0>7\nfunction new.py:g 0>1\nfunction gone.py:f 3>0\n"
           "changed 0\n");
}

Test(night_diff, the_largest_difference_comes_first_then_the_path)
{
    expect("a.py a 9 k1 - f=3 g=3\nb.py b 9 k2 - f=10\n",
           "a.py a 9 k3 - f=4 g=5\nb.py b 9 k4 - f=12\n",
           "worse a.py:g 3>5\nworse b.py:f 10>12\nworse a.py:f 3>4\nchanged 2\n");
}

Test(night_diff, a_file_that_moved_has_its_functions_and_imports_with_it)
{
    expect("p/a.py p.a 9 k1 N f=3\nq/b.py q.b 9 k2 -\n> p.a q.b!\n> q.b p.a\n",
           "p/z.py p.z 9 k1 N f=3\nq/b.py q.b 9 k3 -\n> p.z q.b!\n> q.b p.z\n",
           "moved p/a.py p/z.py\nchanged 1\n");
}

Test(night_diff, what_became_of_files)
{
    expect("a.py a 1 k N\nb.py b 1 k NU\nc.py c 1 k K\nd.py d 1 k KS\ne.py e 1 k -\n"
           "f.py f 1 k P\ng.py g 1 k NU\n",
           "a.py a 1 k NU\nb.py b 1 k N\nc.py c 1 k KS\nd.py d 1 k K\ne.py e 1 k P\n"
           "f.py f 1 k -\ng.py g 1 k -\nh.py h 1 kk NUP\n",
           "new h.py\nuntested a.py\nuntested h.py\ntested b.py\nstale c.py\n"
           "refreshed d.py\npartial e.py\npartial h.py\nrepaired f.py\nchanged 0\n");
}

Test(night_diff, what_was_not_known_is_no_change)
{
    expect("a.py a 1 k -\nb.py b 1 k KS\n", "a.py a 1 k KS\nb.py b 1 k -\n",
           "changed 0\n");
}

Test(night_diff, edges_of_modules_and_of_packages)
{
    expect("p/a.py p.a 1 k1 -\np/b.py p.b 1 k2 -\nq/c.py q.c 1 k3 -\nr/d.py r.d 1 k4 -\n"
           "> p.a p.b!\n> q.c r.d\n",
           "p/a.py p.a 1 k1 -\np/b.py p.b 1 k2 -\nq/c.py q.c 1 k3 -\nr/d.py r.d 1 k4 -\n"
           "> p.a q.c!\n> p.b q.c r.d\n",
           "edge p.a>q.c*1!\nedge p.b>q.c*1\nedge p.b>r.d*1\n"
           "no edge p.a>p.b*1!\nno edge q.c>r.d*1\n"
           "package p>q*2!\npackage p>r*1\nno package q>r*1\nchanged 0\n");
}

Test(night_diff, another_import_between_packages_is_none_between_packages)
{
    expect("p/a.py p.a 1 k1 -\np/b.py p.b 1 k2 -\nq/c.py q.c 1 k3 -\n> p.a q.c!\n",
           "p/a.py p.a 1 k1 -\np/b.py p.b 1 k2 -\nq/c.py q.c 1 k3 -\n> p.b q.c\n",
           "edge p.b>q.c*1\nno edge p.a>q.c*1!\nchanged 0\n");
}

Test(night_diff, cycles_are_new_gone_grown_shrunk_or_others)
{
    static const char files[] = "a.py a 1 a -\nb.py b 1 b -\nc.py c 1 c -\nd.py d 1 d -\n"
                                "e.py e 1 e -\nf.py f 1 f -\n";
    static const struct {
        const char *before, *after, *wanted;
    } rows[] = {
        {"> a b!\n", "> a b!\n> b a!\n", "edge b>a*1!\ncycle new 0>2 a b +a +b\n"},
        {"> a b!\n> b a!\n", "> a b!\n", "no edge b>a*1!\ncycle gone 2>0 a b\n"},
        {"> a b!\n> b a!\n", "> a b!\n> b c!\n> c a!\n",
         "edge b>c*1!\nedge c>a*1!\nno edge b>a*1!\ncycle grown 2>3 a b c +c\n"},
        {"> a b!\n> b c!\n> c a!\n", "> a b!\n> b a!\n",
         "edge b>a*1!\nno edge b>c*1!\nno edge c>a*1!\ncycle shrunk 3>2 a b\n"},
        /* Two that were apart are one. */
        {"> a b!\n> b a!\n> c d!\n> d c!\n", "> a b!\n> b a! c!\n> c d!\n> d a! c!\n",
         "edge b>c*1!\nedge d>a*1!\ncycle grown 4>4 a b c d\n"},
        /* One falls apart. */
        {"> a b!\n> b a! c!\n> c d!\n> d a! c!\n", "> a b!\n> b a!\n> c d!\n> d c!\n",
         "no edge b>c*1!\nno edge d>a*1!\ncycle shrunk 4>2 a b\ncycle shrunk 4>2 c d\n"},
        {"> a b!\n> b a!\n", "> b c!\n> c b!\n",
         "edge b>c*1!\nedge c>b*1!\nno edge a>b*1!\nno edge b>a*1!\n"
         "cycle changed 2>2 b c +c\n"},
        /* What isn't imported when it is loaded is no part of one. */
        {"> a b!\n> b a\n", "> a b!\n> b a!\n", "cycle new 0>2 a b +a +b\n"},
        {"> a b!\n> b a!\n", "> b a!\n> a b!\n", ""},
    };
    char before[400], after[400], wanted[400];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(before, sizeof before, "%s%s", files, rows[i].before);
        snprintf(after, sizeof after, "%s%s", files, rows[i].after);
        snprintf(wanted, sizeof wanted, "%schanged 0\n", rows[i].wanted);
        expect(before, after, wanted);
    }
}

Test(night_diff, numbers_of_both_and_of_rules_that_one_has)
{
    struct night a = night_of(""), b = night_of("");
    struct night_diff d;
    size_t known = 0;

    night_call(&a, "a", 1);
    night_call(&b, "b", 2);
    b.head.numbers[0].value.thousandths = 70000;
    b.head.numbers[2].name = slice_of("rule.other");
    b.head.rules = 1;
    night_diff_make(&d, &a, &b, 1);
    cr_expect(d.rules_changed);
    cr_expect_not(d.asked_changed);
    cr_assert_eq(d.number_count, NIGHT_METRICS + 2);
    cr_expect_eq(diff_number_worse(&d.numbers[TREND_HEALTH]), 1);
    cr_expect_eq(diff_number_worse(&d.numbers[TREND_COVERAGE]), 0, "it isn't known");
    for (size_t i = 0; i < d.number_count; i++)
        known += d.numbers[i].before.known + d.numbers[i].after.known;
    cr_expect_eq(known, 4);
    cr_expect(slice_equal(d.numbers[NIGHT_METRICS].name, slice_of("rule.other")));
    cr_expect_not(d.numbers[NIGHT_METRICS].before.known);
    cr_expect(slice_equal(d.numbers[NIGHT_METRICS + 1].name, slice_of("rule.below")));
    night_diff_release(&d);
    night_release(&a);
    night_release(&b);
}

Test(night_diff, which_way_is_worse)
{
    static const struct {
        enum night_better better;
        int64_t before, after;
        int worse;
    } rows[] = {{BETTER_MORE, 1, 2, -1}, {BETTER_MORE, 2, 1, 1},
                {BETTER_LESS, 1, 2, 1},  {BETTER_LESS, 2, 1, -1},
                {BETTER_LESS, 2, 2, 0},  {BETTER_NEITHER, 1, 2, 0}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct diff_number n = {.better = rows[i].better,
                                .before = {.known = true, .thousandths = rows[i].before},
                                .after = {.known = true, .thousandths = rows[i].after}};

        cr_expect_eq(diff_number_worse(&n), rows[i].worse, "%zu", i);
    }
}
