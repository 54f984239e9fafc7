/* fork_graph.c - nodes, the links between them, ways down through them. */
#include "parsers/lr/fork_parts.h"

#include "engine/base/memory.h"

#include <string.h>

void fork_give_up(struct fork *f, enum lr_reason reason)
{
    if (!f->given_up)
        f->lr->fork_reason = reason;
    f->given_up = true;
}

static void check_limit(struct fork *f, size_t capacity, size_t item_size)
{
    if (capacity * item_size > f->lr->heap_bytes)
        fork_give_up(f, LR_LIMIT);
}

void fork_grow_nodes(struct fork *f)
{
    f->nodes =
        memory_grow(f->nodes, &f->node_capacity, f->node_count + 1, sizeof *f->nodes);
    check_limit(f, f->node_capacity, sizeof *f->nodes);
}

void fork_grow_subs(struct fork *f)
{
    f->subs = memory_grow(f->subs, &f->sub_capacity, f->sub_count + 1, sizeof *f->subs);
    check_limit(f, f->sub_capacity, sizeof *f->subs);
}

void fork_grow_kids(struct fork *f, uint32_t count)
{
    f->kids =
        memory_grow(f->kids, &f->kid_capacity, f->kid_count + count, sizeof *f->kids);
    check_limit(f, f->kid_capacity, sizeof *f->kids);
}

static bool entry_is_extra(const struct lr *lr, uint32_t entry)
{
    uint32_t low = 0, high = lr->extra_count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (lr->extras[middle] <= entry)
            low = middle;
        else
            high = middle;
    }
    return low > 0 && lr->extras[low] == entry;
}

/* Entries are asked for from the top down, each for the first time by the link
 * from the one above it. */
uint32_t node_of_entry(struct fork *f, uint32_t entry)
{
    const struct lr *lr = f->lr;
    const struct entry *e = &lr->stack[entry];
    uint32_t depth = f->top - entry;

    if (depth < f->entry_count)
        return f->entry_nodes[depth];

    struct sub sub = {.start = e->start,
                      .end = e->end,
                      .symbol = lr->grammar->states[e->state].symbol,
                      .kind = SUB_ENTRY,
                      .extra = entry_is_extra(lr, entry),
                      .entry = entry};
    struct link link = {STACK_ENTRY | (entry - 1), sub_add(f, sub)};
    uint32_t node = node_add(f, e->end, 0, e->state, link);

    if (entry == 0)
        f->nodes[node].link_count = 0; /* the bottom of all */
    if (f->entry_count == f->entry_capacity)
        f->entry_nodes = memory_grow(f->entry_nodes, &f->entry_capacity,
                                     f->entry_count + 1, sizeof *f->entry_nodes);
    f->entry_nodes[f->entry_count++] = node;
    return node;
}

/* ---- popping (F5) ---- */

static void slice_add(struct fork *f, uint32_t version, uint32_t node, uint32_t kids,
                      uint32_t kid_count)
{
    if (f->slice_count > MAX_ITERATORS || f->version_count == MAX_HEADS) {
        fork_give_up(f, LR_TOO_MANY_VERSIONS);
        return;
    }
    for (uint32_t i = f->slice_count; i > 0; i--) {
        uint32_t other = f->slices[i - 1].version;

        if (f->versions[other].node != node)
            continue;
        memmove(&f->slices[i + 1], &f->slices[i],
                (f->slice_count - i) * sizeof *f->slices);
        f->slices[i] = (struct slice_of_kids){kids, kid_count, other};
        f->slice_count++;
        return;
    }
    f->slices[f->slice_count++] =
        (struct slice_of_kids){kids, kid_count, f->version_count};
    f->versions[f->version_count++] =
        (struct version){node, VERSION_ACTIVE, f->versions[version].scanner};
}

static void iterator_finish(struct fork *f, uint32_t version, const struct iterator *it)
{
    uint32_t *subs = &f->kids[it->subs];

    for (uint32_t i = 0, j = it->sub_count; i + 1 < j; i++) {
        uint32_t sub = subs[--j];

        subs[j] = subs[i];
        subs[i] = sub;
    }
    slice_add(f, version, it->node, it->subs, it->sub_count);
}

