/* grimp_dump FOLDER < PATHS - the import graph of the package in FOLDER by grimp's rules.
 *
 * One path below FOLDER a line on stdin. Prints a line for each module, "M name", then one
 * for each edge, "E from to". */
#include "engine/facts/extract.h"
#include "engine/modules/grimp.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "tests/parsers/corpus.h"
#include "tests/parsers/padded.h"

struct reading {
    struct parser *parser;
    struct extractor *extractor;
    struct arena memory;
    struct python_file *files;
    size_t count, capacity;
};

static const struct facts *facts_read(struct reading *r, const char *path)
{
    struct buf bytes = file_read(path), padded = {0};
    struct slice text = padded_bytes(&padded, buf_slice(&bytes));
    const struct facts *facts = NULL;
    struct tree tree;
    struct err e;

    if (parser_parse(r->parser, grammar_by_name("python"), text, &tree, &e))
        facts = extract(r->extractor, &tree, text, FACT_METRICS, &r->memory).facts;
    buf_release(&bytes);
    buf_release(&padded);
    return facts;
}

static void file_add(struct reading *r, const char *folder, const char *below)
{
    char path[8192];

    snprintf(path, sizeof path, "%s/%s", folder, below);
    r->files = memory_grow(r->files, &r->capacity, r->count + 1, sizeof *r->files);
    r->files[r->count++] = (struct python_file){arena_copy(&r->memory, slice_of(below)),
                                                facts_read(r, path)};
}

static void name_print(const struct grimp_graph *g, uint32_t module)
{
    struct slice name = g->modules.items[module].name;

    printf(" %.*s", (int)name.len, name.data);
}

static void graph_print(const struct grimp_graph *g)
{
    for (uint32_t m = 0; m < g->modules.count; m++) {
        printf("M");
        name_print(g, m);
        printf("\n");
    }
    for (size_t i = 0; i < g->edges.count; i++) {
        printf("E");
        name_print(g, g->edges.items[i].from);
        name_print(g, g->edges.items[i].to);
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    struct reading r = {.parser = parser_new(&(struct parser_options){0}),
                        .extractor = extractor_new()};
    struct grimp_graph graph;
    char line[4096];

    if (argc != 2)
        return 2;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        file_add(&r, argv[1], line);
    }
    graph = grimp_graph(r.files, r.count, slice_of(strrchr(argv[1], '/') + 1));
    graph_print(&graph);
    grimp_release(&graph);
    free(r.files);
    extractor_free(r.extractor);
    parser_free(r.parser);
    arena_release(&r.memory);
    return 0;
}
