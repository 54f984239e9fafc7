/* bill_writer.h - a bill while it is being written: backwards, as the pass goes. */
#ifndef CAMBIUM_FACTS_BILL_WRITER_H
#define CAMBIUM_FACTS_BILL_WRITER_H

#include "engine/facts/bill.h"

#include <stddef.h>

struct extractor;
struct scope;

struct bill_writer {
    struct bill_item *items;   /* not in any order */
    struct bill_scope *scopes; /* by serial */
    size_t item_count, scope_count, item_capacity, scope_capacity;
};

/* The extractor has a bill. */
void bill_open(struct extractor *x, const struct scope *scope, uint32_t outer);
void bill_add(struct extractor *x, const struct scope *scope, enum tally tally,
              uint32_t node, enum point_rule rule, uint32_t points);
void bill_pass_on(struct extractor *x, const struct scope *closing, enum tally tally);

/* The scope is the function of that index, as kept backwards. */
void bill_name(struct extractor *x, const struct scope *closing, uint32_t function);

#endif
