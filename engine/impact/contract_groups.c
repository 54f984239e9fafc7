/* Layers, forbidden and independent ones: groups of modules, some of which may not get
 * to others.
 *
 * One search backwards from each group finds all chains into it: it goes on from modules
 * of no group only, and whatever import of a group's module leads there begins a chain.
 * So a chain runs through no other group. Nothing is lost: one that does has a part from
 * a group to the next that isn't allowed either, because being allowed is transitive in
 * each of the three. */
#include "engine/base/memory.h"
#include "engine/impact/contract_check.h"

#include <stdio.h>
#include <stdlib.h>

#define NOT_FOUND UINT32_MAX

struct group {
    const struct contract_name *name;
    struct module_set set;
    uint32_t size;         /* modules that the name means */
    uint32_t first, count; /* of `members`: those that belong to it */
};

struct pair {
    uint32_t from, to;
    struct contract_violation violation;
};

struct groups {
    struct check *check;
    struct group *items;
    uint32_t count;
    uint32_t *owner; /* of each node, or GRAPH_NONE */
    uint32_t *members;
    uint32_t *distance; /* to the group that is searched, of what is in `queue` */
    uint32_t *next;     /* on the way there: the smallest that is nearer */
    uint32_t *queue, queued;
    struct firsts firsts;
    struct pair *pairs;
    size_t pair_count, pair_capacity;
};

static bool may_not(const struct groups *s, uint32_t from, uint32_t to)
{
    const struct contract *c = s->check->contract;
    uint32_t a = s->items[from].name->layer, b = s->items[to].name->layer;

    if (from == to)
        return false;
    switch (c->kind) {
    case CONTRACT_LAYERS: return a > b || (a == b && !c->layer_open[a]);
    case CONTRACT_FORBIDDEN: return a < b;
    default: return true;
    }
}

/* ------------------------------------------------------------------ who is where */

/* The largest first; of equal ones the first stands last, and so it wins. */
static int larger_first(const void *a, const void *b, void *items)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    const struct group *all = items;

    if (all[left].size != all[right].size)
        return all[left].size < all[right].size ? 1 : -1;
    return left < right ? 1 : -1;
}

static bool sizes_find(struct groups *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (!check_list(s->check, &s->items[i].set, s->items[i].name, &s->items[i].size))
            return false;
    return true;
}

/* Smaller ones take from larger ones. */
static void owners_find(struct groups *s)
{
    struct check *k = s->check;
    uint32_t *order = memory_realloc(NULL, s->count, sizeof *order);

    for (uint32_t i = 0; i < s->count; i++)
        order[i] = i;
    qsort_r(order, s->count, sizeof *order, larger_first, s->items);
    for (uint32_t i = 0; i < s->count && k->complete; i++) {
        const struct group *group = &s->items[order[i]];
        uint32_t count = 0;

        if (check_spend(k, module_set_cost(&group->set, k->names)))
            count = module_set_list(&group->set, k->names, k->numbers);
        for (uint32_t j = 0; j < count; j++)
            s->owner[k->numbers[j]] = order[i];
    }
    free(order);
}

static void members_find(struct groups *s)
{
    uint32_t nodes = s->check->graph->nodes, first = 0;

    for (uint32_t node = 0; node < nodes; node++)
        if (s->owner[node] != GRAPH_NONE)
            s->items[s->owner[node]].count++;
    for (uint32_t i = 0; i < s->count; i++) {
        s->items[i].first = first;
        first += s->items[i].count;
        s->items[i].count = 0;
    }
    for (uint32_t node = 0; node < nodes; node++) {
        struct group *group;

        if (s->owner[node] == GRAPH_NONE)
            continue;
        group = &s->items[s->owner[node]];
        s->members[group->first + group->count++] = node;
    }
}

