#include "engine/index/test_map.h"

#include "tests/modules/tree_of.h"

#include "engine/index/lookalikes.h"
#include "engine/index/stems.h"
#include "engine/impact/test_files.h"

/* ----------------------------------------------------------- trees as text */

struct mapped {
    struct module_tree tree;
    struct import_graph graph;
    struct test_map map;
};

static void graph_of(struct import_graph *g, struct module_tree *t)
{
    *g = (struct import_graph){.files = t->files,
                               .file_count = t->count,
                               .places = t->places,
                               .names = t->names,
                               .links = t->links};
}

static void map_of(struct mapped *m, const struct source_file *files)
{
    tree_of(&m->tree, files, NULL);
    graph_of(&m->graph, &m->tree);
    test_map_make(&m->map, &m->graph);
}

static void mapped_release(struct mapped *m)
{
    test_map_release(&m->map);
    tree_release(&m->tree);
}

static void path_say(struct mapped *m, uint32_t module)
{
    buf_add(&m->tree.reader.text, import_graph_path(&m->graph, module));
}

static void evidence_say(struct mapped *m, const struct test_pair *pair)
{
    static const char *const names[] = {" imports", " reexport", " mirrored", " near",
                                        " alike"};
    char line[16] = "";

    for (unsigned bit = 0; bit < sizeof names / sizeof *names; bit++)
        tree_say(&m->tree, pair->evidence >> bit & 1 ? names[bit] : "");
    if (pair->line)
        snprintf(line, sizeof line, " %u", pair->line);
    tree_say(&m->tree, line);
}

/* "shop/cart.py: tests/test_cart.py imports near 1; " */
static const char *pairs_text(struct mapped *m)
{
    for (size_t i = 0; i < m->map.pair_count; i++) {
        path_say(m, m->map.pairs[i].source);
        tree_say(&m->tree, ": ");
        path_say(m, m->map.pairs[i].test);
        evidence_say(m, &m->map.pairs[i]);
        tree_say(&m->tree, "; ");
    }
    return reader_text(&m->tree.reader);
}

static const char *orphans_text(struct mapped *m)
{
    for (size_t i = 0; i < m->map.orphan_count; i++) {
        path_say(m, m->map.orphans[i]);
        tree_say(&m->tree, " ");
    }
    return reader_text(&m->tree.reader);
}

/* "tests/test_x.py: a/x.py b/x.py; " */
static const char *ambiguities_text(struct mapped *m)
{
    for (size_t i = 0; i < m->map.ambiguity_count; i++) {
        const struct test_ambiguity *a = &m->map.ambiguities[i];

        path_say(m, a->test);
        tree_say(&m->tree, ":");
        for (size_t k = 0; k < a->candidate_count; k++) {
            tree_say(&m->tree, " ");
            path_say(m, a->candidates[k]);
        }
        tree_say(&m->tree, "; ");
    }
    return reader_text(&m->tree.reader);
}

static void expect_all(const char *why, const struct source_file *files,
                       const char *pairs, const char *orphans, const char *ambiguities)
{
    struct mapped m;

    map_of(&m, files);
    expect_text(pairs_text(&m), pairs, why);
    expect_text(orphans_text(&m), orphans, why);
    expect_text(ambiguities_text(&m), ambiguities, why);
    mapped_release(&m);
}

static void expect_pairs(const char *why, const struct source_file *files,
                         const char *pairs)
{
    struct mapped m;

    map_of(&m, files);
    expect_text(pairs_text(&m), pairs, why);
    mapped_release(&m);
}

#define CODE "def f():\n    return 1\n"
#define TEST "def test_f():\n    assert 1\n"

/* ------------------------------------------------------------------- stems */

Test(stems, of_a_test_is_what_it_is_called_without_test)
{
    expect_pairs("test_x", FILES({"shop/x.py", CODE}, {"shop/test_x.py", TEST}),
                 "shop/x.py: shop/test_x.py mirrored;");
    expect_pairs("x_test", FILES({"shop/x.py", CODE}, {"shop/x_test.py", TEST}),
                 "shop/x.py: shop/x_test.py mirrored;");
    expect_all("the whole of it, not its beginning",
               FILES({"shop/x.py", CODE}, {"shop/test_xy.py", TEST}), "",
               "shop/test_xy.py", "");
    expect_all("tests.py has none", FILES({"shop/s.py", CODE}, {"shop/tests.py", TEST}),
               "", "shop/tests.py", "");
    expect_all("nor has test_.py", FILES({"shop/x.py", CODE}, {"shop/test_.py", TEST}),
               "", "shop/test_.py", "");
}

