#include "tests/modules/tree_of.h"

/* "a/b=a/b.py": each module and its main file. */
static const char *modules_text(struct module_tree *t)
{
    for (uint32_t m = 0; m < t->places.module_count; m++) {
        uint32_t place = t->places.module_places[m];

        places_path_add(&t->places, place, &t->reader.text);
        tree_say(t, "=");
        buf_add(&t->reader.text, t->files[t->places.items[place].file].path);
        tree_say(t, " ");
    }
    return reader_text(&t->reader);
}

static void expect_modules(const char *why, const struct source_file *files,
                           const char *want)
{
    struct module_tree t;

    tree_of(&t, files, NULL);
    expect_text(modules_text(&t), want, why);
    tree_release(&t);
}

/* The flags of a path's place. */
static unsigned flags_at(const struct module_tree *t, const char *path)
{
    uint32_t place = places_at(&t->places, slice_of(path));

    cr_assert_neq(place, PLACE_NONE, "%s is no place", path);
    return t->places.items[place].flags;
}

Test(places, a_place_has_one_module_whatever_files_it_has)
{
    expect_modules("a module, a package", FILES({"a.py", ""}, {"b/__init__.py", ""}),
                   "a=a.py b=b/__init__.py");
    expect_modules("a package goes before a module of its name",
                   FILES({"a.py", ""}, {"a/__init__.py", ""}), "a=a/__init__.py");
    expect_modules("a stub is looked at last", FILES({"a.py", ""}, {"a.pyi", ""}),
                   "a=a.py");
    expect_modules("a package's stub too",
                   FILES({"a/__init__.py", ""}, {"a/__init__.pyi", ""}),
                   "a=a/__init__.py");
    expect_modules("a stub alone is a module",
                   FILES({"a.pyi", ""}, {"b/__init__.pyi", ""}),
                   "a=a.pyi b=b/__init__.pyi");
    expect_modules("source goes before the stub of a package",
                   FILES({"a/__init__.pyi", ""}, {"a.py", ""}), "a=a.py");
    expect_modules("a package's stub goes before a module's",
                   FILES({"a/__init__.pyi", ""}, {"a.pyi", ""}), "a=a/__init__.pyi");
    expect_modules("a folder has no module of its own", FILES({"a/b.py", ""}),
                   "a/b=a/b.py");
    expect_modules("what isn't Python is none", FILES({"a.txt", NULL}, {"b.so", NULL}),
                   "");
    expect_modules("an empty tree", FILES({0}), "");
}

Test(places, every_file_of_a_place_knows_it)
{
    struct module_tree t;

    tree_of(
        &t,
        FILES({"a.py", ""}, {"a.pyi", ""}, {"a/__init__.py", ""}, {"a/__init__.pyi", ""}),
        NULL);
    for (size_t i = 0; i < t.count; i++)
        cr_expect_eq(t.places.file_places[i], places_at(&t.places, slice_of("a")));
    cr_expect_eq(flags_at(&t, "a"), PLACE_PACKAGE | PLACE_SOURCE | PLACE_STUB);
    tree_release(&t);
}

Test(places, names_that_no_import_can_say_are_marked)
{
    struct module_tree t;

    tree_of(&t,
            FILES({"my-tool.py", ""}, {"1st.py", ""}, {"two.dots.py", ""},
                  {"a-b/c.py", ""}, {"v1.2/c.py", ""}, {"\xC3\xA9t\xC3\xA9.py", ""},
                  {"_a1.py", ""}),
            NULL);
    cr_expect(flags_at(&t, "my-tool") & PLACE_UNSAID);
    cr_expect(flags_at(&t, "1st") & PLACE_UNSAID);
    cr_expect(flags_at(&t, "a-b/c") & PLACE_UNSAID, "in a folder that can't be said");
    cr_expect_not(flags_at(&t, "a-b/c") & PLACE_NAMELESS);
    cr_expect(flags_at(&t, "two.dots") & PLACE_NAMELESS);
    cr_expect(flags_at(&t, "v1.2/c") & PLACE_NAMELESS, "in a folder with a dot");
    cr_expect_not(flags_at(&t, "\xC3\xA9t\xC3\xA9") & PLACE_UNSAID,
                  "letters of any script");
    cr_expect_not(flags_at(&t, "_a1") & PLACE_UNSAID);
    tree_release(&t);
}

Test(places, a_script_without_suffix_is_a_module_that_no_name_leads_to)
{
    struct module_tree t;

    tree_of(&t, FILES({"bin/run", ""}, {"bin/run.py", ""}, {".py", ""}), NULL);
    cr_expect_eq(t.places.module_count, 3);
    cr_expect_neq(t.places.file_places[tree_file(&t, "bin/run")],
                  t.places.file_places[tree_file(&t, "bin/run.py")]);
    cr_expect_eq(places_at(&t.places, slice_of("bin/run")),
                 t.places.file_places[tree_file(&t, "bin/run.py")]);
    cr_expect_eq(places_at(&t.places, slice_of(".py")), PLACE_NONE);
    tree_release(&t);
}

