/* weights.h - counts that need no metric to see each node.
 *
 * What tokens or logical lines a node stands for follows from its symbol. So the pass
 * adds up, in one addition a node, what each of a few metrics says that nodes of a
 * symbol weigh. Such a metric asks for its sum when it is called anyway: where a
 * function begins and ends, at the odd node that is worth a closer look. */
#ifndef CAMBIUM_FACTS_WEIGHTS_H
#define CAMBIUM_FACTS_WEIGHTS_H

#include "parsers/python.h"
#include "parsers/tree.h"

#include <stdint.h>

/* A sum each. */
enum weight_sum { SUM_TOKENS, SUM_LIZARD_TOKENS, SUM_LOGICAL_LINES, SUM_BRACKETS, SUMS };

/* One number for each sum, added at once. */
typedef uint32_t sums __attribute__((vector_size(SUMS * sizeof(uint32_t))));

/* What a metric says: nodes of that symbol weigh so much. */
struct weight {
    uint16_t symbol;
    int16_t weight;
};

/* A metric's sum: leaves weigh `leaf`, other nodes nothing, but for the exceptions,
 * which end with symbol 0. */
struct weighing {
    enum weight_sum sum;
    int16_t leaf;
    const struct weight *exceptions;
};

/* By symbol; 0 is what is wrong or missing, and weighs nothing. */
struct weights {
    sums of[PY_SYMBOL_COUNT];
};

void weights_clear(struct weights *w);
void weights_set(struct weights *w, const struct weighing *weighing);

/* Of the nodes from `first` to `last`. */
sums weights_between(const struct weights *w, const struct node *nodes, uint32_t first,
                     uint32_t last);

#endif