static bool none_is_left_out(struct groups *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct group *group = &s->items[i];

        if (group->count || !group->size)
            continue;
        err_set(s->check->e, ERR_USAGE,
                "nothing is left of '%s': other names of the contract mean all of it",
                module_show(group->set.text).text);
        return check_fail(s->check, group->name);
    }
    return true;
}

static bool groups_assign(struct groups *s)
{
    uint32_t nodes = s->check->graph->nodes;

    for (uint32_t node = 0; node < nodes; node++)
        s->owner[node] = GRAPH_NONE;
    if (!sizes_find(s))
        return false;
    if (!check_spend(s->check, nodes))
        return true;
    owners_find(s);
    members_find(s);
    return !s->check->complete || none_is_left_out(s);
}

/* ------------------------------------------------------------------ the search */

static void visit(struct groups *s, uint32_t node, uint32_t distance, uint32_t next)
{
    if (s->distance[node] == NOT_FOUND) {
        s->distance[node] = distance;
        s->next[node] = next;
        s->queue[s->queued++] = node;
    } else if (s->distance[node] == distance && next < s->next[node]) {
        s->next[node] = next;
    }
}

static void importers_visit(struct groups *s, uint32_t node, uint32_t target)
{
    const struct contract *c = s->check->contract;
    const struct csr_rows *rows = &s->check->graph->reverse;

    for (ROW_EACH(at, rows, node, c->kinds)) {
        uint32_t from = rows->ends[at], owner = s->owner[from];

        if (owner == GRAPH_NONE) {
            if (!c->direct)
                visit(s, from, s->distance[node] + 1, node);
        } else if (may_not(s, owner, target)) {
            firsts_add(&s->firsts,
                       (struct first){owner, s->distance[node] + 1, from, node});
        }
    }
}

/* All imports with which a chain into the group begins. False: out of work. */
static bool search(struct groups *s, uint32_t target)
{
    const struct csr_rows *rows = &s->check->graph->reverse;
    const struct group *group = &s->items[target];

    s->queued = 0;
    s->firsts.count = 0;
    for (uint32_t i = 0; i < group->count; i++)
        visit(s, s->members[group->first + i], 0, GRAPH_NONE);
    for (uint32_t at = 0; at < s->queued; at++) {
        uint32_t node = s->queue[at];

        if (!check_spend(s->check, rows->starts[node + 1] - rows->starts[node] + 1))
            return false;
        importers_visit(s, node, target);
    }
    return true;
}

static void forget(struct groups *s)
{
    for (uint32_t i = 0; i < s->queued; i++)
        s->distance[s->queue[i]] = NOT_FOUND;
}

/* ------------------------------------------------------------------ what was found */

static bool chain_write(struct groups *s, const struct first *first,
                        struct contract_chain *chain)
{
    uint32_t *modules = check_chain(s->check, chain, first->length + 1);

    if (!modules)
        return false;
    modules[0] = first->from;
    modules[1] = first->to;
    for (uint32_t i = 2; i <= first->length; i++)
        modules[i] = s->next[modules[i - 1]];
    return true;
}

/* One violation of all imports of one group. */
static void pair_add(struct groups *s, const struct first *firsts, uint32_t count,
                     uint32_t target)
{
    struct check *k = s->check;
    uint32_t most = count < k->limit ? count : k->limit;
    struct contract_violation v = {.imports = count};
    struct contract_chain *chains;

    if (!check_room(k, 0))
        return;
    v.chains = chains = arena_array(k->memory, struct contract_chain, most);
    while (v.chain_count < most &&
           chain_write(s, &firsts[v.chain_count], &chains[v.chain_count]))
        v.chain_count++;
    while (v.direct < count && firsts[v.direct].length == 1)
        v.direct++;
    if (!v.chain_count)
        return;
    v.from = arena_copy(k->memory, s->items[firsts->group].set.text);
    v.to = arena_copy(k->memory, s->items[target].set.text);
    s->pairs =
        memory_grow(s->pairs, &s->pair_capacity, s->pair_count + 1, sizeof *s->pairs);
    s->pairs[s->pair_count++] = (struct pair){firsts->group, target, v};
}

