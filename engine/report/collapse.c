#include "engine/report/collapse.h"

#include "engine/base/memory.h"

#include <assert.h>
#include <stdlib.h>

/* ------------------------------------------------------------------- names */

struct named {
    struct slice name;
    uint32_t node;
};

/* The separator comes before all other bytes, so that what shares parts lies together. */
static int by_parts(const void *one, const void *two, void *separator)
{
    struct slice a = ((const struct named *)one)->name;
    struct slice b = ((const struct named *)two)->name;
    char cut = *(const char *)separator;
    size_t len = a.len < b.len ? a.len : b.len, i = 0;

    while (i < len && a.data[i] == b.data[i])
        i++;
    if (i == len)
        return (a.len > b.len) - (a.len < b.len);
    if (a.data[i] == cut || b.data[i] == cut)
        return a.data[i] == cut ? -1 : 1;
    return (unsigned char)a.data[i] < (unsigned char)b.data[i] ? -1 : 1;
}

static char separator_of(const struct picture *p)
{
    for (size_t i = 0; i < p->node_count; i++) {
        if (p->names[i].len && memchr(p->names[i].data, '/', p->names[i].len))
            return '/';
    }
    return '.';
}

/* How many whole parts two names begin with; UINT32_MAX: they are the same. */
static uint32_t parts_in_common(struct slice a, struct slice b, char separator)
{
    uint32_t parts = 0;
    size_t i = 0;

    if (slice_equal(a, b))
        return UINT32_MAX;
    for (; i < a.len && i < b.len && a.data[i] == b.data[i]; i++)
        parts += a.data[i] == separator;
    return parts + ((i == a.len || a.data[i] == separator) &&
                    (i == b.len || b.data[i] == separator));
}

static void names_sort(struct collapse *c)
{
    const struct picture *p = c->picture;
    struct named *sorted = memory_calloc(p->node_count, sizeof *sorted);

    for (size_t i = 0; i < p->node_count; i++)
        sorted[i] = (struct named){p->names[i], (uint32_t)i};
    qsort_r(sorted, p->node_count, sizeof *sorted, by_parts, &c->separator);
    for (size_t i = 0; i < p->node_count; i++) {
        c->order[i] = sorted[i].node;
        if (i)
            c->common[i] =
                parts_in_common(sorted[i - 1].name, sorted[i].name, c->separator);
    }
    free(sorted);
}

/* A name begins a group at every depth that shows more than what it has in common with
 * the name before. */
static void depths_count(struct collapse *c)
{
    size_t count = c->picture->node_count;

    for (size_t i = 0; i < count; i++) {
        if (c->common[i] != UINT32_MAX && c->common[i] > c->deepest)
            c->deepest = c->common[i];
    }
    c->deepest++;
    c->groups_at = memory_calloc((size_t)c->deepest + 1, sizeof *c->groups_at);
    for (size_t i = 0; i < count; i++) {
        if (c->common[i] != UINT32_MAX)
            c->groups_at[c->common[i] + 1]++;
    }
    for (unsigned depth = 1; depth <= c->deepest; depth++)
        c->groups_at[depth] += c->groups_at[depth - 1];
}

struct collapse collapse_make(const struct picture *p)
{
    size_t nodes = p->node_count, edges = p->edge_count;
    struct collapse c = {.picture = p, .separator = separator_of(p)};

    assert(nodes < UINT32_MAX && edges < UINT32_MAX);
    c.groups = memory_calloc(nodes, sizeof *c.groups);
    c.order = memory_calloc(nodes, sizeof *c.order);
    c.common = memory_calloc(nodes, sizeof *c.common);
    c.group_of = memory_calloc(nodes, sizeof *c.group_of);
    c.starts = memory_calloc(nodes + 1, sizeof *c.starts);
    c.seen = memory_calloc(nodes, sizeof *c.seen);
    c.by_from = memory_calloc(edges, sizeof *c.by_from);
    names_sort(&c);
    depths_count(&c);
    return c;
}

void collapse_release(struct collapse *c)
{
    free(c->groups);
    free(c->links);
    free(c->order);
    free(c->common);
    free(c->groups_at);
    free(c->group_of);
    free(c->rank);
    free(c->starts);
    free(c->by_from);
    free(c->seen);
    *c = (struct collapse){0};
}

/* ------------------------------------------------------------------ groups */

static struct slice cut_name(struct slice name, char separator, unsigned depth)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] == separator && --depth == 0)
            return (struct slice){name.data, i};
    }
    return name;
}

/* To the last group. */
static void node_join(struct collapse *c, uint32_t node)
{
    const struct picture *p = c->picture;
    struct group *g = &c->groups[c->group_count - 1];

    g->nodes++;
    g->cut |= g->name.len < p->names[node].len;
    g->mark |= p->node_marks && p->node_marks[node];
    c->group_of[node] = (uint32_t)(c->group_count - 1);
}

static void group_by_name(struct collapse *c, unsigned depth)
{
    const struct picture *p = c->picture;

    c->group_count = 0;
    c->depth = depth < c->deepest ? depth : 0;
    c->others = 0;
    for (size_t i = 0; i < p->node_count; i++) {
        struct slice name = p->names[c->order[i]];

        if (c->common[i] < depth)
            c->groups[c->group_count++] = (struct group){
                .name = c->depth ? cut_name(name, c->separator, depth) : name};
        node_join(c, c->order[i]);
    }
}

struct weighted {
    uint64_t sites;
    uint32_t group;
};

static int heaviest_first(const void *a, const void *b)
{
    const struct weighted *one = a, *two = b;

    if (one->sites != two->sites)
        return one->sites > two->sites ? -1 : 1;
    return (one->group > two->group) - (one->group < two->group);
}

