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

static void interest_note(struct extractor *x)
{
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        for (const uint16_t *s = metrics[m]->symbols; s && *s; s++)
            x->interest[interest_slot(*s)] |= UINT32_C(1) << m;
    }
}

struct extractor *extractor_new(void)
{
    struct extractor *x = memory_calloc(1, sizeof *x);

    interest_note(x);
    return x;
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
    free(x);
}

static void module_open(struct extractor *x)
{
    struct scope *module = scope_push(&x->scopes);

    module->kind = SCOPE_MODULE;
    module->body = tree_root(x->tree);
}

static void extractor_start(struct extractor *x, const struct tree *tree,
                            struct slice source)
{
    x->tree = tree;
    x->nodes = tree->nodes;
    x->source = source;
    x->facts = (struct facts){0};
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
    for (size_t m = METRIC_COUNT; m-- > 0;) {
        if (metrics[m]->leave)
            metrics[m]->leave(x, scope_top(&x->scopes));
    }
    x->scopes.count--;
}

static void node_enter(struct extractor *x, uint32_t node, uint32_t interested)
{
    for (; interested; interested &= interested - 1)
        metrics[__builtin_ctz(interested)]->enter(x, node);
}

/* Who wants to see the node: a bit for each metric. */
static inline uint32_t interest_in(const struct extractor *x, const struct node *n)
{
    return x->interest[n->flags & NODE_MISSING ? 0 : interest_slot(n->symbol)];
}

static void nodes_read(struct extractor *x)
{
    uint32_t open_from = 0; /* the first node of the innermost scope */

    for (uint32_t i = x->tree->count; i-- > 0;) {
        uint32_t interested = interest_in(x, &x->nodes[i]);

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

const struct facts *facts_extract(struct extractor *x, const struct tree *tree,
                                  struct slice source, struct arena *lasting)
{
    extractor_start(x, tree, source);
    nodes_read(x);
    return facts_keep(x, lasting);
}
