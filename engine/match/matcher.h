/* matcher.h - find a pattern's nodes in trees.
 *
 * In two steps, because trees are kept without their source: what can match by
 * the tree alone, and which of these do, once their text is read. A pattern that
 * reads no text needs the first step only.
 *
 *     if (matcher_look(m, &tree) && (!pattern_reads_text(p) || source_got()))
 *         done = matcher_decide(m, source, &matches, &err);
 *
 * Each step costs a few passes over the array of nodes, however deep the tree is
 * and however often what the pattern looks for lies in itself.
 *
 * A matcher belongs to one thread and keeps its memory from tree to tree. */
#ifndef CAMBIUM_MATCH_MATCHER_H
#define CAMBIUM_MATCH_MATCHER_H

#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "engine/match/pattern.h"
#include "parsers/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct matcher;

/* What all trees so far took; it depends on nothing but trees and pattern. */
struct matcher_counts {
    uint64_t node_visits; /* nodes that were looked at, as often as they were */
    uint64_t candidates, matches;
    uint64_t text_bytes; /* compared with globs and regular expressions */
};

/* Nodes in the order of the source, a node before what is in it. */
struct matches {
    const uint32_t *nodes; /* indexes into the tree */
    size_t count;
};

/* Borrows `p`. */
struct matcher *matcher_new(const struct pattern *p);
void matcher_free(struct matcher *m);

/* How many nodes of `tree` can match. The tree is borrowed up to the next look. */
size_t matcher_look(struct matcher *m, const struct tree *tree);

/* Which of these do. `source` is what the tree was made from; empty will do if the
 * pattern reads no text. *matches is the matcher's until the next look. False:
 * comparing text cost more than is sane for its length (ERR_LIMIT), as can be in a
 * nest of thousands of brackets only; or the tree isn't that of the source
 * (ERR_FORMAT). */
bool matcher_decide(struct matcher *m, struct slice source, struct matches *matches,
                    struct err *e);

const struct matcher_counts *matcher_counts(const struct matcher *m);

#endif
