/* import_speed PATH [ROUNDS] - what it costs to make the import graph of a scanned tree.
 * import_speed generate MODULES IMPORTS SEED FOLDER - the same of a generated monorepo, whose
 * graph is then kept in a store in FOLDER, taken from there, and asked.
 *
 * The generated one has packages of up to 200 modules in ten layers. A module imports from
 * lower ranks of its own package, from layers below, and every tenth time one of 300 hubs; 300
 * packages have two modules that import each other. Facts are made, nothing is parsed.
 *
 * Each line: name and figure; times are milliseconds of wall time, of the best round. */
#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/graph/cycles.h"
#include "engine/graph/component.h"
#include "engine/graph/feedback.h"
#include "engine/graph/reach.h"
#include "engine/graph/scc.h"
#include "engine/imports/import_graph.h"
#include "tests/graph/graph_of.h"

#include <stdio.h>
#include <stdlib.h>

enum { LAYERS = 10, HUBS = 300, PACKAGE = 100, KNOTS = 300, QUESTIONS = 20 };
#define COMPONENT_WORK UINT64_C(5000000)

static void say_ms(const char *name, uint64_t ns)
{
    printf("%s %.3f\n", name, (double)ns / 1e6);
}

static void fail(const char *what, const struct err *e)
{
    fprintf(stderr, "import_speed: %s: %s\n", what, e->message);
    exit(1);
}

/* -------------------------------------------------------------------- scanned */

static void least(uint64_t *best, uint64_t ns)
{
    if (!*best || ns < *best)
        *best = ns;
}

static void scanned(const char *root, unsigned rounds)
{
    struct scan_options scan = {.root = root,
                                .max_file_bytes = UINT64_C(64) << 20,
                                .keep = {.off = true},
                                .threads = 2};
    struct import_options options = {.scan = &scan};
    uint64_t layout_ns = 0, resolve_ns = 0, graph_ns = 0, all_ns = 0;
    struct scan_stats stats;
    struct part result;
    struct err e;

    if (!scan_run(&scan, &result, &stats, &e))
        fail(root, &e);
    for (unsigned i = 0; i < rounds; i++) {
        uint64_t start_ns = clock_ns();
        struct import_graph g;

        if (!import_graph_make(&g, &result, &options, &e))
            fail(root, &e);
        least(&all_ns, clock_ns() - start_ns);
        least(&layout_ns, g.stats.layout_ns);
        least(&resolve_ns, g.stats.resolve_ns);
        least(&graph_ns, g.stats.graph_ns);
        if (!i)
            printf("modules %u\nedges %u\nlinks %zu\n", g.names.count, g.graph.edges,
                   g.links.count);
        import_graph_release(&g);
    }
    part_release(&result);
    say_ms("layout_ms", layout_ns);
    say_ms("resolve_ms", resolve_ns);
    say_ms("graph_ms", graph_ns);
    say_ms("all_ms", all_ns);
}

/* ------------------------------------------------------------------ generated */

struct monorepo {
    struct dice dice;
    uint32_t modules, imports;
    struct part part;
    struct buf text; /* of the file that is made now */
    struct import *row;
};

static uint32_t package_of(uint32_t module)
{
    return module / PACKAGE;
}

/* Layers are stripes of packages, the lowest first. */
static uint32_t layer_of(const struct monorepo *r, uint32_t module)
{
    return (uint32_t)((uint64_t)module * LAYERS / r->modules);
}

static uint32_t text_add(struct buf *text, const char *format, uint32_t a, uint32_t b,
                         uint32_t c)
{
    uint32_t at = (uint32_t)text->len;

    buf_add_format(text, format, a, b, c);
    buf_add_char(text, '\0');
    return at;
}

static uint32_t target_of(struct monorepo *r, uint32_t module)
{
    uint32_t dice = roll(&r->dice, 10), first = package_of(module) * PACKAGE;
    uint32_t layer = layer_of(r, module);

    if (dice == 0)
        return roll(&r->dice, HUBS);
    if (dice < 6 && module > first)
        return first + roll(&r->dice, module - first);
    return layer ? roll(&r->dice, (uint32_t)((uint64_t)r->modules * layer / LAYERS))
                 : roll(&r->dice, HUBS);
}

static struct import import_of(struct monorepo *r, uint32_t module, uint32_t to,
                               uint32_t line)
{
    struct import import = {.aliases = FACTS_NONE, .line = line};
    bool near = package_of(module) == package_of(to) && roll(&r->dice, 2);
    uint32_t form = roll(&r->dice, 10);

    if (near) {
        import.level = 1;
        import.module = text_add(&r->text, "m%u", to % PACKAGE, 0, 0);
    } else {
        import.module = text_add(&r->text, "layer%u.package%u.m%u", layer_of(r, to),
                                 package_of(to), to % PACKAGE);
    }
    if (near || form) {
        import.flags = IMPORT_FROM;
        import.names = text_add(&r->text, "name%u", line, 0, 0);
        import.name_count = 1;
    }
    import.flags |= form == 1 ? IMPORT_FUNCTION : form == 2 ? IMPORT_TYPING : 0;
    return import;
}

