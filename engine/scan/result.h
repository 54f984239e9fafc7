/* result.h - what a scan found, as a value that merges.
 *
 * A part is what is known of some of the files. Parts form a monoid: the all
 * zero part is the identity, part_merge is associative and, because files are
 * kept in path order and every number is an integer sum, the result doesn't
 * depend on how the files were spread over parts or on the grouping (law 8).
 * Each worker fills a part of its own; the final reduction merges them.
 *
 * Not thread-safe: one part belongs to one thread at a time. */
#ifndef CAMBIUM_SCAN_RESULT_H
#define CAMBIUM_SCAN_RESULT_H

#include "engine/base/arena.h"
#include "engine/scan/file.h"

#include <stddef.h>
#include <stdint.h>

/* What is added up over files. */
struct totals {
    uint64_t discovered, analysed, partial, skipped,
        failed;                    /* files and pruned folders */
    uint64_t bytes;                /* of analysed files */
    uint64_t parsed, parsed_bytes; /* of those, with a tree */
    uint64_t lines, code, comment, blank, docstring;
    uint64_t functions, classes, imports, tests;
    uint64_t docstrings, documentables, hints, hintables;
    uint64_t cyclomatic, branch_weight; /* sums over functions and over files */
    uint64_t skipped_for[REASON_COUNT], failed_for[REASON_COUNT];
};

struct part {
    const struct file **files; /* in path order once part_close was called */
    size_t count, capacity;
    bool closed;
    struct totals totals;
    struct arena memory; /* of files, facts and texts; merging hands it over */
};

/* Copies nothing: `file` must live in p->memory or longer. */
void part_add(struct part *p, const struct file *file);

/* Sorts by path. A part must be closed before it is merged or read. */
void part_close(struct part *p);

/* Moves all of `from` into `into`; `from` is the identity afterwards. */
void part_merge(struct part *into, struct part *from);

void part_release(struct part *p);

/* discovered = analysed + skipped + failed, and as many records (law 3). */
bool part_is_whole(const struct part *p);

#endif
