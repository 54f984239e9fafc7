/* analyse.h - all that happens to one file: read, decode, parse, extract, keep.
 *
 * An analyst belongs to one worker and keeps its buffers from file to file.
 * It writes the record that it is given and takes memory for facts from the
 * arena that it is given; nothing else outlives the file. A file that can't be
 * read or parsed is an outcome with a reason, never the end of the run. */
#ifndef CAMBIUM_SCAN_ANALYSE_H
#define CAMBIUM_SCAN_ANALYSE_H

#include "engine/base/arena.h"
#include "engine/scan/discover.h"
#include "engine/scan/file.h"
#include "engine/scan/keeper.h"
#include "engine/scan/scan.h"

struct analyst;

struct analyst_options {
    uint64_t max_file_bytes;
    enum parser_choice parser;
    const atomic_bool *cancelled;  /* may be NULL */
    struct keeper_port *keeper;    /* the worker's; NULL: nothing is kept */
    const struct visitor *visitor; /* NULL: facts are extracted; else all that is
                                    * extracted is what the visitor makes of a file */
    metric_set measures;           /* with the facts; 0: none */
};

/* Borrows what the options point to. */
struct analyst *analyst_new(const struct discover *discover,
                            const struct analyst_options *options);
void analyst_free(struct analyst *a);

/* Who parsed what, of all files so far. */
const struct parser_counts *analyst_counts(const struct analyst *a);

/* The metrics that were read off some tree so far. */
metric_set analyst_metrics(const struct analyst *a);

/* Reads file->path and fills the rest of *file. `row` is what the last run knew of the
 * path, or NULL; if the file is `unchanged` since, it may not have to be read. Adds the time that each step took to step_ns. */
void analyse(struct analyst *a, struct file *file, const struct row *row, bool unchanged,
             struct arena *lasting, uint64_t step_ns[STEP_COUNT]);

#endif