Test(stems, underscores_in_front_do_not_count)
{
    expect_pairs("a private module",
                 FILES({"shop/_x.py", CODE}, {"shop/tests/test_x.py", TEST}),
                 "shop/_x.py: shop/tests/test_x.py mirrored;");
    expect_pairs("in the test's name either",
                 FILES({"shop/x.py", CODE}, {"shop/tests/test__x.py", TEST}),
                 "shop/x.py: shop/tests/test__x.py mirrored;");
    expect_all(
        "both are called so",
        FILES({"shop/_x.py", CODE}, {"shop/x.py", CODE}, {"shop/tests/test_x.py", TEST}),
        "", "shop/tests/test_x.py", "shop/tests/test_x.py: shop/_x.py shop/x.py;");
}

Test(stems, a_module_may_be_called_with_its_folder)
{
    expect_pairs("p_x",
                 FILES({"shop/cart/item.py", CODE}, {"tests/test_cart_item.py", TEST}),
                 "shop/cart/item.py: tests/test_cart_item.py near;");
    expect_pairs("x_p",
                 FILES({"shop/cart/item.py", CODE}, {"tests/test_item_cart.py", TEST}),
                 "shop/cart/item.py: tests/test_item_cart.py near;");
    expect_pairs("of two equally near ones that of the very name counts",
                 FILES({"shop/cart/item.py", CODE}, {"shop/cart_item.py", CODE},
                       {"tests/test_cart_item.py", TEST}),
                 "shop/cart_item.py: tests/test_cart_item.py near;");
    expect_pairs("x_x is both p_x and x_p, and one module all the same",
                 FILES({"shop/x/x.py", CODE}, {"tests/test_x_x.py", TEST}),
                 "shop/x/x.py: tests/test_x_x.py near;");
    expect_pairs("so two modules of one name are told apart",
                 FILES({"a/utils.py", CODE}, {"b/utils.py", CODE},
                       {"tests/test_a_utils.py", TEST}, {"tests/test_utils_b.py", TEST}),
                 "a/utils.py: tests/test_a_utils.py near; "
                 "b/utils.py: tests/test_utils_b.py near;");
}

Test(stems, a_package_is_called_like_its_folder)
{
    expect_pairs("beside it",
                 FILES({"shop/x/__init__.py", CODE}, {"shop/x/y.py", CODE},
                       {"shop/tests/test_x.py", TEST}),
                 "shop/x/__init__.py: shop/tests/test_x.py mirrored;");
}

Test(stems, same_stems_in_two_packages_each_get_their_own_test)
{
    expect_all("each beside its tests",
               FILES({"a/foo.py", CODE}, {"a/tests/test_foo.py", TEST},
                     {"b/foo.py", CODE}, {"b/tests/test_foo.py", TEST},
                     {"b/foo.json", NULL}, {"foo.json", NULL}),
               "a/foo.py: a/tests/test_foo.py mirrored; "
               "b/foo.py: b/tests/test_foo.py mirrored;",
               "", "");
    expect_all("all tests in one folder",
               FILES({"src/a/foo.py", CODE}, {"src/b/foo.py", CODE},
                     {"tests/a/test_foo.py", TEST}, {"tests/b/test_foo.py", TEST},
                     {"tests/foo.json", NULL}),
               "src/a/foo.py: tests/a/test_foo.py mirrored; "
               "src/b/foo.py: tests/b/test_foo.py mirrored;",
               "", "");
    expect_all(
        "data is nobody's source",
        FILES({"foo.json", NULL}, {"src/foo.yaml", NULL}, {"tests/test_foo.py", TEST}),
        "", "tests/test_foo.py", "");
}

Test(stems, only_what_lies_below_the_anchor_counts)
{
    expect_all("the folder around tests",
               FILES({"a/x.py", CODE}, {"b/tests/test_x.py", TEST}), "",
               "b/tests/test_x.py", "");
    expect_all("the test's own folder",
               FILES({"a/x.py", CODE}, {"a/deep/test_x.py", TEST}), "",
               "a/deep/test_x.py", "");
    expect_pairs("at any depth below",
                 FILES({"a/deep/er/x.py", CODE}, {"a/tests/test_x.py", TEST}),
                 "a/deep/er/x.py: a/tests/test_x.py near;");
    expect_pairs("the first of several folders for tests",
                 FILES({"a/x.py", CODE}, {"a/tests/unit/tests/test_x.py", TEST}),
                 "a/x.py: a/tests/unit/tests/test_x.py near;");
    expect_pairs("at the top all of the tree",
                 FILES({"src/shop/deep/x.py", CODE}, {"test/test_x.py", TEST}),
                 "src/shop/deep/x.py: test/test_x.py near;");
    expect_all("a-b is another folder, though it comes between",
               FILES({"a-b/x.py", CODE}, {"a.b/x.py", CODE}, {"a/tests/test_x.py", TEST},
                     {"a.py", CODE}, {"a.z/x.py", CODE}, {"ab/x.py", CODE}),
               "", "a/tests/test_x.py", "");
}

/* ---------------------------------------------------------------- nearness */

