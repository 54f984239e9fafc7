#include "engine/facts/bill.h"

#include "engine/base/memory.h"
#include "engine/facts/extract.h"
#include "engine/facts/extractor.h"

#include <stdlib.h>

_Static_assert(TALLY_COUNT <= 32, "what is passed on is one word of bits");

void bill_open(struct extractor *x, const struct scope *scope, uint32_t outer)
{
    struct bill_writer *bill = x->bill;

    bill->scopes = memory_grow(bill->scopes, &bill->scope_capacity, bill->scope_count + 1,
                               sizeof *bill->scopes);
    bill->scopes[scope->serial] =
        (struct bill_scope){.outer = outer, .function = FACTS_NONE};
    bill->scope_count++;
}

void bill_add(struct extractor *x, const struct scope *scope, enum tally tally,
              uint32_t node, enum point_rule rule, uint32_t points)
{
    struct bill_writer *bill = x->bill;

    bill->items = memory_grow(bill->items, &bill->item_capacity, bill->item_count + 1,
                              sizeof *bill->items);
    bill->items[bill->item_count++] =
        (struct bill_item){.start_byte = x->nodes[node].start_byte,
                           .line = node_line(x, node),
                           .points = points,
                           .scope = scope->serial,
                           .rule = (uint8_t)rule,
                           .tally = (uint8_t)tally,
                           .stays = bill->scopes[scope->serial].passed_on >> tally & 1};
}

void bill_pass_on(struct extractor *x, const struct scope *closing, enum tally tally)
{
    x->bill->scopes[closing->serial].passed_on |= UINT32_C(1) << tally;
}

void bill_name(struct extractor *x, const struct scope *closing, uint32_t function)
{
    x->bill->scopes[closing->serial].function = function;
}

/* By place; what is given for one place keeps the order of the rules. */
static int items_order(const void *a, const void *b)
{
    const struct bill_item *one = a, *two = b;

    if (one->start_byte != two->start_byte)
        return one->start_byte < two->start_byte ? -1 : 1;
    if (one->tally != two->tally)
        return one->tally < two->tally ? -1 : 1;
    if (one->scope != two->scope)
        return one->scope < two->scope ? -1 : 1;
    return (one->rule > two->rule) - (one->rule < two->rule);
}

static void *kept(const void *items, size_t count, size_t bytes, struct arena *lasting)
{
    void *copy = arena_alloc(lasting, count * bytes, alignof(uint32_t));

    if (count)
        memcpy(copy, items, count * bytes);
    return copy;
}

static const struct bill *bill_keep(struct bill_writer *writer,
                                    struct extracted extracted, struct arena *lasting)
{
    struct bill *bill = arena_new(lasting, struct bill);

    for (size_t i = 0; i < writer->scope_count; i++) {
        if (writer->scopes[i].function != FACTS_NONE)
            writer->scopes[i].function =
                extracted.facts->function_count - 1 - writer->scopes[i].function;
    }
    if (writer->item_count)
        qsort(writer->items, writer->item_count, sizeof *writer->items, items_order);
    bill->facts = extracted.facts;
    bill->measures = extracted.measures;
    bill->items = kept(writer->items, writer->item_count, sizeof *bill->items, lasting);
    bill->scopes =
        kept(writer->scopes, writer->scope_count, sizeof *bill->scopes, lasting);
    bill->item_count = (uint32_t)writer->item_count;
    bill->scope_count = (uint32_t)writer->scope_count;
    return bill;
}

const struct bill *bill_extract(struct extractor *x, const struct tree *tree,
                                struct slice source, struct arena *lasting)
{
    struct bill_writer writer = {0};
    struct extracted extracted;
    const struct bill *bill;

    x->bill = &writer;
    extracted = extract(x, tree, source, FACT_METRICS | MEASURE_METRICS, lasting);
    x->bill = NULL;
    bill = bill_keep(&writer, extracted, lasting);
    free(writer.items);
    free(writer.scopes);
    return bill;
}

uint32_t bill_next(const struct bill *bill, const struct bill_item *item, uint32_t scope)
{
    bool passed = bill->scopes[scope].passed_on >> item->tally & 1;

    return passed && !item->stays ? bill->scopes[scope].outer : FACTS_NONE;
}

bool bill_counts(const struct bill *bill, const struct bill_item *item, uint32_t function)
{
    uint32_t scope = item->scope;

    while (scope != FACTS_NONE && bill->scopes[scope].function != function)
        scope = bill_next(bill, item, scope);
    return scope != FACTS_NONE;
}
