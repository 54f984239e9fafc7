#include "engine/impact/module_set.h"

#include "tests/graph/graph_of.h"
#include "tests/impact/modules_of.h"

#include <criterion/criterion.h>

static const char tree[] =
    "shop; shop.cart; shop.cart.api; shop.cart.models; shop.cart.models.old; "
    "shop.cartoon;"
    "shop.cart-x.py; shop.a.b.tests; shop.tests; shop.web.models; web; tools/x-y.py;"
    "conftest@tests/unit; shop.cart/x.py; shop.cart.d/x.py; shop.a.b.tests.deep; "
    "\xc3\xa9t\xc3\xa9.cart";

/* The names that are meant, with blanks between, by name. */
static void expect_means(const struct modules_of *m, const char *text,
                         const char *expected)
{
    uint32_t numbers[MODULES_MOST], count;
    struct arena memory = {0};
    struct module_set set;
    char names[1000] = "";
    struct err e = {0};

    cr_assert(module_set_compile(&set, slice_of(text), &memory, &e), "%s: %s", text,
              e.message);
    count = module_set_list(&set, &m->index, numbers);
    for (uint32_t i = 0; i < count; i++)
        sprintf(names + strlen(names), "%s%.*s", i ? " " : "",
                (int)m->names[numbers[i]].len, m->names[numbers[i]].data);
    cr_expect_str_eq(names, expected, "%s: %s", text, names);
    cr_expect_geq(module_set_cost(&set, &m->index), count, "%s", text);
    for (uint32_t i = 0; i < m->count; i++)
        count -= module_set_has(&set, m->names[i]);
    cr_expect_eq(count, 0, "%s: module_set_has says else", text);
    arena_release(&memory);
}

Test(module_set, means_a_module_and_what_is_below_it)
{
    struct modules_of *m = modules_of(tree);

    expect_means(m, "shop.cart",
                 "shop.cart shop.cart.api shop.cart.models shop.cart.models.old");
    expect_means(m, "=shop.cart", "shop.cart");
    expect_means(m, "shop.a", "shop.a.b.tests shop.a.b.tests.deep");
    expect_means(m, "=shop.a", "");
    expect_means(m, "web", "web");
    expect_means(m, "sho", "");
    expect_means(m, "\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9.cart");
    modules_free(m);
}

Test(module_set, stars_stand_for_parts)
{
    struct modules_of *m = modules_of(tree);

    expect_means(m, "shop.*.models",
                 "shop.cart.models shop.cart.models.old shop.web.models");
    expect_means(m, "=shop.*.models", "shop.cart.models shop.web.models");
    expect_means(m, "shop.**.tests", "shop.a.b.tests shop.a.b.tests.deep");
    expect_means(m, "=shop.**.tests", "shop.a.b.tests");
    expect_means(m, "*.cart",
                 "shop.cart shop.cart.api shop.cart.models "
                 "shop.cart.models.old \xc3\xa9t\xc3\xa9.cart");
    expect_means(m, "=*", "shop web");
    expect_means(m, "=**.*.models.*", "shop.cart.models.old");
    expect_means(m, "=**.**.**.**",
                 "shop.a.b.tests shop.a.b.tests.deep "
                 "shop.cart.models.old");
    expect_means(m, "=shop.cart.**",
                 "shop.cart.api shop.cart.models shop.cart.models.old");
    modules_free(m);
}

Test(module_set, what_is_no_dotted_name_means_itself)
{
    struct modules_of *m = modules_of(tree);

    expect_means(m, "tools/x-y.py", "tools/x-y.py");
    expect_means(m, "=tools/x-y.py", "tools/x-y.py");
    expect_means(m, "tools", "");
    expect_means(m, "conftest@tests/unit", "conftest@tests/unit");
    expect_means(m, "conftest", "");
    expect_means(m, "shop.cart-x.py", "shop.cart-x.py");
    expect_means(m, "shop.cart/x.py", "shop.cart/x.py");
    expect_means(m, "shop..cart", "");
    modules_free(m);
}

Test(module_set, a_name_twice_is_two_numbers)
{
    struct slice names[] = {slice_of("b"), slice_of("a.b"), slice_of("a"), slice_of("a")};
    uint32_t numbers[4];
    struct arena memory = {0};
    struct module_names index;
    struct module_set set;

    module_names_init(&index, names, 4);
    cr_assert(module_set_compile(&set, slice_of("a"), &memory, NULL));
    cr_assert_eq(module_set_list(&set, &index, numbers), 3);
    cr_expect_eq(memcmp(numbers, (uint32_t[]){2, 3, 1}, 12), 0);
    module_names_release(&index);
    arena_release(&memory);
}

