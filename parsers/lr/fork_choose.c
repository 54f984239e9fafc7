/* fork_choose.c - which of two readings of the same text is the better one. */
#include "parsers/lr/fork_parts.h"

#include "engine/base/memory.h"

static void work_push(struct fork *f, uint32_t left, uint32_t right)
{
    if (f->work_count + 2 > f->work_capacity)
        f->work =
            memory_grow(f->work, &f->work_capacity, f->work_count + 2, sizeof *f->work);
    f->work[f->work_count++] = left;
    f->work[f->work_count++] = right;
}

/* How many children; an entry of the stack doesn't say, unless it is a token. */
static bool kid_count(struct fork *f, const struct sub *sub, uint32_t *count)
{
    *count = sub->kind == SUB_INNER ? sub->kid_count : 0;
    return sub->kind != SUB_ENTRY || sub->symbol < f->lr->grammar->token_count;
}

/* Smaller symbol first, then fewer children, then child by child from the left
 * (F5). 0 if they are equal. */
static int subs_compare(struct fork *f, uint32_t left, uint32_t right)
{
    f->work_count = 0;
    work_push(f, left, right);
    while (f->work_count > 0) {
        right = f->work[--f->work_count];
        left = f->work[--f->work_count];
        if (left == right)
            continue;

        const struct sub *a = &f->subs[left], *b = &f->subs[right];
        uint32_t a_kids, b_kids;

        if (a->symbol != b->symbol)
            return a->symbol < b->symbol ? -1 : 1;

        bool known = kid_count(f, a, &a_kids);

        known = kid_count(f, b, &b_kids) && known;
        if (!known) {
            fork_give_up(f, LR_TIE);
            return 0;
        }
        if (a_kids != b_kids)
            return a_kids < b_kids ? -1 : 1;
        for (uint32_t i = a_kids; i > 0; i--)
            work_push(f, f->kids[a->kids + i - 1], f->kids[b->kids + i - 1]);
    }
    return 0;
}

bool sub_replaces(struct fork *f, uint32_t left, uint32_t right)
{
    if (f->subs[left].precedence != f->subs[right].precedence)
        return f->subs[right].precedence > f->subs[left].precedence;
    return subs_compare(f, left, right) > 0;
}