Test(stems, the_nearest_of_several_counts)
{
    expect_pairs("mirrored",
                 FILES({"shop/a/x.py", CODE}, {"shop/b/x.py", CODE}, {"shop/x.py", CODE},
                       {"tests/shop/a/test_x.py", TEST}),
                 "shop/a/x.py: tests/shop/a/test_x.py mirrored;");
    expect_pairs("mirrored by the end of its folders",
                 FILES({"src/shop/a/x.py", CODE}, {"src/shop/b/x.py", CODE},
                       {"tests/b/test_x.py", TEST}),
                 "src/shop/b/x.py: tests/b/test_x.py mirrored;");
    expect_pairs("whose folders end like the test's",
                 FILES({"lib/b/a/x.py", CODE}, {"shop/b/x.py", CODE},
                       {"tests/shop/a/test_x.py", TEST}),
                 "lib/b/a/x.py: tests/shop/a/test_x.py near;");
    expect_pairs("then begin like them",
                 FILES({"lib/b/x.py", CODE}, {"shop/b/x.py", CODE},
                       {"tests/shop/unit/test_x.py", TEST}),
                 "shop/b/x.py: tests/shop/unit/test_x.py near;");
    expect_pairs("of two mirrored ones that which begins like it",
                 FILES({"old/shop/x.py", CODE}, {"shop/x.py", CODE},
                       {"tests/shop/test_x.py", TEST}),
                 "shop/x.py: tests/shop/test_x.py mirrored;");
}

Test(stems, at_the_top_only_the_top_is_mirrored)
{
    expect_pairs("beside",
                 FILES({"x.py", CODE}, {"test_x.py", TEST}, {"shop/x.py", CODE}),
                 "x.py: test_x.py mirrored;");
    expect_pairs("in tests", FILES({"x.py", CODE}, {"tests/test_x.py", TEST}),
                 "x.py: tests/test_x.py mirrored;");
    expect_pairs("a folder deeper it is only near",
                 FILES({"shop/x.py", CODE}, {"tests/test_x.py", TEST}),
                 "shop/x.py: tests/test_x.py near;");
}

Test(stems, equally_near_modules_are_credited_by_nobody)
{
    expect_all("one stem, two modules",
               FILES({"shop/a/x.py", CODE}, {"shop/b/x.py", CODE},
                     {"shop/tests/test_x.py", TEST}),
               "", "shop/tests/test_x.py",
               "shop/tests/test_x.py: shop/a/x.py shop/b/x.py;");
    expect_all("but for an import of one of them",
               FILES({"shop/__init__.py", ""}, {"shop/a/__init__.py", ""},
                     {"shop/b/__init__.py", ""}, {"shop/a/x.py", CODE},
                     {"shop/b/x.py", CODE},
                     {"shop/tests/test_x.py", "from shop.b.x import f\n" TEST}),
               "shop/b/x.py: shop/tests/test_x.py imports near 1;", "", "");
    expect_all("of two in its own place, too",
               FILES({"shop/__init__.py", ""}, {"shop/_x.py", CODE}, {"shop/x.py", CODE},
                     {"shop/tests/test_x.py", "from shop.x import f\n" TEST}),
               "shop/x.py: shop/tests/test_x.py imports near 1;", "", "");
    expect_all("one that lies outside of the anchor is something else",
               FILES({"lib/__init__.py", ""}, {"lib/x.py", CODE}, {"shop/a/x.py", CODE},
                     {"shop/tests/test_x.py", "from lib.x import f\n" TEST}),
               "lib/x.py: shop/tests/test_x.py imports 1; "
               "shop/a/x.py: shop/tests/test_x.py near;",
               "", "");
    expect_all("an import of something else is no help",
               FILES({"shop/__init__.py", ""}, {"shop/a/x.py", CODE},
                     {"shop/b/x.py", CODE}, {"shop/y.py", CODE},
                     {"shop/tests/test_x.py", "from shop.y import f\n" TEST}),
               "shop/y.py: shop/tests/test_x.py imports 1;", "",
               "shop/tests/test_x.py: shop/a/x.py shop/b/x.py;");
}

/* --------------------------------------------------------------- many alike */

/* So many folders with a module called x, and what tests it: for each a test in tests/ at
 * the top or in its service, or one for all. */
enum alike { AT_THE_TOP, IN_THE_SERVICE, ONE_FOR_ALL };

static void alike_add(struct module_tree *t, unsigned number, enum alike alike)
{
    static const char *const tests[] = {
        "tests/s%u/core/test_x.py", "services/s%u/tests/test_x.py", "tests/test_x.py"};
    char path[64];

    snprintf(path, sizeof path, "services/s%u/core/x.py", number);
    tree_add(t, path, "");
    snprintf(path, sizeof path, tests[alike], number);
    if (alike != ONE_FOR_ALL || number == 0)
        tree_add(t, path, "");
}

static void alike_of(struct mapped *m, unsigned folders, enum alike alike)
{
    *m = (struct mapped){0};
    for (unsigned i = 0; i < folders; i++)
        alike_add(&m->tree, i, alike);
    tree_grow(&m->tree, NULL);
    graph_of(&m->graph, &m->tree);
    test_map_make(&m->map, &m->graph);
}

