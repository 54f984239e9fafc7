/* tally.h - sums over the files of a result, language by language.
 *
 * Reads a closed part. Integers only, so the order of the files is nothing to
 * the sums; the rows come by name, files in no language that we know last. */
#ifndef CAMBIUM_REPORT_TALLY_H
#define CAMBIUM_REPORT_TALLY_H

#include "engine/scan/result.h"

#include <stddef.h>
#include <stdint.h>

struct language_tally {
    const struct language *language; /* NULL: unknown */
    uint64_t files, partial, bytes;
    uint64_t lines, code, comment, blank, docstring;
};

/* One row a language that an analysed file is in. free() what it returns. */
struct language_tally *tally_languages(const struct part *result, size_t *count);

void tally_add(struct language_tally *into, const struct language_tally *more);

#endif
