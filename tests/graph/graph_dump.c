/* graph_dump - all that engine/graph says of the graphs on stdin, a line of JSON each.
 *
 *   graph NODES EDGES KINDS LIMIT WORK   and as often: FROM TO SITES KINDS
 *   reach BACKWARDS DEPTH COUNT          and as often: NODE; -1 is any depth
 *   path FROM TO LIMIT
 *   end */
#include "engine/base/memory.h"
#include "engine/graph/cycles.h"
#include "engine/graph/feedback.h"
#include "engine/graph/reach.h"
#include "engine/graph/redundant.h"
#include "engine/graph/shape.h"
#include "engine/graph/sizes.h"
#include "tests/graph/graph_of.h"

#include <inttypes.h>

static void numbers(const char *name, const uint32_t *items, size_t count)
{
    printf("\"%s\": [", name);
    for (size_t i = 0; i < count; i++)
        printf("%s%u", i ? ", " : "", items[i]);
    printf("], ");
}

static void counts(const char *name, const uint64_t *items, size_t count)
{
    printf("\"%s\": [", name);
    for (size_t i = 0; i < count; i++)
        printf("%s%" PRIu64, i ? ", " : "", items[i]);
    printf("], ");
}

static void rows(const char *name, const struct csr *g)
{
    const char *comma = "";

    printf("\"%s\": [", name);
    for (uint32_t node = 0; node < g->nodes; node++)
        for (uint32_t i = g->forward.starts[node]; i < g->forward.starts[node + 1]; i++) {
            printf("%s[%u, %u, %u, %u]", comma, node, g->forward.ends[i], g->sites[i],
                   g->forward.kinds[i]);
            comma = ", ";
        }
    printf("], ");
}

static void say_condensed(const struct csr *g, const struct scc *s, uint8_t kinds,
                          uint64_t work)
{
    struct csr dag;
    uint8_t *marks;
    uint64_t *sizes = memory_calloc(g->nodes, sizeof *sizes);

    if (!scc_condense(s, g, kinds, &dag, NULL))
        abort();
    csr_reverse(&dag);
    rows("condensed", &dag);
    marks = memory_alloc(dag.edges);
    redundant_find(&dag, s->order, work, marks);
    printf("\"marks\": [");
    for (uint32_t i = 0; i < dag.edges; i++)
        printf("%s%u", i ? ", " : "", marks[i]);
    printf("], ");
    sizes_find(s, &dag, false, sizes);
    counts("sizes", sizes, g->nodes);
    sizes_find(s, &dag, true, sizes);
    counts("sizes_backwards", sizes, g->nodes);
    free(marks);
    free(sizes);
    csr_release(&dag);
}

static void say_cycles(const struct csr *component, uint32_t limit, uint64_t work)
{
    struct cycles c;

    cycles_find(&c, component, limit, work);
    printf("\"end\": %d, \"cycles\": [", c.end);
    for (uint32_t i = 0; i < c.count; i++) {
        printf("%s[", i ? ", " : "");
        for (size_t at = c.starts[i]; at < c.starts[i + 1]; at++)
            printf("%s%u", at > c.starts[i] ? ", " : "", c.nodes[at]);
        printf("]");
    }
    printf("], ");
    cycles_release(&c);
}

static void say_feedback(struct csr *component, uint64_t work)
{
    struct feedback f;

    feedback_find(&f, component, work);
    printf("\"cheapest\": %d, \"irreducible\": %d, \"sites\": %" PRIu64
           ", \"before\": [%u, %u], \"after\": [%u, %u], \"cuts\": [",
           f.cheapest, f.irreducible, f.sites, f.before.largest, f.before.cyclic,
           f.after.largest, f.after.cyclic);
    for (uint32_t i = 0; i < f.count; i++)
        printf("%s[%u, %u, %u, %u, %u]", i ? ", " : "", f.edges[i].from, f.edges[i].to,
               f.edges[i].sites, f.edges[i].alone.largest, f.edges[i].alone.cyclic);
    printf("]");
    feedback_release(&f);
}