/* The source of each pair lies in the same service as the test. */
static void expect_own_pairs(struct mapped *m, size_t count, const char *before_service,
                             uint8_t evidence)
{
    cr_assert_eq(m->map.pair_count, count, "%zu pairs", m->map.pair_count);
    for (size_t i = 0; i < count; i++) {
        const char *source = import_graph_path(&m->graph, m->map.pairs[i].source).data;
        const char *test = import_graph_path(&m->graph, m->map.pairs[i].test).data;
        const char *service = source + strlen("services/");

        cr_expect_eq(m->map.pairs[i].evidence, evidence);
        cr_expect(memcmp(service, test + strlen(before_service),
                         strcspn(service, "/") + 1) == 0,
                  "%.40s: %.40s", source, test);
    }
}

Test(stems, very_many_of_one_name_are_told_apart_by_their_folders)
{
    enum { MANY = STEM_CANDIDATES_MOST + 50 };
    struct mapped m;

    alike_of(&m, MANY, AT_THE_TOP);
    expect_own_pairs(&m, MANY, "tests/", EVIDENCE_MIRRORED);
    mapped_release(&m);
    alike_of(&m, MANY, IN_THE_SERVICE);
    expect_own_pairs(&m, MANY, "services/", EVIDENCE_NEAR);
    mapped_release(&m);
}

Test(stems, a_stem_that_very_many_have_says_nothing)
{
    struct mapped m;

    alike_of(&m, STEM_CANDIDATES_MOST, ONE_FOR_ALL);
    cr_expect_eq(m.map.pair_count, 0);
    cr_expect_eq(m.map.orphan_count, 1);
    cr_assert_eq(m.map.ambiguity_count, 1);
    cr_expect_eq(m.map.ambiguities[0].candidate_count, AMBIGUITY_MOST);
    cr_expect_eq(m.map.ambiguities[0].further_count,
                 STEM_CANDIDATES_MOST - AMBIGUITY_MOST);
    mapped_release(&m);
    alike_of(&m, STEM_CANDIDATES_MOST + 1, ONE_FOR_ALL);
    cr_expect_eq(m.map.pair_count, 0);
    cr_expect_eq(m.map.orphan_count, 1);
    cr_expect_eq(m.map.ambiguity_count, 0);
    mapped_release(&m);
}

Test(stems, if_very_many_have_a_stem_what_is_alike_says_nothing_either)
{
    struct mapped m = {0};

    for (unsigned i = 0; i <= STEM_CANDIDATES_MOST; i++)
        alike_add(&m.tree, i, ONE_FOR_ALL);
    tree_add(&m.tree, "x_.py", "");
    tree_grow(&m.tree, NULL);
    graph_of(&m.graph, &m.tree);
    test_map_make(&m.map, &m.graph);
    expect_text(pairs_text(&m), "", "x_ is alike");
    mapped_release(&m);
}

/* -------------------------------------------------------------- lookalikes */

Test(lookalikes, are_the_same_without_underscores)
{
    expect_pairs("in the test's name",
                 FILES({"shop/stoerwagner.py", CODE}, {"shop/stoerwagner_2.py", CODE},
                       {"shop/tests/test_stoer_wagner.py", TEST}),
                 "shop/stoerwagner.py: shop/tests/test_stoer_wagner.py alike;");
    expect_pairs("in the module's",
                 FILES({"shop/_car_t_.py", CODE}, {"shop/test_cart.py", TEST}),
                 "shop/_car_t_.py: shop/test_cart.py alike;");
    expect_all("what is more is no more the same",
               FILES({"shop/c_a.py", CODE}, {"shop/test_cab.py", TEST}), "",
               "shop/test_cab.py", "");
    expect_all("of two neither",
               FILES({"shop/c_art.py", CODE}, {"shop/car_t.py", CODE},
                     {"shop/test_cart.py", TEST}),
               "", "shop/test_cart.py", "");
}

Test(lookalikes, begin_with_the_stem)
{
    expect_pairs("a word of it",
                 FILES({"shop/degree_alg.py", CODE}, {"shop/tests/test_degree.py", TEST}),
                 "shop/degree_alg.py: shop/tests/test_degree.py alike;");
    expect_pairs("underscores don't count",
                 FILES({"shop/unionfind.py", CODE}, {"shop/tests/test_uni_on.py", TEST}),
                 "shop/unionfind.py: shop/tests/test_uni_on.py alike;");
    expect_pairs("four bytes are enough",
                 FILES({"shop/carts.py", CODE}, {"shop/test_cart.py", TEST}),
                 "shop/carts.py: shop/test_cart.py alike;");
    expect_all("three are not, nor are underscores bytes",
               FILES({"shop/carts.py", CODE}, {"shop/test_c_ar.py", TEST}), "",
               "shop/test_c_ar.py", "");
    expect_all("of two neither",
               FILES({"shop/cart_a.py", CODE}, {"shop/cart_b.py", CODE},
                     {"shop/test_cart.py", TEST}),
               "", "shop/test_cart.py", "");
}

