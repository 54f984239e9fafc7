/* Acyclic ones: the children of a package as the nodes of a graph, which then is looked
 * through for components and their shortest cycles. */
#include "engine/base/memory.h"
#include "engine/graph/component.h"
#include "engine/graph/cycles.h"
#include "engine/impact/contract_check.h"

#include <assert.h>
#include <stdlib.h>

/* Edges that the search for cycles may look at, for each node and edge of a component. */
enum { WORK_CYCLES = 64 };

/* An import from one child into another. */
struct link {
    uint32_t child, other; /* by number */
    uint32_t from, to;     /* modules */
};

struct siblings {
    struct check *check;
    struct slice parent;
    uint32_t *child;     /* of each node, or GRAPH_NONE */
    struct slice *names; /* of the children */
    uint32_t count;
    uint32_t first, end; /* places of the names below the parent */
    struct link *links;
    size_t link_count, link_capacity;
};

/* ------------------------------------------------------------------ children */

static bool lies_below(struct slice name, struct slice parent)
{
    return name.len > parent.len + 1 && name.data[parent.len] == '.' &&
           slice_starts(name, parent);
}

/* "shop.cart" of "shop.cart.api" in "shop". */
static struct slice child_of(struct slice name, struct slice parent)
{
    const char *from = name.data + parent.len + 1;
    const char *dot = memchr(from, '.', name.len - parent.len - 1);

    return (struct slice){name.data, dot ? (size_t)(dot - name.data) : name.len};
}

/* Names of one child lie together: every byte of a part is behind the dot. */
static void children_find(struct siblings *s)
{
    const struct module_names *names = s->check->names;

    s->count = 0;
    for (s->end = s->first; s->end < names->count; s->end++) {
        struct slice name = module_names_at(names, s->end), child;

        if (!lies_below(name, s->parent))
            break;
        if (!module_name_is_dotted(name))
            continue;
        child = child_of(name, s->parent);
        if (!s->count || !slice_equal(s->names[s->count - 1], child))
            s->names[s->count++] = child;
        s->child[names->sorted[s->end]] = s->count - 1;
    }
}

static void children_forget(struct siblings *s)
{
    for (uint32_t place = s->first; place < s->end; place++)
        s->child[s->check->names->sorted[place]] = GRAPH_NONE;
}

/* ------------------------------------------------------------------ links */

static void links_of(struct siblings *s, uint32_t node)
{
    const struct csr_rows *rows = &s->check->graph->forward;

    for (ROW_EACH(at, rows, node, s->check->contract->kinds)) {
        uint32_t other = s->child[rows->ends[at]];

        if (other == GRAPH_NONE || other == s->child[node])
            continue;
        s->links =
            memory_grow(s->links, &s->link_capacity, s->link_count + 1, sizeof *s->links);
        s->links[s->link_count++] =
            (struct link){s->child[node], other, node, rows->ends[at]};
    }
}

