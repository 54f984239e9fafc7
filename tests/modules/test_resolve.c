#include "tests/modules/tree_of.h"

#include <time.h>

static struct root_hint hint(const char *folder, const char *prefix,
                             enum root_origin origin)
{
    return (struct root_hint){slice_of(folder), slice_of(prefix), origin, NULL, {0}};
}

/* A package with modules, and a main.py that says that. */
static void expect_of_package(const char *why, const char *source, const char *want)
{
    expect_links(why,
                 FILES({"pkg/__init__.py", ""}, {"pkg/a.py", ""},
                       {"pkg/sub/__init__.py", ""}, {"pkg/sub/b.py", ""},
                       {"pkg/folder/c.py", ""}, {"plain/d.py", ""},
                       {"pkg/_fast.cpython-311.so", NULL}, {"main.py", source}),
                 NULL, want);
}

Test(resolve, an_import_leads_to_the_module_that_it_names)
{
    expect_of_package("a package", "import pkg\n", "load pkg;");
    expect_of_package("a module of it", "import pkg.a\n", "load pkg.a;");
    expect_of_package("by another name", "import pkg.sub.b as x\n", "load pkg.sub.b;");
    expect_of_package("several", "import pkg.a, pkg.sub\n", "load pkg.a; load pkg.sub;");
    expect_of_package("what the package doesn't have", "import pkg.gone\n",
                      "load - unresolved no module;");
    expect_of_package("behind a module", "import pkg.a.b\n",
                      "load - unresolved no module;");
    expect_of_package("a folder of the package", "import pkg.folder\n",
                      "load - namespace;");
    expect_of_package("a module in that", "import pkg.folder.c\n", "load pkg.folder.c;");
    expect_of_package("twice", "import pkg\nimport pkg\n", "load pkg; load pkg;");
}

Test(resolve, a_name_that_is_imported_is_a_module_or_an_attribute)
{
    expect_of_package("a module", "from pkg import a\n", "load pkg.a;");
    expect_of_package("a package", "from pkg import sub\n", "load pkg.sub;");
    expect_of_package("an attribute", "from pkg import x\n", "load pkg;");
    expect_of_package("each by itself", "from pkg import x, a, y\n",
                      "load pkg; load pkg; load pkg.a;");
    expect_of_package("all", "from pkg import *\n", "star pkg;");
    expect_of_package("of a module", "from pkg.a import b\n", "load pkg.a;");
    expect_of_package("of nothing", "from pkg.gone import b\n",
                      "load - unresolved no module;");
    expect_of_package("a module in a folder", "from plain import d\n", "load plain.d;");
    expect_of_package("nobody else's", "from pkg.folder import gone\n",
                      "load - unresolved no module;");
}

Test(resolve, names_of_links_are_those_of_the_import)
{
    struct module_tree t;

    tree_of(&t,
            FILES({"pkg/__init__.py", ""}, {"pkg/a.py", ""},
                  {"main.py", "from pkg import x, a, y\n"}),
            NULL);
    cr_assert_eq(t.links.count, 4);
    cr_expect_eq(t.links.items[0].name, 0);
    cr_expect_eq(t.links.items[1].name, 2);
    cr_expect_eq(t.links.items[2].name, 1);
    cr_expect_not(t.links.items[0].inner);
    cr_expect(t.links.items[2].inner, "the name is that of the module");
    cr_expect_eq(t.links.items[3].kind, LINK_ANCESTOR);
    tree_release(&t);
}

static void expect_inside(const char *why, const char *path, const char *source,
                          const char *want)
{
    struct module_tree t;

    tree_of(
        &t,
        FILES({"pkg/__init__.py", strcmp(path, "pkg/__init__.py") ? "" : source},
              {"pkg/sub/__init__.py", strcmp(path, "pkg/sub/__init__.py") ? "" : source},
              {"pkg/sub/b.py", strcmp(path, "pkg/sub/b.py") ? "" : source},
              {"pkg/a.py", strcmp(path, "pkg/a.py") ? "" : source},
              {"pkg/x__init__.py", strcmp(path, "pkg/x__init__.py") ? "" : source},
              {"top.py", strcmp(path, "top.py") ? "" : source}),
        NULL);
    expect_text(links_text(&t, path), want, why);
    tree_release(&t);
}

