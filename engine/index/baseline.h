/* baseline.h - findings that were there when the gate was put up, and may only become fewer.
 *
 * A text file, made to be merged: one line a finding, sorted by bytes, each complete by itself,
 * no line numbers, no counts, no time:
 *
 *   # cambium baseline 1
 *   cyclomatic src/cart.py Cart.total 31
 *   cyclomatic src/cart.py load 40
 *   cyclomatic src/cart.py load#2 17
 *   untested src/legacy/%20odd%20name.py -
 *
 * rule, path, name, value: separated by one space. Bytes up to 0x20, 0x7f and %, what isn't UTF-8
 * and characters that hide are %XX in paths and names, and # in names; one that is empty is `-`.
 * The value, of at most six decimals, is left out if the finding has none. Other lines that begin
 * with # and empty ones mean nothing, and are not kept: baseline_write writes all anew. Ends of
 * lines may be CRLF. A path over 4,096 or a name over 1,000 bytes is cut and ends in its hash.
 *
 * Of several findings of one rule, path and name, the worst has the plain name, the one after it
 * `#2`. So no two lines that were written at once are of the same rule, path and name, and where
 * there are, `merge=union` has joined two files: the better value holds. Findings of one name
 * are compared as a whole, so it doesn't matter which of them went away or in which order they
 * stand in their file: as many are accepted as there are lines whose values are no better. So
 * a union accepts no more of them than one of the two would, and all where both do.
 *
 * A line without a value accepts no finding that has one.
 *
 * Conflict markers, an unknown first line and a line that isn't understood are errors that name
 * the line. At most 64 MiB, 2,000,000 findings, and 16 KiB a line. */
#ifndef CAMBIUM_INDEX_BASELINE_H
#define CAMBIUM_INDEX_BASELINE_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/index/finding.h"

struct baseline;

/* What a run looked at: a line that it doesn't cover is none of its business. */
struct baseline_scope {
    bool (*covers)(const void *context, struct slice rule, struct slice path);
    const void *context;
};

/* NULL and *e: it is none. `name` is that of the file. Copies what it keeps. */
struct baseline *baseline_parse(struct slice text, const char *name, struct err *e);
void baseline_free(struct baseline *b); /* NULL is fine */

/* Sets the state and the accepted value of each finding but those that are allowed, and counts
 * the states. A value that got better is still accepted; one that got worse isn't. The findings
 * are closed. */
void baseline_apply(struct baseline *b, struct findings *f);

/* Lines that no finding used, for "2 entries are not needed any more"; call it after
 * baseline_apply. A scope of NULL covers everything. */
size_t baseline_unused(const struct baseline *b, const struct baseline_scope *scope);

/* The baseline that accepts these findings (not those that are allowed), which all lie in the
 * scope. Of what it doesn't cover, the lines of `old`, which may be NULL, stay. False: there are
 * more than a baseline may have. */
bool baseline_write(struct buf *out, const struct findings *f, const struct baseline *old,
                    const struct baseline_scope *scope, struct err *e);

#endif
