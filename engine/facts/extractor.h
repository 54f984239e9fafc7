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
#include "engine/facts/depths.h"
#include "engine/facts/facts.h"
#include "engine/facts/last_seen.h"
#include "engine/facts/line_index.h"
#include "engine/facts/metric.h"
#include "engine/facts/name_set.h"
#include "engine/facts/scope.h"
#include "engine/facts/surroundings.h"
#include "engine/facts/weights.h"
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
    struct allowance_text *allowances;
    struct function_measures *function_measures;
    struct class_measures *class_measures;
    size_t function_capacity, class_capacity, import_capacity, allowance_capacity;
    size_t function_measures_capacity, class_measures_capacity;
    struct buf text;      /* names, each ended by NUL; the first one is empty */
    struct buf aliases;   /* imports: of the statement being read */
    uint32_t *base_names; /* definitions: nodes in the class being read, last first */
    size_t base_name_capacity;

    uint32_t scope_serial; /* of the scope that was opened last */

    /* Each metric's own; its start() makes it ready for a file. A mark is a node: from it
     * back to the start of something the metric's rule is another one. */
    uint32_t last_token;     /* definitions: the last token at or before some node */
    uint32_t decorated;      /* definitions: the next definition that has decorators, */
    uint16_t decorators;     /* and how many */
    uint32_t quiet_first;    /* cyclomatic: a mark */
    uint32_t comments_first; /* allowances: a mark: the comments met last, */
    uint32_t comments_line;  /* and the line that they speak for */
    uint32_t lambda_first;   /* bindings: the body of the lambda met last */
    uint32_t static_method;  /* bindings: the next definition that has no self */
    struct name_set bound;   /* bindings: by the scopes of this file */
    struct depths nesting;
    uint32_t holes, hole_first; /* tokens: in holes of strings; the one met last */
    uint32_t lizard_taken;      /* lizard: tokens that scopes were given so far */
    struct depths depths;       /* cognitive: of nesting */
    uint32_t decorators_first;  /* cognitive, dialects: decorators that were read with
                                      their definition */
    uint32_t string_first;      /* raw: the string met last */
    bool plain_lines;           /* raw: text_is_plain */
    uint32_t settled_lines;     /* raw: what the logical lines were at a colon */
    struct last_seen operands;  /* halstead: the operands so far */
    struct buf literal;         /* halstead: the value of the one being read */
    uint32_t quiet_operators;   /* halstead: a mark */
    bool quiet_decorators;      /* those being read are a function's */

    metric_set set; /* the metrics that run */
    void (*enter[METRIC_COUNT])(struct extractor *x, uint32_t node); /* theirs */
    metric_set starters; /* those of them that have a start */
    metric_set leavers;  /* those that want to know of a scope's end */
    /* By symbol: a bit for each that wants to enter such a node; slot 0 is for what is
     * wrong or missing. */
    metric_set interest[PY_SYMBOL_COUNT];
    struct weights weights;
    sums sums; /* of all nodes from the end of the file to the one being read */
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

static inline bool node_is_extra(const struct extractor *x, uint32_t node)
{
    return x->nodes[node].flags & NODE_EXTRA;
}

/* The last one that isn't an extra; `node` itself if there is none. */
static inline uint32_t node_last_child(const struct extractor *x, uint32_t node)
{
    for (TREE_CHILDREN(x->tree, node, child)) {
        if (!node_is_extra(x, child))
            return child;
    }
    return node;
}

/* The one thing in any number of brackets. */
static inline uint32_t node_without_brackets(const struct extractor *x, uint32_t node)
{
    while (node_is(x, node, PY_parenthesized_expression)) {
        uint32_t inner = TREE_NONE;
        for (TREE_CHILDREN(x->tree, node, child)) {
            if (x->nodes[child].flags & NODE_NAMED && !node_is_extra(x, child))
                inner = child;
        }
        if (inner == TREE_NONE)
            break;
        node = inner;
    }
    return node;
}

/* What stands between the quotes. */
static inline struct slice node_string_text(const struct extractor *x, uint32_t string)
{
    uint32_t from = x->nodes[tree_first(x->tree, string)].end_byte;
    uint32_t to = x->nodes[node_last_child(x, string)].start_byte;

    return (struct slice){x->source.data + from, to > from ? to - from : 0};
}

/* except* instead of except */
static inline bool node_is_group_clause(const struct extractor *x, uint32_t node)
{
    uint32_t star = tree_first(x->tree, node) + 1;

    return node_is(x, node, PY_except_clause) && star < node &&
           node_is(x, star, PY_TOK_star);
}

/* A try with except*. */
static inline bool node_is_group_try(const struct extractor *x, uint32_t node)
{
    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is_group_clause(x, child))
            return true;
    }
    return false;
}

/* Where the decorators of that definition start, or it itself if it has none. */
static inline uint32_t decorators_first(const struct extractor *x, uint32_t definition)
{
    uint32_t first = tree_first(x->tree, definition);

    if (x->decorated == definition) {
        while (first > 0 &&
               (node_is(x, first - 1, PY_decorator) || node_is_extra(x, first - 1)))
            first = tree_first(x->tree, first - 1);
    }
    return first;
}

static inline bool is_running(const struct extractor *x, enum metric_id metric)
{
    return x->set >> metric & 1;
}

/* Counters stop at their largest value. */
static inline uint32_t sum_of(uint32_t a, uint32_t b)
{
    return a + b < a ? UINT32_MAX : a + b;
}

static inline void tally_add(struct extractor *x, struct scope *scope, enum tally tally,
                             uint32_t node, enum point_rule rule, uint32_t points)
{
    scope->tallies[tally] = sum_of(scope->tallies[tally], points);
    if (x->bill && points)
        bill_add(x, scope, tally, node, rule, points);
}

static inline void tally_pass_on(struct extractor *x, struct scope *closing,
                                 enum tally tally)
{
    closing[-1].tallies[tally] =
        sum_of(closing[-1].tallies[tally], closing->tallies[tally]);
    if (x->bill)
        bill_pass_on(x, closing, tally);
}

static inline void count_up(uint16_t *counter)
{
    *counter = (uint16_t)(*counter + (*counter < UINT16_MAX));
}

#endif