Test(resolve, relative_imports_begin_at_the_package_around_the_file)
{
    expect_inside("its own package", "pkg/a.py", "from . import sub\n",
                  "load pkg.sub; ancestor pkg;");
    expect_inside("an attribute of it", "pkg/a.py", "from . import x\n",
                  "load pkg; ancestor pkg;");
    expect_inside("a module of it", "pkg/sub/b.py", "from .b import x\n",
                  "load pkg.sub.b; ancestor pkg.sub;");
    expect_inside("one more dot, one package further", "pkg/sub/b.py",
                  "from ..a import x\n", "load pkg.a; ancestor pkg.sub;");
    expect_inside("an __init__ is the package", "pkg/sub/__init__.py",
                  "from . import b\nfrom .. import a\n",
                  "load pkg.sub.b; load pkg.a; ancestor pkg;");
    expect_inside("a file whose name only ends so isn't", "pkg/x__init__.py",
                  "from . import a\n", "load pkg.a; ancestor pkg;");
    expect_inside("all of it", "pkg/sub/b.py", "from .. import *\n",
                  "star pkg; ancestor pkg.sub;");
    expect_inside("what isn't there", "pkg/a.py", "from .gone import x\n",
                  "load - unresolved no module; ancestor pkg;");
}

Test(resolve, more_dots_than_packages_lead_nowhere)
{
    expect_inside("in the scanned folder", "top.py", "from . import pkg\n",
                  "load - unresolved beyond;");
    expect_inside("one too many", "pkg/a.py", "from .. import top\n",
                  "load - unresolved beyond; ancestor pkg;");
    expect_inside("in an __init__", "pkg/__init__.py", "from .. import top\n",
                  "load - unresolved beyond;");
    expect_inside("many too many", "pkg/sub/b.py", "from ......... import top\n",
                  "load - unresolved beyond; ancestor pkg.sub;");
}

Test(resolve, a_package_stays_one_though_a_root_lies_in_it)
{
    struct tree_said said = {.hints = {hint("pkg", "", ROOT_PROJECT)}};
    struct module_tree t;

    tree_of(&t,
            FILES({"pkg/__init__.py", ""},
                  {"pkg/a.py", "from . import b\nfrom .b import c\n"}, {"pkg/b.py", ""}),
            &said);
    expect_text(links_text(&t, "pkg/a.py"), "load b; load b;",
                "relative imports don't ask how it is called");
    tree_release(&t);
}

Test(resolve, a_module_may_import_itself)
{
    expect_inside("by its name", "pkg/a.py", "import pkg.a\n",
                  "load pkg.a; ancestor pkg;");
    expect_inside("from its package", "pkg/a.py", "from . import a\n",
                  "load pkg.a; ancestor pkg;");
    expect_inside("a package", "pkg/__init__.py", "from pkg import x\n", "load pkg;");
}

Test(resolve, packages_may_import_each_other_in_a_circle)
{
    struct module_tree t;

    tree_of(&t,
            FILES({"a/__init__.py", "from b import x\n"},
                  {"b/__init__.py", "from a import x\n"},
                  {"c/__init__.py", "from . import x\n"}),
            NULL);
    expect_text(links_text(&t, "a/__init__.py"), "load b;", "one way");
    expect_text(links_text(&t, "b/__init__.py"), "load a;", "and the other");
    expect_text(links_text(&t, "c/__init__.py"), "load c;", "and itself");
    tree_release(&t);
}

Test(resolve, each_module_has_the_package_around_it_for_an_ancestor)
{
    expect_inside("a module", "pkg/sub/b.py", "", "ancestor pkg.sub;");
    expect_inside("a package", "pkg/sub/__init__.py", "", "ancestor pkg;");
    expect_inside("the outermost package", "pkg/__init__.py", "", "");
    expect_inside("in no package", "top.py", "", "");
}

Test(resolve, ancestors_are_looked_for_above_folders_and_once_for_each_module)
{
    struct module_tree t;

    tree_of(&t,
            FILES({"pkg/__init__.py", ""}, {"pkg/f/g/m.py", ""}, {"pkg/f/g/m.pyi", ""},
                  {"pkg/x/__init__.pyi", ""}, {"pkg/x/y.pyi", ""}, {"n/o.py", ""}),
            NULL);
    expect_text(links_text(&t, "pkg/f/g/m.py"), "ancestor pkg;", "above folders");
    expect_text(links_text(&t, "pkg/f/g/m.pyi"), "", "its stub isn't the module");
    expect_text(links_text(&t, "pkg/x/y.pyi"), "ancestor pkg.x;", "a package of stubs");
    expect_text(links_text(&t, "n/o.py"), "", "a folder is none");
    tree_release(&t);
}