static void pairs_add(struct groups *s, uint32_t target)
{
    size_t end;

    firsts_sort(&s->firsts);
    for (size_t at = 0; at < s->firsts.count; at = end) {
        for (end = at; end < s->firsts.count &&
                       s->firsts.items[end].group == s->firsts.items[at].group;)
            end++;
        pair_add(s, &s->firsts.items[at], (uint32_t)(end - at), target);
    }
}

static int pair_order(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

static void pairs_hand_over(struct groups *s)
{
    if (s->pair_count)
        qsort(s->pairs, s->pair_count, sizeof *s->pairs, pair_order);
    for (size_t i = 0; i < s->pair_count; i++)
        check_violation(s->check, s->pairs[i].violation);
    s->pair_count = 0;
}

static bool is_target(const struct groups *s, uint32_t to)
{
    for (uint32_t from = 0; from < s->count; from++)
        if (s->items[from].count && may_not(s, from, to))
            return s->items[to].count > 0;
    return false;
}

static bool groups_check(struct groups *s)
{
    if (!groups_assign(s))
        return false;
    for (uint32_t to = 0; to < s->count && s->check->complete; to++) {
        if (!is_target(s, to))
            continue;
        if (search(s, to))
            pairs_add(s, to);
        forget(s);
    }
    pairs_hand_over(s);
    return true;
}

/* ------------------------------------------------------------------ names */

/* "=web" in "shop" is "=shop.web". */
static bool name_below(struct check *k, const struct contract_name *name,
                       struct slice container, struct arena *memory,
                       struct module_set *set)
{
    struct slice parts[] = {slice_of(name->set.alone ? "=" : ""), container,
                            slice_of("."), name->set.name};
    char *text = arena_array(memory, char, container.len + name->set.name.len + 2);
    size_t len = 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        memcpy(text + len, parts[i].data, parts[i].len);
        len += parts[i].len;
    }
    return module_set_compile(set, (struct slice){text, len}, memory, k->e) ||
           check_fail(k, name);
}

/* Of the names in one container, or as they are without. */
static bool names_check(struct groups *s, const struct contract_name *container)
{
    const struct contract *c = s->check->contract;
    struct arena memory = {0};
    bool ok = true;

    for (uint32_t i = 0; i < c->name_count && ok; i++) {
        s->items[i] = (struct group){.name = &c->names[i], .set = c->names[i].set};
        if (container)
            ok = name_below(s->check, &c->names[i], container->set.name, &memory,
                            &s->items[i].set);
    }
    ok = ok && groups_check(s);
    arena_release(&memory);
    return ok;
}

static uint32_t *column_new(uint32_t nodes)
{
    return memory_realloc(NULL, nodes, sizeof(uint32_t));
}

static void groups_release(struct groups *s)
{
    free(s->items);
    free(s->owner);
    free(s->members);
    free(s->distance);
    free(s->next);
    free(s->queue);
    free(s->firsts.items);
    free(s->pairs);
}

bool check_groups(struct check *k)
{
    uint32_t nodes = k->graph->nodes;
    const struct contract *c = k->contract;
    struct groups s = {
        .check = k,
        .items = memory_calloc(c->name_count, sizeof *s.items),
        .count = c->name_count,
        .owner = column_new(nodes),
        .members = column_new(nodes),
        .distance = column_new(nodes),
        .next = column_new(nodes),
        .queue = column_new(nodes),
    };
    bool ok = true;

    for (uint32_t node = 0; node < nodes; node++)
        s.distance[node] = NOT_FOUND;
    for (uint32_t i = 0; i < c->container_count && ok && k->complete; i++)
        ok = names_check(&s, &c->containers[i]);
    if (!c->container_count)
        ok = names_check(&s, NULL);
    groups_release(&s);
    return ok;
}
