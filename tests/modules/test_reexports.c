#include "tests/modules/tree_of.h"

Test(reexports, a_name_that_a_package_hands_on_leads_to_where_it_is_defined)
{
    expect_links("from a module of it",
                 FILES({"p/__init__.py", "from .impl import x\n"}, {"p/impl.py", ""},
                       {"main.py", "from p import x\n"}),
                 NULL, "load p; reexport p.impl;");
    expect_links("by another name",
                 FILES({"p/__init__.py", "from .impl import x as y, z\n"},
                       {"p/impl.py", ""},
                       {"main.py", "from p import y, z\nfrom p import x\n"}),
                 NULL, "load p; load p; reexport p.impl; reexport p.impl; load p;");
    expect_links("a module by another name",
                 FILES({"p/__init__.py", "import q.r as s\nfrom q import r as t\n"},
                       {"q/__init__.py", ""}, {"q/r.py", ""},
                       {"main.py", "from p import s, t\n"}),
                 NULL, "load p; load p; reexport q.r; reexport q.r;");
    expect_links("what it imports whole is no name of it",
                 FILES({"p/__init__.py", "import q.r\n"}, {"q/__init__.py", ""},
                       {"q/r.py", ""}, {"main.py", "from p import q\n"}),
                 NULL, "load p;");
    expect_links("nothing of the tree",
                 FILES({"p/__init__.py", "from os import path\nfrom gone import y\n"},
                       {"main.py", "from p import path, y\n"}),
                 NULL, "load p; load p;");
    expect_links("modules go before names",
                 FILES({"p/__init__.py", "from .impl import x\n"}, {"p/impl.py", ""},
                       {"p/x.py", ""}, {"main.py", "from p import x\n"}),
                 NULL, "load p.x;");
}

Test(reexports, they_go_through_any_number_of_packages)
{
    expect_links("aliases on the way",
                 FILES({"a/__init__.py", "from b import y as x\n"},
                       {"b/__init__.py", "from c import z as y\n"},
                       {"c/__init__.py", "from .impl import w as z\n"}, {"c/impl.py", ""},
                       {"main.py", "from a import x\n"}),
                 NULL, "load a; reexport c.impl;");
    expect_links("until it can't be told",
                 FILES({"a/__init__.py", "from b import x\n"},
                       {"b/__init__.py", "x = 1\n"}, {"main.py", "from a import x\n"}),
                 NULL, "load a; reexport b;");
}

Test(reexports, only_what_is_bound_when_a_package_is_loaded_counts)
{
    expect_links("not in functions, classes or for types",
                 FILES({"p/__init__.py", "def f():\n    from .impl import x\n"
                                         "class C:\n    from .impl import y\n"
                                         "if TYPE_CHECKING:\n    from .impl import z\n"},
                       {"p/impl.py", ""}, {"main.py", "from p import x, y, z\n"}),
                 NULL, "load p; load p; load p;");
    expect_links(
        "what may fail does",
        FILES({"p/__init__.py",
               "try:\n    from .impl import x\nexcept ImportError:\n    x = None\n"},
              {"p/impl.py", ""}, {"main.py", "from p import x\n"}),
        NULL, "load p; reexport p.impl;");
    expect_links("the last one holds",
                 FILES({"p/__init__.py", "from .a import x\nfrom .b import x\n"},
                       {"p/a.py", ""}, {"p/b.py", ""}, {"main.py", "from p import x\n"}),
                 NULL, "load p; reexport p.b;");
    expect_links("a module hands nothing on, if nobody takes all of it",
                 FILES({"m.py", "from impl import x\n"}, {"impl.py", ""},
                       {"main.py", "from m import x\n"}),
                 NULL, "load m;");
}