Test(places, compiled_modules_and_unread_python_are_known_to_be_there)
{
    struct module_tree t;

    tree_of(&t,
            FILES({"a/_fast.cpython-311-x86_64-linux-gnu.so", NULL}, {"a/win.pyd", NULL},
                  {"a/cy.pyx", NULL}, {"a/broken.py", NULL}, {"a/.so", NULL},
                  {"a/notes.txt", NULL}, {"a/__init__.py", ""}),
            NULL);
    cr_expect_eq(flags_at(&t, "a/_fast"), PLACE_COMPILED);
    cr_expect_eq(flags_at(&t, "a/win"), PLACE_COMPILED);
    cr_expect_eq(flags_at(&t, "a/cy"), PLACE_COMPILED);
    cr_expect_eq(flags_at(&t, "a/broken"), PLACE_COMPILED);
    cr_expect_eq(places_at(&t.places, slice_of("a/notes")), PLACE_NONE);
    cr_expect_eq(places_at(&t.places, slice_of("a/")),
                 t.places.file_places[tree_file(&t, "a/__init__.py")]);
    cr_expect_eq(t.places.module_count, 1);
    tree_release(&t);
}

Test(places, packages_that_may_be_in_parts_say_so)
{
    static const struct {
        const char *source;
        bool legacy;
    } rows[] = {
        {"__import__('pkg_resources').declare_namespace(__name__)\n", true},
        {"from pkgutil import extend_path\n__path__ = extend_path(__path__, __name__)\n",
         true},
        {"import pkg_resources\n", true},
        {"import pkgutil\ndef plugins():\n    pass\n", false},
        {"import os\n", false},
        {"", false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct module_tree t;

        tree_of(&t, FILES({"ns/__init__.py", rows[i].source}), NULL);
        cr_expect_eq(!!(flags_at(&t, "ns") & PLACE_LEGACY), rows[i].legacy, "%s",
                     rows[i].source);
        tree_release(&t);
    }
}

Test(places, a_walk_goes_as_far_as_there_is_something)
{
    static const struct {
        const char *dotted, *path, *rest;
    } rows[] = {
        {"a.b.c", "a/b/c", ""},
        {"a.b", "a/b", ""},
        {"a.b.d.e", "a/b", "d.e"},
        {"x.y", "", "x.y"},
        {"", "", ""},
        {"a..b", "a", ".b"},
        {"A.b", "", "A.b"},
        {"a.b.c.py", "a/b/c", "py"},
    };
    struct module_tree t;

    tree_of(&t, FILES({"a/b/c.py", ""}), NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct way way = places_walk(&t.places, PLACE_TOP, slice_of(rows[i].dotted));

        cr_expect_eq(way.place, places_at(&t.places, slice_of(rows[i].path)), "%s",
                     rows[i].dotted);
        cr_expect(way.rest.len == strlen(rows[i].rest), "%s leaves %.*s", rows[i].dotted,
                  (int)way.rest.len, way.rest.data);
    }
    tree_release(&t);
}

Test(places, paths_with_dots_lead_where_they_do_in_a_shell)
{
    static const struct {
        const char *path, *same;
    } rows[] = {
        {"a/./b", "a/b"}, {"a//b", "a/b"}, {"a/b/..", "a"},
        {"./a", "a"},     {"a/..", ""},    {".", ""},
    };
    struct module_tree t;

    tree_of(&t, FILES({"a/b/c.py", ""}), NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(places_at(&t.places, slice_of(rows[i].path)),
                     places_at(&t.places, slice_of(rows[i].same)), "%s", rows[i].path);
    cr_expect_eq(places_at(&t.places, slice_of("..")), PLACE_NONE,
                 "above the scanned folder");
    cr_expect_eq(places_at(&t.places, slice_of("../a")), PLACE_NONE);
    cr_expect_eq(places_at(&t.places, slice_of("a/../../a")), PLACE_NONE);
    tree_release(&t);
}

Test(places, a_path_is_written_as_it_was_read)
{
    struct module_tree t;
    struct buf deep = {0};

    for (int i = 0; i < 3000; i++)
        buf_add_text(&deep, "d/");
    buf_add_text(&deep, "x.py");
    buf_add_char(&deep, '\0');
    tree_of(&t, FILES({deep.data, ""}), NULL);
    places_path_add(&t.places, t.places.module_places[0], &t.reader.text);
    cr_expect(
        slice_equal(buf_slice(&t.reader.text), (struct slice){deep.data, deep.len - 4}));
    cr_expect(places_within(&t.places, t.places.module_places[0], PLACE_TOP));
    tree_release(&t);
    buf_release(&deep);
}

Test(places, names_that_differ_in_capitals_are_different)
{
    expect_modules("as they are in Python", FILES({"Model.py", ""}, {"model.py", ""}),
                   "Model=Model.py model=model.py");
}

Test(places, a_file_whose_name_only_ends_like_an_init_is_none)
{
    struct module_tree t;

    tree_of(&t, FILES({"a/x__init__.py", ""}, {"a/__init__.py", ""}), NULL);
    cr_expect_not(flags_at(&t, "a/x__init__") & PLACE_PACKAGE);
    cr_expect_not(path_is_init(slice_of("a/x__init__.py")));
    cr_expect_not(path_is_init(slice_of("x__init__.pyi")));
    cr_expect(path_is_init(slice_of("a/__init__.py")));
    cr_expect(path_is_init(slice_of("__init__.pyi")));
    tree_release(&t);
}

Test(places, a_package_whose_init_could_not_be_read_is_no_mere_folder)
{
    struct module_tree t;

    tree_of(&t, FILES({"a/__init__.py", NULL}, {"a/b.py", ""}), NULL);
    cr_expect(flags_at(&t, "a") & PLACE_COMPILED);
    cr_expect_eq(places_at(&t.places, slice_of("a/__init__")), PLACE_NONE);
    tree_release(&t);
}