Test(lookalikes, have_words_of_the_stem_and_no_others)
{
    expect_pairs("anywhere",
                 FILES({"shop/louvain.py", CODE}, {"shop/other.py", CODE},
                       {"shop/tests/test_fast_louvain_2.py", TEST}),
                 "shop/louvain.py: shop/tests/test_fast_louvain_2.py alike;");
    expect_pairs("in any order, of several names that of the most words",
                 FILES({"shop/cart_big.py", CODE}, {"shop/cart.py", CODE},
                       {"shop/big_cart_old.py", CODE}, {"shop/new.py", CODE},
                       {"shop/test_big_new_cart.py", TEST}),
                 "shop/cart_big.py: shop/test_big_new_cart.py alike;");
    expect_pairs("a word counts once",
                 FILES({"shop/a_a_a.py", CODE}, {"shop/a_b.py", CODE},
                       {"shop/test_a_b_c.py", TEST}),
                 "shop/a_b.py: shop/test_a_b_c.py alike;");
    expect_all("a word's beginning is none",
               FILES({"shop/art.py", CODE}, {"shop/car.py", CODE},
                     {"shop/test_big_cart.py", TEST}),
               "", "shop/test_big_cart.py", "");
    expect_all("of two of as many words neither",
               FILES({"shop/big.py", CODE}, {"shop/cart.py", CODE},
                     {"shop/test_big_cart.py", TEST}),
               "", "shop/test_big_cart.py", "");
    expect_pairs("of many words",
                 FILES({"shop/p.py", CODE},
                       {"shop/test_a_b_c_d_e_f_g_h_i_j_k_l_m_n_o_p.py", TEST}),
                 "shop/p.py: shop/test_a_b_c_d_e_f_g_h_i_j_k_l_m_n_o_p.py alike;");
    expect_pairs("but not of more than are looked at",
                 FILES({"shop/p.py", CODE},
                       {"shop/test_a_b_c_d_e_f_g_h_i_j_k_l_m_n_o_p_q.py", TEST}),
                 "");
}

Test(lookalikes, have_words_whose_initials_are_the_stem)
{
    expect_pairs("of all words",
                 FILES({"shop/breadth_first_search.py", CODE}, {"shop/bfsx.py", CODE},
                       {"shop/breadth_first.py", CODE}, {"shop/tests/test_bfs.py", TEST}),
                 "shop/breadth_first_search.py: shop/tests/test_bfs.py alike;");
    expect_all("a letter is none",
               FILES({"shop/breadth.py", CODE}, {"shop/test_b.py", TEST}), "",
               "shop/test_b.py", "");
    expect_all("of two neither",
               FILES({"shop/big_cart.py", CODE}, {"shop/blue_cart.py", CODE},
                     {"shop/test_bc.py", TEST}),
               "", "shop/test_bc.py", "");
}

Test(lookalikes, of_the_first_way_that_any_fits_count)
{
    expect_pairs("the same goes before a beginning",
                 FILES({"shop/bigcart.py", CODE}, {"shop/big_carts.py", CODE},
                       {"shop/test_big_cart.py", TEST}),
                 "shop/bigcart.py: shop/test_big_cart.py alike;");
    expect_pairs("a beginning before words",
                 FILES({"shop/big_carts.py", CODE}, {"shop/cart.py", CODE},
                       {"shop/test_big_cart.py", TEST}),
                 "shop/big_carts.py: shop/test_big_cart.py alike;");
    expect_all("though two fit so and one in a later way",
               FILES({"shop/big_carts.py", CODE}, {"shop/bigcarts.py", CODE},
                     {"shop/cart.py", CODE}, {"shop/test_big_cart.py", TEST}),
               "", "shop/test_big_cart.py", "");
}

Test(lookalikes, lie_in_the_folder_that_the_tests_mirrors)
{
    expect_pairs("whichever folders for tests it lies in",
                 FILES({"carts.py", CODE}, {"shop/carts.py", CODE},
                       {"shop/a/carts.py", CODE}, {"shop/b/carts.py", CODE},
                       {"shop/tests/a/test/test_cart.py", TEST}),
                 "shop/a/carts.py: shop/tests/a/test/test_cart.py alike;");
    expect_pairs(
        "at the top",
        FILES({"carts.py", CODE}, {"shop/carts.py", CODE}, {"tests/test_cart.py", TEST}),
        "carts.py: tests/test_cart.py alike;");
    expect_all("not above, not below, not elsewhere",
               FILES({"carts.py", CODE}, {"shop/a/carts.py", CODE}, {"b/carts.py", CODE},
                     {"shop/other.py", CODE}, {"shop/tests/test_cart.py", TEST}),
               "", "shop/tests/test_cart.py", "");
    expect_all("nor where there is no such folder",
               FILES({"shop/carts.py", CODE}, {"tests/shop/a/test_cart.py", TEST}), "",
               "tests/shop/a/test_cart.py", "");
    expect_all("packages and what serves tests are no lookalikes",
               FILES({"shop/carts/__init__.py", CODE}, {"shop/tests/carts.py", CODE},
                     {"shop/conftest.py", CODE}, {"shop/tests/test_cart.py", TEST},
                     {"shop/test_conf.py", TEST}),
               "", "shop/test_conf.py shop/tests/test_cart.py", "");
}

