#include "engine/modules/classes.h"

#include "engine/modules/names.h"
#include "tests/facts/facts_of.h"

#include <stdio.h>

/* A tree of files, and what is known of the classes in it. */
enum { FILES_MAX = 8 };

struct source_file {
    const char *path, *text;
};

struct tree_of_files {
    struct python_file files[FILES_MAX];
    const struct class_uses *uses[FILES_MAX];
    size_t count;
    struct places places;
    struct roots roots;
    struct names names;
    struct declared declared;
    struct resolver resolver;
    struct classes classes;
    struct reader reader;
};

static void file_take(struct tree_of_files *t, const struct source_file *file)
{
    struct class_use_reader *uses = class_use_reader_new();
    struct tree tree = tree_of_bytes(&t->reader, slice_of(file->text));
    struct slice text = {t->reader.source.data, strlen(file->text)};

    t->files[t->count].path = slice_of(file->path);
    t->files[t->count].facts =
        extract(t->reader.extractor, &tree, text, FACT_METRICS, &t->reader.memory).facts;
    t->uses[t->count++] = class_uses_read(uses, &tree, text, &t->reader.memory);
    class_use_reader_free(uses);
}

/* In path order. */
static void tree_make(struct tree_of_files *t, const struct source_file *files)
{
    *t = (struct tree_of_files){0};
    for (; files->path; files++)
        file_take(t, files);
    places_make(&t->places, t->files, t->count);
    roots_find(&t->roots, &t->places, t->files, NULL, 0, (struct slice){0}, NULL);
    names_make(&t->names, &t->places, &t->roots, t->files);
    t->resolver = (struct resolver){.files = t->files,
                                    .places = &t->places,
                                    .roots = &t->roots,
                                    .declared = &t->declared};
    classes_make(&t->classes, &t->resolver);
    classes_couple(&t->classes, t->uses);
}

static void tree_release(struct tree_of_files *t)
{
    classes_release(&t->classes);
    names_release(&t->names);
    roots_release(&t->roots);
    places_release(&t->places);
    reader_release(&t->reader);
}

/* "m.Class DIT NOC CBO", a line for each; "2+" is at least 2. */
static void numbers_write(const struct tree_of_files *t, struct buf *out)
{
    for (uint32_t n = 0; n < t->classes.count; n++) {
        const struct class_of_tree *k = &t->classes.items[n];
        char line[64];

        buf_add(out, t->names.items[k->module]);
        buf_add_char(out, '.');
        buf_add(out, class_name(&t->classes, n));
        snprintf(line, sizeof line, " %u%s %u %u\n", k->dit, k->dit_known ? "" : "+",
                 k->noc, k->cbo);
        buf_add(out, slice_of(line));
    }
    buf_add_char(out, '\0');
}

static void expect(const char *why, const struct source_file *files, const char *numbers)
{
    struct tree_of_files t;
    struct buf out = {0};

    tree_make(&t, files);
    numbers_write(&t, &out);
    cr_expect_str_eq(out.data, numbers, "%s: got\n%s", why, out.data);
    buf_release(&out);
    tree_release(&t);
}

struct row {
    const char *why;
    struct source_file files[5];
    const char *numbers;
};

static void rows_expect(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect(rows[i].why, rows[i].files, rows[i].numbers);
}

#define ROWS_EXPECT(rows) rows_expect(rows, sizeof(rows) / sizeof *(rows))

Test(classes, depth_is_the_longest_way_up_and_object_is_none)
{
    static const struct row rows[] = {
        {"no base, object",
         {{"m.py", "class A: pass\nclass B(object): pass\nclass C(metaclass=M): pass\n"}},
         "m.A 0 0 0\nm.B 0 0 0\nm.C 0 0 0\n"},
        {"the longest of several ways",
         {{"m.py", "class A: pass\nclass B(A): pass\nclass C(A, B): pass\n"}},
         "m.A 0 2 2\nm.B 1 1 2\nm.C 2 0 2\n"},
        {"what isn't in the tree counts 1, and more may be above it",
         {{"m.py",
           "import abc\nclass A(abc.ABC): pass\nclass B(A): pass\n"
           "class C(Exception): pass\nclass D(f()): pass\nclass E(Nowhere): pass\n"}},
         "m.A 1+ 1 1\nm.B 2+ 0 1\nm.C 1+ 0 0\nm.D 1+ 0 0\nm.E 1+ 0 0\n"},
        {"a class that was an import",
         {{"a.py", "class A: pass\n"}, {"m.py", "from a import A\nclass A(A): pass\n"}},
         "a.A 0 1 1\nm.A 1 0 1\n"},
        {"a class that had its name before",
         {{"m.py", "class A: pass\nclass A(A): pass\nclass B(A): pass\n"}},
         "m.A 0 1 1\nm.A 1 1 2\nm.B 2 0 1\n"},
        {"a circle ends, and nobody in it or below knows",
         {{"a.py", "import b\nclass A(b.B): pass\n"},
          {"b.py", "import a\nclass B(a.A): pass\nclass C(B): pass\n"}},
         "a.A 2+ 1 1\nb.B 1+ 2 2\nb.C 2+ 0 1\n"},
    };

    ROWS_EXPECT(rows);
}

