#include "engine/match/matcher.h"

#include "engine/base/memory.h"
#include "engine/match/parts.h"

#include <stdlib.h>

/* A text in a nest is read once for each node around it. Real sources nest some
 * tens of nodes deep; over so many bytes for each of the source it is a file that
 * somebody made for this. */
enum { TEXT_READS = 512, TEXT_BYTES_FREE = 1 << 20 };

struct matcher {
    const struct pattern *pattern;
    const struct tree *tree;
    struct slice source; /* data is NULL as long as nothing reads text */

    /* What holds at each node, for patterns with conditions. */
    uint64_t *held;
    size_t held_capacity;

    uint32_t *found;
    size_t found_count, found_capacity;
    uint64_t *keys;
    size_t key_capacity;

    uint64_t text_left; /* bytes that may still be read of this file */
    bool text_spent;
    struct matcher_counts counts;
};

struct matcher *matcher_new(const struct pattern *p)
{
    struct matcher *m = memory_calloc(1, sizeof *m);

    m->pattern = p;
    return m;
}

void matcher_free(struct matcher *m)
{
    if (!m)
        return;
    free(m->held);
    free(m->found);
    free(m->keys);
    free(m);
}

const struct matcher_counts *matcher_counts(const struct matcher *m)
{
    return &m->counts;
}

static bool text_afford(struct matcher *m, size_t bytes)
{
    if (bytes > m->text_left) {
        m->text_spent = true;
        return false;
    }
    m->text_left -= bytes;
    m->counts.text_bytes += bytes;
    return true;
}

static bool texts_hold(struct matcher *m, const struct term *t, const struct node *node)
{
    struct slice text = {m->source.data + node->start_byte,
                         node->end_byte - node->start_byte};

    for (BITS(t->texts, i)) {
        const struct text_test *test = &m->pattern->texts[i];
        if (!text_afford(m, text_cost(test, text.len)) || !text_holds(test, text))
            return false;
    }
    return true;
}

/* Without a source, what needs it is taken to hold. `held` is what else is known
 * of the node. */
static bool term_holds(struct matcher *m, const struct term *t, const struct node *node,
                       uint64_t held)
{
    static const uint8_t flags[] = {
        [KIND_NAMED] = NODE_NAMED, [KIND_MISSING] = NODE_MISSING, [KIND_GROUP] = 0};
    uint64_t never = m->source.data ? t->never : t->never & ~m->pattern->doubtful;

    if (t->field && t->field != node->field)
        return false;
    if ((node->flags & flags[t->kind]) != flags[t->kind])
        return false;
    if ((t->group && !(held & t->group)) || (held & t->need) != t->need || (held & never))
        return false;
    return !m->source.data || !t->texts || texts_hold(m, t, node);
}

/* Which of `terms` hold at the node; those of a group come before the group. */
static uint64_t terms_holding(struct matcher *m, uint64_t terms, const struct node *node,
                              uint64_t held)
{
    const struct pattern *p = m->pattern;

    held &= ~terms;
    for (BITS(terms, t)) {
        if (term_holds(m, &p->terms[t], node, held))
            held |= term_bit(t);
    }
    return held & terms;
}

static inline uint64_t terms_of(const struct pattern *p, const struct node *node)
{
    return p->terms_of[symbol_set_bit(node->symbol)];
}

/* The conditions of a pass that hold at a node beside one with these bits. */
static uint64_t conditions_seen(const struct pattern *p, const struct pass *pass,
                                uint64_t beside)
{
    uint64_t seen = 0;

    if (!(beside & pass->listens))
        return 0;
    for (BITS(pass->conditions, bit)) {
        const struct condition *c = &p->conditions[MAX_PARTS - 1 - bit];
        uint64_t own = (uint64_t)1 << bit;
        bool far = c->axis == AXIS_HAS || c->axis == AXIS_IN;

        if (beside & (c->targets | (far ? own : 0)))
            seen |= own;
    }
    return seen;
}

/* Once its conditions are known: the terms of this pass. With a source, only those
 * that held without it have to be looked at again. */
static void node_decide(struct matcher *m, const struct pass *pass, uint32_t i)
{
    const struct node *node = &m->tree->nodes[i];
    uint64_t terms = terms_of(m->pattern, node) & pass->terms;

    if (m->source.data)
        terms &= m->held[i];
    if (terms)
        m->held[i] =
            (m->held[i] & ~pass->terms) | terms_holding(m, terms, node, m->held[i]);
}

static void pass_up(struct matcher *m, const struct pass *pass)
{
    const struct tree *t = m->tree;

    for (uint32_t i = 0; i < t->count; i++) {
        uint64_t below = 0;

        if (pass->conditions) {
            for (TREE_CHILDREN(t, i, child))
                below |= m->held[child];
            m->held[i] = (m->held[i] & ~pass->conditions) |
                         conditions_seen(m->pattern, pass, below);
        }
        node_decide(m, pass, i);
    }
}

