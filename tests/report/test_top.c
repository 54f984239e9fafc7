#include "engine/report/top.h"

#include "engine/report/tally.h"
#include "tests/report/sample.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(top, ranks_begin_where_radon_has_them)
{
    static const struct {
        uint32_t cyclomatic;
        unsigned rank;
    } rows[] = {{1, 0},  {5, 0},  {6, 1},  {10, 1}, {11, 2}, {20, 2},
                {21, 3}, {30, 3}, {31, 4}, {40, 4}, {41, 5}, {UINT32_MAX, 5}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(profile_rank(profile_by_name("cambium"), rows[i].cyclomatic),
                     rows[i].rank, "%u", rows[i].cyclomatic);
}

static int in_order(const struct top_function *a, const struct top_function *b)
{
    int path = slice_compare(a->file->path, b->file->path);

    if (a->function->cyclomatic != b->function->cyclomatic)
        return a->function->cyclomatic > b->function->cyclomatic;
    return path ? path < 0 : a->function->start_byte < b->function->start_byte;
}

/* The oracle: all functions, sorted by insertion. */
static struct top_function *all_sorted(const struct part *p, size_t *count)
{
    struct top_function *all = calloc(p->totals.functions, sizeof *all);

    *count = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct facts *facts = p->files[i]->facts;

        for (uint32_t f = 0; facts && f < facts->function_count; f++) {
            struct top_function next = {p->files[i], &facts->functions[f]};
            size_t at = (*count)++;

            for (; at > 0 && in_order(&next, &all[at - 1]); at--)
                all[at] = all[at - 1];
            all[at] = next;
        }
    }
    return all;
}

Test(top, the_list_is_the_start_of_all_functions_sorted)
{
    struct part p = sample_many(400, 1, 0);
    size_t count;
    struct top_function *all = all_sorted(&p, &count);

    cr_assert_gt(count, 100);
    for (size_t limit = 0; limit < count + 3; limit += 1 + limit / 5) {
        struct top top = top_functions(&p, limit);

        cr_assert_eq(top.count, limit < count ? limit : count);
        for (size_t i = 0; i < top.count; i++) {
            cr_assert_eq(top.functions[i].file, all[i].file, "%zu of %zu", i, limit);
            cr_assert_eq(top.functions[i].function, all[i].function);
        }
        free(top.functions);
    }
    free(all);
    part_release(&p);
}

Test(top, every_function_has_a_rank)
{
    struct part p = sample_many(400, 1, 0);
    struct top top = top_functions(&p, 3);
    uint64_t sum = 0;

    for (size_t i = 0; i < PROFILE_RANKS; i++)
        sum += top.of_rank[i];
    cr_expect_eq(sum, p.totals.functions);
    free(top.functions);
    part_release(&p);
}

Test(tally, languages_add_up_to_the_totals)
{
    struct part p = sample_many(500, 1, 0);
    size_t count;
    struct language_tally *rows = tally_languages(&p, &count), sum = {0};

    cr_expect_eq(count, 5);
    for (size_t i = 0; i < count; i++)
        tally_add(&sum, &rows[i]);
    cr_expect_eq(sum.files, p.totals.analysed);
    cr_expect_eq(sum.partial, p.totals.partial);
    cr_expect_eq(sum.bytes, p.totals.bytes);
    cr_expect_eq(sum.lines, p.totals.lines);
    cr_expect_eq(sum.code, p.totals.code);
    cr_expect_eq(sum.comment, p.totals.comment);
    cr_expect_eq(sum.blank, p.totals.blank);
    cr_expect_eq(sum.docstring, p.totals.docstring);
    for (size_t i = 0; i + 2 < count; i++)
        cr_expect_lt(strcmp(rows[i].language->name, rows[i + 1].language->name), 0);
    cr_expect_null(rows[count - 1].language);
    free(rows);
    part_release(&p);
}