Test(resolve, kinds_are_those_of_the_source)
{
    expect_of_package("in a function", "def f():\n    import pkg.a\n", "function pkg.a;");
    expect_of_package("only for types",
                      "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
                      "    import pkg.a\n",
                      "load - standard; typing pkg.a;");
    expect_of_package("may fail",
                      "try:\n    import pkg.a\nexcept ImportError:\n    import pkg.sub\n",
                      "optional pkg.a; load pkg.sub;");
    expect_of_package("by a function of importlib",
                      "from importlib import import_module\nimport_module('pkg.a')\n"
                      "import_module('.x')\nimport_module(name)\n",
                      "load - standard; dynamic pkg.a; dynamic - unresolved beyond; "
                      "dynamic - unresolved computed;");
    expect_of_package("names that no statement can say", "__import__('my-tool')\n",
                      "dynamic - undeclared;");
}

Test(resolve, dynamic_imports_may_name_what_no_statement_can)
{
    expect_links("dashes",
                 FILES({"my-tool.py", ""}, {"main.py", "__import__('my-tool')\n"}), NULL,
                 "dynamic my-tool;");
    expect_links("never scripts or dots",
                 FILES({"run", ""}, {"a.b.py", ""},
                       {"main.py", "__import__('run')\n__import__('a.b')\nimport run\n"}),
                 NULL, "dynamic - undeclared; dynamic - undeclared; load - undeclared;");
}

Test(resolve, a_script_imports_as_a_module_does)
{
    struct module_tree t;

    tree_of(&t,
            FILES({"pkg/__init__.py", ""}, {"pkg/run", "import pkg.a\nfrom . import a\n"},
                  {"pkg/a.py", ""}),
            NULL);
    expect_text(links_text(&t, "pkg/run"), "load pkg.a; load pkg.a; ancestor pkg;", "");
    tree_release(&t);
}

Test(resolve, names_that_differ_in_capitals_lead_elsewhere)
{
    expect_links("as in Python",
                 FILES({"Model.py", ""}, {"model.py", ""},
                       {"main.py", "import model, Model, MODEL\n"}),
                 NULL, "load model; load Model; load - undeclared;");
}

Test(resolve, stubs_speak_for_the_module_beside_them)
{
    struct module_tree t;

    tree_of(&t,
            FILES({"a.py", "import b\n"}, {"a.pyi", "import c\nfrom d import *\n"},
                  {"b.py", ""}, {"c.pyi", ""}, {"d.py", ""},
                  {"main.py", "import a, c\n"}),
            NULL);
    expect_text(links_text(&t, "a.py"), "load b;", "the source");
    expect_text(links_text(&t, "a.pyi"), "typing c; typing d;", "the stub");
    expect_text(links_text(&t, "main.py"), "load a; load c;", "one module");
    tree_release(&t);
}

Test(resolve, compiled_modules_end_there_and_lead_to_their_package)
{
    expect_of_package("by its name", "import pkg._fast\n", "load pkg compiled;");
    expect_of_package("from its package", "from pkg import _fast\n",
                      "load pkg compiled;");
    expect_of_package("what is in it", "from pkg._fast import f\n", "load pkg compiled;");
    expect_of_package("nobody knows what else", "import pkg._fast.x\n",
                      "load pkg compiled;");
    expect_links("at the top", FILES({"fast.so", NULL}, {"main.py", "import fast\n"}),
                 NULL, "load - compiled;");
    expect_links("source beside it",
                 FILES({"fast.so", NULL}, {"fast.py", ""}, {"main.py", "import fast\n"}),
                 NULL, "load fast;");
}

Test(resolve, of_a_package_that_could_not_be_read_only_its_modules_are_known)
{
    expect_links(
        "its modules, and what else it may have",
        FILES({"pkg/__init__.py", NULL}, {"pkg/a.py", ""},
              {"main.py", "import pkg\nimport pkg.a\nfrom pkg import a\n"
                          "from pkg import x\nimport pkg.gone\n"}),
        NULL,
        "load - compiled; load pkg.a; load pkg.a; load - compiled; load - compiled;");
}

