#include "engine/index/coverage_sum.h"

#include "engine/base/memory.h"

#include <stdlib.h>

static uint32_t line_of(line_mark mark)
{
    return mark >> 1;
}

static int mark_compare(const void *a, const void *b)
{
    const line_mark *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Puts a mark behind those that are there, none of which is of a later line. */
static uint32_t mark_put(line_mark *marks, uint32_t count, line_mark mark)
{
    if (count && line_of(marks[count - 1]) == line_of(mark))
        marks[count - 1] |= mark;
    else
        marks[count++] = mark;
    return count;
}

static uint32_t ran_count(const line_mark *marks, uint32_t count)
{
    uint32_t ran = 0;

    for (uint32_t i = 0; i < count; i++)
        ran += marks[i] & 1;
    return ran;
}

/* Sorted, each line once; to be freed. */
static line_mark *marks_of(const struct coverage_report *report,
                           const struct reported_file *file, uint32_t *count)
{
    line_mark *marks = memory_alloc(file->mark_count * sizeof *marks);
    bool is_sorted = true;

    if (file->mark_count)
        memcpy(marks, report->marks + file->first_mark, file->mark_count * sizeof *marks);
    for (size_t i = 1; i < file->mark_count; i++)
        is_sorted = is_sorted && marks[i - 1] <= marks[i];
    if (!is_sorted)
        qsort(marks, file->mark_count, sizeof *marks, mark_compare);
    *count = 0;
    for (size_t i = 0; i < file->mark_count; i++)
        *count = mark_put(marks, *count, marks[i]);
    return marks;
}

static void marks_merge(struct covered_lines *sum, line_mark *marks, uint32_t count)
{
    line_mark *both;
    uint32_t both_count = 0, i = 0, j = 0;

    if (!sum->mark_count) {
        free(sum->marks);
        sum->marks = marks;
        sum->mark_count = count;
        return;
    }
    both = memory_alloc(((size_t)sum->mark_count + count) * sizeof *both);
    while (i < sum->mark_count || j < count) {
        bool first = j == count || (i < sum->mark_count && sum->marks[i] <= marks[j]);

        both_count = mark_put(both, both_count, first ? sum->marks[i++] : marks[j++]);
    }
    free(sum->marks);
    free(marks);
    sum->marks = memory_realloc(both, both_count, sizeof *both);
    sum->mark_count = both_count;
}

static void stated_note(struct covered_lines *sum, const struct reported_file *file,
                        const line_mark *marks, uint32_t count)
{
    uint32_t stated = count;

    if (file->has_counts && file->lines < count &&
        count - file->lines <= ran_count(marks, count))
        stated = file->lines;
    if (sum->has_marks && stated != sum->stated)
        sum->stated_differs = true;
    sum->stated = stated;
    if (count - stated > sum->surplus)
        sum->surplus = count - stated;
}

void covered_lines_add(struct covered_lines *sum, const struct coverage_report *report,
                       const struct reported_file *file)
{
    uint32_t count;
    line_mark *marks;

    if (!file->has_marks && file->has_counts) {
        sum->has_counts = true;
        sum->lines = file->lines;
        sum->covered = file->covered;
    }
    if (!file->has_marks)
        return;
    marks = marks_of(report, file, &count);
    stated_note(sum, file, marks, count);
    sum->has_marks = true;
    marks_merge(sum, marks, count);
}

static uint32_t surplus_of(const struct covered_lines *sum, uint32_t ran)
{
    uint32_t all = sum->mark_count;

    if (sum->surplus && !sum->stated_differs && all - ran <= sum->stated)
        return all - sum->stated;
    return sum->surplus;
}

bool covered_lines_count(const struct covered_lines *sum, uint32_t *lines,
                         uint32_t *covered)
{
    uint32_t ran = ran_count(sum->marks, sum->mark_count);
    uint32_t surplus = surplus_of(sum, ran);

    *lines = sum->has_marks ? sum->mark_count - surplus : sum->lines;
    *covered = sum->has_marks ? ran - surplus : sum->covered;
    return sum->has_marks || sum->has_counts;
}

void covered_lines_release(struct covered_lines *sum)
{
    free(sum->marks);
    *sum = (struct covered_lines){0};
}
