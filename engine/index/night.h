/* night.h - what a tree was on one day, so that another day can be compared with it.
 *
 * A plain value: some numbers about all of it and about its packages, and an entry for each
 * file and each module. Made of the records of a run, or read back from the ledger
 * (nights.h); the two can't be told apart. A file that failed is in no night: `failed` says
 * how many there were.
 *
 * Numbers are kept in thousandths, so that they are exact and the same bytes everywhere.
 *
 * Constant once it is made: any number of threads may read it. */
#ifndef CAMBIUM_INDEX_NIGHT_H
#define CAMBIUM_INDEX_NIGHT_H

#include "engine/base/arena.h"
#include "engine/base/slice.h"
#include "engine/index/record.h"
#include "engine/index/summary.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Raise it when a number here, in record.c, category.c, test_map.c or in what resolves imports
 * means something else than before: trends then say so instead of showing a jump. */
#define NIGHT_RULES 1

#define NIGHT_NO_MODULE UINT32_MAX

/* Longer names of nights are refused. */
enum { NIGHT_NAME_MOST = 100 };

struct night_value {
    bool known;
    int64_t thousandths;
};

/* The name is that of a metric (night_numbers.h), or "rule." and the id of a rule. */
struct night_number {
    struct slice name;
    struct night_value value;
};

/* A folder of at most so many components of the path as `folder_depth` says. */
struct night_package {
    struct slice folder;
    struct night_value *values; /* as many as the head has package_metrics */
};

/* All but the entries: what lists and trends are made of. */
struct night_head {
    struct slice name;    /* as it was given; may hold any bytes if it was read */
    struct slice commit;  /* of HEAD, as hex; empty: there is none */
    struct slice version; /* of the program */
    int64_t time_s;       /* 0: unknown */
    uint64_t rules;       /* stands for all rules of this program: night_rules */
    uint64_t asked;       /* for what was asked for: which files, thresholds, roots */
    uint64_t failed;      /* files that could not be read or were over a limit */
    uint64_t folder_depth;
    struct night_number *numbers;
    size_t number_count;
    struct slice *package_metrics; /* what is known of each package, in this order */
    size_t package_metric_count;
    struct night_package *packages; /* in order of folders */
    size_t package_count;
};

struct night_function {
    struct slice name; /* qualified */
    uint32_t cyclomatic, lines;
};

/* Numbers on disk: they never change their meaning. */
enum night_flag {
    NIGHT_NEEDS_TESTS = 1,
    NIGHT_UNTESTED = 2,
    NIGHT_KNOWN_STALENESS = 4,
    NIGHT_STALE = 8,
    NIGHT_PARTIAL = 16,
    NIGHT_KNOWN_COVERAGE = 32, /* lines_to_cover, lines_covered */
    NIGHT_PARSED = 64,         /* complexity, functions */
    NIGHT_FLAGS = 127,
};

struct night_file {
    struct slice path;
    uint64_t key;    /* half of its content key: enough to find a file that was moved, and
                   * half as much of what can't be squeezed */
    uint32_t module; /* that it is the main file of, or NIGHT_NO_MODULE */
    uint8_t category; /* an enum category */
    uint8_t flags;
    uint32_t lines, complexity, fan_in; /* lines of code */
    uint64_t impact_hundredths;
    uint32_t lines_to_cover, lines_covered;
    uint32_t function_count;
    const struct night_function
        *functions; /* by name; those of one name as in the file */
};

struct night_link {
    uint32_t to; /* a module, never itself */
    bool at_load;
};

/* A module and those that it imports, each once. */
struct night_module {
    struct slice name;
    struct night_link *links; /* ascending */
    uint32_t link_count;
};

struct night {
    struct night_head head;
    struct night_file *files; /* in path order; on the heap, as the modules are */
    size_t file_count;
    struct night_module *modules; /* in order of names */
    size_t module_count;
    struct arena memory; /* of what both point to */
};

/* How many findings a rule has. */
struct rule_findings {
    const char *rule;
    uint64_t findings;
};

/* What a night is made of. */
struct night_source {
    const struct records *records;
    const struct summary *summary;
    struct slice name;
    const char *commit; /* as hex, or "" */
    const char *version;
    int64_t time_s;
    uint64_t asked;
    unsigned folder_depth;
    const struct rule_findings *rules;
    size_t rule_count;
};

/* Borrows from all of that, but not the struct itself. */
void night_make(struct night *n, const struct night_source *from);
void night_release(struct night *n);

/* Stands for the rules that all numbers of a night follow from. */
uint64_t night_rules(void);

/* NULL: there is none of that path. */
const struct night_file *night_find(const struct night *n, struct slice path);

/* Unknown where the night doesn't have it. */
struct night_value night_value(const struct night_head *h, struct slice name);
struct night_value night_package_value(const struct night_head *h, struct slice folder,
                                       struct slice name);

/* False and *e: a night can't be called that. */
bool night_name_check(struct slice name, struct err *e);

#endif
