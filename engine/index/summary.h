/* summary.h - a tree in a few numbers, and one score.
 *
 * The score has the origin's formula: 50 points, and
 *
 *   coverage    of lines that could run: 80 % and more 25, 60 % 15, 40 % 5, 20 % 0, less -15
 *   tests       (share of the files that need tests and have some - 0.5) * 30
 *   staleness   -20 * share of the source files that changed after their tests
 *   docstrings  share of the Python source files with code that have one: 80 % and more 10,
 *               50 % 5
 *
 * (coverage, tests, staleness, docstrings have 25, 15, 20, 10 points at most; other points
 * are options and scale what is above), from 0 to 100; grades A from 90, B from 80, C from 70, D from 60, else F. What isn't known
 * has no part in it, and what the other parts can give is scaled up to the same 50 points: a
 * tree without coverage data can reach 100. Without any source file there is no score. */
#ifndef CAMBIUM_INDEX_SUMMARY_H
#define CAMBIUM_INDEX_SUMMARY_H

#include "engine/index/record.h"

#include <stdbool.h>
#include <stdint.h>

struct summary {
    uint64_t files, by_category[CATEGORY_COUNT];
    uint64_t lines_by_category[CATEGORY_COUNT]; /* of code */
    uint64_t needing_tests, untested,
        critical; /* critical: untested and of high impact */
    uint64_t known_staleness, stale, stale_days; /* days: their sum over stale files */
    uint64_t attention, partial;
    uint64_t covered_files, outdated_coverage, lines_to_cover, lines_covered;
    uint64_t documented_files, hinted_files, python_sources; /* that aren't empty */
    uint64_t complexity;                                     /* of source files */
    uint64_t test_functions;
    uint64_t orphans, ambiguous;
};

struct health_part {
    bool known;
    double share;        /* what it follows from, 0 to 1 */
    double points, most; /* before scaling */
};

struct health {
    bool known;
    double score; /* 0 to 100 */
    char grade;
    double scale; /* of points over 0 */
    struct health_part parts[PART_COUNT];
};

void summary_make(struct summary *s, const struct records *r);

/* Adds one record to sums that began as all zero. */
void summary_add(struct summary *s, const struct record *r,
                 const struct record_options *o);
/* By the points that the options give to each part. */
void health_make(struct health *h, const struct summary *s,
                 const struct record_options *o);

/* What a part gives to the score: what is over 0 is scaled. NAN: unknown. */
double health_points(const struct health *h, enum health_part_name part);

const char *health_part_title(enum health_part_name part); /* "coverage" */

/* Part of whole; NAN if there is no whole. */
double share_of(uint64_t part, uint64_t whole);

#endif
