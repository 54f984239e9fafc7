/* pattern.h - which nodes somebody is looking for.
 *
 * A pattern is text in a small language; README.md here describes it:
 *
 *     lambda
 *     except_clause[not value: _]
 *     call[function: identifier = "eval", in class_definition]
 *
 * It is compiled once, for one grammar, and constant from then on: any number of
 * threads may use it, each through a matcher of its own (matcher.h). */
#ifndef CAMBIUM_MATCH_PATTERN_H
#define CAMBIUM_MATCH_PATTERN_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "parsers/symbol_set.h"

#include <stdbool.h>

struct grammar;
struct pattern;

/* Copies what it needs. NULL: `text` is no pattern (ERR_USAGE); the sentence
 * names the column, from 1, and for a name that the grammar doesn't know, one
 * that is nearly the same. */
struct pattern *pattern_compile(struct slice text, const struct grammar *grammar,
                                struct err *e);
void pattern_free(struct pattern *p); /* NULL is fine */

/* False: no tree that has these symbols only holds a match, whatever its text. So
 * a tree can be passed over when nothing but its symbols was looked at. */
bool pattern_possible(const struct pattern *p, const struct symbol_set *symbols);

/* A match depends on the text of nodes too. */
bool pattern_reads_text(const struct pattern *p);

/* Adds what it means, a line for each part. */
void pattern_explain(const struct pattern *p, struct buf *out);

#endif
