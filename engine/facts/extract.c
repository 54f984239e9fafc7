#include "engine/facts/extract.h"

#include "engine/base/memory.h"
#include "engine/facts/extractor.h"

#include <stdlib.h>

_Static_assert(METRIC_COUNT <= 32, "a node's interested metrics are one word of bits");

/* No tree shows symbol 0, so what is wrong or missing takes its place. */
static inline uint16_t slot_of_symbol(uint16_t symbol)
{
    return symbol < PY_SYMBOL_COUNT ? symbol : 0;
}

static void metric_add(struct extractor *x, size_t m)
{
    const struct metric *metric = metrics[m];
    metric_set bit = (metric_set)1 << m;

    for (const uint16_t *s = metric->symbols; s && *s; s++)
        x->interest[slot_of_symbol(*s)] |= bit;
    for (const struct weighing *w = metric->weighings; w && w->exceptions; w++)
        weights_set(&x->weights, w);
    x->enter[m] = metric->enter;
    x->starters |= metric->start ? bit : 0;
    x->leavers |= metric->leave ? bit : 0;
}

/* With what they need; every metric needs the scopes that the definitions open. */
static metric_set with_needs(metric_set set)
{
    metric_set all = set | (metric_set)1 << METRIC_definitions;

    for (size_t m = 0; m < METRIC_COUNT; m++) {
        if (set >> m & 1)
            all |= metrics[m]->needs;
    }
    return all;
}

static void set_choose(struct extractor *x, metric_set wanted)
{
    metric_set set = with_needs(wanted);

    if (set == x->set)
        return;
    x->set = set;
    x->starters = x->leavers = 0;
    memset(x->interest, 0, sizeof x->interest);
    weights_clear(&x->weights);
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        if (is_running(x, m))
            metric_add(x, m);
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
    buf_release(&x->literal);
    buf_release(&x->aliases);
    last_seen_release(&x->operands);
    free(x->scopes.items);
    free(x->surroundings.items);
    depths_release(&x->nesting);
    name_set_release(&x->bound);
    depths_release(&x->depths);
    free(x->functions);
    free(x->classes);
    free(x->imports);
    free(x->allowances);
    free(x->base_names);
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
    x->sums = (sums){0};
    line_index_build(&x->lines, source);
    buf_clear(&x->text);
    buf_add_char(&x->text, '\0');
    for (metric_set left = x->starters; left; left &= left - 1)
        metrics[__builtin_ctz(left)]->start(x);
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
        x->enter[__builtin_ctz(interested)](x, node);
}

static inline uint16_t slot_of(const struct node *n)
{
    return n->flags & NODE_MISSING ? 0 : slot_of_symbol(n->symbol);
}

/* The nodes before `i`, back to the first one of the innermost scope, which may be one
 * that is opened meanwhile. Returns that one. In a tree without errors each symbol is a
 * slot. */
static inline uint32_t scope_read(struct extractor *x, uint32_t i, bool sound)
{
    uint32_t first = scope_top(&x->scopes)->first;
    sums so_far = x->sums;

    while (i > first) {
        const struct node *n = &x->nodes[--i];
        uint16_t slot = sound ? n->symbol : slot_of(n);
        metric_set interested = x->interest[slot];

        so_far += x->weights.of[slot];
        if (!interested)
            continue;
        x->sums = so_far;
        node_enter(x, i, interested);
        first = scope_top(&x->scopes)->first;
    }
    x->sums = so_far;
    return i;
}

static void nodes_read(struct extractor *x)
{
    uint32_t i = x->tree->count;

    while (x->scopes.count) {
        i = x->tree->has_error ? scope_read(x, i, false) : scope_read(x, i, true);
        scope_leave(x);
    }
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
    facts->allowances = kept_backwards(lasting, x->allowances, facts->allowance_count,
                                       sizeof *x->allowances);
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