Test(lookalikes, count_only_if_no_module_has_the_name)
{
    expect_pairs("its own name goes first",
                 FILES({"shop/cart.py", CODE}, {"shop/c_art.py", CODE},
                       {"shop/carts.py", CODE}, {"shop/tests/test_cart.py", TEST}),
                 "shop/cart.py: shop/tests/test_cart.py mirrored;");
    expect_pairs("wherever that one lies",
                 FILES({"shop/a/b/cart.py", CODE}, {"shop/carts.py", CODE},
                       {"shop/tests/test_cart.py", TEST}),
                 "shop/a/b/cart.py: shop/tests/test_cart.py near;");
    expect_all("also if the name is ambiguous",
               FILES({"shop/a/cart.py", CODE}, {"shop/b/cart.py", CODE},
                     {"shop/carts.py", CODE}, {"shop/tests/test_cart.py", TEST}),
               "", "shop/tests/test_cart.py",
               "shop/tests/test_cart.py: shop/a/cart.py shop/b/cart.py;");
    expect_pairs("imports count beside it",
                 FILES({"shop/__init__.py", ""}, {"shop/carts.py", CODE},
                       {"shop/tax.py", CODE},
                       {"shop/tests/test_cart.py", "from shop.tax import f\n" TEST},
                       {"shop/tests/test_ta_x.py", "from shop.tax import f\n" TEST}),
                 "shop/carts.py: shop/tests/test_cart.py alike; "
                 "shop/tax.py: shop/tests/test_cart.py imports 1; "
                 "shop/tax.py: shop/tests/test_ta_x.py imports alike 1;");
}

static void crowd_of(struct mapped *m, unsigned modules, const char *others)
{
    char path[64];

    *m = (struct mapped){0};
    tree_add(&m->tree, "shop/carts.py", "");
    tree_add(&m->tree, "shop/tests/test_cart.py", TEST);
    for (unsigned i = 1; i < modules; i++) {
        snprintf(path, sizeof path, others, i);
        tree_add(&m->tree, path, "");
    }
    tree_grow(&m->tree, NULL);
    graph_of(&m->graph, &m->tree);
    test_map_make(&m->map, &m->graph);
}

Test(lookalikes, in_a_folder_of_very_many_modules_there_are_none)
{
    struct mapped m;

    crowd_of(&m, LOOKALIKE_MODULES_MOST, "shop/m%u.py");
    expect_text(pairs_text(&m), "shop/carts.py: shop/tests/test_cart.py alike;",
                "as many");
    mapped_release(&m);
    crowd_of(&m, LOOKALIKE_MODULES_MOST + 1, "shop/m%u.py");
    expect_text(pairs_text(&m), "", "one more");
    mapped_release(&m);
    crowd_of(&m, LOOKALIKE_MODULES_MOST + 1, "m%u.py");
    expect_text(pairs_text(&m), "shop/carts.py: shop/tests/test_cart.py alike;",
                "in another folder");
    mapped_release(&m);
}

/* ----------------------------------------------------------------- imports */

#define PACKAGE                \
    {                          \
        "shop/__init__.py", "" \
    }

Test(test_map, imports_are_evidence_whatever_a_test_is_called)
{
    expect_pairs(
        "from a module",
        FILES(PACKAGE, {"shop/cart.py", CODE},
              {"tests/test_any.py", "import os\nfrom shop.cart import f\n" TEST}),
        "shop/cart.py: tests/test_any.py imports 2;");
    expect_pairs("a module from its package, which is imported too",
                 FILES(PACKAGE, {"shop/cart.py", CODE},
                       {"tests/test_any.py", "from shop import cart\n" TEST}),
                 "shop/cart.py: tests/test_any.py imports 1;");
    expect_pairs("a module as a whole",
                 FILES(PACKAGE, {"shop/cart.py", CODE},
                       {"tests/test_any.py", "import shop.cart\n" TEST}),
                 "shop/cart.py: tests/test_any.py imports 1;");
    expect_pairs("in a function, in a try, by a name that is spelt out",
                 FILES(PACKAGE, {"shop/a.py", CODE}, {"shop/b.py", CODE},
                       {"shop/c.py", CODE},
                       {"tests/test_any.py", "import importlib\ntry:\n    import shop.b\n"
                                             "except ImportError:\n    pass\n\n"
                                             "def test_f():\n    import shop.a\n"
                                             "    importlib.import_module('shop.c')\n"}),
                 "shop/a.py: tests/test_any.py imports 8; "
                 "shop/b.py: tests/test_any.py imports 3; "
                 "shop/c.py: tests/test_any.py imports 9;");
    expect_pairs(
        "the first line of several",
        FILES(PACKAGE, {"shop/cart.py", CODE},
              {"tests/test_any.py", "import os\nimport shop.cart\n\ndef test_f():\n"
                                    "    from shop.cart import f\n"}),
        "shop/cart.py: tests/test_any.py imports 2;");
    expect_pairs("with the name, both are known",
                 FILES(PACKAGE, {"shop/cart.py", CODE},
                       {"shop/tests/test_cart.py", "from shop.cart import f\n" TEST}),
                 "shop/cart.py: shop/tests/test_cart.py imports mirrored 1;");
}