/* The groups are those of depth 1. */
static void groups_rank(struct collapse *c)
{
    const struct picture *p = c->picture;
    struct weighted *weights = memory_calloc(c->group_count, sizeof *weights);

    for (uint32_t g = 0; g < c->group_count; g++)
        weights[g].group = g;
    for (size_t i = 0; i < p->edge_count; i++) {
        uint32_t from = c->group_of[p->edges[i].from], to = c->group_of[p->edges[i].to];

        weights[from].sites += from != to ? p->edges[i].sites : 0;
        weights[to].sites += from != to ? p->edges[i].sites : 0;
    }
    qsort(weights, c->group_count, sizeof *weights, heaviest_first);
    c->rank = memory_calloc(c->group_count, sizeof *c->rank);
    for (uint32_t i = 0; i < c->group_count; i++)
        c->rank[weights[i].group] = i;
    free(weights);
}

/* Closes the gaps between the groups that stay, and says where each one went. */
static void groups_move(struct collapse *c, size_t kept, uint32_t *moved)
{
    struct group others = {.others = true};
    uint32_t count = 0;

    for (size_t g = 0; g < c->group_count; g++) {
        if (c->rank[g] < kept) {
            c->groups[count] = c->groups[g];
            moved[g] = count++;
        } else {
            others.nodes += c->groups[g].nodes;
            others.mark |= c->groups[g].mark;
            moved[g] = (uint32_t)kept;
        }
    }
    c->groups[count++] = others;
    c->group_count = count;
    c->others = others.nodes;
}

static void group_by_rank(struct collapse *c, size_t kept)
{
    uint32_t *moved;

    group_by_name(c, 1);
    c->depth = 1;
    if (!c->rank)
        groups_rank(c);
    moved = memory_calloc(c->group_count, sizeof *moved);
    groups_move(c, kept, moved);
    for (size_t i = 0; i < c->picture->node_count; i++)
        c->group_of[i] = moved[c->group_of[i]];
    free(moved);
}

/* ------------------------------------------------------------------ levels */

/* Levels on which there are others: two groups of depth 1 at least. */
static size_t levels_of_others(const struct collapse *c)
{
    return c->groups_at[1] > 1 ? c->groups_at[1] - 1 : 0;
}

static bool level_fits(struct collapse *c, size_t level, size_t max_nodes,
                       bool (*fits)(struct collapse *c, void *context), void *context)
{
    size_t others = levels_of_others(c);
    unsigned depth = level < others ? 0 : (unsigned)(level - others) + 1;

    if (max_nodes && (depth ? c->groups_at[depth] : level + 1) > max_nodes)
        return false;
    if (depth)
        group_by_name(c, depth);
    else
        group_by_rank(c, level);
    return !fits || fits(c, context);
}

void collapse_fit(struct collapse *c, size_t max_nodes,
                  bool (*fits)(struct collapse *c, void *context), void *context)
{
    size_t low = 0, high = levels_of_others(c) + c->deepest - 1;

    if (level_fits(c, high, max_nodes, fits, context))
        return;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (level_fits(c, middle, max_nodes, fits, context))
            low = middle;
        else
            high = middle;
    }
    level_fits(c, low, 0, NULL, NULL);
}

/* ------------------------------------------------------------------- links */

/* Edges in the order of the groups that they leave. */
static void edges_sort(struct collapse *c)
{
    const struct picture *p = c->picture;

    memset(c->starts, 0, (c->group_count + 1) * sizeof *c->starts);
    for (size_t i = 0; i < p->edge_count; i++)
        c->starts[c->group_of[p->edges[i].from] + 1]++;
    for (size_t g = 0; g < c->group_count; g++)
        c->starts[g + 1] += c->starts[g];
    for (size_t i = p->edge_count; i-- > 0;)
        c->by_from[--c->starts[c->group_of[p->edges[i].from] + 1]] = (uint32_t)i;
}

/* `first`: where the links of this group begin, which makes marks in `seen` of groups
 * before it stale. */
static void edge_add(struct collapse *c, const struct picture_edge *e, size_t first)
{
    uint32_t from = c->group_of[e->from], to = c->group_of[e->to];
    struct link *link;

    if (from == to && c->depth) {
        c->groups[from].mark |= e->mark != 0;
        return;
    }
    if (c->seen[to] <= first) {
        c->links =
            memory_grow(c->links, &c->link_room, c->link_count + 1, sizeof *c->links);
        c->links[c->link_count++] = (struct link){.from = from, .to = to};
        c->seen[to] = (uint32_t)c->link_count;
    }
    link = &c->links[c->seen[to] - 1];
    link->sites += e->sites;
    link->mark |= e->mark != 0;
}

static int by_ends(const void *a, const void *b)
{
    const struct link *one = a, *two = b;

    if (one->from != two->from)
        return one->from < two->from ? -1 : 1;
    return (one->to > two->to) - (one->to < two->to);
}

bool collapse_link(struct collapse *c, size_t most)
{
    const struct picture *p = c->picture;
    size_t first = 0;
    uint32_t group = UINT32_MAX;

    edges_sort(c);
    memset(c->seen, 0, p->node_count * sizeof *c->seen);
    c->link_count = 0;
    for (size_t i = 0; i < p->edge_count; i++) {
        const struct picture_edge *e = &p->edges[c->by_from[i]];

        if (c->group_of[e->from] != group)
            first = c->link_count;
        group = c->group_of[e->from];
        edge_add(c, e, first);
        if (most && c->link_count > most)
            return false;
    }
    if (c->link_count)
        qsort(c->links, c->link_count, sizeof *c->links, by_ends);
    return true;
}
