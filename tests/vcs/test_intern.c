#include "engine/vcs/intern.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t add(struct intern *t, const char *text)
{
    return intern_add(t, slice_of(text));
}

Test(intern, a_string_has_one_number)
{
    struct intern t = {0};

    cr_expect_eq(intern_find(&t, slice_of("a")), INTERN_NONE);
    cr_expect_eq(add(&t, "b"), 0);
    cr_expect_eq(add(&t, ""), 1);
    cr_expect_eq(add(&t, "b"), 0);
    cr_expect_eq(intern_add(&t, (struct slice){"b\0", 2}), 2);
    cr_expect_eq(intern_find(&t, slice_of("")), 1);
    cr_expect_eq(intern_find(&t, slice_of("a")), INTERN_NONE);
    cr_expect_eq(t.count, 3);
    intern_release(&t);
}

Test(intern, strings_are_copied_and_outlive_growing)
{
    struct intern t = {0};
    char text[16];

    for (uint32_t i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "%u", i * 7);
        cr_assert_eq(add(&t, text), i);
    }
    for (uint32_t i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "%u", i * 7);
        cr_assert_eq(intern_find(&t, slice_of(text)), i);
        cr_assert(slice_equal(t.items[i], slice_of(text)));
    }
    intern_release(&t);
}

Test(intern, ranks_are_the_order_of_bytes)
{
    static const char *const texts[] = {"b", "a/b", "\xff", "", "a", "a-"};
    static const uint32_t ranks[] = {4, 3, 5, 0, 1, 2};
    struct intern t = {0};
    uint32_t *found;

    for (size_t i = 0; i < 6; i++)
        add(&t, texts[i]);
    found = intern_ranks(&t);
    cr_expect_arr_eq(found, ranks, sizeof ranks);
    free(found);
    intern_release(&t);
}
