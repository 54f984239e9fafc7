#include "engine/match/matcher.h"

#include "engine/base/memory.h"
#include "engine/match/parts.h"

#include <stdlib.h>

/* A text in a nest is read once for each node around it. Real sources nest some
 * tens of nodes deep; over so many bytes for each of the source and each condition
 * it is a file that somebody made for this. */
enum { TEXT_READS = 512, TEXT_BYTES_FREE = 1 << 20 };

struct node_list {
    uint32_t *nodes;
    size_t count, capacity;
};

struct matcher {
    const struct pattern *pattern;
    const struct tree *tree;
    struct slice source; /* data is NULL as long as nothing reads text */

    /* For patterns with conditions: nodes that may be one of their terms, in
     * post-order, and what holds at each of these. */
    struct node_list eligible;
    uint64_t *held;
    size_t held_capacity;
    uint32_t reach[MAX_PARTS]; /* by the bit of a condition: how far a target goes */

    struct node_list found;
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
    free(m->eligible.nodes);
    free(m->held);
    free(m->found.nodes);
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

/* What a node may be, by its symbol and its field. */
static inline uint64_t terms_at(const struct pattern *p, const struct node *node)
{
    return p->terms_of[symbol_set_bit(node->symbol)] & p->terms_in[node->field];
}

/* Without a source, what needs it is taken to hold. `held` is what else is known
 * of the node. */
static bool term_holds(struct matcher *m, const struct term *t, const struct node *node,
                       uint64_t held)
{
    static const uint8_t flags[] = {
        [KIND_NAMED] = NODE_NAMED, [KIND_MISSING] = NODE_MISSING, [KIND_GROUP] = 0};
    uint64_t never = m->source.data ? t->never : t->never & ~m->pattern->doubtful;

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

/* Room for one more. */
static inline void list_add(struct node_list *list, uint32_t i)
{
    if (list->count == list->capacity)
        list->nodes = memory_grow(list->nodes, &list->capacity, list->count + 1,
                                  sizeof *list->nodes);
    list->nodes[list->count++] = i;
}

/* Only children that may be something have bits that are worth reading. */
static bool child_is(struct matcher *m, uint32_t i, uint64_t targets)
{
    const struct tree *t = m->tree;

    for (TREE_CHILDREN(t, i, child)) {
        m->counts.node_visits++;
        if (terms_at(m->pattern, &t->nodes[child]) && (m->held[child] & targets))
            return true;
    }
    return false;
}

/* Of what is below, the last target says it all: it is in the subtree, or nothing
 * is. Of what is above, the target that reaches furthest to the front does. */
static bool condition_holds(struct matcher *m, uint64_t bit, uint32_t i)
{
    const struct condition *c = condition_at(m->pattern, bit);

    switch (c->axis) {
    case AXIS_CHILD: return child_is(m, i, c->targets);
    case AXIS_HAS:
        return m->reach[bit] != TREE_NONE && m->reach[bit] >= tree_first(m->tree, i);
    case AXIS_IN: return m->reach[bit] <= i;
    case AXIS_PARENT: return m->held[i] >> bit & 1;
    }
    return false;
}

/* Conditions that a term which the node may be asks for. */
static void conditions_decide(struct matcher *m, const struct pass *pass, uint64_t terms,
                              uint32_t i)
{
    uint64_t asked = 0, seen = 0;

    for (BITS(terms, t))
        asked |= m->pattern->terms[t].need | m->pattern->terms[t].never;
    for (BITS(asked & pass->conditions, bit)) {
        if (condition_holds(m, bit, i))
            seen |= (uint64_t)1 << bit;
    }
    m->held[i] = (m->held[i] & ~pass->conditions) | seen;
}

static void children_mark(struct matcher *m, uint32_t i, uint64_t mark)
{
    const struct tree *t = m->tree;

    for (TREE_CHILDREN(t, i, child)) {
        m->counts.node_visits++;
        if (terms_at(m->pattern, &t->nodes[child]))
            m->held[child] |= mark;
    }
}

/* The node is a target: tells those that come after it. */
static void target_note(struct matcher *m, const struct pass *pass, uint32_t i)
{
    for (BITS(pass->conditions, bit)) {
        const struct condition *c = condition_at(m->pattern, bit);
        uint32_t first = tree_first(m->tree, i);

        if (!(m->held[i] & c->targets))
            continue;
        if (c->axis == AXIS_HAS)
            m->reach[bit] = i;
        else if (c->axis == AXIS_IN && first < m->reach[bit])
            m->reach[bit] = first;
        else if (c->axis == AXIS_PARENT)
            children_mark(m, i, (uint64_t)1 << bit);
    }
}

/* With a source, only what held without it has to be looked at again. */
static void node_decide(struct matcher *m, const struct pass *pass, uint32_t i)
{
    const struct node *node = &m->tree->nodes[i];
    uint64_t terms = terms_at(m->pattern, node);

    if (pass->conditions)
        conditions_decide(m, pass, terms, i);
    terms &= pass->terms;
    if (m->source.data)
        terms &= m->held[i];
    m->held[i] = (m->held[i] & ~pass->terms) | terms_holding(m, terms, node, m->held[i]);
    if (m->held[i] & pass->targets)
        target_note(m, pass, i);
}

static void pass_run(struct matcher *m, const struct pass *pass)
{
    size_t count = m->eligible.count;

    m->counts.node_visits += count;
    for (BITS(pass->conditions, bit))
        m->reach[bit] = TREE_NONE;
    for (size_t k = 0; pass->marks && k < count; k++)
        m->held[m->eligible.nodes[k]] &= ~pass->marks;
    for (size_t k = 0; k < count; k++)
        node_decide(m, pass, m->eligible.nodes[pass->down ? count - 1 - k : k]);
}

static void passes_run(struct matcher *m)
{
    for (unsigned i = 0; i < m->pattern->pass_count; i++)
        pass_run(m, &m->pattern->passes[i]);
    m->found.count = 0;
    for (size_t k = 0; k < m->eligible.count; k++) {
        if (m->held[m->eligible.nodes[k]] & m->pattern->roots)
            list_add(&m->found, m->eligible.nodes[k]);
    }
}

/* A pattern without conditions: a node says by itself whether it may match. */
static void nodes_collect(struct matcher *m)
{
    const struct pattern *p = m->pattern;
    const struct node *nodes = m->tree->nodes;

    for (uint32_t i = 0; i < m->tree->count; i++) {
        uint64_t terms = terms_at(p, &nodes[i]);
        if (terms && terms_holding(m, terms, &nodes[i], 0) & p->roots)
            list_add(&m->found, i);
    }
}

static void held_reserve(struct matcher *m)
{
    if (m->held_capacity >= m->tree->count)
        return;
    free(m->held);
    m->held_capacity = 0;
    m->held = memory_grow(NULL, &m->held_capacity, m->tree->count, sizeof *m->held);
}

/* The nodes that may be something; nothing holds at them yet. Returns all that any
 * of them may be. */
static uint64_t eligible_collect(struct matcher *m)
{
    const struct node *nodes = m->tree->nodes;
    uint64_t present = 0;

    m->eligible.count = 0;
    for (uint32_t i = 0; i < m->tree->count; i++) {
        uint64_t terms = terms_at(m->pattern, &nodes[i]);
        if (!terms)
            continue;
        present |= terms;
        m->held[i] = 0;
        list_add(&m->eligible, i);
    }
    return present;
}

size_t matcher_look(struct matcher *m, const struct tree *tree)
{
    m->tree = tree;
    m->source = (struct slice){0};
    m->found.count = 0;
    m->counts.node_visits += tree->count;
    if (!m->pattern->condition_count) {
        nodes_collect(m);
    } else {
        held_reserve(m);
        if (pattern_possible_of(m->pattern, eligible_collect(m)))
            passes_run(m);
    }
    m->counts.candidates += m->found.count;
    return m->found.count;
}

/* What is known of a node from its conditions doesn't hang on text here. */
static bool still_matches(struct matcher *m, uint32_t i)
{
    const struct pattern *p = m->pattern;
    const struct node *node = &m->tree->nodes[i];
    uint64_t held = p->condition_count ? m->held[i] : 0;

    return (terms_holding(m, terms_at(p, node), node, held) & p->roots) != 0;
}

static void found_filter(struct matcher *m)
{
    size_t kept = 0;

    for (size_t k = 0; k < m->found.count; k++) {
        if (still_matches(m, m->found.nodes[k]))
            m->found.nodes[kept++] = m->found.nodes[k];
    }
    m->found.count = kept;
}

/* Texts of candidates only; where a condition hangs on text, of what it looks at. */
static void texts_decide(struct matcher *m)
{
    if (m->pattern->doubtful)
        passes_run(m);
    else
        found_filter(m);
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

    for (size_t k = 0; k < m->found.count && sorted; k++)
        sorted = m->tree->nodes[m->found.nodes[k]].size == 1;
    if (sorted)
        return;
    m->keys = memory_grow(m->keys, &m->key_capacity, m->found.count, sizeof *m->keys);
    for (size_t k = 0; k < m->found.count; k++)
        m->keys[k] =
            (uint64_t)tree_first(m->tree, m->found.nodes[k]) << 32 | ~m->found.nodes[k];
    qsort(m->keys, m->found.count, sizeof *m->keys, key_compare);
    for (size_t k = 0; k < m->found.count; k++)
        m->found.nodes[k] = ~(uint32_t)m->keys[k];
}

bool matcher_decide(struct matcher *m, struct slice source, struct matches *matches,
                    struct err *e)
{
    if (m->pattern->text_count && m->found.count) {
        if (m->tree->nodes[tree_root(m->tree)].end_byte > source.len)
            return err_set(e, ERR_FORMAT, "its tree is that of a longer text");
        m->source = (struct slice){source.data ? source.data : "", source.len};
        m->text_left = source.len * TEXT_READS * m->pattern->text_count + TEXT_BYTES_FREE;
        m->text_spent = false;
        texts_decide(m);
        if (m->text_spent)
            return err_set(e, ERR_LIMIT,
                           "its nests are too deep for a condition on their text");
    }
    found_sort(m);
    m->counts.matches += m->found.count;
    *matches = (struct matches){m->found.nodes, m->found.count};
    return true;
}