Test(module_set, faults_are_said)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "a name is empty"},
        {"=", "a name is empty"},
        {"shop.c*", "'shop.c*': * and ** stand for whole parts of a dotted name"},
        {"shop.***", "'shop.***': * and ** stand for whole parts of a dotted name"},
        {"tools/*.py", "'tools/*.py': * and ** stand for whole parts of a dotted name"},
        {"shop..*", "'shop..*': * and ** stand for whole parts of a dotted name"},
        {"shop.*.", "'shop.*.' ends with a dot"},
        {"*\x1b[2J", "'*?[2J': * and ** stand for whole parts of a dotted name"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena memory = {0};
        struct module_set set;
        struct err e = {0};

        cr_expect_not(module_set_compile(&set, slice_of(rows[i].text), &memory, &e));
        cr_expect_str_eq(e.message, rows[i].says, "%s: %s", rows[i].text, e.message);
        cr_expect_eq(e.code, ERR_USAGE);
        arena_release(&memory);
    }
}

Test(module_set, limits_are_said)
{
    static char text[MODULE_SET_MAX_BYTES + 2];
    struct arena memory = {0};
    struct module_set set;
    struct err e = {0};

    memset(text, 'a', MODULE_SET_MAX_BYTES + 1);
    cr_expect_not(module_set_compile(&set, slice_of(text), &memory, &e));
    cr_expect_str_eq(e.message, "a name is longer than 4096 bytes");
    text[MODULE_SET_MAX_BYTES] = '\0';
    cr_expect(module_set_compile(&set, slice_of(text), &memory, &e));
    for (int i = 0; i < 64; i++)
        strcpy(text + 2 * i, i < 63 ? "*." : "*");
    cr_expect_not(module_set_compile(&set, slice_of(text), &memory, &e));
    cr_expect_str_eq(e.message, "a name with a * has more than 63 parts");
    cr_expect(module_set_compile(&set, slice_of(text + 2), &memory, &e));
    for (int i = 0; i < 63; i++)
        strcpy(text + 2 * i, i < 62 ? "a." : "a");
    cr_expect(module_set_has(&set, slice_of(text)));
    cr_expect_not(module_set_has(&set, slice_of(text + 2)));
    arena_release(&memory);
}

Test(module_set, what_is_missing_may_be_nearly_the_same)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"shop.crat", "no module is called 'shop.crat'; do you mean 'shop.cart'?"},
        {"=shop.a", "no module is called 'shop.a'; do you mean 'shop'?"},
        {"tools/xy.py", "no module is called 'tools/xy.py'; do you mean 'tools/x-y.py'?"},
        {"django", "no module is called 'django'"},
        {"shop.*.nothing", "no module is called anything like 'shop.*.nothing'"},
    };
    struct modules_of *m = modules_of(tree);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena memory = {0};
        struct module_set set;
        struct err e = {0};

        cr_assert(module_set_compile(&set, slice_of(rows[i].text), &memory, &e));
        cr_expect_not(module_set_missing(&set, &m->index, &e));
        cr_expect_str_eq(e.message, rows[i].says, "%s", e.message);
        arena_release(&memory);
    }
    modules_free(m);
}

/* The judge: all ways to lay the parts of an expression on those of a name. */
static bool lies_on(const char *parts, const char *name, bool below)
{
    if (!*parts)
        return !*name || below;
    if (!*name)
        return false;
    if (*parts == 'S')
        return lies_on(parts + 1, name + 1, below) || lies_on(parts, name + 1, below);
    return (*parts == '*' || *parts == *name) && lies_on(parts + 1, name + 1, below);
}

static const char *spelt(char *into, const char *parts)
{
    char *at = into;

    for (; *parts; parts++)
        at += sprintf(at, "%s%.*s", at == into || at[-1] == '=' ? "" : ".",
                      *parts == 'S' ? 2 : 1, *parts == 'S' ? "**" : parts);
    return into;
}

Test(module_set, agrees_with_all_ways_to_lay_parts_on_parts)
{
    struct dice dice = {11};

    for (int round = 0; round < 20000; round++) {
        char parts[8] = "", name[8] = "", text[40], dotted[40];
        bool alone = roll(&dice, 2);
        struct arena memory = {0};
        struct module_set set;

        for (uint32_t i = 0, n = 1 + roll(&dice, 5); i < n; i++)
            parts[i] = "ab*S"[roll(&dice, 4)];
        for (uint32_t i = 0, n = 1 + roll(&dice, 6); i < n; i++)
            name[i] = "ab"[roll(&dice, 2)];
        text[0] = '=';
        spelt(text + 1, parts);
        cr_assert(module_set_compile(&set, slice_of(text + !alone), &memory, NULL));
        cr_assert_eq(module_set_has(&set, slice_of(spelt(dotted, name))),
                     lies_on(parts, name, !alone), "%s on %s", text + !alone, dotted);
        arena_release(&memory);
    }
}
