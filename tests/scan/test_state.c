#include "engine/scan/state.h"

#include <criterion/criterion.h>

#define SECOND INT64_C(1000000000)

/* How long a file that was changed `age_ns` ago is unsettled. */
static int64_t unsettled_ns(int64_t changed_ns, int64_t age_ns)
{
    struct file_state state = {.ctime_ns = (uint64_t)changed_ns};
    int64_t now_ns = changed_ns + age_ns;

    return file_state_unsettled_ns(&state,
                                   (struct timespec){now_ns / SECOND, now_ns % SECOND});
}

Test(state, a_file_is_settled_when_another_change_would_have_another_stamp)
{
    const int64_t fine = 1700000000 * SECOND + 123456789, coarse = 1700000000 * SECOND;

    cr_expect_eq(unsettled_ns(fine, SECOND), 0);
    cr_expect_eq(unsettled_ns(fine, 20000000), 0);
    cr_expect_gt(unsettled_ns(fine, 1000000), 0);
    cr_expect_leq(unsettled_ns(fine, 1000000), 20000000);
    cr_expect_gt(unsettled_ns(coarse, SECOND), 0, "a clock without fractions");
    cr_expect_eq(unsettled_ns(coarse, 2 * SECOND), 0);
    cr_expect_eq(unsettled_ns(fine, -SECOND), INT64_MAX, "a stamp of the future");
}

Test(state, files_of_1901_and_2106_have_states_too)
{
    cr_expect_eq(unsettled_ns(-2147483647 * SECOND + 1, SECOND), 0);
    cr_expect_eq(unsettled_ns(4294967296 * SECOND + 1, SECOND), 0);
}

Test(state, any_difference_makes_another_state)
{
    const struct file_state state = {
        .size_bytes = 1, .inode = 2, .mtime_ns = 3, .ctime_ns = 4};
    struct file_state other = state;

    cr_expect(file_state_same(&state, &other));
    other.size_bytes++;
    cr_expect(!file_state_same(&state, &other));
    other = state;
    other.inode++;
    cr_expect(!file_state_same(&state, &other));
    other = state;
    other.mtime_ns++;
    cr_expect(!file_state_same(&state, &other));
    other = state;
    other.ctime_ns++;
    cr_expect(!file_state_same(&state, &other));
}
