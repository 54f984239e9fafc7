/* difference.h - where two trees of one file differ.
 *
 * What --parser both proves: the batch driver's tree is the runtime's, in
 * every symbol, field, span and flag, and in order and depth, which the sizes
 * of the subtrees say. */
#ifndef CAMBIUM_PARSERS_DIFFERENCE_H
#define CAMBIUM_PARSERS_DIFFERENCE_H

#include "engine/base/err.h"
#include "parsers/tree.h"

#include <stdbool.h>

/* True: equal. False: *e says which node is the first that differs and how. */
bool trees_equal(const struct tree *runtime, const struct tree *batch, struct err *e);

#endif
