/* extractor.h - one pass over one tree, as the metrics see it.
 *
 * Everything that a metric needs while the pass runs, and the memory that is
 * kept from file to file. Only files of this room include it; for the others
 * there is extract.h. */
#ifndef CAMBIUM_FACTS_EXTRACTOR_H
#define CAMBIUM_FACTS_EXTRACTOR_H

#include "engine/base/buf.h"
#include "engine/base/slice.h"
#include "engine/facts/bill_writer.h"
#include "engine/facts/facts.h"
#include "engine/facts/line_index.h"
#include "engine/facts/metric.h"
#include "engine/facts/scope.h"
#include "engine/facts/surroundings.h"
#include "parsers/python.h"
#include "parsers/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct extractor {
    /* Of the file that is being read. */
    const struct tree *tree;
    const struct node *nodes; /* the tree's */
    struct slice source;
    struct line_index lines;
    struct scopes scopes;
    struct surroundings surroundings;
    struct facts facts;       /* its arrays and its text come last, in facts_keep */
    struct measures measures; /* the same */
    struct bill_writer *bill; /* NULL: none is wanted */

    /* What is kept, in the order of being left or read: backwards. */
    struct function *functions;
    struct class_facts *classes;
    struct import *imports;
    struct function_measures *function_measures;
    struct class_measures *class_measures;
    size_t function_capacity, class_capacity, import_capacity;
    size_t function_measures_capacity, class_measures_capacity;
    struct buf text; /* names, each ended by NUL; the first one is empty */

    uint32_t scope_serial; /* of the scope that was opened last */
    uint32_t last_token;   /* definitions: the last token at or before some node */
    uint32_t decorated;    /* definitions: the next definition that has decorators, */
    uint16_t decorators;   /* and how many */
    uint32_t quiet_first;  /* cyclomatic: from here on back to it nothing counts */

    metric_set set; /* the metrics that run */
    /* By symbol: a bit for each of them that wants to enter such a node. */
    metric_set interest[PY_SYMBOL_COUNT];
    metric_set leavers; /* those that want to know of a scope's end */
};

/* What a node is called in source. */
static inline struct slice node_text(const struct extractor *x, uint32_t node)
{
    const struct node *n = &x->nodes[node];

    return (struct slice){x->source.data + n->start_byte, n->end_byte - n->start_byte};
}

static inline bool node_is(const struct extractor *x, uint32_t node, uint16_t symbol)
{
    return x->nodes[node].symbol == symbol;
}

static inline bool node_is_text(const struct extractor *x, uint32_t node,
                                const char *text)
{
    return slice_equal(node_text(x, node), slice_of(text));
}

static inline uint32_t node_line(const struct extractor *x, uint32_t node)
{
    return line_at(&x->lines, x->nodes[node].start_byte).number;
}

/* except* instead of except */
static inline bool node_is_group_clause(const struct extractor *x, uint32_t node)
{
    uint32_t star = tree_first(x->tree, node) + 1;

    return node_is(x, node, PY_except_clause) && star < node &&
           node_is(x, star, PY_TOK_star);
}

static inline bool is_running(const struct extractor *x, enum metric_id metric)
{
    return x->set >> metric & 1;
}

static inline void tally_add(struct extractor *x, struct scope *scope, enum tally tally,
                             uint32_t node, enum rule rule, uint32_t points)
{
    scope->tallies[tally] += points;
    if (x->bill && points)
        bill_add(x, scope, tally, node, rule, points);
}

static inline void tally_pass_on(struct extractor *x, struct scope *closing,
                                 enum tally tally)
{
    closing[-1].tallies[tally] += closing->tallies[tally];
    if (x->bill)
        bill_pass_on(x, closing, tally);
}

/* Counters stop at their largest value. */
static inline void count_up(uint16_t *counter)
{
    *counter = (uint16_t)(*counter + (*counter < UINT16_MAX));
}

#endif