/* The sub-trees of an iterator are at the end of the kids, or are moved there. */
static void iterator_step(struct fork *f, struct iterator *it, uint32_t link)
{
    uint32_t sub = link_of(f, it->node, link)->sub;
    uint32_t below = node_below(f, it->node, link);

    if (it->subs + it->sub_count != f->kid_count) {
        uint32_t moved = kids_add(f, it->sub_count);

        memcpy(&f->kids[moved], &f->kids[it->subs], it->sub_count * sizeof *f->kids);
        it->subs = moved;
    }
    kid_add(f, sub);
    it->sub_count++;
    it->counted += !f->subs[sub].extra;
    it->node = below;
}

static void iterator_copy(struct fork *f, uint32_t from)
{
    struct iterator it = f->iterators[from];
    uint32_t copy = kids_add(f, it.sub_count);

    memcpy(&f->kids[copy], &f->kids[it.subs], it.sub_count * sizeof *f->kids);
    it.subs = copy;
    f->iterators[f->iterator_count++] = it;
}

/* Each iterator goes one link down in each round: link 0 with the iterator
 * itself, the others with copies of it that are appended. */
static void iterators_run(struct fork *f, uint32_t version, uint32_t count)
{
    f->slice_count = 0;
    f->iterators[0] =
        (struct iterator){f->versions[version].node, (uint32_t)f->kid_count, 0, 0};
    f->iterator_count = 1;
    while (f->iterator_count > 0 && !f->given_up) {
        uint32_t size = f->iterator_count;

        for (uint32_t i = 0; i < size; i++) {
            uint32_t links = f->nodes[f->iterators[i].node].link_count;

            if (f->iterators[i].counted == count || links == 0) {
                if (f->iterators[i].counted == count || count == FORK_NONE)
                    iterator_finish(f, version, &f->iterators[i]);
                memmove(&f->iterators[i], &f->iterators[i + 1],
                        (f->iterator_count - i - 1) * sizeof *f->iterators);
                f->iterator_count--;
                i--;
                size--;
                continue;
            }
            for (uint32_t link = 1; link < links; link++) {
                if (f->iterator_count >= MAX_ITERATORS)
                    continue;
                iterator_copy(f, i);
                iterator_step(f, &f->iterators[f->iterator_count - 1], link);
            }
            iterator_step(f, &f->iterators[i], 0);
        }
    }
}

/* The usual case: one way down as far as needed. False: there are more. */
static bool pop_straight(struct fork *f, uint32_t version, uint32_t count)
{
    uint32_t top = f->versions[version].node, bottom = top, steps = 0;

    for (uint32_t counted = 0; counted < count; steps++) {
        if (f->nodes[bottom].link_count != 1)
            return false;
        counted += !f->subs[f->nodes[bottom].first.sub].extra;
        bottom = node_below(f, bottom, 0);
    }

    uint32_t kids = kids_add(f, steps);

    for (uint32_t at = top, i = steps; i > 0; at = f->nodes[at].first.node)
        f->kids[kids + --i] = f->nodes[at].first.sub;
    f->slice_count = 0;
    slice_add(f, version, bottom, kids, steps);
    return true;
}

void version_pop(struct fork *f, uint32_t version, uint32_t count)
{
    if (!pop_straight(f, version, count))
        iterators_run(f, version, count);
}

void version_pop_all(struct fork *f, uint32_t version)
{
    iterators_run(f, version, FORK_NONE);
}

/* ---- merging (F3, F4) ---- */

static bool subs_equivalent(struct fork *f, uint32_t left, uint32_t right)
{
    const struct sub *a = &f->subs[left], *b = &f->subs[right];

    if (left == right)
        return true;
    if (a->symbol != b->symbol || a->start != b->start || a->end != b->end ||
        a->extra != b->extra)
        return false;
    if (a->kind == SUB_ENTRY || b->kind == SUB_ENTRY) {
        fork_give_up(f, LR_TIE);
        return false;
    }
    if (a->kind == SUB_INNER || b->kind == SUB_INNER)
        return a->kind == b->kind && a->kid_count == b->kid_count;
    if (a->external != b->external)
        return false;
    return !a->external || scanner_state_equal(&f->lr->lexer, a->scanner, b->scanner);
}