Test(test_map, a_package_as_a_whole_counts_for_its_init_alone)
{
    expect_pairs("import shop",
                 FILES({"shop/__init__.py", "from .cart import f\nfrom . import tax\n"},
                       {"shop/cart.py", CODE}, {"shop/tax.py", CODE},
                       {"tests/test_any.py", "import shop\n" TEST}),
                 "shop/__init__.py: tests/test_any.py imports 1;");
}

Test(test_map, names_that_a_package_hands_on_lead_to_where_they_are_defined)
{
    expect_pairs("by a package",
                 FILES({"shop/__init__.py", "from .cart import f\n"},
                       {"shop/cart.py", CODE},
                       {"tests/test_any.py", "from shop import f\n" TEST}),
                 "shop/__init__.py: tests/test_any.py imports 1; "
                 "shop/cart.py: tests/test_any.py reexport 1;");
    expect_pairs("by a star, and through two packages",
                 FILES({"shop/__init__.py", "from .deep import *\n"},
                       {"shop/deep/__init__.py", "from .cart import *\n"},
                       {"shop/deep/cart.py", CODE},
                       {"tests/test_any.py", "from shop import f\n" TEST}),
                 "shop/__init__.py: tests/test_any.py imports 1; "
                 "shop/deep/cart.py: tests/test_any.py reexport 1;");
    expect_pairs("and its own import is said first",
                 FILES({"shop/__init__.py", "from .cart import f\n"},
                       {"shop/cart.py", CODE},
                       {"tests/test_any.py",
                        "from shop import f\nfrom shop.cart import f as g\n" TEST}),
                 "shop/__init__.py: tests/test_any.py imports 1; "
                 "shop/cart.py: tests/test_any.py imports reexport 1;");
}

Test(test_map, what_is_not_run_is_no_evidence)
{
    expect_all(
        "for its types alone",
        FILES(PACKAGE, {"shop/cart.py", CODE},
              {"tests/test_any.py", "from typing import TYPE_CHECKING\n"
                                    "if TYPE_CHECKING:\n    import shop.cart\n" TEST}),
        "", "tests/test_any.py", "");
    expect_all(
        "of a package for its types alone",
        FILES({"shop/__init__.py", "from .cart import f\n"}, {"shop/cart.py", CODE},
              {"tests/test_any.py", "from typing import TYPE_CHECKING\n"
                                    "if TYPE_CHECKING:\n    from shop import f\n" TEST}),
        "", "tests/test_any.py", "");
    expect_all(
        "a computed name",
        FILES(PACKAGE, {"shop/cart.py", CODE},
              {"tests/test_any.py", "import importlib\n\ndef test_f(name):\n"
                                    "    importlib.import_module('shop.' + name)\n"}),
        "", "tests/test_any.py", "");
    expect_all("what isn't there",
               FILES(PACKAGE, {"tests/test_any.py", "import shop.cart, os\n" TEST}), "",
               "tests/test_any.py", "");
}

Test(test_map, an_import_of_another_of_its_name_goes_before_what_is_only_near)
{
    expect_pairs("near",
                 FILES(PACKAGE, {"shop/a/x.py", CODE}, {"shop/b/c/x.py", CODE},
                       {"shop/tests/b/unit/test_x.py", "from shop.a.x import f\n" TEST}),
                 "shop/a/x.py: shop/tests/b/unit/test_x.py imports near 1;");
    expect_pairs("mirrored counts beside it",
                 FILES(PACKAGE, {"shop/a/x.py", CODE}, {"shop/b/x.py", CODE},
                       {"shop/tests/b/test_x.py", "from shop.a.x import f\n" TEST}),
                 "shop/a/x.py: shop/tests/b/test_x.py imports near 1; "
                 "shop/b/x.py: shop/tests/b/test_x.py mirrored;");
}

/* ------------------------------------------------------------------- roles */