Test(resolve, namespace_packages_may_lie_in_several_roots)
{
    struct tree_said said = {
        .hints = {hint("one", "", ROOT_PROJECT), hint("two", "", ROOT_PROJECT)}};

    expect_links("a module of either",
                 FILES({"one/ns/a.py", ""}, {"two/ns/b.py", ""},
                       {"main.py", "import ns.a\nimport ns.b\nfrom ns import a, b\n"}),
                 &said, "load ns.a several; load ns.b; load ns.a several; load ns.b;");
    expect_links("what neither has is another distribution's",
                 FILES({"one/ns/a.py", ""}, {"two/ns/b.py", ""},
                       {"main.py", "import ns.c\nfrom ns import c\n"}),
                 &said, "load - undeclared; load - undeclared;");
    expect_links("a regular package isn't in parts",
                 FILES({"one/ns/__init__.py", ""}, {"two/ns/b.py", ""},
                       {"main.py", "import ns.b\n"}),
                 &said, "load - unresolved no module;");
    expect_links("a package in one of them",
                 FILES({"one/ns/a.py", ""}, {"two/ns/p/__init__.py", ""},
                       {"two/ns/p/q.py", ""}, {"main.py", "from ns.p import q, x\n"}),
                 &said, "load ns.p; load ns.p.q;");
}

Test(resolve, legacy_namespace_packages_may_lie_in_several_roots)
{
    struct tree_said said = {
        .hints = {hint("one", "", ROOT_PROJECT), hint("two", "", ROOT_PROJECT)}};
    static const char *const part =
        "__import__('pkg_resources').declare_namespace(__name__)\n";

    expect_links("a module of either",
                 FILES({"one/ns/__init__.py", part}, {"two/ns/__init__.py", part},
                       {"one/ns/a.py", ""}, {"two/ns/b.py", ""},
                       {"main.py", "import ns.b\nfrom ns import b, a\n"}),
                 &said, "load ns.b; load ns.a several; load ns.b;");
    expect_links("what neither has",
                 FILES({"one/ns/__init__.py", part}, {"two/ns/__init__.py", part},
                       {"main.py", "import ns.c\nfrom ns import c\n"}),
                 &said, "load - undeclared; load ns@one several;");
}

Test(resolve, a_prefix_is_the_way_into_its_root)
{
    struct tree_said said = {
        .hints = {hint("storage", "google.cloud.storage", ROOT_PROJECT),
                  hint("lib", "", ROOT_PROJECT)}};

    expect_links("all of it",
                 FILES({"storage/__init__.py", ""}, {"storage/blob.py", ""},
                       {"main.py", "import google.cloud.storage.blob\n"
                                   "from google.cloud.storage import blob, x\n"}),
                 &said,
                 "load google.cloud.storage.blob; load google.cloud.storage; "
                 "load google.cloud.storage.blob;");
    expect_links("another root has another part",
                 FILES({"storage/__init__.py", ""}, {"lib/google/auth.py", ""},
                       {"storage/main.py", ""},
                       {"main.py", "import google.auth\nimport google.gone\n"}),
                 &said, "load google.auth several; load - undeclared;");
}

Test(resolve, a_near_prefix_does_not_hide_what_another_root_has)
{
    struct tree_said said = {.hints = {hint("storage", "google.storage", ROOT_PROJECT),
                                       hint("lib", "", ROOT_PROJECT)}};
    struct module_tree t;

    tree_of(&t,
            FILES({"storage/__init__.py", ""}, {"storage/a.py", "import google.auth\n"},
                  {"lib/google/auth.py", ""}),
            &said);
    expect_text(links_text(&t, "storage/a.py"),
                "load google.auth; ancestor google.storage;", "google is shared");
    tree_release(&t);
}

Test(resolve, what_is_outside_is_standard_declared_or_undeclared)
{
    struct tree_said said = {
        .declares = {{"", "pyyaml"}, {"app", "google-cloud-storage"}}};
    static const char *const source = "import os.path, yaml, requests\n"
                                      "from google.cloud import storage\n";
    struct module_tree t;

    tree_of(&t, FILES({"a.py", source}, {"app/b.py", source}), &said);
    expect_text(links_text(&t, "a.py"),
                "load - standard; load - declared; load - undeclared; load - undeclared;",
                "for the scanned folder");
    expect_text(links_text(&t, "app/b.py"),
                "load - standard; load - declared; load - undeclared; load - declared;",
                "what a project file says holds below it");
    tree_release(&t);
}