static void link_add(struct fork *f, uint32_t node, struct link link);

/* Equal sub-trees on nodes that may be one: these become one. */
static void links_merge(struct fork *f, uint32_t node, uint32_t into, struct link link)
{
    int32_t precedence;

    if (++f->merge_depth > MAX_MERGE_DEPTH)
        fork_give_up(f, LR_LIMIT);
    for (uint32_t i = 0; i < f->nodes[link.node].link_count && !f->given_up; i++) {
        uint32_t below = node_below(f, link.node, i);

        link_add(f, into, (struct link){below, link_of(f, link.node, i)->sub});
    }
    f->merge_depth--;
    precedence = f->nodes[link.node].precedence + f->subs[link.sub].precedence;
    if (precedence > f->nodes[node].precedence)
        f->nodes[node].precedence = precedence;
}

/* Room for all that a node may have beside its first; returns where. */
static uint32_t links_reserve(struct fork *f)
{
    uint32_t first = (uint32_t)f->link_count;

    f->link_count += MAX_LINKS - 1;
    if (f->link_count > f->link_capacity)
        f->links =
            memory_grow(f->links, &f->link_capacity, f->link_count, sizeof *f->links);
    check_limit(f, f->link_capacity, sizeof *f->links);
    return first;
}

static void link_add(struct fork *f, uint32_t node, struct link link)
{
    int32_t precedence = f->nodes[link.node].precedence + f->subs[link.sub].precedence;

    if (link.node == node)
        return;
    for (uint32_t i = 0; i < f->nodes[node].link_count; i++) {
        uint32_t below = node_below(f, node, i);
        struct link *old = link_of(f, node, i);

        if (!subs_equivalent(f, old->sub, link.sub))
            continue;
        if (below == link.node) {
            if (f->subs[link.sub].precedence > f->subs[old->sub].precedence) {
                old->sub = link.sub;
                f->nodes[node].precedence = precedence;
            }
            return;
        }
        if (f->nodes[below].parse_state == f->nodes[link.node].parse_state &&
            f->nodes[below].position == f->nodes[link.node].position) {
            links_merge(f, node, below, link);
            return;
        }
    }
    if (f->nodes[node].link_count == MAX_LINKS)
        return;
    if (f->nodes[node].link_count == 1)
        f->nodes[node].more = links_reserve(f);
    *link_of(f, node, f->nodes[node].link_count++) = link;
    if (precedence > f->nodes[node].precedence)
        f->nodes[node].precedence = precedence;
}

void version_remove(struct fork *f, uint32_t version)
{
    memmove(&f->versions[version], &f->versions[version + 1],
            (f->version_count - version - 1) * sizeof *f->versions);
    f->version_count--;
}

static bool versions_match(struct fork *f, uint32_t a, uint32_t b)
{
    const struct version *v = &f->versions[a], *w = &f->versions[b];

    return v->status == VERSION_ACTIVE && w->status == VERSION_ACTIVE &&
           f->nodes[v->node].parse_state == f->nodes[w->node].parse_state &&
           f->nodes[v->node].position == f->nodes[w->node].position &&
           scanner_state_equal(&f->lr->lexer, v->scanner, w->scanner);
}

bool version_merge(struct fork *f, uint32_t into, uint32_t from)
{
    if (!versions_match(f, into, from))
        return false;

    uint32_t node = f->versions[into].node, other = f->versions[from].node;

    for (uint32_t i = 0; i < f->nodes[other].link_count && !f->given_up; i++) {
        uint32_t below = node_below(f, other, i);

        link_add(f, node, (struct link){below, link_of(f, other, i)->sub});
    }
    version_remove(f, from);
    return true;
}