Test(test_map, several_tests_of_one_source_are_all_kept)
{
    expect_pairs("by name and by import",
                 FILES(PACKAGE, {"shop/cart.py", CODE}, {"shop/cart_test.py", TEST},
                       {"shop/test_cart.py", TEST},
                       {"tests/test_all.py", "import shop.cart\n" TEST},
                       {"tests/test_cart.py", TEST}),
                 "shop/cart.py: shop/cart_test.py mirrored; "
                 "shop/cart.py: shop/test_cart.py mirrored; "
                 "shop/cart.py: tests/test_all.py imports 1; "
                 "shop/cart.py: tests/test_cart.py near;");
}

Test(test_map, what_serves_tests_is_neither_test_nor_source)
{
    expect_pairs(
        "a conftest, what helps it, a package of tests",
        FILES(PACKAGE, {"shop/cart.py", CODE},
              {"tests/__init__.py", "import shop.cart\n"},
              {"tests/conftest.py", "import shop.cart\n\ndef test_me():\n    pass\n"},
              {"tests/tools.py", "import shop.cart\n"},
              {"tests/test_tools.py", "from tests import tools, conftest\n"
                                      "from .test_cart import test_f\n" TEST},
              {"tests/test_cart.py", TEST}),
        "shop/cart.py: tests/test_cart.py near;");
}

Test(test_map, a_package_called_test_without_tests_is_a_source)
{
    expect_pairs(
        "as django.test",
        FILES({"django/__init__.py", ""}, {"django/test/__init__.py", ""},
              {"django/test/client.py", CODE}, {"django/client.py", CODE},
              {"tests/django/test_client.py", TEST},
              {"tests/tools/test_any.py", "from django.test import client\n" TEST}),
        "django/client.py: tests/django/test_client.py mirrored; "
        "django/test/client.py: tests/tools/test_any.py imports 1;");
}

Test(test_map, a_file_in_tests_is_a_test_if_it_holds_some)
{
    expect_pairs(
        "as unittest and Django have them",
        FILES(PACKAGE, {"shop/cart.py", CODE}, {"shop/tests.py", "import shop.cart\n"},
              {"shop/tests/of_cart.py",
               "import shop.cart\n\nclass T:\n    def test_f(self):\n        pass\n"}),
        "shop/cart.py: shop/tests.py imports 1; "
        "shop/cart.py: shop/tests/of_cart.py imports 1;");
}

/* ------------------------------------------------------------------- order */

Test(test_map, pairs_are_found_by_source_and_by_test)
{
    struct mapped m;
    size_t first;

    map_of(&m,
           FILES(PACKAGE, {"shop/a.py", CODE}, {"shop/b.py", CODE}, {"shop/c.py", CODE},
                 {"tests/test_1.py", "import shop.c, shop.a\n" TEST},
                 {"tests/test_2.py", "import shop.a\n" TEST}));
    expect_text(
        pairs_text(&m),
        "shop/a.py: tests/test_1.py imports 1; shop/a.py: tests/test_2.py imports 1; "
        "shop/c.py: tests/test_1.py imports 1;",
        "by source, then by test");
    cr_assert_eq(m.map.pair_count, 3);
    cr_expect_eq(m.map.by_test[0], 0);
    cr_expect_eq(m.map.by_test[1], 2);
    cr_expect_eq(m.map.by_test[2], 1);
    cr_expect_eq(m.map.test_count, 2);
    first = test_map_of(&m.map, m.map.pairs[2].source);
    cr_expect_eq(first, 2);
    cr_expect_eq(test_map_of(&m.map, m.map.pairs[2].source - 1), 2,
                 "of a source without tests the next one's");
    cr_expect_eq(test_map_of(&m.map, 0), 0);
    cr_expect_eq(test_map_of(&m.map, UINT32_MAX), 3);
    cr_expect_eq(m.map.roles[m.map.pairs[0].source], ROLE_NONE);
    cr_expect_eq(m.map.roles[m.map.pairs[0].test], ROLE_TEST);
    mapped_release(&m);
}

Test(test_map, evidence_is_named_after_the_strongest)
{
    cr_expect_str_eq(evidence_name(EVIDENCE_NEAR | EVIDENCE_IMPORTS), "imports");
    cr_expect_str_eq(evidence_name(EVIDENCE_MIRRORED | EVIDENCE_REEXPORT), "reexport");
    cr_expect_str_eq(evidence_name(EVIDENCE_MIRRORED), "mirrored");
    cr_expect_str_eq(evidence_name(EVIDENCE_NEAR | EVIDENCE_ALIKE), "near");
    cr_expect_str_eq(evidence_name(EVIDENCE_ALIKE), "alike");
}

Test(test_map, of_nothing_is_empty)
{
    expect_all("no files", FILES({NULL}), "", "", "");
    expect_all("no tests", FILES({"__init__.py", CODE}, {"x.py", CODE}), "", "", "");
    expect_all("no sources", FILES({"__init__.py", ""}, {"test_x.py", TEST}), "",
               "test_x.py", "");
}
