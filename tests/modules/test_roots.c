#include "tests/modules/tree_of.h"

static struct root_hint hint(const char *folder, const char *prefix,
                             enum root_origin origin)
{
    return (struct root_hint){slice_of(folder), slice_of(prefix), origin, NULL, {0}};
}

Test(roots, the_scanned_folder_is_one_when_nothing_else_is)
{
    expect_roots("modules", FILES({"a.py", ""}), NULL, ". folder;");
    expect_roots("an empty tree", FILES({0}), NULL, ". folder;");
}

Test(roots, given_ones_hold_against_all_others)
{
    struct tree_said said = {
        .hints = {hint("lib", "", ROOT_GIVEN), hint("app", "", ROOT_PROJECT)}};

    expect_roots("the scanned folder only names what lies in none",
                 FILES({"lib/a.py", ""}, {"src/b.py", ""}, {"app/c.py", "import x\n"},
                       {"app/x.py", ""}),
                 &said, "lib given; . rest;");
}

Test(roots, modules_outside_all_given_ones_still_have_a_name_and_links)
{
    struct tree_said said = {.hints = {hint("lib", "", ROOT_GIVEN)}};
    struct module_tree t;

    tree_of(&t,
            FILES({"lib/a.py", ""}, {"setup.py", "import a\nfrom . import b\n"},
                  {"tools/b.py", "from .c import d\n"}, {"tools/__init__.py", ""},
                  {"tools/c.py", ""}),
            &said);
    for (uint32_t m = 0; m < t.names.count; m++)
        cr_expect_gt(t.names.items[m].len, 0);
    cr_expect_eq(strncmp(links_text(&t, "setup.py"), "load a;", 7), 0);
    tree_release(&t);
}

Test(roots, project_files_name_folders_and_packages)
{
    struct tree_said said = {.hints = {hint("python", "", ROOT_PROJECT),
                                       hint("lib/core", "shop.core", ROOT_PROJECT),
                                       hint("nowhere", "", ROOT_PROJECT)}};

    expect_roots("a folder that isn't there is none",
                 FILES({"python/a.py", ""}, {"lib/core/b.py", ""}), &said,
                 "python project; lib/core=shop.core project; . folder;");
    expect_names("their modules are called so",
                 FILES({"python/a.py", ""}, {"lib/core/b.py", ""},
                       {"lib/core/__init__.py", ""}, {"lib/x.py", ""}),
                 &said, "shop.core shop.core.b lib.x a");
}

Test(roots, a_src_that_is_no_package_is_one)
{
    expect_roots("as layouts have it", FILES({"src/a/__init__.py", ""}), NULL,
                 "src src; . folder;");
    expect_roots("in each project", FILES({"x/src/a.py", ""}, {"y/src/b.py", ""}), NULL,
                 "y/src src; x/src src; . folder;");
    expect_roots("a package called src", FILES({"src/__init__.py", ""}, {"src/a.py", ""}),
                 NULL, ". folder;");
    expect_roots("a module called src", FILES({"src.py", ""}, {"src/a.py", ""}), NULL,
                 ". folder;");
    expect_roots("in a package", FILES({"a/__init__.py", ""}, {"a/src/b.py", ""}), NULL,
                 ". folder;");
    expect_roots("nothing in it", FILES({"src.py", ""}), NULL, ". folder;");
}

Test(roots, a_scanned_package_is_called_what_it_is_on_disk)
{
    struct tree_said said = {.package = "shop.cart"};

    expect_roots("with the packages around it", FILES({"__init__.py", ""}, {"a.py", ""}),
                 &said, ".=shop.cart package;");
    expect_names("and its modules", FILES({"__init__.py", ""}, {"a.py", ""}), &said,
                 "shop.cart shop.cart.a");
    expect_links(
        "by which they import each other",
        FILES({"__init__.py", ""}, {"a.py", ""},
              {"main.py", "import shop.cart.a\nimport a\nimport shop.other\n"}),
        &said,
        "load shop.cart.a; load - undeclared; load - undeclared; ancestor shop.cart;");
}

