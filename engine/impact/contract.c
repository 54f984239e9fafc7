#include "engine/impact/contract.h"

#include "engine/base/memory.h"
#include "engine/impact/contract_check.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* What is listed takes memory, which counts as this many edges looked at: the default
 * work ends at a million violations and 64 million modules. */
enum { WORK_MODULE = 64, WORK_VIOLATION = 4096 };

bool check_spend(struct check *k, uint64_t work)
{
    bool enough = work <= k->work;

    k->work = enough ? k->work - work : 0;
    k->complete = k->complete && enough;
    return enough;
}

bool check_fail(struct check *k, const struct contract_name *name)
{
    char where[32];

    snprintf(where, sizeof where, "column %u", name->column);
    return err_wrap(k->e, where);
}

bool check_list(struct check *k, const struct module_set *set,
                const struct contract_name *name, uint32_t *count)
{
    *count = 0;
    if (!check_spend(k, module_set_cost(set, k->names)))
        return true;
    *count = module_set_list(set, k->names, k->numbers);
    if (*count || name->may_be_absent)
        return true;
    module_set_missing(set, k->names, k->e);
    return check_fail(k, name);
}

void check_violation(struct check *k, struct contract_violation violation)
{
    k->violations =
        memory_grow(k->violations, &k->capacity, k->count + 1, sizeof *k->violations);
    k->violations[k->count++] = violation;
}

bool check_room(struct check *k, uint32_t modules)
{
    return check_spend(k, (uint64_t)modules * WORK_MODULE + WORK_VIOLATION) || !k->found;
}

uint32_t *check_chain(struct check *k, struct contract_chain *chain, uint32_t count)
{
    uint32_t *modules;

    if (!check_spend(k, (uint64_t)count * WORK_MODULE) && k->found)
        return NULL;
    k->found = true;
    modules = arena_array(k->memory, uint32_t, count);
    *chain = (struct contract_chain){modules, count};
    return modules;
}

void firsts_add(struct firsts *list, struct first first)
{
    list->items =
        memory_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = first;
}

static int compare(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int first_order(const void *a, const void *b)
{
    const struct first *x = a, *y = b;
    int order = compare(x->group, y->group);

    if (!order)
        order = compare(x->length, y->length);
    if (!order)
        order = compare(x->from, y->from);
    return order ? order : compare(x->to, y->to);
}

void firsts_sort(struct firsts *list)
{
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, first_order);
}

/* ------------------------------------------------------------------ exceptions */

/* Marks the edges from k->numbers into the set; true if there is one. */
static bool edges_mark(struct check *k, uint32_t count, const uint64_t *into, bool *cut)
{
    const struct csr_rows *rows = &k->graph->forward;
    bool any = false;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t node = k->numbers[i];

        if (!check_spend(k, rows->starts[node + 1] - rows->starts[node]))
            return any;
        for (uint32_t at = rows->starts[node]; at < rows->starts[node + 1]; at++) {
            if (!(rows->kinds[at] & k->contract->kinds) ||
                !module_bits_has(into, rows->ends[at]))
                continue;
            any = cut[at] = true;
        }
    }
    return any;
}

static bool exception_mark(struct check *k, const struct contract_exception *exception,
                           bool *cut)
{
    uint64_t *into = memory_calloc(module_bits_words(k->names->count) + 1, sizeof *into);
    uint64_t cost = module_bits_words(k->names->count) +
                    module_set_cost(&exception->from.set, k->names) +
                    module_set_cost(&exception->to.set, k->names);
    bool any = false;

    if (check_spend(k, cost)) {
        module_bits_add(into, k->numbers,
                        module_set_list(&exception->to.set, k->names, k->numbers));
        any = edges_mark(k, module_set_list(&exception->from.set, k->names, k->numbers),
                         into, cut);
    }
    free(into);
    return any;
}

/* The graph without what is cut; its rows stay in order. */
static void graph_without(struct check *k, const bool *cut)
{
    const struct csr *g = k->graph;
    struct edges list = {.closed = true, .capacity = g->edges};

    list.items = memory_realloc(NULL, g->edges, sizeof *list.items);
    for (uint32_t node = 0; node < g->nodes; node++) {
        for (uint32_t at = g->forward.starts[node]; at < g->forward.starts[node + 1];
             at++)
            if (!cut[at])
                list.items[list.count++] = (struct edge){
                    node, g->forward.ends[at], g->sites[at], g->forward.kinds[at]};
    }
    if (!csr_build(&k->own, g->nodes, &list, k->contract->kinds, NULL))
        assert(!"fewer edges than a graph that there is");
    csr_reverse(&k->own);
    edges_release(&list);
    k->graph = &k->own;
}

static void exceptions_apply(struct check *k, struct contract_result *result)
{
    const struct contract *c = k->contract;
    bool *cut, any = false;

    if (!c->exception_count || !check_spend(k, k->graph->edges))
        return;
    cut = memory_calloc((size_t)k->graph->edges + 1, sizeof *cut);
    result->unused =
        arena_array(k->memory, const struct contract_exception *, c->exception_count);
    for (uint32_t i = 0; i < c->exception_count && k->complete; i++) {
        if (exception_mark(k, &c->exceptions[i], cut))
            any = true;
        else if (k->complete)
            result->unused[result->unused_count++] = &c->exceptions[i];
    }
    if (any && k->complete)
        graph_without(k, cut);
    free(cut);
}

