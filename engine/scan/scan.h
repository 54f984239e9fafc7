/* scan.h - run one batch.
 *
 *   load     discover -> read -> decode -> parse -> extract -> keep     reduce -> save
 *   \__/     \____________________________________________________/     \____/    \__/
 * snapshot     one pool of workers: a folder or a file a job       parts merged  snapshot
 *
 * Workers share nothing but the pool: each has its own parser, buffers and
 * part of the result. The merged result is the same value at any number of
 * threads and in any order of the folders. */
#ifndef CAMBIUM_SCAN_SCAN_H
#define CAMBIUM_SCAN_SCAN_H

#include "engine/base/err.h"
#include "engine/scan/discover.h"
#include "engine/scan/filter.h"
#include "engine/scan/keeper.h"
#include "engine/scan/pool.h"
#include "engine/scan/result.h"
#include "engine/scan/visitor.h"
#include "parsers/parser.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* What a watcher may read while the scan runs. */
struct scan_progress {
    atomic_uint_least64_t found_files, done_files;
    atomic_uint_least64_t found_bytes, done_bytes;
    atomic_bool walking; /* the totals may still grow */
};

struct scan_options {
    const char *root;
    struct discover_options discover;
    bool listed;       /* the paths of `list`, no walk */
    struct slice list; /* as list.h reads it */
    char list_separator;
    const struct filter *filter;   /* NULL: all that is found */
    const struct visitor *visitor; /* NULL: facts are extracted */
    metric_set measures;           /* of these metrics, with the facts; 0: none */
    bool list_only; /* find the files, read none: they count as analysed, 0 bytes */
    uint64_t max_file_bytes;
    enum parser_choice parser; /* nothing is kept unless it is PARSER_AUTO */
    struct keeper_options keep;
    unsigned threads;               /* 0: as many as the machine gives */
    const atomic_bool *cancelled;   /* may be NULL */
    struct scan_progress *progress; /* may be NULL */
};

/* Thread time spent in each step, added up over workers. */
enum scan_step {
    STEP_WALK,
    STEP_READ,
    STEP_DECODE,
    STEP_PARSE,
    STEP_EXTRACT,
    STEP_LOAD, /* from the store */
    STEP_KEEP, /* in the store */
    STEP_COUNT
};

struct scan_stats {
    unsigned threads;
    struct pool_stats workers[64];        /* of the first 64 */
    uint64_t wall_ns, pool_ns, reduce_ns; /* pool and reduce are parts of wall */
    uint64_t step_ns[STEP_COUNT];
    struct parser_counts parser;
    metric_set metrics; /* those that were read off some tree */
    struct keeper_stats keeper;
    uint64_t arena_bytes; /* what files, facts and names take */
};

const char *scan_step_name(enum scan_step step);

/* Scans. On success *result holds every file, closed; part_release it.
 * False: the root can't be read (ERR_IO, ERR_USAGE), or the run was cancelled
 * (ERR_CANCELLED); there is no result then. */
bool scan_run(const struct scan_options *options, struct part *result,
              struct scan_stats *stats, struct err *e);

#endif