Test(resolve, what_is_standard_depends_on_the_python)
{
    struct tree_said newer = {.versions = 1 << (12 - 8)};
    struct tree_said older = {.versions = 1 << (11 - 8)};
    struct tree_said both = {.versions = 3 << (11 - 8)};
    const struct source_file *files =
        FILES({"main.py", "import distutils.core, tomllib\n"});

    expect_links("3.12 has no distutils", files, &newer,
                 "load - standard other; load - standard;");
    expect_links("3.11 has both", files, &older, "load - standard; load - standard;");
    expect_links("one of them is enough", files, &both,
                 "load - standard; load - standard;");
}

Test(resolve, files_hide_the_standard_library_but_what_is_compiled_in)
{
    expect_links("random can be hidden, sys can't",
                 FILES({"random.py", ""}, {"sys.py", ""}, {"time/__init__.py", ""},
                       {"main.py", "import random, sys, time\nfrom sys import path\n"}),
                 NULL, "load random; load - standard; load - standard; load - standard;");
    expect_links("os.path is a module that os makes",
                 FILES({"os.py", ""}, {"main.py", "import os.path\n"}), NULL, "load os;");
}

Test(resolve, by_a_root_that_was_guessed_nothing_imports_itself)
{
    struct module_tree t;

    tree_of(&t,
            FILES({"app/redis.py", "import redis\nimport other\n"}, {"app/other.py", ""}),
            NULL);
    expect_text(links_text(&t, "app/redis.py"), "load - undeclared; load other voted;",
                "another redis");
    tree_release(&t);
}

Test(resolve, broken_imports_lead_nowhere_and_break_nothing)
{
    static const char *const sources[] = {
        "from . import\n",
        "import\n",
        "from import x\n",
        "import a..b\n",
        "from .. import (\n",
        "import pkg.\n",
        "from pkg import (a, , b)\n",
        "__import__('')\n",
        "__import__('.')\n",
        "__import__('...')\n",
        "__import__('pkg..a')\n",
        "__import__('pkg.')\n",
        "__import__('.pkg.')\n",
    };

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        struct module_tree t;

        tree_of(&t,
                FILES({"pkg/__init__.py", sources[i]}, {"pkg/a.py", sources[i]},
                      {"main.py", sources[i]}),
                NULL);
        for (size_t k = 0; k < t.links.count; k++) {
            const struct import_link *link = &t.links.items[k];

            cr_expect((link->end == END_MODULE) == (link->to != GRAPH_NONE), "%s",
                      sources[i]);
        }
        tree_release(&t);
    }
}

Test(resolve, names_of_any_length_are_read)
{
    struct module_tree t;
    struct buf source = {0};

    buf_add_text(&source, "from ns import ");
    for (int i = 0; i < 70000; i++)
        buf_add_char(&source, 'x');
    buf_add_text(&source, "\nimport ns");
    for (int i = 0; i < 10000; i++)
        buf_add_text(&source, ".x");
    buf_add_text(&source, "\n");
    buf_add_char(&source, '\0');
    tree_of(&t, FILES({"ns/a.py", ""}, {"main.py", source.data}), NULL);
    expect_text(links_text(&t, "main.py"), "load - undeclared; load - undeclared;",
                "they aren't in the folder");
    tree_release(&t);
    buf_release(&source);
}

/* One module that imports all others: seconds of the processor. */
static double star_seconds(uint32_t leaves)
{
    struct module_tree t = {0};
    struct buf source = {0};
    clock_t start;

    for (uint32_t i = 0; i < leaves; i++) {
        char line[64];

        snprintf(line, sizeof line, "leaves/l%06u.py", i);
        tree_add(&t, line, i ? NULL : "");
        t.files[i].facts = t.files[0].facts;
        snprintf(line, sizeof line, "from leaves.l%06u import x\n", i);
        buf_add_text(&source, line);
    }
    buf_add_char(&source, '\0');
    tree_add(&t, "hub/__init__.py", source.data);
    start = clock();
    tree_grow(&t, NULL);
    start = clock() - start;
    cr_expect_eq(t.links.count, leaves);
    for (size_t i = 0; i < t.links.count; i++)
        cr_assert_eq(t.links.items[i].end, END_MODULE);
    tree_release(&t);
    buf_release(&source);
    return (double)start / CLOCKS_PER_SEC;
}

Test(resolve, a_module_that_imports_100000_others_takes_linear_time)
{
    /* Ten times as much: a square would take a hundred times as long. */
    double small = star_seconds(10000), large = star_seconds(100000);

    cr_expect_lt(large, 40 * small + 0.1, "%.3f s, then %.3f s", small, large);
}
