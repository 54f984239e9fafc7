/* Law 8: results merge in any split and any grouping to the same value. */
#include "engine/scan/result.h"

#include "engine/base/buf.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILES = 500 };

static uint32_t random_next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* File i is the same whichever part's memory it is made in. */
static const struct file *file_made(struct arena *memory, uint32_t i)
{
    struct file *file = arena_new(memory, struct file);
    char path[32];
    int len = snprintf(path, sizeof path, "d%u/f%u.py", i * 7919 % 13, i);
    uint64_t state = i;

    file->path = arena_copy(memory, (struct slice){path, (size_t)len});
    file->outcome = (enum file_outcome)(random_next(&state) % 3);
    if (file->outcome != FILE_ANALYSED) {
        file->reason = (enum reason)(1 + random_next(&state) % (REASON_COUNT - 1));
        return file;
    }
    file->bytes = random_next(&state);
    file->partial = random_next(&state) % 5 == 0;
    file->lines = (struct line_counts){.physical = random_next(&state) % 1000};
    if (random_next(&state) % 2) {
        struct function *function = arena_new(memory, struct function);
        struct facts *facts = arena_new(memory, struct facts);
        function->cyclomatic = random_next(&state) % 50;
        *facts = (struct facts){.functions = function,
                                .function_count = 1,
                                .import_count = random_next(&state) % 9};
        file->facts = facts;
    }
    return file;
}

/* Everything that a report could read of it. */
static struct buf part_bytes(const struct part *p)
{
    struct buf bytes = {0};

    buf_add(&bytes, (struct slice){(const char *)&p->totals, sizeof p->totals});
    for (size_t i = 0; i < p->count; i++) {
        buf_add(&bytes, p->files[i]->path);
        buf_add_format(&bytes, "|%d|%llu\n", (int)p->files[i]->outcome,
                       (unsigned long long)p->files[i]->bytes);
    }
    return bytes;
}

/* The files dealt at random to `count` parts, in random order. */
static void parts_deal(struct part *parts, unsigned count, uint64_t *state)
{
    uint32_t order[FILES];

    for (uint32_t i = 0; i < FILES; i++)
        order[i] = i;
    for (uint32_t i = FILES - 1; i > 0; i--) {
        uint32_t j = random_next(state) % (i + 1), kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
    for (uint32_t i = 0; i < FILES; i++) {
        struct part *part = &parts[random_next(state) % count];
        part_add(part, file_made(&part->memory, order[i]));
    }
    for (unsigned i = 0; i < count; i++)
        part_close(&parts[i]);
}

/* Merges neighbours at random until one is left: any bracketing of the row. */
static void parts_merge(struct part *parts, unsigned count, uint64_t *state)
{
    while (count > 1) {
        unsigned i = random_next(state) % (count - 1);
        part_merge(&parts[i], &parts[i + 1]);
        for (unsigned k = i + 1; k + 1 < count; k++)
            parts[k] = parts[k + 1];
        parts[--count] = (struct part){0};
    }
}

Test(result, any_split_over_1_to_64_parts_in_any_grouping_gives_the_same_bytes)
{
    uint64_t state = 20260101;
    struct part *parts = calloc(64, sizeof *parts), whole = {0};
    struct buf expected;

    parts_deal(&whole, 1, &state);
    cr_assert(part_is_whole(&whole));
    expected = part_bytes(&whole);
    for (unsigned count = 1; count <= 64; count++) {
        for (int grouping = 0; grouping < 4; grouping++) {
            struct buf bytes;

            parts_deal(parts, count, &state);
            parts_merge(parts, count, &state);
            bytes = part_bytes(&parts[0]);
            cr_assert(slice_equal(buf_slice(&bytes), buf_slice(&expected)),
                      "%u parts, grouping %d", count, grouping);
            cr_assert(part_is_whole(&parts[0]));
            buf_release(&bytes);
            part_release(&parts[0]);
        }
    }
    free(parts);
    buf_release(&expected);
    part_release(&whole);
}

Test(result, the_empty_part_is_the_identity_on_both_sides)
{
    uint64_t state = 7;
    struct part left = {0}, right = {0}, filled = {0};
    struct buf before, after;

    parts_deal(&filled, 1, &state);
    before = part_bytes(&filled);
    part_merge(&filled, &right);
    part_merge(&left, &filled);
    after = part_bytes(&left);
    cr_expect(slice_equal(buf_slice(&before), buf_slice(&after)));
    cr_expect_eq(filled.count, 0, "what was merged is the identity afterwards");
    buf_release(&before);
    buf_release(&after);
    part_release(&left);
}

Test(result, files_come_out_in_the_order_of_their_path_bytes)
{
    uint64_t state = 99;
    struct part part = {0};

    parts_deal(&part, 1, &state);
    for (size_t i = 1; i < part.count; i++)
        cr_assert_lt(slice_compare(part.files[i - 1]->path, part.files[i]->path), 0);
    part_release(&part);
}

Test(result, a_lost_record_is_noticed)
{
    uint64_t state = 3;
    struct part part = {0};

    parts_deal(&part, 1, &state);
    part.count--;
    cr_expect_not(part_is_whole(&part));
    part.count++;
    part.totals.failed++;
    cr_expect_not(part_is_whole(&part));
    part_release(&part);
}
