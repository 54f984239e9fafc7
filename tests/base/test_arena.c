#include "engine/base/arena.h"

#include <criterion/criterion.h>

Test(arena, memory_is_zeroed_and_aligned_and_apart)
{
    struct arena arena = {0};
    char *last_end = NULL;

    for (size_t size = 1; size < 5000; size = size * 3 / 2 + 1) {
        for (size_t align = 1; align <= 16; align *= 2) {
            char *memory = arena_alloc(&arena, size, align);
            cr_assert_eq((uintptr_t)memory % align, 0);
            for (size_t i = 0; i < size; i++)
                cr_assert_eq(memory[i], 0);
            memset(memory, 0xff, size);
            cr_assert_neq(memory, last_end);
            last_end = memory;
        }
    }
    arena_release(&arena);
}

Test(arena, a_reset_arena_hands_out_zeroed_memory_again)
{
    struct arena arena = {0};
    uint32_t *numbers;

    for (int round = 0; round < 3; round++) {
        numbers = arena_array(&arena, uint32_t, 100000);
        for (int i = 0; i < 100000; i++) {
            cr_assert_eq(numbers[i], 0);
            numbers[i] = 7;
        }
        cr_expect_eq(arena.used_bytes, 400000);
        arena_reset(&arena);
        cr_expect_eq(arena.used_bytes, 0);
    }
    cr_expect_eq(arena.peak_bytes, 400000);
    arena_release(&arena);
}

Test(arena, copies_end_with_a_nul_that_is_not_counted)
{
    struct arena arena = {0};
    struct slice copy = arena_copy(&arena, slice_of("ab")),
                 none = arena_copy(&arena, (struct slice){0});

    cr_expect_eq(copy.len, 2);
    cr_expect_str_eq(copy.data, "ab");
    cr_expect_eq(none.len, 0);
    cr_expect_str_eq(none.data, "");
    arena_release(&arena);
}

Test(arena, what_was_adopted_stays_when_its_first_owner_is_gone)
{
    struct arena into = {0}, from = {0}, empty = {0};
    struct slice first = arena_copy(&into, slice_of("first"));
    struct slice second = arena_copy(&from, slice_of("second"));

    arena_adopt(&into, &from);
    arena_adopt(&into, &empty);
    arena_release(&from);
    arena_alloc(&into, 100000, 8);
    cr_expect_str_eq(first.data, "first");
    cr_expect_str_eq(second.data, "second");

    arena_adopt(&empty, &into);
    cr_expect_str_eq(first.data, "first");
    arena_release(&empty);
}
