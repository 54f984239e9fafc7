/* coverage_sum.h - what several reports say of one file, added up.
 *
 * Lines are a union. Among the lines that ran coverage.py names some that can't: docstrings in
 * its JSON, in LCOV as 6.5 writes it also excluded lines. It counts them rightly, though. So
 * where a report names more lines than it says there are, the surplus is of lines that ran,
 * and none of the file's. In a union the surplus is what makes the number of lines that all
 * reports give, or if they don't give the same, the largest of any report. */
#ifndef CAMBIUM_INDEX_COVERAGE_SUM_H
#define CAMBIUM_INDEX_COVERAGE_SUM_H

#include "engine/index/coverage_report.h"

/* All zero: nothing is known. */
struct covered_lines {
    line_mark *marks; /* ascending, each line once */
    uint32_t mark_count;
    uint32_t surplus; /* the largest of any report */
    uint32_t stated;  /* how many lines there are, as reports with marks say it */
    bool stated_differs;
    bool has_marks, has_counts;
    uint32_t lines, covered; /* if has_counts: by the last report that only counts */
};

void covered_lines_add(struct covered_lines *sum, const struct coverage_report *report,
                       const struct reported_file *file);

/* False: unknown. */
bool covered_lines_count(const struct covered_lines *sum, uint32_t *lines,
                         uint32_t *covered);
void covered_lines_release(struct covered_lines *sum);

#endif
