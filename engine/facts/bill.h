/* bill.h - which points make up a number, one by one.
 *
 * A bill is written by the calls that count (tally.h): the points that add up to a
 * function's number are its number. It holds for one file and lives in an arena. */
#ifndef CAMBIUM_FACTS_BILL_H
#define CAMBIUM_FACTS_BILL_H

#include "engine/base/arena.h"
#include "engine/base/slice.h"
#include "engine/facts/facts.h"
#include "engine/facts/measures.h"
#include "engine/facts/tally.h"
#include "parsers/tree.h"

#include <stdbool.h>
#include <stdint.h>

struct extractor;

/* Points given for one place. */
struct bill_item {
    uint32_t start_byte, line;
    uint32_t points;
    uint32_t scope; /* index into the bill's scopes */
    uint8_t rule, tally;
    bool stays; /* given when the scope had passed its tally on */
};

/* A definition or the module. The one around it has a lower index. */
struct bill_scope {
    uint32_t outer;     /* the module's is FACTS_NONE */
    uint32_t function;  /* index into the facts, or FACTS_NONE */
    uint32_t passed_on; /* a bit for each tally that its outer gets too */
};

struct bill {
    const struct facts *facts;
    const struct measures *measures;
    const struct bill_item *items; /* in the order of the source */
    const struct bill_scope *scopes;
    uint32_t item_count, scope_count;
};

/* All metrics of the file, and the bill of their tallies. */
const struct bill *bill_extract(struct extractor *x, const struct tree *tree,
                                struct slice source, struct arena *lasting);

/* The scope whose number the item is part of after it was part of `scope`'s, or
 * FACTS_NONE. An item is part of its own scope's number first. */
uint32_t bill_next(const struct bill *bill, const struct bill_item *item, uint32_t scope);

/* Is that item one of the points of that function's number? */
bool bill_counts(const struct bill *bill, const struct bill_item *item,
                 uint32_t function);

#endif
