/* fork_reduce.c - reducing in a fork (F1, F5).
 *
 * A reduction may have several ways down, and what it makes may merge with other
 * versions at once; then the order of everything matters. Most have neither, and
 * those just take the version on. */
#include "parsers/lr/fork_parts.h"

static uint32_t extras_behind(const struct fork *f, const struct slice_of_kids *s)
{
    uint32_t count = 0;

    while (count < s->kid_count &&
           f->subs[f->kids[s->kids + s->kid_count - count - 1]].extra)
        count++;
    return count;
}

/* The parent over a slice's kids without the extras behind them, its own
 * production's precedence not yet counted. */
static struct sub parent_of(const struct fork *f, const struct slice_of_kids *s,
                            uint16_t reduction, uint32_t position)
{
    struct sub parent = {
        .start = position,
        .end = position,
        .symbol = f->lr->grammar->reductions[reduction].symbol,
        .kind = SUB_INNER,
        .kids = s->kids,
        .kid_count = s->kid_count - extras_behind(f, s),
        .reduction = reduction,
    };

    for (uint32_t i = 0; i < parent.kid_count; i++)
        parent.precedence += f->subs[f->kids[parent.kids + i]].precedence;
    if (parent.kid_count > 0) {
        parent.start = f->subs[f->kids[parent.kids]].start;
        parent.end = f->subs[f->kids[parent.kids + parent.kid_count - 1]].end;
    }
    return parent;
}

/* Of the slices from *i on that end in one version, the one whose kids are
 * chosen; *i is then the last of them. */
static uint32_t slice_choose(struct fork *f, uint32_t *i, uint16_t reduction,
                             uint32_t position, const struct slice_of_kids **chosen)
{
    uint32_t version = f->slices[*i].version;
    uint32_t parent = sub_add(f, parent_of(f, &f->slices[*i], reduction, position));

    *chosen = &f->slices[*i];
    while (*i + 1 < f->slice_count && f->slices[*i + 1].version == version) {
        ++*i;

        uint32_t other = sub_add(f, parent_of(f, &f->slices[*i], reduction, position));

        if (sub_replaces(f, parent, other)) {
            parent = other;
            *chosen = &f->slices[*i];
        }
    }
    return parent;
}

static uint32_t halted_count(const struct fork *f)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < f->version_count; i++)
        count += f->versions[i].status == VERSION_HALTED;
    return count;
}

static bool merge_below(struct fork *f, uint32_t reduced, uint32_t version)
{
    for (uint32_t i = 0; i < version; i++) {
        if (i != reduced && version_merge(f, i, version))
            return true;
    }
    return false;
}

uint32_t version_reduce(struct fork *f, uint32_t version, uint16_t reduction)
{
    const struct lr_grammar *g = f->lr->grammar;
    const struct lr_reduction *r = &g->reductions[reduction];
    uint32_t first = f->version_count, removed = 0;

    version_pop(f, version, r->child_count);

    uint32_t halted = halted_count(f);

    for (uint32_t i = 0; i < f->slice_count && !f->given_up; i++) {
        uint32_t target = f->slices[i].version - removed;
        const struct slice_of_kids *chosen;

        if (target > MAX_VERSIONS + MAX_VERSION_OVERFLOW + halted) {
            fork_give_up(f, LR_TOO_MANY_VERSIONS);
            break;
        }

        const struct graph_node *below = &f->nodes[f->versions[target].node];
        uint16_t state = grammar_goto(g, g->states[below->state].gotos, r->symbol);
        uint32_t parent = slice_choose(f, &i, reduction, below->position, &chosen);
        uint32_t kids = chosen->kids + f->subs[parent].kid_count;
        uint32_t end = chosen->kids + chosen->kid_count;

        f->subs[parent].precedence += r->precedence;
        version_push(f, target, parent, state);
        for (; kids < end; kids++)
            version_push(f, target, f->kids[kids], state);
        removed += merge_below(f, version, target);
    }
    return f->version_count > first ? first : FORK_NONE;
}

/* Two versions may merge only where they stand (F3). */
static bool is_met(const struct fork *f, uint32_t version, uint16_t parse_state)
{
    uint32_t position = f->nodes[f->versions[version].node].position;

    for (uint32_t i = 0; i < f->version_count; i++) {
        const struct graph_node *node = &f->nodes[f->versions[i].node];

        if (i != version && node->position == position &&
            node->parse_state == parse_state)
            return true;
    }
    return false;
}

/* The parent over the topmost entries, if there is one way down and no extra
 * among them. */
static bool parent_straight(struct fork *f, uint32_t top, const struct lr_reduction *r,
                            struct sub *parent, uint32_t *below)
{
    *below = top;
    parent->start = parent->end = f->nodes[top].position;
    for (uint32_t i = r->child_count; i > 0; i--) {
        const struct graph_node *node = &f->nodes[*below];
        const struct sub *kid = &f->subs[node->first.sub];

        if (node->link_count != 1 || kid->extra)
            return false;
        f->kids[parent->kids + i - 1] = node->first.sub;
        parent->start = kid->start;
        parent->precedence += kid->precedence;
        *below = node_below(f, *below, 0);
    }
    return true;
}

bool version_reduce_alone(struct fork *f, uint32_t version, uint16_t reduction)
{
    const struct lr_grammar *g = f->lr->grammar;
    const struct lr_reduction *r = &g->reductions[reduction];
    struct sub parent = {.precedence = r->precedence,
                         .symbol = r->symbol,
                         .kind = SUB_INNER,
                         .kids = kids_add(f, r->child_count),
                         .kid_count = r->child_count,
                         .reduction = reduction};
    uint32_t below;

    if (f->version_count > MAX_VERSIONS ||
        !parent_straight(f, f->versions[version].node, r, &parent, &below))
        return false;

    uint16_t state = grammar_goto(g, g->states[f->nodes[below].state].gotos, r->symbol);

    if (is_met(f, version, g->states[state].parse_state))
        return false;
    f->versions[version].node = below;
    version_push(f, version, sub_add(f, parent), state);
    return true;
}
