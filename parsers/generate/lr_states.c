/* lr_states.c - states of ours: tree-sitter's, and where chains of hidden unit
 * reductions lead from there (G9). */
#include "parsers/generate/lr_builder.h"

#include <string.h>

static uint16_t state_intern(struct builder *b, const struct state *wanted)
{
    for (size_t i = 0; i < b->state_count; i++) {
        const struct state *s = &b->states[i];

        if (s->parse_state == wanted->parse_state && s->symbol == wanted->symbol &&
            s->chain_count == wanted->chain_count &&
            memcmp(s->chains, wanted->chains,
                   sizeof s->chains[0] * wanted->chain_count) == 0)
            return (uint16_t)i;
    }
    if (b->state_count >= NONE - 1)
        fail("states don't fit 16 bits");
    GROW(b->states, b->state_count, b->state_capacity);
    b->states[b->state_count] = *wanted;
    return (uint16_t)b->state_count++;
}

static bool chain_has(const struct state *s, uint16_t symbol)
{
    for (uint16_t i = 0; i < s->chain_count; i++) {
        if (s->chains[i].symbol == symbol)
            return true;
    }
    return false;
}

uint16_t state_after(struct builder *b, uint32_t below, uint16_t symbol, int depth)
{
    uint16_t *memo = &b->state_of[below * b->language->symbol_count + symbol];

    if (*memo != NONE)
        return *memo;
    if (depth > MAX_DEPTH)
        fail("hidden unit reductions run in a circle");

    struct state s = {.parse_state = next_state(b, below, symbol), .symbol = symbol};
    if (s.parse_state == 0)
        fail("a reduction leads nowhere");
    for (uint16_t token = 0; token < b->language->token_count; token++) {
        const TSParseAction *action = only_action(list_at(b, s.parse_state, token));

        if (!is_unit(b, action) || chain_has(&s, action->reduce.symbol))
            continue;
        /* A merged row may list a reduction that this state below never needs. */
        if (next_state(b, below, action->reduce.symbol) == 0)
            continue;
        if (s.chain_count == MAX_CHAINS)
            fail("too many hidden unit reductions in a state");
        s.chains[s.chain_count++] =
            (struct chain){action->reduce.symbol,
                           state_after(b, below, action->reduce.symbol, depth + 1)};
    }
    b->reachable[s.parse_state] = true;
    return *memo = state_intern(b, &s);
}

/* All states that can be reached from the start; the list grows as it is read. */
void states_find(struct builder *b)
{
    const TSLanguage *l = b->language;
    size_t cells = (size_t)l->state_count * l->symbol_count;

    b->state_of = memory_alloc(cells * sizeof *b->state_of);
    memset(b->state_of, 0xff, cells * sizeof *b->state_of);
    b->reachable = memory_calloc(l->state_count, sizeof *b->reachable);
    b->reachable[1] = true;
    state_intern(b, &(struct state){.parse_state = 1});
    for (size_t i = 0; i < b->state_count; i++) {
        uint16_t below = b->states[i].parse_state;

        for (uint16_t symbol = 0; symbol < l->symbol_count; symbol++) {
            if (next_state(b, below, symbol))
                state_after(b, below, symbol, 0);
        }
    }
}

static uint64_t pack_one(struct builder *b, const TSParseAction *action,
                         uint16_t parse_state, uint16_t token, uint16_t settled)
{
    switch (action->type) {
    case TSParseActionTypeShift:
        if (action->shift.extra)
            return action_pack(token, LR_SHIFT_EXTRA, 0, 0, settled);
        return action_pack(token, LR_SHIFT, 0, state_after(b, parse_state, token, 0),
                           settled);
    case TSParseActionTypeReduce: {
        uint16_t r = reduction_of(b, action);

        enum lr_kind kind = reduction_kind(b, &b->reductions[r]);
        bool plain = kind == LR_REDUCE_HIDDEN || kind == LR_REDUCE_VISIBLE;

        return action_pack(token, kind, action->reduce.child_count,
                           plain ? action->reduce.symbol : r, settled);
    }
    case TSParseActionTypeAccept: return action_pack(token, LR_ACCEPT, 0, 0, settled);
    default: return action_pack(token, LR_ERROR, 0, 0, settled);
    }
}

/* What happens in `state` with `token`, at the end of the chain that begins in
 * `first`. False: the state has no action. */
static bool settle_from(struct builder *b, uint16_t first, uint16_t state, uint16_t token,
                        uint64_t *packed)
{
    const struct state *s = &b->states[state];
    struct list list = list_at(b, s->parse_state, token);
    const TSParseAction *action = only_action(list);
    uint16_t settled = state == first ? 0 : state;

    if (list.count == 0)
        return false;
    if (!action) {
        enum lr_kind kind = acting_count(list) ? LR_FORK : LR_ERROR;

        *packed = action_pack(token, kind, 0, 0, settled);
        return true;
    }
    if (!is_unit(b, action)) {
        *packed = pack_one(b, action, s->parse_state, token, settled);
        return true;
    }
    for (uint16_t i = 0; i < s->chain_count; i++) {
        uint16_t next = s->chains[i].state;

        if (s->chains[i].symbol != action->reduce.symbol)
            continue;
        if (!settle_from(b, first, next, token, packed))
            *packed = action_pack(token, LR_ERROR, 0, 0, next);
        return true;
    }
    *packed = action_pack(token, LR_ERROR, 0, 0, settled);
    return true;
}

bool settle(struct builder *b, uint16_t state, uint16_t token, uint64_t *packed)
{
    return settle_from(b, state, state, token, packed);
}