static void pass_down(struct matcher *m, const struct pass *pass)
{
    const struct tree *t = m->tree;

    m->held[tree_root(t)] &= ~pass->conditions;
    for (uint32_t i = t->count; i-- > 0;) {
        uint64_t seen;

        node_decide(m, pass, i);
        if (t->nodes[i].size == 1)
            continue;
        seen = conditions_seen(m->pattern, pass, m->held[i]);
        for (TREE_CHILDREN(t, i, child))
            m->held[child] = (m->held[child] & ~pass->conditions) | seen;
    }
}

static void passes_run(struct matcher *m)
{
    const struct pattern *p = m->pattern;

    for (unsigned i = 0; i < p->pass_count; i++) {
        m->counts.node_visits += m->tree->count;
        if (p->passes[i].down)
            pass_down(m, &p->passes[i]);
        else
            pass_up(m, &p->passes[i]);
    }
}

/* Room for one more. */
static inline void found_add(struct matcher *m, uint32_t i)
{
    if (m->found_count == m->found_capacity)
        m->found = memory_grow(m->found, &m->found_capacity, m->found_count + 1,
                               sizeof *m->found);
    m->found[m->found_count++] = i;
}

static void held_collect(struct matcher *m)
{
    for (uint32_t i = 0; i < m->tree->count; i++) {
        if (m->held[i] & m->pattern->roots)
            found_add(m, i);
    }
}

/* A pattern without conditions: a node says by itself whether it may match. */
static void nodes_collect(struct matcher *m)
{
    const struct pattern *p = m->pattern;
    const struct node *nodes = m->tree->nodes;

    m->counts.node_visits += m->tree->count;
    for (uint32_t i = 0; i < m->tree->count; i++) {
        uint64_t terms = terms_of(p, &nodes[i]);
        if (terms && terms_holding(m, terms, &nodes[i], 0) & p->roots)
            found_add(m, i);
    }
}

static void held_clear(struct matcher *m)
{
    if (m->held_capacity < m->tree->count) {
        free(m->held);
        m->held = NULL;
        m->held_capacity = 0;
        m->held = memory_grow(NULL, &m->held_capacity, m->tree->count, sizeof *m->held);
    }
    memset(m->held, 0, m->tree->count * sizeof *m->held);
}

size_t matcher_look(struct matcher *m, const struct tree *tree)
{
    m->tree = tree;
    m->source = (struct slice){0};
    m->found_count = 0;
    if (m->pattern->condition_count) {
        held_clear(m);
        passes_run(m);
        held_collect(m);
    } else {
        nodes_collect(m);
    }
    m->counts.candidates += m->found_count;
    return m->found_count;
}

/* What is known of a node from its conditions, which don't hang on text here. */
static bool still_matches(struct matcher *m, uint32_t i)
{
    const struct pattern *p = m->pattern;
    const struct node *node = &m->tree->nodes[i];
    uint64_t held = p->condition_count ? m->held[i] : 0;

    return (terms_holding(m, terms_of(p, node), node, held) & p->roots) != 0;
}

static void found_filter(struct matcher *m)
{
    size_t kept = 0;

    for (size_t k = 0; k < m->found_count; k++) {
        if (still_matches(m, m->found[k]))
            m->found[kept++] = m->found[k];
    }
    m->found_count = kept;
}

/* Texts of candidates only; where a condition hangs on text, of what it looks at. */
static void texts_decide(struct matcher *m)
{
    if (!m->pattern->doubtful) {
        found_filter(m);
        return;
    }
    passes_run(m);
    m->found_count = 0;
    held_collect(m);
}

static int key_compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* From post-order to the order of the source: by the first node of the subtree,
 * the outer of two before the inner. Leaves are in order already. */
static void found_sort(struct matcher *m)
{
    bool sorted = true;

    for (size_t k = 0; k < m->found_count && sorted; k++)
        sorted = m->tree->nodes[m->found[k]].size == 1;
    if (sorted)
        return;
    m->keys = memory_grow(m->keys, &m->key_capacity, m->found_count, sizeof *m->keys);
    for (size_t k = 0; k < m->found_count; k++)
        m->keys[k] = (uint64_t)tree_first(m->tree, m->found[k]) << 32 | ~m->found[k];
    qsort(m->keys, m->found_count, sizeof *m->keys, key_compare);
    for (size_t k = 0; k < m->found_count; k++)
        m->found[k] = ~(uint32_t)m->keys[k];
}

bool matcher_decide(struct matcher *m, struct slice source, struct matches *matches,
                    struct err *e)
{
    if (m->pattern->text_count && m->found_count) {
        if (m->tree->nodes[tree_root(m->tree)].end_byte > source.len)
            return err_set(e, ERR_FORMAT, "its tree is that of a longer text");
        m->source = (struct slice){source.data ? source.data : "", source.len};
        m->text_left = source.len * TEXT_READS + TEXT_BYTES_FREE;
        m->text_spent = false;
        texts_decide(m);
        if (m->text_spent)
            return err_set(e, ERR_LIMIT,
                           "its nests are too deep for a condition on their text");
    }
    found_sort(m);
    m->counts.matches += m->found_count;
    *matches = (struct matches){m->found, m->found_count};
    return true;
}
