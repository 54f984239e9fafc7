/* record.h - what is known of each file, and what should be done about it.
 *
 * One record for each analysed file, in path order: its category and need of tests, the tests
 * that were found, how far it has run away from them, its weight, its coverage, its history.
 *
 *   impact = 2 * fan-in + 0.5 * complexity + 0.01 * lines of code
 *                                               (the weights are options)
 *
 * with fan-in the modules that import it, or a name that a package hands on from it; complexity
 * the branches of its functions (the sum of radon's numbers less one for each function: nested
 * functions count once); lines of code those of struct line_counts. Of source files only; kept
 * in hundredths, so that it is exact.
 *
 * Staleness is how many whole days after the newest of its tests a file changed, by the
 * commits' times. It is unknown without a history, without tests, and where one of the two was
 * last touched before the history that we have. Unknown is not zero: see the known_ flags. */
#ifndef CAMBIUM_INDEX_RECORD_H
#define CAMBIUM_INDEX_RECORD_H

#include "engine/imports/import_graph.h"
#include "engine/index/category.h"
#include "engine/index/coverage.h"
#include "engine/index/owners.h"
#include "engine/index/test_map.h"
#include "engine/vcs/history.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum coverage_state {
    COVERAGE_UNKNOWN,
    COVERAGE_KNOWN,
    COVERAGE_OUTDATED, /* known of what was in the file before */
};

/* Why a file needs attention: bits, in the order in which they are said. */
enum attention {
    ATTENTION_STALE = 1,
    ATTENTION_UNTESTED = 2,
    ATTENTION_LOW_COVERAGE = 4,
    ATTENTION_HIGH_IMPACT = 8, /* high impact and no tests */
    ATTENTION_PARTIAL = 16, /* a syntax error: its numbers are those of what was read */
};

#define ATTENTION_KINDS 5

struct record {
    const struct file *file;
    enum category category;
    enum test_need need;
    bool fixture;
    bool has_impact;      /* it is source */
    bool known_change;    /* changed_s and what follows it */
    bool known_staleness; /* stale_days */
    bool stale;
    uint32_t module; /* or MODULE_NONE */
    uint32_t fan_in, fan_out;
    uint32_t complexity;
    uint64_t impact_hundredths;
    const struct test_pair *tests; /* of its module */
    uint32_t test_count;           /* how many */
    uint32_t stale_days;
    int64_t tests_changed_s; /* of the newest one, if known_staleness */
    struct vcs_path change;
    enum coverage_state coverage;
    uint32_t lines_to_cover, lines_covered; /* unless COVERAGE_UNKNOWN */
    uint32_t attention;
};

/* Where times of changes come from. */
enum record_times {
    TIMES_GIT,
    TIMES_MTIME, /* the file system: what it says of a fresh clone means nothing */
};

/* What a score is made of: summary.h. */
enum health_part_name {
    PART_COVERAGE,
    PART_TESTS,
    PART_STALENESS,
    PART_DOCSTRINGS,
    PART_COUNT
};

enum impact_term { IMPACT_FAN_IN, IMPACT_BRANCHES, IMPACT_LINES, IMPACT_TERMS };

/* What a run asks for; all zero but for the thresholds, which record_options_init sets. */
struct record_options {
    uint32_t stale_days;                      /* 7 */
    uint32_t low_coverage_percent;            /* 50 */
    uint64_t high_impact_hundredths;          /* 500 */
    uint32_t churn_days;                      /* 90 */
    uint64_t impact_hundredths[IMPACT_TERMS]; /* 200, 50, 1 */
    double health_points[PART_COUNT];         /* 25, 15, 20, 10 */
    const struct glob *untested;              /* paths that need no tests */
    size_t untested_count;
    enum record_times times;
    int64_t now_s; /* 0: unknown; then nothing is recent */
};

struct records {
    struct record *items; /* in path order: those of the result that were analysed */
    size_t count;
    const struct import_graph *graph;
    const struct vcs_history *history; /* NULL: unknown */
    const struct owners *owners;       /* NULL: nobody says */
    struct record_options options;
    struct test_map tests;
};

void record_options_init(struct record_options *o);

/* Borrows all that it is given; history, coverage and owners may be NULL. */
void records_make(struct records *r, const struct import_graph *g,
                  const struct vcs_history *history, const struct coverage *coverage,
                  const struct owners *owners, const struct record_options *options);
void records_release(struct records *r);

/* NULL: there is none of that path. */
const struct record *records_find(const struct records *r, struct slice path);

/* "missing tests" */
const char *attention_text(uint32_t bit);
const char *attention_name(uint32_t bit); /* "missing_tests" */

/* The folder that a file is counted with: at most the first `depth` components of its path;
 * "." for files at the top. Borrows from the path. */
struct slice folder_of_path(struct slice path, unsigned depth);

static inline struct slice record_folder(const struct record *record, unsigned depth)
{
    return folder_of_path(record->file->path, depth);
}

/* Of what is known, percent of the lines that could run; NAN unless COVERAGE_KNOWN. */
double record_coverage(const struct record *record);

static inline bool record_is_untested(const struct record *record)
{
    return record->need == NEED_REQUIRED && !record->test_count;
}

#endif