Test(reexports, star_imports_hand_on_what_their_module_has)
{
    expect_links("what it defines",
                 FILES({"p/__init__.py", "from .a import *\n"},
                       {"p/a.py", "def f():\n    def g():\n        pass\nclass C:\n"
                                  "    def h(self):\n        pass\nv = 1\n"},
                       {"main.py", "from p import f, C, g, h, v\n"}),
                 NULL,
                 "load p; load p; load p; load p; load p; reexport p.a star; "
                 "reexport p.a star;");
    expect_links("what it imports",
                 FILES({"p/__init__.py", "from .a import *\n"},
                       {"p/a.py", "from .b import x\nfrom .c import *\n"}, {"p/b.py", ""},
                       {"p/c.py", "def y(): pass\n"},
                       {"main.py", "from p import x, y\n"}),
                 NULL, "load p; load p; reexport p.b star; reexport p.c star;");
    expect_links("a definition holds against an import",
                 FILES({"p/__init__.py", "from .a import *\n"},
                       {"p/a.py", "from .b import x\ndef x(): pass\n"}, {"p/b.py", ""},
                       {"main.py", "from p import x\n"}),
                 NULL, "load p; reexport p.a star;");
    expect_links("a name that is said holds against a star",
                 FILES({"p/__init__.py", "from .b import x\nfrom .a import *\n"},
                       {"p/a.py", "def x(): pass\n"}, {"p/b.py", ""},
                       {"main.py", "from p import x\n"}),
                 NULL, "load p; reexport p.b;");
    expect_links("the last star first",
                 FILES({"p/__init__.py", "from .a import *\nfrom .b import *\n"},
                       {"p/a.py", "def x(): pass\ndef y(): pass\n"},
                       {"p/b.py", "def x(): pass\n"},
                       {"main.py", "from p import x, y\n"}),
                 NULL, "load p; load p; reexport p.a star; reexport p.b star;");
}

Test(reexports, none_leads_back_to_the_file_that_imports)
{
    struct module_tree t;

    tree_of(
        &t,
        FILES({"p/__init__.py", "from .a import x\n"}, {"p/a.py", "from p import x\n"}),
        NULL);
    expect_text(links_text(&t, "p/a.py"), "load p; ancestor p;", "it is defined here");
    tree_release(&t);
}

/* main imports x of the first of a chain of packages; the last one defines it. */
static void expect_chain(unsigned packages, const char *want)
{
    struct module_tree t = {0};
    char path[64], source[64];

    for (unsigned i = 0; i < packages; i++) {
        snprintf(path, sizeof path, "p%02u/__init__.py", i);
        snprintf(source, sizeof source, "from p%02u import x\n", i + 1);
        tree_add(&t, path, i + 1 < packages ? source : "x = 1\n");
    }
    tree_add(&t, "main.py", "from p00 import x\n");
    tree_grow(&t, NULL);
    snprintf(path, sizeof path, "%u packages", packages);
    expect_text(links_text(&t, "main.py"), want, path);
    tree_release(&t);
}

Test(reexports, so_many_hops_are_followed_and_no_more)
{
    expect_chain(1, "load p00;");
    expect_chain(2, "load p00; reexport p01;");
    expect_chain(REEXPORT_MAX_HOPS + 1, "load p00; reexport p16;");
    expect_chain(REEXPORT_MAX_HOPS + 2, "load p00;");
    expect_chain(REEXPORT_MAX_HOPS + 10, "load p00;");
}

Test(reexports, a_circle_of_them_leads_nowhere)
{
    static const char *const modules[] = {"a", "b", "c", "d", "e"};

    for (size_t count = 1; count <= 5; count++) {
        struct module_tree t = {0};
        char path[64], source[64];

        for (size_t i = 0; i < count; i++) {
            snprintf(path, sizeof path, "%s/__init__.py", modules[i]);
            snprintf(source, sizeof source, "from %s import x\n",
                     modules[(i + 1) % count]);
            tree_add(&t, path, source);
        }
        tree_add(&t, "main.py", "from a import x\n");
        tree_grow(&t, NULL);
        expect_text(links_text(&t, "main.py"), "load a;", "nobody defines it");
        tree_release(&t);
    }
}

Test(reexports, a_circle_of_stars_ends)
{
    expect_links("two that take all of each other",
                 FILES({"a/__init__.py", "from b import *\n"},
                       {"b/__init__.py", "from a import *\ndef y(): pass\n"},
                       {"main.py", "from a import x, y\n"}),
                 NULL, "load a; load a; reexport b star;");
}
