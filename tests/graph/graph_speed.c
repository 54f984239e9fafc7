/* graph_speed [MODULES [IMPORTS [SEED]]] - what engine/graph costs on a large monorepo.
 *
 * Generates one: packages of 20 to 200 modules in ten layers, which import from their
 * own package, from packages of the layers below and, every tenth import, from 300
 * modules that everybody uses; so far without cycles. A few hundred packages then get a
 * knot of 2 to 40 modules, and one layer a tangle of thousands over many packages. On
 * one thread; the generator isn't timed. Each line: name and figure; times are seconds of
 * processor time. */
#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/graph/cycles.h"
#include "engine/graph/feedback.h"
#include "engine/graph/reach.h"
#include "engine/graph/redundant.h"
#include "engine/graph/shape.h"
#include "engine/graph/sizes.h"
#include "tests/graph/graph_of.h"

enum { LAYERS = 10, HUBS = 300, PARTS = 2, CYCLES = 10, QUESTIONS = 20 };
#define COMPONENT_WORK UINT64_C(5000000)
#define REDUNDANT_WORK UINT64_C(100000000)

struct package {
    uint32_t first, count, layer;
};

struct repo {
    struct dice dice;
    uint32_t modules, packages, part;
    struct package *package;
    uint32_t *of;      /* the package of each module */
    uint32_t *ranks;   /* modules of a package import from lower ranks only */
    uint32_t *by_rank; /* module first + r is that of rank r in its package */
    struct edges parts[PARTS];
};

static void import(struct repo *r, uint32_t from, uint32_t to)
{
    uint32_t kind = roll(&r->dice, 10);
    struct edge edge = {from, to, 1 + roll(&r->dice, 8) * (roll(&r->dice, 3) == 0),
                        kind < 7   ? 1
                        : kind < 9 ? 2
                                   : 4};

    edges_add(&r->parts[r->part++ % PARTS], edge);
}

static void make_packages(struct repo *r)
{
    size_t capacity = 0;

    r->of = memory_calloc(r->modules, sizeof *r->of);
    r->ranks = memory_calloc(r->modules, sizeof *r->ranks);
    r->by_rank = memory_calloc(r->modules, sizeof *r->by_rank);
    for (uint32_t first = 0; first < r->modules;) {
        uint32_t count = 20 + roll(&r->dice, 181);
        if (count > r->modules - first)
            count = r->modules - first;
        r->package =
            memory_grow(r->package, &capacity, r->packages + 1, sizeof *r->package);
        r->package[r->packages] = (struct package){first, count, roll(&r->dice, LAYERS)};
        for (uint32_t i = 0; i < count; i++) {
            uint32_t other = roll(&r->dice, i + 1);
            r->of[first + i] = r->packages;
            r->by_rank[first + i] = r->by_rank[first + other];
            r->by_rank[first + other] = first + i;
        }
        for (uint32_t i = 0; i < count; i++)
            r->ranks[r->by_rank[first + i]] = i;
        r->packages++;
        first += count;
    }
}

/* A module of a lower layer, or of the own package with a lower rank; or none. */
static uint32_t below(struct repo *r, uint32_t module)
{
    const struct package *own = &r->package[r->of[module]];
    uint32_t rank = r->ranks[module], dice = roll(&r->dice, 10);

    if (dice < 5)
        return rank ? r->by_rank[own->first + roll(&r->dice, rank)] : GRAPH_NONE;
    for (int i = 0; i < 20; i++) {
        const struct package *other =
            dice == 5 ? &r->package[r->of[roll(&r->dice, HUBS) * (r->modules / HUBS)]]
                      : &r->package[roll(&r->dice, r->packages)];
        if (other->layer < own->layer)
            return other->first + (dice == 5 ? 0 : roll(&r->dice, other->count));
    }
    return GRAPH_NONE;
}

static void make_knots(struct repo *r)
{
    for (int i = 0; i < 400; i++) {
        const struct package *p = &r->package[roll(&r->dice, r->packages)];
        uint32_t size = 2 + roll(&r->dice, p->count < 40 ? p->count - 1 : 39);
        uint32_t from = p->first + roll(&r->dice, p->count - size + 1);

        for (uint32_t m = 0; m < size; m++)
            import(r, from + m, from + (m + 1) % size);
        for (uint32_t m = 0; m < size; m++)
            import(r, from + roll(&r->dice, size), from + roll(&r->dice, size));
    }
}

