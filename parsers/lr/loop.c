/* loop.c - one stack, one action at a time: what happens with all but a few of
 * the tokens.
 *
 * What the loop needs at each step is in locals, and goes back into the driver
 * (PARK) before anything else is called that reads or changes the stack. Rare
 * cases are in reduce.c and fork.c. */
#include "parsers/lr/driver.h"
#include "parsers/lr/fork.h"

static enum lr_reason lexer_reason(const struct lr *lr)
{
    switch (lr->lexer.failure) {
    case LEX_TOO_DEEP: return LR_NESTED;
    case LEX_NUL_BYTE: return LR_NUL;
    case LEX_TOO_LONG: return LR_LIMIT;
    default: return LR_LEXER_FAILED;
    }
}

/* The fields of children that are all in their places: no extra among them,
 * and the last one's records end where the records end (V3). */
static inline void fields_set(struct node *records, const struct entry *first,
                              uint32_t limit, const struct lr_reduction *r)
{
    for (uint32_t i = 0; i < r->field_count; i++) {
        uint32_t child = r->inlined[i].child;
        uint32_t end = child + 1u == r->child_count ? limit : first[child + 1].record;
        uint32_t at = end, start = first[child].record;

        while (at > start) {
            struct node *node = &records[at - 1];

            at -= node->size;
            if (node->field == 0 && !(node->flags & NODE_EXTRA))
                node->field = r->inlined[i].field;
        }
    }
}

/* So many steps are sure to fit: each takes one entry and one record at most. */
static inline int64_t room_of(const struct lr *lr)
{
    int64_t entries = (int64_t)lr->stack_capacity - lr->top - 2;
    int64_t records = (int64_t)lr->record_capacity - lr->record_count - 2;

    return entries < records ? entries : records;
}

#define PARK()                                                        \
    (lr->top = (uint32_t)(top - lr->stack), lr->record_count = count, \
     lr->state = (uint16_t)state)
#define UNPARK()                                                                   \
    (top = &lr->stack[lr->top], at = top->end, count = lr->record_count,           \
     state = lr->state, extra = &lr->stack[last_extra(lr)], records = lr->records, \
     room = room_of(lr), row = grammar_row(g, lr->state))

enum lr_reason loop_run(struct lr *lr)
{
    const struct lr_grammar *const g = lr->grammar;
    const struct lr_state *const states = g->states;
    const uint64_t *const actions = g->actions;
    const uint32_t *const gotos = g->gotos;
    const struct lr_symbol *const symbols = g->symbols;
    struct lexer *const lexer = &lr->lexer;
    struct entry *top, *extra, *first;
    struct node *records;
    /* The top entry's end: lexing starts there, and what was just stored is slow
     * to load. A reduction doesn't change it. */
    uint32_t at;
    uint32_t count, state, packed;
    int64_t room;
    const uint64_t *row;

    UNPARK();
    for (;;) {
        struct scanner_state before = lexer->scanner;
        struct lex_token token;
        uint64_t action;
        uint32_t settled;

        if (!lex(lexer, states[state].parse_state, at, &token))
            return lexer_reason(lr);
        goto reduced;

    go:
        state = goto_state(packed);
        row = &actions[(size_t)goto_row(packed) * LR_ROW_SLOTS];

    reduced:
        action = row[token.symbol];
        if (action_token(action) != token.symbol)
            goto no_action;

    act:
        settled = action_settled(action);
        settled = settled ? settled : state;
        switch (action_kind(action)) {
        case LR_SHIFT:
            if (room-- <= 0) {
                PARK();
                if (!stack_ensure(lr) || !records_ensure(lr))
                    return LR_LIMIT;
                UNPARK();
            }
            if (extra == top && extra != lr->stack) {
                PARK();
                stack_settle(lr, (uint16_t)settled);
            }
            top->state = (uint16_t)settled;
            top->gotos = states[settled].gotos;
            top++;
            top->start = token.start;
            top->end = at = token.end;
            top->record = count;
            node_write(&records[count], node_span(token.start, token.end),
                       symbols[token.symbol].node);
            count += symbols[token.symbol].visible;
            state = action_target(action);
            row = &actions[(size_t)action_row(action) * LR_ROW_SLOTS];
            continue;

        case LR_REDUCE_HIDDEN:
            first = top + 1 - action_children(action);
            if (extra >= first)
                goto reduce_plain;
            first->end = at;
            top = first;
            packed = gotos[top[-1].gotos + action_target(action)];
            goto go;

        case LR_REDUCE_VISIBLE:
            first = top + 1 - action_children(action);
            if (extra >= first || room-- <= 0)
                goto reduce_plain;
            first->end = at;
            top = first;
            node_write(&records[count], node_span(first->start, first->end),
                       symbols[action_target(action)].node + (count - first->record));
            count++;
            packed = gotos[top[-1].gotos + action_target(action)];
            goto go;

        case LR_REDUCE_FIELDS: {
            const struct lr_reduction *r = &g->reductions[action_target(action)];

            first = top + 1 - action_children(action);
            if (extra >= first || room-- <= 0)
                goto reduce_any;
            fields_set(records, first, count, r);
            first->end = at;
            top = first;
            node_write(&records[count], node_span(first->start, first->end),
                       symbols[r->symbol].node + (count - first->record));
            count++;
            packed = gotos[top[-1].gotos + r->symbol];
            goto go;
        }

        case LR_REDUCE_ANY:
        reduce_any:
            PARK();
            stack_settle(lr, (uint16_t)settled);
            if (!reduce(lr, &g->reductions[action_target(action)]))
                return LR_LIMIT;
            UNPARK();
            goto reduced;

        case LR_SHIFT_EXTRA:
            PARK();
            stack_settle(lr, (uint16_t)settled);
            if (!push_token(lr, &token, 0, true))
                return LR_LIMIT;
            UNPARK();
            continue;

        case LR_ACCEPT:
            PARK();
            accept(lr, token.end);
            return LR_DONE;

        case LR_FORK: {
            PARK();
            stack_settle(lr, (uint16_t)settled);

            enum fork_end end = fork_run(lr, &token, before);

            if (end != FORK_JOINED)
                return end == FORK_ACCEPTED ? LR_DONE : lr->fork_reason;
            UNPARK();
            continue;
        }

        case LR_ERROR: state = settled; goto no_action;
        default: __builtin_unreachable();
        }

    reduce_plain:
        PARK();
        stack_settle(lr, (uint16_t)settled);
        if (!reduce_unpatched(lr, action_target(action), action_children(action)))
            return LR_LIMIT;
        UNPARK();
        goto reduced;

    no_action:
        if (!may_be_word(g, (uint16_t)state, &token))
            return LR_NO_ACTION;
        token.symbol = g->word_token;
        row = grammar_row(g, (uint16_t)state);
        action = row[token.symbol];
        if (action_token(action) != token.symbol)
            return LR_NO_ACTION;
        goto act;
    }
}
