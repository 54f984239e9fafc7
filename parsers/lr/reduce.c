/* reduce.c - the whole of shifting and reducing, for all that the loop doesn't
 * do by itself: extras, aliases, fields under hidden nodes, empty nodes. */
#include "parsers/lr/driver.h"

#include "engine/base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static bool over_limit(const struct lr *lr, size_t bytes)
{
    return bytes > lr->heap_bytes;
}

bool stack_ensure(struct lr *lr)
{
    if (lr->top + (size_t)2 < lr->stack_capacity)
        return true;
    if (over_limit(lr, lr->stack_capacity * 2 * sizeof *lr->stack))
        return false;
    lr->stack = memory_grow(lr->stack, &lr->stack_capacity, lr->top + (size_t)3,
                            sizeof *lr->stack);
    return true;
}

bool records_ensure(struct lr *lr)
{
    if (lr->record_count + (size_t)2 < lr->record_capacity)
        return true;
    if (over_limit(lr, lr->record_capacity * 2 * sizeof *lr->records))
        return false;
    lr->records = memory_grow(lr->records, &lr->record_capacity,
                              lr->record_count + (size_t)3, sizeof *lr->records);
    return true;
}

bool extra_add(struct lr *lr, uint32_t index)
{
    if (lr->extra_count == lr->extra_capacity &&
        over_limit(lr, lr->extra_capacity * 2 * sizeof *lr->extras))
        return false;
    if (lr->extra_count == lr->extra_capacity)
        lr->extras = memory_grow(lr->extras, &lr->extra_capacity,
                                 lr->extra_count + (size_t)1, sizeof *lr->extras);
    lr->extras[lr->extra_count++] = index;
    return true;
}

/* No state has this number: what the entry stands on has been reduced since. */
#define UNSETTLED UINT16_MAX

void extras_settle(struct lr *lr, uint16_t state)
{
    uint16_t gotos = lr->grammar->states[state].gotos;
    uint32_t index = lr->top;

    for (uint32_t i = lr->extra_count - 1; i > 0 && lr->extras[i] == index; i--) {
        index--;
        if (lr->stack[index].state == state)
            break; /* and so are those below: they were settled together */
        lr->stack[index].state = state;
        lr->stack[index].gotos = gotos;
    }
}

bool push_token(struct lr *lr, const struct lex_token *token, uint16_t state, bool extra)
{
    const struct lr_symbol *symbol = &lr->grammar->symbols[token->symbol];

    if (!stack_ensure(lr) || !records_ensure(lr))
        return false;
    lr->stack[++lr->top] =
        (struct entry){token->start, token->end, lr->record_count, 0, 0};
    if (symbol->visible)
        node_write(&lr->records[lr->record_count++], node_span(token->start, token->end),
                   symbol->node | node_half(0, 0, extra ? NODE_EXTRA : 0));
    if (extra)
        return extra_add(lr, lr->top);
    lr->state = state;
    return true;
}

/* A node over the records from `first` on, before `at`. There is room. */
static void record_insert(struct lr *lr, uint32_t first, uint32_t at, uint64_t span,
                          uint64_t half)
{
    memmove(&lr->records[at + 1], &lr->records[at],
            (lr->record_count - at) * sizeof *lr->records);
    node_write(&lr->records[at], span, half + (at - first));
    lr->record_count++;
}

/* The children of a reduction: entries first..last, the extras in the middle
 * included, and their records, which end before `limit`. */
struct children {
    uint32_t first, last;
    uint32_t limit;
    uint32_t inner;    /* lr->extras[inner] and on are above the first child */
    uint32_t trailing; /* so many extras are above the last one */
};

static struct children children_find(const struct lr *lr, uint32_t count)
{
    struct children c = {.limit = lr->record_count, .last = lr->top};
    uint32_t extra = lr->extra_count - 1;

    while (extra > 0 && lr->extras[extra] == c.last) {
        c.limit = lr->stack[c.last--].record;
        c.trailing++;
        extra--;
    }
    c.first = c.last + 1;
    while (count > 0) {
        c.first--;
        if (extra > 0 && lr->extras[extra] == c.first)
            extra--;
        else
            count--;
    }
    c.inner = extra + 1;
    return c;
}

/* The entry of child number `wanted`, extras not counted (V1). */
static uint32_t child_entry(const struct lr *lr, const struct children *c,
                            uint32_t wanted)
{
    uint32_t index = c->first, extra = c->inner;

    for (;; index++) {
        if (extra < lr->extra_count && lr->extras[extra] == index)
            extra++;
        else if (wanted-- == 0)
            return index;
    }
}

static uint32_t child_limit(const struct lr *lr, const struct children *c, uint32_t index)
{
    return index == c->last ? c->limit : lr->stack[index + 1].record;
}

/* Sets the field of all nodes at the top of a child that have none (V3). */
static void field_set(struct lr *lr, uint32_t first, uint32_t limit, uint8_t field)
{
    for (uint32_t at = limit; at > first;) {
        struct node *node = &lr->records[at - 1];

        if (node->field == 0 && !(node->flags & NODE_EXTRA))
            node->field = field;
        at -= node->size;
    }
}

/* V1, V2: an alias renames a visible child and makes a hidden one visible. */
static void alias_set(struct lr *lr, struct children *c, const struct lr_alias *alias)
{
    uint32_t index = child_entry(lr, c, alias->child);
    uint32_t limit = child_limit(lr, c, index);
    const struct entry *child = &lr->stack[index];
    uint16_t symbol = lr->grammar->states[child->state].symbol;

    if (lr->grammar->symbols[symbol].visible) {
        struct node *node = &lr->records[limit - 1];

        node->symbol = alias->public_symbol;
        node->flags = (uint8_t)((node->flags & ~NODE_NAMED) | alias->node_flags);
        return;
    }
    record_insert(lr, child->record, limit, node_span(child->start, child->end),
                  node_half(1, alias->public_symbol, alias->node_flags));
    for (uint32_t i = index + 1; i <= lr->top; i++)
        lr->stack[i].record++;
    c->limit++;
}

