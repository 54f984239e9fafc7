/* lr_rows.c - actions, gotos and raw actions by state, as rows of combs. */
#include "parsers/generate/lr_builder.h"

void actions_build(struct builder *b)
{
    for (size_t i = 0; i < b->state_count; i++) {
        row_open(&b->actions);
        for (uint16_t token = 0; token < b->language->token_count; token++) {
            uint64_t packed;

            if (settle(b, (uint16_t)i, token, &packed))
                row_add(&b->actions, token, packed);
        }
    }
    rows_place(&b->actions, b->language->token_count, LR_ROW_SLOTS);
    if (b->actions.width / LR_ROW_SLOTS > UINT16_MAX)
        fail("rows of actions don't fit 16 bits");
}

uint16_t row_of(const struct builder *b, size_t state)
{
    return (uint16_t)(b->actions.rows[state].base / LR_ROW_SLOTS);
}

/* Only now is it known where the rows are that shifts lead to. */
void shifts_complete(struct builder *b)
{
    for (size_t i = 0; i < b->actions.cell_count; i++) {
        uint64_t *action = &b->actions.cells[i].value;

        if (action_kind(*action) == LR_SHIFT)
            *action |= (uint64_t)row_of(b, action_target(*action)) << 16;
    }
}

void gotos_build(struct builder *b)
{
    const TSLanguage *l = b->language;

    for (uint32_t state = 0; state < l->state_count; state++) {
        row_open(&b->gotos);
        for (uint16_t symbol = (uint16_t)l->token_count;
             b->reachable[state] && symbol < l->symbol_count; symbol++) {
            uint16_t to = b->state_of[state * l->symbol_count + symbol];

            if (to != NONE)
                row_add(&b->gotos, symbol, to | (uint32_t)row_of(b, to) << 16);
        }
    }
    rows_place(&b->gotos, l->symbol_count, 1);
}

static uint64_t raw_action(struct builder *b, uint32_t state, uint16_t token,
                           const TSParseAction *action)
{
    if (action->type == TSParseActionTypeReduce)
        return action_pack(token, LR_REDUCE_ANY, action->reduce.child_count,
                           reduction_of(b, action), 0);
    if (action->type != TSParseActionTypeShift)
        return action_pack(token, LR_ACCEPT, 0, 0, 0);
    if (action->shift.extra)
        return action_pack(token, LR_SHIFT_EXTRA, 0, 0, 0);
    return action_pack(token, LR_SHIFT, 0,
                       b->state_of[state * b->language->symbol_count + token], 0);
}

/* One action, or the number of a new list of them. */
static uint64_t raw_slot(struct builder *b, uint32_t state, uint16_t token)
{
    struct list list = list_at(b, state, token);
    const TSParseAction *only = only_action(list);

    if (only)
        return raw_action(b, state, token, only);
    if (b->list_count >= NONE)
        fail("action lists don't fit 16 bits");
    GROW(b->raw_lists, b->list_count, b->list_capacity);
    b->raw_lists[b->list_count] = (uint32_t)b->raw_count;
    for (uint32_t i = 0; i < list.count; i++) {
        if (!acts(&list.actions[i]))
            continue;
        GROW(b->raw_actions, b->raw_count, b->raw_capacity);
        b->raw_actions[b->raw_count++] = raw_action(b, state, token, &list.actions[i]);
    }
    return action_pack(token, LR_FORK, 0, (uint16_t)b->list_count++, 0);
}

void raw_build(struct builder *b)
{
    for (uint32_t state = 0; state < b->language->state_count; state++) {
        row_open(&b->raw);
        for (uint16_t token = 0; b->reachable[state] && token < b->language->token_count;
             token++) {
            if (list_at(b, state, token).count)
                row_add(&b->raw, token, raw_slot(b, state, token));
        }
    }
    GROW(b->raw_lists, b->list_count, b->list_capacity);
    b->raw_lists[b->list_count] = (uint32_t)b->raw_count;
    rows_place(&b->raw, b->language->token_count, 1);
}