static void say_components(const struct csr *g, const struct scc *s, uint8_t kinds,
                           uint32_t limit, uint64_t work)
{
    const char *comma = "";

    printf("\"components\": [");
    for (uint32_t i = 0; i < s->count; i++) {
        struct csr component;

        if (!scc_is_cyclic(s, g, kinds, i))
            continue;
        component_extract(s, g, kinds, i, &component);
        csr_reverse(&component);
        printf("%s{\"component\": %u, ", comma, i);
        rows("edges", &component);
        say_cycles(&component, limit, work);
        say_feedback(&component, work);
        printf("}");
        comma = ", ";
        csr_release(&component);
    }
    printf("], ");
}

static void say_graph(const struct csr *g, uint8_t kinds, uint32_t limit, uint64_t work)
{
    struct scc s;
    struct shape shape;

    rows("edges", g);
    scc_find(&s, g, kinds);
    numbers("component", s.component, g->nodes);
    numbers("order", s.order, s.count);
    shape_find(&shape, g, &s, kinds);
    numbers("fan_in", shape.fan_in, g->nodes);
    numbers("fan_out", shape.fan_out, g->nodes);
    numbers("depth", shape.depth, g->nodes);
    say_condensed(g, &s, kinds, work);
    say_components(g, &s, kinds, limit, work);
    shape_release(&shape);
    scc_release(&s);
}

static uint32_t number(void)
{
    long long n;

    if (scanf("%lld", &n) != 1)
        abort();
    return (uint32_t)n;
}

static void say_reach(struct reach *r, uint8_t kinds)
{
    struct reach_question q = {.backwards = number(), .depth = number(), .kinds = kinds};
    uint32_t *starts;
    const char *comma = "";

    q.start_count = number();
    starts = memory_calloc(q.start_count, sizeof *starts);
    for (size_t i = 0; i < q.start_count; i++)
        starts[i] = number();
    q.starts = starts;
    reach_find(r, &q);
    printf("{\"count\": %u, \"found\": {", r->count);
    for (uint32_t at = 0; (at = reach_next(r, at)) != GRAPH_NONE; at++) {
        printf("%s\"%u\": %u", comma, at, r->distances[at]);
        comma = ", ";
    }
    printf("}}");
    free(starts);
}

static void say_paths(struct reach *r, uint8_t kinds)
{
    uint32_t from = number(), to = number(), limit = number();
    struct reach_paths p;

    reach_paths(r, from, to, kinds, limit, &p);
    printf("{\"length\": %lld, \"total\": %" PRIu64 ", \"paths\": [",
           p.length == GRAPH_NONE ? -1LL : (long long)p.length, p.total);
    for (uint32_t i = 0; i < p.count; i++) {
        printf("%s[", i ? ", " : "");
        for (uint32_t at = 0; at <= p.length; at++)
            printf("%s%u", at ? ", " : "", p.nodes[(size_t)i * (p.length + 1) + at]);
        printf("]");
    }
    printf("]}");
    reach_paths_release(&p);
}

static void answer(struct csr *g, uint8_t kinds)
{
    struct reach r;
    char verb[10];
    const char *comma = "";

    reach_init(&r, g);
    printf("\"answers\": [");
    for (; scanf("%9s", verb) == 1 && strcmp(verb, "end") != 0; comma = ", ") {
        printf("%s", comma);
        if (strcmp(verb, "reach") == 0)
            say_reach(&r, kinds);
        else
            say_paths(&r, kinds);
    }
    printf("]");
    reach_release(&r);
}

int main(void)
{
    char verb[10];

    while (scanf("%9s", verb) == 1) {
        uint32_t nodes = number(), count = number(), kinds = number(), limit = number(),
                 work = number();
        struct edges list = {0};
        struct csr g;

        for (uint32_t i = 0; i < count; i++) {
            struct edge edge = {number(), number(), number(), 0};
            edge.kinds = (uint8_t)number();
            edges_add(&list, edge);
        }
        g = graph_of_edges(nodes, &list);
        printf("{");
        say_graph(&g, (uint8_t)kinds, limit, work);
        answer(&g, (uint8_t)kinds);
        printf("}\n");
        csr_release(&g);
    }
    return 0;
}