Test(classes, bases_are_found_through_every_kind_of_import)
{
    static const struct source_file core = {
        "p/core.py", "class Root:\n    class In: pass\nclass Sub(Root): pass\n"};
    static const struct source_file init = {
        "p/__init__.py", "from .core import Root as Top\nfrom .core import *\n"};
    static const char *const bases[] = {
        "from p.core import Root\nclass X(Root): pass\n",
        "from p.core import Root as R\nclass X(R): pass\n",
        "import p.core\nclass X(p.core.Root): pass\n",
        "import p.core as c\nclass X(c.Root): pass\n",
        "from p import core\nclass X(core.Root): pass\n",
        "from p import Top\nclass X(Top): pass\n",
        "import p\nclass X(p.Top): pass\n",
        "from p import Root\nclass X(Root): pass\n",
        "from p import *\nclass X(Root): pass\n",
        "from p.core import *\nclass X(Root[int]): pass\n",
        "try:\n    from p import Root\nexcept ImportError:\n    from q import Root\n"
        "class X(Root): pass\n",
    };

    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
        expect(bases[i], (struct source_file[]){init, core, {"x.py", bases[i]}, {0}},
               "p.core.Root 0 2 2\np.core.Root.In 0 0 0\np.core.Sub 1 0 1\nx.X 1 0 1\n");
}

Test(classes, what_a_name_does_not_mean_is_no_base)
{
    static const struct source_file core = {"core.py", "class Root: pass\n"};
    static const char *const bases[] = {
        "def f():\n    from core import Root\nclass X(Root): pass\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from core import Root\n"
        "class X(Root): pass\n",
        "class X(Root): pass\nfrom core import Root\n",
        "class Y:\n    from core import Root\nclass X(Root): pass\n",
        "import core\nclass X(core.Missing): pass\n",
        "import core\nclass X(core): pass\n",
    };

    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        struct tree_of_files t;

        tree_make(&t, (struct source_file[]){core, {"x.py", bases[i]}, {0}});
        cr_expect_eq(t.classes.items[0].noc, 0, "%s", bases[i]);
        cr_expect_not(t.classes.items[t.classes.count - 1].dit_known, "%s", bases[i]);
        cr_expect_eq(t.classes.ends.unknown, 1, "%s", bases[i]);
        tree_release(&t);
    }
}

Test(classes, scopes_are_those_of_python)
{
    static const struct row rows[] = {
        {"an inner class for what stands beside it, not for what stands deeper",
         {{"m.py", "class A:\n    class B: pass\n    class C(B): pass\n"
                   "    class D:\n        class E(B): pass\n"}},
         "m.A 0 0 0\nm.A.B 0 1 1\nm.A.C 1 0 1\nm.A.D 0 0 0\nm.A.D.E 1+ 0 0\n"},
        {"what a function defines, for what is in it",
         {{"m.py", "class B: pass\ndef f():\n    class B: pass\n    class C(B): pass\n"
                   "    def g():\n        class D(B): pass\nclass E(B): pass\n"}},
         "m.B 0 1 1\nm.f.B 0 2 2\nm.f.C 1 0 1\nm.f.g.D 1 0 1\nm.E 1 0 1\n"},
        {"an inner class of a base's base",
         {{"m.py", "class A:\n    class Meta: pass\nclass B(A): pass\n"
                   "class C:\n    class Meta(B.Meta): pass\n"}},
         "m.A 0 1 1\nm.A.Meta 0 1 1\nm.B 1 0 2\nm.C 0 0 0\nm.C.Meta 1 0 2\n"},
    };

    ROWS_EXPECT(rows);
}

