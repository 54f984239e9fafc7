/* extract.h - from a flat tree to facts and measures, in one pass.
 *
 * One loop over the nodes from the last to the first: parents come before
 * their children, so the loop always knows which functions and classes it is
 * in, and nothing is visited twice. Reads the tree and the source; knows
 * nothing of files, threads or output. */
#ifndef CAMBIUM_FACTS_EXTRACT_H
#define CAMBIUM_FACTS_EXTRACT_H

#include "engine/base/arena.h"
#include "engine/base/slice.h"
#include "engine/facts/facts.h"
#include "engine/facts/measures.h"
#include "engine/facts/metric.h"
#include "parsers/tree.h"

/* Buffers that one worker reuses from file to file. */
struct extractor;
struct extractor *extractor_new(void);
void extractor_free(struct extractor *x);

/* What was asked for; else NULL. */
struct extracted {
    const struct facts *facts;
    const struct measures *measures;
};

/* What is known of a Python file: with FACT_METRICS in the set its facts, with some of
 * MEASURE_METRICS the measures of just these. They live in `lasting`; nothing in them
 * points into the tree or the source. Never fails: a tree with errors gives what
 * could be read, and its facts are marked partial. */
struct extracted extract(struct extractor *x, const struct tree *tree,
                         struct slice source, metric_set set, struct arena *lasting);

/* The lines of any text: blank ones by white space, comments by what starts
 * one in that language (NULL: none do). */
struct line_counts lines_count(struct slice source, const char *line_comment);

#endif
