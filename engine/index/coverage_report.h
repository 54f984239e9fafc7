/* coverage_report.h - what one report says, before anybody asks which files it means.
 *
 * A reader begins a file and then says what it knows of it; files come in the report's order
 * and may come again. Names are cleaned here, limits kept. What is said lives in the report;
 * a reader's text may go.
 *
 * Functions that can fail give a reason without a line: the reader puts it in front. */
#ifndef CAMBIUM_INDEX_COVERAGE_REPORT_H
#define CAMBIUM_INDEX_COVERAGE_REPORT_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A report of a million files with a hundred lines each is 500 MB of LCOV. */
#define COVERAGE_REPORT_MAX_BYTES ((size_t)512 << 20)
#define COVERAGE_NAME_MAX_BYTES   4096
#define COVERAGE_MAX_FILES        ((size_t)4000000)
#define COVERAGE_MAX_FOLDERS      ((size_t)1000)
#define COVERAGE_MAX_DEPTH        64

/* Of the number of a line, and of the lines that a report names. */
#define COVERAGE_MAX_LINES 100000000

/* A limit as it stands in a message. */
#define LIMIT_TEXT(limit)    LIMIT_TEXT_OF(limit)
#define LIMIT_TEXT_OF(limit) #limit
#define NO_LINE_TEXT \
    "the number of a line is none, or over " LIMIT_TEXT(COVERAGE_MAX_LINES)

/* A line, and whether it ran: numbers that sort by line, what ran behind what didn't. */
typedef uint32_t line_mark;

#define LINE_MARK(line, ran) ((line_mark)(line) << 1 | (ran))

struct reported_file {
    struct slice name;
    size_t first_mark, mark_count;
    size_t order;            /* in the report */
    bool has_marks;          /* its lines are known, perhaps that it has none */
    bool has_counts;         /* how many there are is said besides, or alone */
    uint32_t lines, covered; /* if so */
};

/* All files of one name. */
struct reported_name {
    struct slice name;
    size_t first, end; /* in `files` */
};

struct coverage_report {
    struct reported_file *files; /* by name, then in order, once it is closed */
    size_t file_count, file_capacity;
    struct reported_name *names; /* once it is closed, in order of bytes */
    size_t name_count;
    line_mark *marks; /* as they came: in any order, any of them several times */
    size_t mark_count, mark_capacity;
    struct slice *folders; /* that the names may be below, clean */
    size_t folder_count, folder_capacity;
    struct arena memory;
};

bool report_file(struct coverage_report *r, struct slice name, struct err *e);

/* Of the file that was begun last. Line 0 is said of empty files, and is none. */
bool report_line(struct coverage_report *r, uint32_t line, bool ran, struct err *e);
bool report_folder(struct coverage_report *r, struct slice folder, struct err *e);
struct reported_file *report_last(const struct coverage_report *r);

void report_close(struct coverage_report *r);
void report_release(struct coverage_report *r);

/* Takes decimal digits off the front. False: there are none, or they are over
 * COVERAGE_MAX_LINES. */
bool report_number(struct slice *text, uint32_t *number);

/* How often something ran: digits, perhaps with a fraction and an exponent, as Perl writes
 * large ones. False: it is no such number. */
bool report_hits(struct slice text, bool *ran);

/* Finds out which format it is. False and *e, with the line where there is one; then the report
 * is only good for report_release. */
bool report_parse(struct coverage_report *r, struct slice text, struct err *e);

/* One reader for each. */
bool cobertura_read(struct coverage_report *r, struct slice text, struct err *e);
bool lcov_read(struct coverage_report *r, struct slice text, struct err *e);
bool coverage_json_read(struct coverage_report *r, struct slice text, struct err *e);

#endif