static void module_make(struct monorepo *r, uint32_t module)
{
    struct arena *a = &r->part.memory;
    struct file *file = arena_new(a, struct file);
    struct facts *facts = arena_new(a, struct facts);
    char path[80];

    snprintf(path, sizeof path, "layer%u/package%u/m%u.py", layer_of(r, module),
             package_of(module), module % PACKAGE);
    buf_clear(&r->text);
    buf_add_char(&r->text, '\0');
    for (uint32_t i = 0; i < r->imports; i++)
        r->row[i] = import_of(r, module, target_of(r, module), i + 1);
    if (package_of(module) < KNOTS && module % PACKAGE == 1)
        r->row[0] = import_of(r, module, module + 1, 1);
    if (package_of(module) < KNOTS && module % PACKAGE == 2)
        r->row[0] = import_of(r, module, module - 1, 1);
    facts->imports = arena_array(a, struct import, r->imports);
    memcpy((struct import *)facts->imports, r->row, r->imports * sizeof *r->row);
    facts->import_count = r->imports;
    facts->text = arena_copy(a, buf_slice(&r->text)).data;
    facts->text_bytes = (uint32_t)r->text.len;
    file->path = arena_copy(a, slice_of(path));
    file->facts = facts;
    file->key = content_key_of(buf_slice(&r->text));
    file->language = language_of(slice_of("m.py"), (struct slice){0});
    part_add(&r->part, file);
}

static void reach_ask(const struct import_graph *g, struct dice *dice)
{
    uint64_t path_ns = 0, closure_ns = 0;
    struct reach reach;

    reach_init(&reach, (struct csr *)&g->graph);
    for (unsigned i = 0; i < QUESTIONS; i++) {
        uint32_t from = roll(dice, g->graph.nodes), to = roll(dice, HUBS);
        struct reach_paths paths;
        uint64_t start_ns = clock_ns();

        reach_paths(&reach, from, to, LINK_WRITTEN, 100, &paths);
        path_ns = clock_ns() - start_ns > path_ns ? clock_ns() - start_ns : path_ns;
        reach_paths_release(&paths);
        start_ns = clock_ns();
        reach_find(&reach,
                   &(struct reach_question){&to, 1, true, LINK_WRITTEN, REACH_ANY_DEPTH});
        closure_ns =
            clock_ns() - start_ns > closure_ns ? clock_ns() - start_ns : closure_ns;
    }
    reach_release(&reach);
    say_ms("path_slowest_ms", path_ns);
    say_ms("rdeps_slowest_ms", closure_ns);
}

static void cycles_ask(const struct import_graph *g)
{
    uint64_t start_ns = clock_ns();
    uint32_t components = 0;
    struct scc scc;

    scc_find(&scc, &g->graph, LINK_AT_LOAD);
    for (uint32_t c = 0; c < scc.count; c++) {
        struct cycles cycles;
        struct feedback cuts;
        struct csr graph;

        if (!scc_is_cyclic(&scc, &g->graph, LINK_AT_LOAD, c))
            continue;
        components++;
        component_extract(&scc, &g->graph, LINK_AT_LOAD, c, &graph);
        csr_reverse(&graph);
        cycles_find(&cycles, &graph, 3, COMPONENT_WORK);
        feedback_find(&cuts, &graph, COMPONENT_WORK);
        cycles_release(&cycles);
        feedback_release(&cuts);
        csr_release(&graph);
    }
    scc_release(&scc);
    say_ms("cycles_ms", clock_ns() - start_ns);
    printf("components %u\n", components);
}

static void make_and_say(struct import_graph *g, const struct part *part,
                         const struct import_options *options, const char *name)
{
    uint64_t start_ns = clock_ns();
    struct err e;

    if (!import_graph_make(g, part, options, &e))
        fail("generated", &e);
    say_ms(name, clock_ns() - start_ns);
    printf("kept %d\n", g->stats.kept);
    say_ms("layout_ms", g->stats.layout_ns);
    say_ms("resolve_ms", g->stats.resolve_ns);
    say_ms("graph_ms", g->stats.graph_ns);
    printf("peak_bytes %zu\n", memory_peak_bytes());
}

static void generated(uint32_t modules, uint32_t imports, uint64_t seed,
                      const char *folder)
{
    struct monorepo r = {.dice = {seed}, .modules = modules, .imports = imports};
    struct scan_options scan = {.root = folder, .threads = 2, .keep = {.store = folder}};
    struct import_options options = {.scan = &scan};
    struct import_graph g;

    r.row = memory_calloc(imports, sizeof *r.row);
    for (uint32_t m = 0; m < modules; m++)
        module_make(&r, m);
    part_close(&r.part);
    printf("facts_bytes %zu\n", memory_peak_bytes());
    make_and_say(&g, &r.part, &options, "make_ms");
    printf("modules %u\nedges %u\nlinks %zu\nroots %zu\n", g.names.count, g.graph.edges,
           g.links.count, g.roots.count);
    import_graph_release(&g);
    make_and_say(&g, &r.part, &options, "take_ms");
    reach_ask(&g, &r.dice);
    cycles_ask(&g);
    import_graph_release(&g);
    part_release(&r.part);
    buf_release(&r.text);
    free(r.row);
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "generate") == 0)
        generated((uint32_t)strtoul(argv[2], NULL, 10),
                  (uint32_t)strtoul(argv[3], NULL, 10), strtoull(argv[4], NULL, 10),
                  argv[5]);
    else if (argc == 2 || argc == 3)
        scanned(argv[1], argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 5);
    else
        return 2;
    return 0;
}
