/* lr_source.c - tree-sitter's tables, spread out. */
#include "parsers/generate/lr_builder.h"

#include <string.h>

static void table_add_small(struct builder *b, uint32_t state)
{
    const TSLanguage *l = b->language;
    const uint16_t *data =
        &l->small_parse_table[l->small_parse_table_map[state - l->large_state_count]];
    uint16_t groups = *data++;

    for (uint16_t group = 0; group < groups; group++) {
        uint16_t value = *data++;
        uint16_t symbols = *data++;

        for (uint16_t i = 0; i < symbols; i++)
            b->table[state * l->symbol_count + *data++] = value;
    }
}

void table_spread(struct builder *b)
{
    const TSLanguage *l = b->language;

    b->table = memory_calloc((size_t)l->state_count * l->symbol_count, sizeof *b->table);
    memcpy(b->table, l->parse_table,
           (size_t)l->large_state_count * l->symbol_count * sizeof *b->table);
    for (uint32_t state = l->large_state_count; state < l->state_count; state++)
        table_add_small(b, state);
}

static uint16_t table_at(const struct builder *b, uint32_t state, uint32_t symbol)
{
    return b->table[state * b->language->symbol_count + symbol];
}

struct list list_at(const struct builder *b, uint32_t state, uint32_t token)
{
    const TSParseActionEntry *entry =
        &b->language->parse_actions[table_at(b, state, token)];

    return (struct list){&entry[1].action, entry->entry.count};
}

bool acts(const TSParseAction *action)
{
    return !(action->type == TSParseActionTypeShift && action->shift.repetition);
}

uint32_t acting_count(struct list list)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < list.count; i++)
        count += acts(&list.actions[i]);
    return count;
}

const TSParseAction *only_action(struct list list)
{
    if (acting_count(list) != 1)
        return NULL;
    for (uint32_t i = 0; i < list.count; i++) {
        if (acts(&list.actions[i]))
            return &list.actions[i];
    }
    return NULL;
}

uint16_t next_state(const struct builder *b, uint32_t state, uint32_t symbol)
{
    if (symbol >= b->language->token_count)
        return table_at(b, state, symbol);

    struct list list = list_at(b, state, symbol);

    for (uint32_t i = 0; i < list.count; i++) {
        const TSParseAction *action = &list.actions[i];

        if (action->type == TSParseActionTypeShift && acts(action) &&
            !action->shift.extra)
            return action->shift.state;
    }
    return 0;
}
