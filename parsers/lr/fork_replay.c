/* fork_replay.c - the end of a fork: what was read in it is shifted and reduced
 * upon the driver's stack, in the order of one version.
 *
 * The entries that the fork popped are in there again as sub-trees. Their
 * records are in place as long as nothing was written between them; from the
 * first such place on they are moved aside and copied back one by one. */
#include "parsers/lr/fork_parts.h"

#include "engine/base/memory.h"

#include <string.h>

struct replay {
    uint32_t floor;        /* the lowest entry that was taken off */
    uint32_t entry_count;  /* so many were */
    uint32_t next;         /* the next of them to come back: always in their order */
    uint32_t record_floor; /* where the first one's records began */
    uint32_t record_end;
    bool aside; /* their records are in f->records */
};

static uint32_t entry_records_end(const struct fork *f, const struct replay *r,
                                  uint32_t i)
{
    return i + 1 < r->entry_count ? f->entries[i + 1].record : r->record_end;
}

static void take_off(struct fork *f, struct replay *r)
{
    struct lr *lr = f->lr;
    uint32_t count = (uint32_t)f->entry_count;

    /* The bottom of the stack may be a node too; it stays. */
    r->floor = count > f->top ? 1 : f->top + 1 - count;
    r->entry_count = f->top + 1 - r->floor;
    r->next = 0;
    r->record_end = lr->record_count;
    r->record_floor = r->entry_count ? lr->stack[r->floor].record : lr->record_count;
    r->aside = false;
    if (r->entry_count > f->entries_capacity)
        f->entries = memory_grow(f->entries, &f->entries_capacity, r->entry_count,
                                 sizeof *f->entries);
    memcpy(f->entries, &lr->stack[r->floor], r->entry_count * sizeof *f->entries);
    lr->top = r->floor - 1;
    while (last_extra(lr) > lr->top)
        lr->extra_count--;
    lr->record_count = r->record_floor;
    lr->state = lr->stack[lr->top].state;
}

/* Before anything is written where records wait for their entry. */
static void move_aside(struct fork *f, struct replay *r)
{
    struct lr *lr = f->lr;
    uint32_t count = r->record_end - r->record_floor;

    if (r->aside || r->next == r->entry_count)
        return;
    if (count > f->records_capacity)
        f->records =
            memory_grow(f->records, &f->records_capacity, count, sizeof *f->records);
    memcpy(f->records, &lr->records[r->record_floor], count * sizeof *f->records);
    r->aside = true;
}

static bool records_copy(struct lr *lr, const struct node *from, uint32_t count)
{
    while (lr->record_count + (size_t)count + 2 >= lr->record_capacity) {
        uint32_t kept = lr->record_count;

        lr->record_count = (uint32_t)lr->record_capacity;
        if (!records_ensure(lr))
            return false;
        lr->record_count = kept;
    }
    memcpy(&lr->records[lr->record_count], from, count * sizeof *from);
    return true;
}

static bool put_entry(struct fork *f, struct replay *r, const struct sub *sub)
{
    struct lr *lr = f->lr;
    struct entry e = f->entries[r->next];
    uint32_t count = entry_records_end(f, r, r->next) - e.record;

    stack_settle(lr, lr->state);
    if (!stack_ensure(lr))
        return false;
    if (r->aside && !records_copy(lr, &f->records[e.record - r->record_floor], count))
        return false;
    e.record = lr->record_count;
    lr->stack[++lr->top] = e;
    lr->record_count += count;
    r->next++;
    if (sub->extra)
        return extra_add(lr, lr->top);
    lr->state = e.state;
    return true;
}

/* Where the token leads from the state on top. */
static uint16_t shift_state(const struct lr *lr, uint16_t token)
{
    const struct lr_grammar *g = lr->grammar;
    const uint64_t *actions = NULL;
    uint32_t count = grammar_raw(g, g->states[lr->state].parse_state, token, &actions);

    for (uint32_t i = 0; i < count; i++) {
        if (action_kind(actions[i]) == LR_SHIFT)
            return action_target(actions[i]);
    }
    return lr->state;
}

static bool put_token(struct fork *f, struct replay *r, const struct sub *sub)
{
    struct lr *lr = f->lr;
    struct lex_token token = {
        .start = sub->start, .end = sub->end, .symbol = sub->symbol};
    uint16_t state = shift_state(lr, sub->symbol);

    move_aside(f, r);
    stack_settle(lr, lr->state);
    return push_token(lr, &token, state, sub->extra);
}

static bool put_parent(struct fork *f, struct replay *r, const struct sub *sub)
{
    move_aside(f, r);
    stack_settle(f->lr, f->lr->state);
    return reduce(f->lr, &f->lr->grammar->reductions[sub->reduction]);
}

static void work_add(struct fork *f, uint32_t sub)
{
    if (f->work_count == f->work_capacity)
        f->work =
            memory_grow(f->work, &f->work_capacity, f->work_count + 1, sizeof *f->work);
    f->work[f->work_count++] = sub;
}

/* A sub-tree is on the stack of work twice: for its children, and then, marked,
 * for itself. */
#define CHILDREN_DONE (UINT32_C(1) << 31)

static bool put_sub(struct fork *f, struct replay *r, uint32_t root)
{
    bool fits = true;

    f->work_count = 0;
    work_add(f, root);
    while (fits && f->work_count > 0) {
        uint32_t at = f->work[--f->work_count];
        const struct sub *sub = &f->subs[at & ~CHILDREN_DONE];

        if (at & CHILDREN_DONE) {
            fits = put_parent(f, r, sub);
        } else if (sub->kind == SUB_ENTRY) {
            fits = put_entry(f, r, sub);
        } else if (sub->kind == SUB_TOKEN) {
            fits = put_token(f, r, sub);
        } else {
            work_add(f, at | CHILDREN_DONE);
            for (uint32_t i = sub->kid_count; i > 0; i--)
                work_add(f, f->kids[sub->kids + i - 1]);
        }
    }
    return fits;
}

bool replay(struct fork *f, const uint32_t *path, uint32_t count)
{
    struct replay r;

    take_off(f, &r);
    for (uint32_t i = 0; i < count; i++) {
        if (!put_sub(f, &r, path[i])) {
            fork_give_up(f, LR_LIMIT);
            return false;
        }
    }
    return true;
}
