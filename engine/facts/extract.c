#include "engine/facts/extract.h"

#include "engine/base/memory.h"
#include "engine/facts/extractor.h"

#include <stdlib.h>

_Static_assert(METRIC_COUNT <= 32, "a node's interested metrics are one word of bits");

/* No tree shows symbol 0, so what is wrong or missing takes its place. */
static inline uint32_t interest_slot(uint16_t symbol)
{
    return symbol < PY_SYMBOL_COUNT ? symbol : 0;
}

/* Every metric needs the scopes that the definitions open. */
static void set_choose(struct extractor *x, metric_set set)
{
    set |= (metric_set)1 << METRIC_definitions;
    if (set == x->set)
        return;
    x->set = set;
    x->leavers = 0;
    memset(x->interest, 0, sizeof x->interest);
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        if (!is_running(x, m))
            continue;
        for (const uint16_t *s = metrics[m]->symbols; s && *s; s++)
            x->interest[interest_slot(*s)] |= (metric_set)1 << m;
        if (metrics[m]->leave)
            x->leavers |= (metric_set)1 << m;
    }
}

struct extractor *extractor_new(void)
{
    return memory_calloc(1, sizeof(struct extractor));
}

void extractor_free(struct extractor *x)
{
    if (!x)
        return;
    line_index_release(&x->lines);
    buf_release(&x->text);
    free(x->scopes.items);
    free(x->surroundings.items);
    free(x->functions);
    free(x->classes);
    free(x->imports);
    free(x->function_measures);
    free(x->class_measures);
    free(x);
}

static void module_open(struct extractor *x)
{
    struct scope *module = scope_push(&x->scopes);

    module->kind = SCOPE_MODULE;
    module->node = module->body = tree_root(x->tree);
    x->scope_serial = 0;
    if (x->bill)
        bill_open(x, module, FACTS_NONE);
}

static void extractor_start(struct extractor *x, const struct tree *tree,
                            struct slice source)
{
    x->tree = tree;
    x->nodes = tree->nodes;
    x->source = source;
    x->facts = (struct facts){0};
    x->measures = (struct measures){.set = x->set & MEASURE_METRICS};
    x->scopes.count = 0;
    x->surroundings.count = 0;
    x->last_token = x->decorated = x->quiet_first = UINT32_MAX;
    line_index_build(&x->lines, source);
    buf_clear(&x->text);
    buf_add_char(&x->text, '\0');
    module_open(x);
}

static void scope_leave(struct extractor *x)
{
    for (metric_set left = x->leavers; left;) {
        unsigned last = 31 - (unsigned)__builtin_clz(left);

        metrics[last]->leave(x, scope_top(&x->scopes));
        left &= ~((metric_set)1 << last);
    }
    x->scopes.count--;
}

static void node_enter(struct extractor *x, uint32_t node, metric_set interested)
{
    for (; interested; interested &= interested - 1)
        metrics[__builtin_ctz(interested)]->enter(x, node);
}

/* Who wants to see the node. */
static inline metric_set interest_in(const struct extractor *x, const struct node *n)
{
    return x->interest[n->flags & NODE_MISSING ? 0 : interest_slot(n->symbol)];
}

static void nodes_read(struct extractor *x)
{
    uint32_t open_from = 0; /* the first node of the innermost scope */

    for (uint32_t i = x->tree->count; i-- > 0;) {
        metric_set interested = interest_in(x, &x->nodes[i]);

        if (!interested && i >= open_from)
            continue;
        while (i < scope_top(&x->scopes)->first)
            scope_leave(x);
        node_enter(x, i, interested);
        open_from = scope_top(&x->scopes)->first;
    }
    while (x->scopes.count)
        scope_leave(x);
}

/* A copy with the last item first. */
static void *kept_backwards(struct arena *lasting, const void *items, size_t count,
                            size_t bytes)
{
    char *copy = arena_alloc(lasting, count * bytes, alignof(uint32_t));

    for (size_t i = 0; i < count; i++)
        memcpy(copy + i * bytes, (const char *)items + (count - 1 - i) * bytes, bytes);
    return copy;
}

/* The classes are turned round, too. */
static void owners_turn(struct extractor *x)
{
    for (uint32_t i = 0; i < x->facts.function_count; i++) {
        if (x->functions[i].owner != FACTS_NONE)
            x->functions[i].owner = x->facts.class_count - 1 - x->functions[i].owner;
    }
}

static const struct facts *facts_keep(struct extractor *x, struct arena *lasting)
{
    struct facts *facts = arena_new(lasting, struct facts);

    owners_turn(x);
    *facts = x->facts;
    facts->functions = kept_backwards(lasting, x->functions, facts->function_count,
                                      sizeof *x->functions);
    facts->classes =
        kept_backwards(lasting, x->classes, facts->class_count, sizeof *x->classes);
    facts->imports =
        kept_backwards(lasting, x->imports, facts->import_count, sizeof *x->imports);
    facts->text = arena_copy(lasting, buf_slice(&x->text)).data;
    facts->text_bytes = (uint32_t)x->text.len;
    return facts;
}

static const struct measures *measures_keep(struct extractor *x, struct arena *lasting)
{
    struct measures *measures = arena_new(lasting, struct measures);

    *measures = x->measures;
    measures->function_count = x->facts.function_count;
    measures->class_count = x->facts.class_count;
    measures->functions =
        kept_backwards(lasting, x->function_measures, measures->function_count,
                       sizeof *x->function_measures);
    measures->classes = kept_backwards(lasting, x->class_measures, measures->class_count,
                                       sizeof *x->class_measures);
    return measures;
}

struct extracted extract(struct extractor *x, const struct tree *tree,
                         struct slice source, metric_set set, struct arena *lasting)
{
    struct extracted extracted = {0};

    set_choose(x, set);
    extractor_start(x, tree, source);
    nodes_read(x);
    if (set & MEASURE_METRICS)
        extracted.measures = measures_keep(x, lasting);
    if ((set & FACT_METRICS) == FACT_METRICS)
        extracted.facts = facts_keep(x, lasting);
    return extracted;
}