static void make_tangle(struct repo *r)
{
    uint32_t layer[60], count = 0;

    for (uint32_t p = 0; p < r->packages && count < 60; p++)
        if (r->package[p].layer == LAYERS / 2)
            layer[count++] = p;
    for (uint32_t i = 0; count > 1 && i < 3000; i++) {
        const struct package *a = &r->package[layer[roll(&r->dice, count)]],
                             *b = &r->package[layer[roll(&r->dice, count)]];
        import(r, a->first + roll(&r->dice, a->count),
               b->first + roll(&r->dice, b->count));
    }
}

static void generate(struct repo *r, uint32_t imports)
{
    uint32_t made = 0;

    make_packages(r);
    make_knots(r);
    make_tangle(r);
    while (made < imports) {
        uint32_t from = roll(&r->dice, r->modules), to = below(r, from);
        if (to == GRAPH_NONE)
            continue;
        import(r, from, to);
        made++;
    }
}

static void repo_release(struct repo *r)
{
    free(r->package);
    free(r->of);
    free(r->ranks);
    free(r->by_rank);
}

static uint64_t say_since(const char *what, uint64_t start)
{
    uint64_t now = clock_cpu_ns();

    printf("%s %.6f\n", what, (double)(now - start) / 1e9);
    fflush(stdout);
    return clock_cpu_ns();
}

static void say(const char *what, uint64_t figure)
{
    printf("%s %llu\n", what, (unsigned long long)figure);
}

static struct csr build(struct repo *r)
{
    uint64_t start = clock_cpu_ns(), at = start;
    struct csr g;

    for (int i = 0; i < PARTS; i++)
        edges_close(&r->parts[i]);
    at = say_since("close", at);
    edges_merge(&r->parts[0], &r->parts[1]);
    at = say_since("merge", at);
    if (!csr_build(&g, r->modules, &r->parts[0], CSR_ALL_KINDS, NULL))
        abort();
    edges_release(&r->parts[0]);
    at = say_since("rows", at);
    csr_reverse(&g);
    say_since("reverse", at);
    say_since("build", start);
    return g;
}

static void reload(struct csr *g)
{
    struct slice columns[CSR_COLUMNS];
    struct csr again;
    uint64_t start = clock_cpu_ns(), at;

    csr_columns(g, columns);
    if (!csr_take(&again, columns, NULL))
        abort();
    at = say_since("take", start);
    csr_reverse(&again);
    say_since("take_reverse", at);
    csr_release(g);
    *g = again;
}

static void ask(struct csr *g, struct dice *dice)
{
    struct reach r;
    uint64_t at = clock_cpu_ns(), start, path = 0, closure = 0, ways = 0, largest = 0;

    reach_init(&r, g);
    say_since("reach_init", at);
    for (int i = 0; i < QUESTIONS; i++) {
        uint32_t from = roll(dice, g->nodes), to = roll(dice, g->nodes);
        struct reach_paths paths;
        struct reach_question q = {&to, 1, true, CSR_ALL_KINDS, REACH_ANY_DEPTH};

        start = clock_cpu_ns();
        reach_paths(&r, from, to, CSR_ALL_KINDS, 100, &paths);
        path = clock_cpu_ns() - start > path ? clock_cpu_ns() - start : path;
        ways += paths.count > 0;
        reach_paths_release(&paths);
        start = clock_cpu_ns();
        reach_find(&r, &q);
        closure = clock_cpu_ns() - start > closure ? clock_cpu_ns() - start : closure;
        largest = r.count > largest ? r.count : largest;
    }
    printf("path_slowest %.6f\n", (double)path / 1e9);
    printf("closure_slowest %.6f\n", (double)closure / 1e9);
    say("closure_largest", largest);
    say("paths_found", ways);
    reach_release(&r);
}

/* The part of one component; what is found goes into the sums. */
static void untangle(const struct csr *g, const struct scc *s, uint32_t i,
                     uint64_t *cycle_ns, uint64_t *feedback_ns, uint64_t *cycle_count,
                     uint64_t *cuts, uint64_t *unsure)
{
    struct csr component;
    struct cycles cycles;
    struct feedback f;
    uint64_t at = clock_cpu_ns();

    component_extract(s, g, CSR_ALL_KINDS, i, &component);
    csr_reverse(&component);
    cycles_find(&cycles, &component, CYCLES, COMPONENT_WORK);
    *cycle_ns += clock_cpu_ns() - at;
    at = clock_cpu_ns();
    feedback_find(&f, &component, COMPONENT_WORK);
    *feedback_ns += clock_cpu_ns() - at;
    *cycle_count += cycles.count;
    *cuts += f.count;
    *unsure += cycles.end >= CYCLES_WORK || !f.irreducible;
    if (component.nodes > 1000)
        printf("tangle_nodes %u\ntangle_edges %u\ntangle_cuts %u\ntangle_sites %llu\n",
               component.nodes, component.edges, f.count, (unsigned long long)f.sites);
    cycles_release(&cycles);
    feedback_release(&f);
    csr_release(&component);
}

