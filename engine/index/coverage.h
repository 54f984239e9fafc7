/* coverage.h - which lines tests ran, as a coverage tool said it.
 *
 * Three formats, told apart by what is in them: Cobertura's XML, LCOV's tracefile, and the JSON
 * of coverage.py. What comes out is one row for each file of the tree: how many lines could
 * have run and how many did, or nothing at all. A file that the report doesn't name is
 * unknown, not uncovered.
 *
 * Reports name files as the machine that wrote them did. A name counts if it is a path of the
 * tree as it stands, below one of the report's own source folders, or if a mapping that fits
 * most of the report's names makes it one (coverage_match.h); what fits nowhere is counted
 * and said. Several reports add up: a line ran if it ran in one of them; where only counts
 * are known (LCOV's and JSON's summaries), those of the report that is named last hold. But
 * for that, the order of reports doesn't matter.
 *
 * Input is hostile: sizes, depth and numbers are bounded, XML declares no entities. */
#ifndef CAMBIUM_INDEX_COVERAGE_H
#define CAMBIUM_INDEX_COVERAGE_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/hash.h"
#include "engine/base/slice.h"
#include "engine/index/ledger.h"
#include "engine/scan/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct covered_file {
    struct slice path; /* in the tree */
    uint32_t lines;    /* that could run */
    uint32_t covered;  /* that did */
    /* Of the file when the report was taken in: another one now says that the numbers are
     * outdated. */
    struct content_key key;
};

struct coverage {
    struct covered_file *files; /* in path order, each once */
    size_t count;
    size_t foreign;             /* names in the reports that are no files of the tree */
    struct slice first_foreign; /* of these, in order of bytes; cleaned */
    struct arena memory;
};

/* Reads reports for the files of a result, of which those that were analysed get a row; `d` says
 * where the tree lies. False and *e: one isn't there, is in none of the
 * formats, or is broken; the message names it, and the line where there is one. */
bool coverage_read(struct coverage *c, const char *const *reports, size_t report_count,
                   const struct part *result, const struct discover *d, struct err *e);

/* Puts it in the ledger, in the place of what was there. */
bool coverage_keep(const struct coverage *c, const struct ledger_options *ledger,
                   const struct discover *d, struct err *e);

/* What was put there last; none of it if nothing was. False and *e: it is there and can't be
 * read. */
bool coverage_load(struct coverage *c, const struct ledger_options *ledger,
                   const struct discover *d, struct err *e);

/* NULL: nothing is known of it. */
const struct covered_file *coverage_find(const struct coverage *c, struct slice path);
void coverage_release(struct coverage *c);

#endif
