#include "tests/modules/tree_of.h"

Test(names, a_module_is_called_by_the_places_from_its_root_down)
{
    expect_names("packages and folders alike",
                 FILES({"a/__init__.py", ""}, {"a/b/c.py", ""}, {"d.py", ""}), NULL,
                 "a a.b.c d");
    expect_names("the nearest root", FILES({"src/a/__init__.py", ""}, {"src/a/b.py", ""}),
                 NULL, "a a.b");
    expect_names("what can't be said has a name too",
                 FILES({"my-tool.py", ""}, {"a-b/1.py", ""}), NULL, "a-b.1 my-tool");
}

Test(names, what_has_a_dot_or_no_suffix_is_called_by_its_path)
{
    expect_names("dots", FILES({"tools/v1.2.py", ""}, {"v1.2/a.py", ""}), NULL,
                 "tools/v1.2.py v1.2/a.py");
    expect_names("scripts", FILES({"bin/run", ""}, {"bin/run.py", ""}), NULL,
                 "bin/run bin.run");
    expect_names("though a module is called so",
                 FILES({"run", ""}, {"run.py", ""}, {"src/run.py", ""}), NULL,
                 "run run@. run@src");
}

Test(names, an_init_in_a_folder_without_a_name_is_called_by_its_path)
{
    expect_names("the scanned folder's", FILES({"__init__.py", ""}, {"a.py", ""}), NULL,
                 "__init__.py a");
}

Test(names, modules_of_one_name_are_told_apart_by_their_roots)
{
    struct module_tree t;

    tree_of(&t,
            FILES({"conftest.py", ""}, {"tests/unit/src/conftest.py", ""},
                  {"tests/src/conftest.py", ""}, {"tests/src/other.py", ""}),
            NULL);
    expect_text(names_text(&t),
                "conftest@. conftest@tests/src other conftest@tests/unit/src", "clashes");
    cr_expect_eq(t.names.clashes, 3);
    cr_expect_eq(names_find(&t.names, slice_of("conftest")), MODULE_NONE);
    for (uint32_t m = 0; m < t.names.count; m++)
        cr_expect_eq(names_find(&t.names, t.names.items[m]), m);
    tree_release(&t);
}

Test(names, an_end_means_a_name_if_one_alone_ends_so)
{
    struct module_tree t;

    tree_of(&t, FILES({"shop/models.py", ""}, {"shop/a/x.py", ""}, {"shop/b/x.py", ""}),
            NULL);
    cr_expect_str_eq(names_by_end(&t.names, slice_of("models")), "shop.models");
    cr_expect_str_eq(names_by_end(&t.names, slice_of("a.x")), "shop.a.x");
    cr_expect_null(names_by_end(&t.names, slice_of("x")), "two do");
    cr_expect_null(names_by_end(&t.names, slice_of("odels")), "not behind a dot");
    cr_expect_null(names_by_end(&t.names, slice_of("shop.models")), "that is all of it");
    tree_release(&t);
}

Test(names, a_wrong_name_gets_a_suggestion)
{
    struct module_tree t;
    struct err e;

    tree_of(&t, FILES({"shop/models.py", ""}), NULL);
    names_suggest(&t.names, "shop.modles", &e);
    cr_expect_not_null(strstr(e.message, "is it 'shop.models'?"), "%s", e.message);
    names_suggest(&t.names, "models", &e);
    cr_expect_not_null(strstr(e.message, "is it 'shop.models'?"), "%s", e.message);
    names_suggest(&t.names, "nothing.like.it.at.all", &e);
    cr_expect_null(strstr(e.message, "is it"), "%s", e.message);
    tree_release(&t);
}

Test(names, a_folder_has_a_name_too)
{
    struct module_tree t;

    tree_of(&t, FILES({"src/a/b/c.py", ""}), NULL);
    place_name_add(&t.places, &t.roots, places_at(&t.places, slice_of("src/a/b")),
                   &t.reader.text);
    tree_say(&t, " ");
    expect_text(reader_text(&t.reader), "a.b", "from its root down");
    tree_release(&t);
}
