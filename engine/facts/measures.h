/* measures.h - what the metric profiles count in one file, besides its facts.
 *
 * Apart from the facts, because most commands never ask for them: they are read off
 * the tree in the same pass, but only if they are wanted, and are kept by themselves.
 *
 * Plain integers, parallel to the facts of the same tree: functions[i] is about
 * facts->functions[i]. MEASURES_VERSION stands for what the fields mean, each metric's
 * own version for its rule. What was not asked for is 0: `set` says what was. */
#ifndef CAMBIUM_FACTS_MEASURES_H
#define CAMBIUM_FACTS_MEASURES_H

#include <stdint.h>

#define MEASURES_VERSION 1

/* Bits by enum metric_id (metric.h). */
typedef uint32_t metric_set;

/* The lines of radon raw: raw.c. */
struct raw_lines {
    uint32_t loc, lloc, sloc, comments, single_comments, multi, blank;
};

/* Operators and operands: halstead.c. */
struct halstead {
    uint32_t distinct_operators, distinct_operands; /* n1, n2 */
    uint32_t operators, operands;                   /* N1, N2 */
};

struct function_measures {
    struct halstead halstead;
    uint32_t mccabe, lizard_cyclomatic, sonar_cyclomatic, rca_cyclomatic;
    uint32_t branch_weight; /* the origin's, of the branches in it */
    uint32_t cognitive;
    uint32_t lizard_lines, lizard_tokens; /* lizard's nloc and token count */
    uint32_t lizard_parameters;
    uint32_t tokens;     /* CPython's, without comments, line ends and indentation */
    uint32_t statements; /* pylint's count */
    uint32_t branches, returns, locals;
    uint32_t nesting; /* of statements that have a body */
};

struct class_measures {
    uint32_t attributes; /* names that the class or self is given */
    uint32_t weighted_methods;
    uint32_t cognitive;
};

struct measures {
    metric_set set;
    const struct function_measures *functions;
    const struct class_measures *classes;
    uint32_t function_count, class_count;
    struct raw_lines raw;
    struct halstead halstead;
    uint32_t cognitive;
    uint32_t lizard_lines, lizard_tokens;
    uint32_t tokens, statements;
    uint32_t origin_lines; /* origin.c */
};

#endif