static void untangle_all(const struct csr *g)
{
    struct scc s;
    uint64_t start = clock_cpu_ns(), cycle_ns = 0, feedback_ns = 0;
    uint64_t components = 0, cycle_count = 0, cuts = 0, unsure = 0;

    scc_find(&s, g, CSR_ALL_KINDS);
    say_since("scc", start);
    for (uint32_t i = 0; i < s.count; i++) {
        if (!scc_is_cyclic(&s, g, CSR_ALL_KINDS, i))
            continue;
        components++;
        untangle(g, &s, i, &cycle_ns, &feedback_ns, &cycle_count, &cuts, &unsure);
    }
    printf("cycles %.6f\nfeedback %.6f\n", (double)cycle_ns / 1e9,
           (double)feedback_ns / 1e9);
    say_since("scc_cycles_feedback", start);
    say("components", components);
    say("cycle_count", cycle_count);
    say("cuts", cuts);
    say("unsure", unsure);
    scc_release(&s);
}

static void say_marks(const uint8_t *marks, uint32_t count)
{
    uint64_t by_mark[3] = {0};

    for (uint32_t i = 0; i < count; i++)
        by_mark[marks[i]]++;
    say("edges_condensed", count);
    say("redundant_unknown", by_mark[REDUNDANT_UNKNOWN]);
    say("redundant_implied", by_mark[REDUNDANT_IMPLIED]);
}

static void rank(const struct csr *g)
{
    struct scc s;
    struct shape shape;
    struct csr dag;
    uint8_t *marks;
    uint64_t at;

    scc_find(&s, g, CSR_ALL_KINDS);
    at = clock_cpu_ns();
    shape_find(&shape, g, &s, CSR_ALL_KINDS);
    at = say_since("shape", at);
    if (!scc_condense(&s, g, CSR_ALL_KINDS, &dag, NULL))
        abort();
    csr_reverse(&dag);
    at = say_since("condense", at);
    marks = memory_alloc(dag.edges);
    redundant_find(&dag, s.order, REDUNDANT_WORK, marks);
    at = say_since("redundant", at);
    say_marks(marks, dag.edges);
    shape_release(&shape);
    scc_release(&s);
    csr_release(&dag);
    free(marks);
}

/* Exact counts of a monorepo that is smaller: nodes times edges. */
static void count_sizes(uint32_t modules, uint32_t imports, uint64_t seed)
{
    struct repo r = {.modules = modules, .dice = {seed}};
    struct csr g, dag;
    struct scc s;
    uint64_t *counts, at;

    generate(&r, imports);
    repo_release(&r);
    edges_merge(&r.parts[0], &r.parts[1]);
    g = graph_of_edges(modules, &r.parts[0]);
    scc_find(&s, &g, CSR_ALL_KINDS);
    if (!scc_condense(&s, &g, CSR_ALL_KINDS, &dag, NULL))
        abort();
    csr_reverse(&dag);
    counts = memory_calloc(modules, sizeof *counts);
    at = clock_cpu_ns();
    sizes_find(&s, &dag, true, counts);
    say_since("sizes_of_a_fifth", at);
    free(counts);
    scc_release(&s);
    csr_release(&dag);
    csr_release(&g);
}

int main(int argc, char **argv)
{
    uint32_t modules = argc > 1 ? (uint32_t)atoi(argv[1]) : 1000000;
    uint32_t imports = argc > 2 ? (uint32_t)atoi(argv[2]) : 10000000;
    uint64_t seed = argc > 3 ? (uint64_t)atoll(argv[3]) : 6;
    struct repo r = {.modules = modules, .dice = {seed}};
    struct csr g;

    generate(&r, imports);
    repo_release(&r);
    g = build(&r);
    say("nodes", g.nodes);
    say("edges", g.edges);
    say("peak_bytes_built", memory_peak_bytes());
    reload(&g);
    ask(&g, &r.dice);
    untangle_all(&g);
    rank(&g);
    say("peak_bytes", memory_peak_bytes());
    csr_release(&g);
    count_sizes(modules / 5, imports / 5, seed);
    return 0;
}
