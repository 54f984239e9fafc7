/* Holds for every profile and number, also for those not written yet. */
#include "engine/facts/profile.h"
#include "engine/index/quantity.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static void expect_found(enum row_level level, const char *const *names)
{
    struct quantity q;

    cr_expect_not_null(names[0]);
    for (; *names; names++)
        cr_expect(quantity_find(level, *names, &q), "%s", *names);
}

Test(quantity, each_profile_shows_numbers_that_there_are)
{
    for (size_t i = 0; i < profile_count; i++) {
        expect_found(ROW_FUNCTION, profiles[i].functions);
        expect_found(ROW_CLASS, profiles[i].classes);
        expect_found(ROW_FILE, profiles[i].files);
        expect_found(ROW_PACKAGE, profiles[i].files);
        cr_expect(profile_tally(&profiles[i]) < TALLY_COUNT, "%s ranks by no sum",
                  profiles[i].name);
    }
}

Test(quantity, a_family_is_its_newest_profile)
{
    for (size_t i = 0; i < profile_count; i++) {
        const struct profile *p = &profiles[i];
        size_t family = strlen(p->family);

        cr_expect_eq(profile_by_name(p->name), p);
        cr_expect(strncmp(p->name, p->family, family) == 0 && p->name[family] == '-');
        cr_expect_leq(profile_by_name(p->family), p, "the newest comes first");
    }
    cr_expect_null(profile_by_name("radon-"));
    cr_expect_null(profile_by_name(""));
}

Test(quantity, ranks_go_up_with_the_number)
{
    for (size_t i = 0; i < profile_count; i++) {
        const struct profile *p = &profiles[i];

        for (unsigned rank = 0; rank < PROFILE_RANKS - 1; rank++) {
            cr_expect_eq(profile_rank(p, p->rank_ends[rank]), rank);
            cr_expect_eq(profile_rank(p, p->rank_ends[rank] + 1), rank + 1);
        }
        cr_expect_eq(profile_rank(p, p->rank_start), 0);
        cr_expect_eq(profile_rank(p, UINT32_MAX), PROFILE_RANKS - 1);
    }
}

Test(quantity, each_name_is_listed_once_and_can_be_found)
{
    for (int level = 0; level < ROW_PACKAGE; level++) {
        for (size_t i = 0; quantity_name(level, i); i++) {
            const char *name = quantity_name(level, i);
            struct quantity q;

            cr_expect(quantity_find(level, name, &q));
            cr_expect_str_eq(q.name, name);
            for (size_t k = 0; k < i; k++)
                cr_expect_str_neq(quantity_name(level, k), name);
        }
    }
}

/* Two functions, one of them a method, in two files. */
static const struct function functions[] = {
    {.owner = 0, .start_byte = 10, .depth = 1, .cyclomatic = 3, .parameters = 2},
    {.owner = FACTS_NONE, .start_byte = 90, .cyclomatic = 4, .parameters = 1},
};
static const struct class_facts classes[] = {{.start_byte = 0, .end_byte = 50}};
static const struct facts facts[] = {
    {.functions = functions,
     .function_count = 2,
     .classes = classes,
     .class_count = 1,
     .docstring_count = 1,
     .documentable_count = 4,
     .module_cyclomatic = 6},
    {.docstring_count = 0, .documentable_count = 1, .module_cyclomatic = 1},
};
static const struct file files[] = {{.facts = &facts[0]}, {.facts = &facts[1]}};

static double asked(enum row_level level, const char *name)
{
    const struct file *const both[] = {&files[0], &files[1]};
    struct quantity q;

    cr_assert(quantity_find(level, name, &q), "%s", name);
    return level == ROW_PACKAGE ? quantity_of_files(&q, both, 2)
                                : quantity_of(&q, &files[0], 0);
}

Test(quantity, what_is_asked_of_more_is_the_sum_or_the_peak)
{
    cr_expect_eq(asked(ROW_FUNCTION, "parameters"), 2);
    cr_expect_eq(asked(ROW_CLASS, "parameters"), 2, "of its methods");
    cr_expect_eq(asked(ROW_FILE, "parameters"), 3);
    cr_expect_eq(asked(ROW_PACKAGE, "parameters"), 3);
    cr_expect_eq(asked(ROW_FILE, "depth"), 1, "the deepest");
    cr_expect_eq(asked(ROW_FILE, "cyclomatic"), 6, "its own number, no sum");
    cr_expect_eq(asked(ROW_PACKAGE, "cyclomatic"), 7);
}

Test(quantity, a_share_is_one_of_the_sums_and_of_nothing_it_is_unknown)
{
    cr_expect_eq(asked(ROW_FILE, "docstring_percent"), 25);
    cr_expect_eq(asked(ROW_PACKAGE, "docstring_percent"), 20);
    cr_expect(isnan(asked(ROW_FILE, "hint_percent")));
}

Test(quantity, what_no_row_of_that_sort_has_is_not_found)
{
    struct quantity q;

    cr_expect_not(quantity_find(ROW_FUNCTION, "mi", &q));
    cr_expect_not(quantity_find(ROW_CLASS, "loc", &q));
    cr_expect_not(quantity_find(ROW_FILE, "nothing", &q));
}