Test(roots, imports_may_vote_for_a_folder)
{
    expect_roots("its modules import each other",
                 FILES({"app/a.py", "import b\n"}, {"app/b.py", ""}), NULL,
                 "app vote; . folder;");
    expect_roots("from right beside it",
                 FILES({"t/main.py", "import lib.x\nimport y\n"}, {"t/lib/y.py", ""},
                       {"t/lib/x.py", ""}),
                 NULL, "t/lib vote; t vote; . folder;");
    expect_roots("not from elsewhere",
                 FILES({"other/a.py", "import b\n"}, {"app/deep/b.py", ""}), NULL,
                 ". folder;");
    expect_roots(
        "a package is no candidate",
        FILES({"app/__init__.py", ""}, {"app/a.py", "import b\n"}, {"app/b.py", ""}),
        NULL, ". folder;");
    expect_roots("the longer way speaks against it",
                 FILES({"app/a.py", "import b\nimport app.b\n"}, {"app/b.py", ""}), NULL,
                 ". folder;");
    expect_roots(
        "what may fail doesn't vote",
        FILES({"app/a.py", "try:\n    import b\nexcept ImportError:\n    pass\n"},
              {"app/b.py", ""}),
        NULL, ". folder;");
    expect_roots("nor what is the standard library's",
                 FILES({"app/a.py", "import json\n"}, {"app/json.py", ""}), NULL,
                 ". folder;");
    expect_roots("nor a module for itself", FILES({"app/redis.py", "import redis\n"}),
                 NULL, ". folder;");
    expect_roots("nor what isn't there",
                 FILES({"app/a.py", "import b.c\n"}, {"app/b.py", ""}), NULL,
                 ". folder;");
}

Test(roots, a_voted_root_holds_around_it_only)
{
    expect_links("a yaml.py among some tests is not everybody's yaml",
                 FILES({"main.py", "import yaml\n"}, {"deep/t/a.py", "import yaml\n"},
                       {"deep/t/yaml.py", ""}),
                 NULL, "load - undeclared;");
    expect_links("beside it it is",
                 FILES({"main.py", "import yaml\n"}, {"t/a.py", "import yaml\n"},
                       {"t/yaml.py", ""}),
                 NULL, "load yaml voted;");
}

Test(roots, the_nearest_of_several_wins)
{
    expect_names("a clash is told apart by its root",
                 FILES({"x/a.py", "import util\n"}, {"x/util.py", ""},
                       {"y/a.py", "import util\n"}, {"y/util.py", ""}),
                 NULL, "a@x util@x a@y util@y");
    expect_links("above the importing file before beside it",
                 FILES({"main.py", "import util\n"}, {"util.py", ""},
                       {"x/a.py", "import util, b\n"}, {"x/util.py", ""}, {"x/b.py", ""}),
                 NULL, "load util@. several;");
}

Test(roots, a_project_folder_is_one_unless_more_speaks_against_it)
{
    struct tree_said said = {.hints = {hint("app", "", ROOT_FOLDER)}};

    expect_roots("even without a vote", FILES({"app/a.py", ""}), &said,
                 "app folder; . folder;");
    expect_roots(
        "a tie is for it",
        FILES({"app/a.py", "import b\n"}, {"app/b.py", ""}, {"x.py", "import app.b\n"}),
        &said, "app folder; . folder;");
    expect_roots("more is against it",
                 FILES({"app/a.py", ""}, {"x.py", "import app.a\n"}), &said, ". folder;");
    expect_roots("a package", FILES({"app/__init__.py", ""}, {"app/a.py", ""}), &said,
                 ". folder;");
    expect_links("it holds everywhere",
                 FILES({"main.py", "import a\n"}, {"app/a.py", ""}), &said, "load a;");
}

Test(roots, imports_may_name_the_scanned_folder)
{
    static const char *const source =
        "import shop.cart.model\nfrom shop.cart import model\n";

    expect_roots(
        "by the name that resolves below it",
        FILES({"cart/a.py", source}, {"cart/__init__.py", ""}, {"cart/model.py", ""}),
        NULL, ".=shop vote;");
    expect_roots("unless as many resolve without it",
                 FILES({"cart/a.py", "import shop.cart.model\nimport cart.model\n"},
                       {"cart/__init__.py", ""}, {"cart/model.py", ""}),
                 NULL, ". folder;");
    expect_roots("of equal ones the first by name",
                 FILES({"a.py", "import zoo.b, ape.b\n"}, {"b.py", ""}), NULL,
                 ".=ape vote;");
    expect_roots("a library of Python's is none",
                 FILES({"a.py", "import xml.dom\n"}, {"dom.py", ""}), NULL, ". folder;");
    expect_names(
        "its modules begin with that",
        FILES({"cart/a.py", source}, {"cart/__init__.py", ""}, {"cart/model.py", ""}),
        NULL, "shop.cart shop.cart.a shop.cart.model");
}

Test(roots, the_first_who_names_a_folder_holds)
{
    struct tree_said said = {.hints = {hint("src", "", ROOT_PROJECT),
                                       hint("src", "x", ROOT_PROJECT),
                                       hint("src", "", ROOT_FOLDER)}};

    expect_roots("a key before the layout", FILES({"src/a.py", ""}), &said,
                 "src project; . folder;");
}