/* m.U is the first class, and X the one that may use it. */
Test(classes, what_a_class_names_it_is_coupled_to)
{
    static const struct {
        const char *text;
        uint32_t cbo;
    } rows[] = {
        {"class X:\n    def f(self): return U()\n", 1},
        {"class X:\n    def f(self, u: U) -> None: pass\n", 1},
        {"class X:\n    u: U\n", 1},
        {"@U\nclass X: pass\n", 1},
        {"class X:\n    @U.d\n    def f(self): pass\n", 1},
        {"class X(metaclass=U): pass\n", 1},
        {"class X:\n    def f(self):\n        def g(): return [U for _ in x]\n", 1},
        {"class X:\n    def f(self): return f'{U}'\n", 1},
        {"class X:\n    def f(self, u): return u.U\n", 0},
        {"class X:\n    def f(self, u): return u(U=1)\n", 0},
        {"class X:\n    def f(self): return 'U'\n", 0},
        {"class X:\n    def f(self, U): return U()\n", 0},
        {"class X:\n    def f(self):\n        U = 1\n        return U\n", 0},
        {"class X:\n    def f(self):\n        for U in x: U()\n", 0},
        {"class X:\n    def f(self): return lambda U: U\n", 0},
        {"class X:\n    def f(self): return [U for U in x]\n", 0},
        {"class X:\n    def f(self):\n        import U\n        U()\n", 0},
        {"class X:\n    def f(self, U):\n        def g(): return U\n", 0},
        {"class X:\n    def f(self):\n        global U\n        U = U()\n", 1},
        {"class X:\n    U = 1\n", 0},
        {"class X:\n    U = U\n", 1},
        {"class X:\n    def f(self):\n        match self:\n            case U(): pass\n",
         1},
        {"class X:\n    def f(self):\n        match self:\n            case U: pass\n",
         0},
        {"class X:\n    class Y:\n        u = U\n", 0},
        {"class X:\n    def f(self):\n        class U: pass\n        return U()\n", 0},
        {"class X: pass\ndef f(): return U()\n", 0},
        {"class X:\n    def f(self): return X()\n", 0},
        {"class X:\n    def f(self): return ΩU or U\n", 1},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tree_of_files t;
        char text[512];
        uint32_t of_u = 0;

        snprintf(text, sizeof text, "class U: pass\n%s", rows[i].text);
        tree_make(&t, (struct source_file[]){{"m.py", text}, {0}});
        for (uint32_t n = 1; n < t.classes.count; n++)
            of_u += slice_equal(class_name(&t.classes, n), slice_of("X"))
                        ? t.classes.items[n].cbo
                        : 0;
        if (i == 24) /* it is coupled to its own U */
            of_u--;
        cr_expect_eq(of_u, rows[i].cbo, "%s: %u", rows[i].text, of_u);
        tree_release(&t);
    }
}

Test(classes, a_class_is_coupled_once_in_either_direction)
{
    static const struct row rows[] = {
        {"uses, is used, inherits",
         {{"a.py", "class A:\n    def f(self):\n        from b import B\n"},
          {"b.py",
           "import a\nclass B(a.A):\n    x: a.A = a.A()\nclass C:\n    y = B, B, a.A\n"}},
         "a.A 0 1 2\nb.B 1 0 2\nb.C 0 0 2\n"},
        {"an import for types only counts",
         {{"a.py", "class A: pass\n"},
          {"b.py",
           "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import A\n"
           "class B:\n    x: A\n"}},
         "a.A 0 0 1\nb.B 0 0 1\n"},
    };

    ROWS_EXPECT(rows);
}

Test(classes, a_file_without_uses_has_no_known_coupling)
{
    struct tree_of_files t;
    const struct class_uses *uses[1] = {NULL};
    struct classes other;

    tree_make(&t, (struct source_file[]){{"m.py", "class A: pass\n"}, {0}});
    cr_expect(t.classes.items[0].cbo_known);
    classes_make(&other, &t.resolver);
    classes_couple(&other, uses);
    cr_expect_not(other.items[0].cbo_known);
    classes_release(&other);
    tree_release(&t);
}

Test(classes, modules_that_hand_on_names_in_a_circle_end)
{
    expect("a circle of stars and names",
           (struct source_file[]){
               {"a.py", "from b import *\nfrom b import X\nclass A(X): pass\n"},
               {"b.py", "from c import *\nfrom a import X\n"},
               {"c.py", "from a import *\nfrom b import *\n"},
               {0}},
           "a.A 1+ 0 0\n");
}

/* Deep, long and many: time is linear, and nothing recurses by depth. */
Test(classes, hostile_text_ends, .timeout = 20)
{
    enum { MANY = 3000 };
    struct buf deep = {0}, twice = {0};
    struct tree_of_files t;

    for (int i = 0; i < MANY; i++) {
        for (int k = 0; k < i % 90; k++)
            buf_add_char(&deep, ' ');
        buf_add(&deep, slice_of("class A(A.A.A): x = A.B.C\n"));
        buf_add(&twice, slice_of("class A(A): x = A\n"));
    }
    buf_add_char(&deep, '\0');
    buf_add_char(&twice, '\0');
    tree_make(&t, (struct source_file[]){
                      {"deep.py", deep.data}, {"twice.py", twice.data}, {0}});
    cr_expect_geq(t.classes.count, MANY);
    tree_release(&t);
    buf_release(&deep);
    buf_release(&twice);
}