/* ------------------------------------------------------------------ protected */

static void firsts_violate(struct check *k, struct firsts *list,
                           const struct contract_name *name)
{
    uint32_t most = list->count < k->limit ? (uint32_t)list->count : k->limit;
    struct contract_violation v = {.to = name->set.text};
    struct contract_chain *chains;

    if (!check_room(k, 0))
        return;
    v.chains = chains = arena_array(k->memory, struct contract_chain, most);
    firsts_sort(list);
    for (; v.chain_count < most; v.chain_count++) {
        uint32_t *modules = check_chain(k, &chains[v.chain_count], 2);

        if (!modules)
            break;
        modules[0] = list->items[v.chain_count].from;
        modules[1] = list->items[v.chain_count].to;
    }
    v.imports = v.direct = (uint32_t)list->count;
    if (v.chain_count)
        check_violation(k, v);
}

/* Imports of the modules in k->numbers by others than those of the two sets. */
static void protected_find(struct check *k, uint32_t count, const uint64_t *inside,
                           const uint64_t *allowed, struct firsts *list)
{
    const struct csr_rows *rows = &k->graph->reverse;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t node = k->numbers[i];

        if (!check_spend(k, rows->starts[node + 1] - rows->starts[node] + 1))
            return;
        for (ROW_EACH(at, rows, node, k->contract->kinds)) {
            uint32_t from = rows->ends[at];

            if (!module_bits_has(inside, from) && !module_bits_has(allowed, from))
                firsts_add(list, (struct first){0, 1, from, node});
        }
    }
}

static bool protected_check(struct check *k, const struct contract_name *name,
                            const uint64_t *allowed)
{
    size_t words = module_bits_words(k->names->count) + 1;
    struct firsts list = {0};
    uint64_t *inside;
    uint32_t count;

    if (!check_list(k, &name->set, name, &count))
        return false;
    inside = memory_calloc(words, sizeof *inside);
    if (check_spend(k, words)) {
        module_bits_add(inside, k->numbers, count);
        protected_find(k, count, inside, allowed, &list);
    }
    if (list.count && k->complete)
        firsts_violate(k, &list, name);
    free(list.items);
    free(inside);
    return true;
}

bool check_protected(struct check *k)
{
    const struct contract *c = k->contract;
    uint64_t *allowed =
        memory_calloc(module_bits_words(k->names->count) + 1, sizeof *allowed);
    bool ok = true;

    for (uint32_t i = 0; i < c->by_count && ok; i++) {
        uint32_t count;

        ok = check_list(k, &c->by[i].set, &c->by[i], &count);
        module_bits_add(allowed, k->numbers, count);
    }
    for (uint32_t i = 0; i < c->name_count && ok; i++)
        ok = protected_check(k, &c->names[i], allowed);
    free(allowed);
    return ok;
}

/* ------------------------------------------------------------------ whole */

static bool check_kind(struct check *k)
{
    switch (k->contract->kind) {
    case CONTRACT_ACYCLIC: return check_acyclic(k);
    case CONTRACT_PROTECTED: return check_protected(k);
    case CONTRACT_LAYERS:
    case CONTRACT_FORBIDDEN:
    case CONTRACT_INDEPENDENT: break;
    }
    return check_groups(k);
}

static void result_fill(struct contract_result *result, const struct check *k,
                        uint64_t given)
{
    struct contract_violation *kept =
        arena_array(&result->memory, struct contract_violation, k->count + 1);

    if (k->count)
        memcpy(kept, k->violations, k->count * sizeof *kept);
    result->violations = kept;
    result->count = (uint32_t)k->count;
    result->complete = k->complete;
    result->work = given - k->work;
    result->verdict = k->count      ? CONTRACT_BROKEN
                      : k->complete ? CONTRACT_KEPT
                                    : CONTRACT_UNKNOWN;
}

bool contract_check(const struct contract *c, const struct contract_graph *g,
                    struct contract_result *result, struct err *e)
{
    uint64_t given = g->work ? g->work : CONTRACT_WORK;
    struct check k = {
        .contract = c,
        .names = g->names,
        .graph = g->graph,
        .limit = g->limit ? g->limit : CONTRACT_LIMIT,
        .work = given,
        .complete = true,
        .numbers = memory_realloc(NULL, g->names->count, sizeof(uint32_t)),
        .memory = &result->memory,
        .e = e,
    };
    bool ok = true;

    assert(g->names->count == g->graph->nodes && g->graph->reverse.starts);
    *result = (struct contract_result){0};
    exceptions_apply(&k, result);
    if (k.complete)
        ok = check_kind(&k);
    result_fill(result, &k, given);
    if (!ok)
        contract_result_release(result);
    csr_release(&k.own);
    free(k.violations);
    free(k.numbers);
    return ok;
}

void contract_result_release(struct contract_result *result)
{
    arena_release(&result->memory);
    *result = (struct contract_result){0};
}