static bool patch(struct lr *lr, const struct lr_reduction *r, struct children *c)
{
    const struct lr_grammar *g = lr->grammar;

    for (uint32_t i = 0; i < r->alias_count; i++) {
        if (!records_ensure(lr))
            return false;
        alias_set(lr, c, &g->aliases[r->aliases + i]);
    }
    for (uint32_t i = 0; i < r->field_count; i++) {
        const struct lr_field *f = &g->fields[r->fields + i];
        uint32_t index = child_entry(lr, c, f->child);

        field_set(lr, lr->stack[index].record, child_limit(lr, c, index), f->field);
    }
    return true;
}

/* The parent takes the first child's place; the extras above the last child
 * come to stand upon it (G2). */
static void children_replace(struct lr *lr, const struct children *c, uint32_t end)
{
    uint32_t moved = c->last - c->first;

    lr->stack[c->first].end = end;
    lr->extra_count = c->inner;
    for (uint32_t i = 1; i <= c->trailing; i++) {
        lr->stack[c->first + i] = lr->stack[c->last + i];
        lr->stack[c->first + i].state = UNSETTLED;
        lr->extras[lr->extra_count++] = c->first + i;
    }
    lr->top -= moved;
}

static bool reduce_nothing(struct lr *lr, const struct lr_reduction *r)
{
    const struct lr_symbol *symbol = &lr->grammar->symbols[r->symbol];
    uint32_t at = lr->stack[lr->top].end;

    if (!stack_ensure(lr) || !records_ensure(lr))
        return false;
    lr->stack[++lr->top] = (struct entry){at, at, lr->record_count, 0, 0};
    if (symbol->visible)
        node_write(&lr->records[lr->record_count++], node_span(at, at), symbol->node);
    lr->state = grammar_goto(lr->grammar, lr->stack[lr->top - 1].gotos, r->symbol);
    return true;
}

/* No extra among the children or above them, and no alias: all is in its place. */
static void reduce_straight(struct lr *lr, const struct lr_reduction *r, uint32_t first)
{
    const struct lr_symbol *symbol = &lr->grammar->symbols[r->symbol];
    const struct children c = {
        .first = first, .last = lr->top, .limit = lr->record_count};
    struct entry *entry = &lr->stack[first];

    for (uint32_t i = 0; i < r->field_count; i++) {
        const struct lr_field *f = &lr->grammar->fields[r->fields + i];
        uint32_t child = first + f->child;

        field_set(lr, lr->stack[child].record, child_limit(lr, &c, child), f->field);
    }
    entry->end = lr->stack[lr->top].end;
    if (symbol->visible) {
        node_write(&lr->records[lr->record_count], node_span(entry->start, entry->end),
                   symbol->node + (lr->record_count - entry->record));
        lr->record_count++;
    }
    lr->top = first;
    lr->state = grammar_goto(lr->grammar, entry[-1].gotos, r->symbol);
}

bool reduce(struct lr *lr, const struct lr_reduction *r)
{
    uint32_t lowest =
        lr->top + 1 - r->child_count; /* of the children, if no extra is there */

    if (r->child_count == 0)
        return reduce_nothing(lr, r);
    if (r->alias_count == 0 && last_extra(lr) < lowest) {
        if (!records_ensure(lr))
            return false;
        reduce_straight(lr, r, lowest);
        return true;
    }

    struct children c = children_find(lr, r->child_count);

    if (!records_ensure(lr) || !patch(lr, r, &c))
        return false;

    const struct lr_symbol *symbol = &lr->grammar->symbols[r->symbol];
    const struct entry *first = &lr->stack[c.first];
    uint32_t end = lr->stack[c.last].end;

    if (symbol->visible) {
        record_insert(lr, first->record, c.limit, node_span(first->start, end),
                      symbol->node);
        for (uint32_t i = 1; i <= c.trailing; i++)
            lr->stack[c.last + i].record++;
    }
    children_replace(lr, &c, end);
    lr->state = grammar_goto(lr->grammar, lr->stack[c.first - 1].gotos, r->symbol);
    return true;
}

bool reduce_unpatched(struct lr *lr, uint16_t symbol, uint32_t child_count)
{
    struct lr_reduction r = {.symbol = symbol, .child_count = (uint8_t)child_count};

    return reduce(lr, &r);
}

void accept(struct lr *lr, uint32_t end_of_file)
{
    uint32_t root = lr->top;

    while (root > 0 && last_extra(lr) == root) {
        lr->extra_count--;
        root--;
    }
    assert(root > 0);

    /* The reduction wrote the root before the extras behind it: take it out. */
    uint32_t limit = root == lr->top ? lr->record_count : lr->stack[root + 1].record;
    struct node node = lr->records[limit - 1];
    uint32_t first = lr->stack[1].start;

    memmove(&lr->records[limit - 1], &lr->records[limit],
            (lr->record_count - limit) * sizeof *lr->records);
    if (root == 1 && node.size == 1 && node.start_byte == node.end_byte)
        first = lr->top > 1 ? lr->stack[2].start : end_of_file;
    node.start_byte = first;
    node.end_byte = end_of_file;
    node.size = lr->record_count;
    lr->records[lr->record_count - 1] = node;
}

bool may_be_word(const struct lr_grammar *g, uint16_t state,
                 const struct lex_token *token)
{
    return (token->flags & LEX_KEYWORD) && token->symbol != g->word_token &&
           !grammar_reserves(g, g->states[state].parse_state, token->symbol);
}