static int by_numbers(const uint32_t *a, const uint32_t *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

static int link_order(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    const uint32_t left[] = {x->child, x->other, x->from, x->to};
    const uint32_t right[] = {y->child, y->other, y->from, y->to};

    return by_numbers(left, right, 4);
}

/* False: out of work. */
static bool links_find(struct siblings *s)
{
    const struct csr_rows *rows = &s->check->graph->forward;

    s->link_count = 0;
    for (uint32_t place = s->first; place < s->end; place++) {
        uint32_t node = s->check->names->sorted[place];

        if (!check_spend(s->check, rows->starts[node + 1] - rows->starts[node] + 1))
            return false;
        if (s->child[node] != GRAPH_NONE)
            links_of(s, node);
    }
    if (s->link_count)
        qsort(s->links, s->link_count, sizeof *s->links, link_order);
    return true;
}

/* The smallest import from one child into another; there is one. */
static const struct link *link_between(const struct siblings *s, uint32_t child,
                                       uint32_t other)
{
    const uint32_t wanted[] = {child, other};
    size_t low = 0, high = s->link_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const uint32_t here[] = {s->links[middle].child, s->links[middle].other};

        if (by_numbers(here, wanted, 2) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    assert(low < s->link_count);
    return &s->links[low];
}

static void graph_make(const struct siblings *s, struct csr *g)
{
    struct edges list = {0};

    for (size_t i = 0; i < s->link_count; i++)
        edges_add(&list, (struct edge){s->links[i].child, s->links[i].other, 1, 1});
    edges_close(&list);
    if (!csr_build(g, s->count, &list, CSR_ALL_KINDS, NULL))
        assert(!"fewer edges than a graph that there is");
    edges_release(&list);
}

/* ------------------------------------------------------------------ cycles */

/* `nodes` are places among the members. */
static bool cycle_write(struct siblings *s, const uint32_t *members,
                        const uint32_t *nodes, uint32_t length,
                        struct contract_chain *chain)
{
    uint32_t *modules = check_chain(s->check, chain, 2 * length);

    if (!modules)
        return false;
    for (uint32_t i = 0; i < length; i++) {
        const struct link *link =
            link_between(s, members[nodes[i]], members[nodes[(i + 1) % length]]);

        modules[2 * i] = link->from;
        modules[2 * i + 1] = link->to;
    }
    return true;
}

static void cycles_write(struct siblings *s, const uint32_t *members,
                         const struct cycles *cycles, struct contract_violation *v)
{
    struct contract_chain *chains =
        arena_array(s->check->memory, struct contract_chain, cycles->count);

    v->chains = chains;
    for (uint32_t i = 0; i < cycles->count; i++) {
        uint32_t length = (uint32_t)(cycles->starts[i + 1] - cycles->starts[i]);

        if (!cycle_write(s, members, cycles->nodes + cycles->starts[i], length,
                         &chains[v->chain_count]))
            return;
        v->chain_count++;
    }
}

static uint32_t links_within(const struct siblings *s, const struct scc *scc,
                             uint32_t component)
{
    uint32_t count = 0;

    for (size_t i = 0; i < s->link_count; i++)
        count += scc->component[s->links[i].child] == component &&
                 scc->component[s->links[i].other] == component;
    return count;
}

static void siblings_name(const struct siblings *s, const uint32_t *members,
                          struct contract_violation *v)
{
    struct slice *names = arena_array(s->check->memory, struct slice, v->sibling_count);

    for (uint32_t i = 0; i < v->sibling_count; i++)
        names[i] = s->names[members[i]];
    v->siblings = names;
}

static void knot_report(struct siblings *s, const struct scc *scc, const struct csr *g,
                        uint32_t component)
{
    const uint32_t *members = scc->members + scc->starts[component];
    struct contract_violation v = {
        .from = s->parent, .to = s->parent, .sibling_count = scc_size(scc, component)};
    struct cycles cycles;
    struct csr knot;
    uint64_t work;

    if (!check_spend(s->check, s->link_count) || !check_room(s->check, v.sibling_count))
        return;
    v.imports = v.direct = links_within(s, scc, component);
    component_extract(scc, g, CSR_ALL_KINDS, component, &knot);
    csr_reverse(&knot);
    work = WORK_CYCLES * ((uint64_t)knot.nodes + knot.edges);
    check_spend(s->check, work);
    cycles_find(&cycles, &knot, s->check->limit, work);
    cycles_write(s, members, &cycles, &v);
    siblings_name(s, members, &v);
    if (v.chain_count)
        check_violation(s->check, v);
    cycles_release(&cycles);
    csr_release(&knot);
}

static void knots_report(struct siblings *s)
{
    struct scc scc;
    struct csr g;

    graph_make(s, &g);
    scc_find(&scc, &g, CSR_ALL_KINDS);
    for (uint32_t i = 0; i < scc.count && s->check->complete; i++)
        if (scc_size(&scc, i) > 1)
            knot_report(s, &scc, &g, i);
    scc_release(&scc);
    csr_release(&g);
}

/* ------------------------------------------------------------------ parents */

static void parent_check(struct siblings *s, struct slice parent, uint32_t place)
{
    s->parent = parent;
    s->first = place;
    children_find(s);
    if (links_find(s) && s->link_count)
        knots_report(s);
    children_forget(s);
}

static size_t common_bytes(struct slice a, struct slice b)
{
    size_t len = 0;

    while (len < a.len && len < b.len && a.data[len] == b.data[len])
        len++;
    return len;
}

/* All parents of a name, from the top, that the name before wasn't below. True: there is
 * one that the set names. */
static bool parents_check(struct siblings *s, const struct module_set *set,
                          uint32_t place, struct slice before)
{
    struct slice name = module_names_at(s->check->names, place);
    bool any = false;

    for (size_t at = common_bytes(name, before); at < name.len; at++) {
        struct slice parent = {name.data, at};

        if (name.data[at] != '.')
            continue;
        if (!check_spend(s->check, at))
            break;
        if (!module_set_names(set, parent))
            continue;
        any = true;
        parent_check(s, parent, place);
    }
    return any;
}

static bool set_check(struct siblings *s, const struct contract_name *name)
{
    struct check *k = s->check;
    struct slice before = {"", 0};
    uint32_t count;
    bool any = false;

    if (!check_list(k, &name->set, name, &count))
        return false;
    if (!check_spend(k, k->names->count))
        return true;
    for (uint32_t place = 0; place < k->names->count && k->complete; place++) {
        if (!module_name_is_dotted(module_names_at(k->names, place)))
            continue;
        any |= parents_check(s, &name->set, place, before);
        before = module_names_at(k->names, place);
    }
    if (any || !k->complete)
        return true;
    err_set(k->e, ERR_USAGE, "no module lies below '%s'",
            module_show(name->set.text).text);
    return check_fail(k, name);
}

bool check_acyclic(struct check *k)
{
    uint32_t nodes = k->graph->nodes;
    struct siblings s = {
        .check = k,
        .child = memory_realloc(NULL, nodes, sizeof *s.child),
        .names = memory_realloc(NULL, nodes, sizeof *s.names),
    };
    bool ok = true;

    for (uint32_t node = 0; node < nodes; node++)
        s.child[node] = GRAPH_NONE;
    for (uint32_t i = 0; i < k->contract->name_count && ok && k->complete; i++)
        ok = set_check(&s, &k->contract->names[i]);
    free(s.child);
    free(s.names);
    free(s.links);
    return ok;
}
