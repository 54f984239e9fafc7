/* metric_speed < PATHS - what metrics cost, in nanoseconds a node, next to parsing.
 *
 * Each file is parsed and read in turn by the facts alone, by the facts with one measure
 * more, and by all metrics together; three times, of which the fastest counts. On one
 * thread, in memory. The paths are those of Python files, a line each. The last lines
 * are what the scripts read: name, nanoseconds a node. */
#include "engine/base/clock.h"
#include "engine/facts/extract.h"
#include "engine/facts/metric.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "tests/parsers/corpus.h"
#include "tests/parsers/padded.h"

#include <stdio.h>

/* The steps: the parse, the facts, all metrics, then the facts with each measure. */
enum { PARSE, FACTS, ALL, EACH, STEPS = EACH + METRIC_COUNT };

struct bench {
    struct parser *parser;
    struct extractor *extractors[STEPS]; /* each keeps its set */
    struct buf padded;
    struct slice source;
    struct tree tree;
    struct arena memory;
    bool good;
    uint64_t ns[STEPS], files, nodes, bytes;
};

static metric_set set_of(int step)
{
    if (step == FACTS)
        return FACT_METRICS;
    if (step == ALL)
        return FACT_METRICS | MEASURE_METRICS;
    return FACT_METRICS | (metric_set)1 << (step - EACH);
}

static bool is_of_use(int step)
{
    return step < EACH || (MEASURE_METRICS >> (step - EACH) & 1);
}

static void run(struct bench *b, int step)
{
    struct err e;

    if (step == PARSE) {
        b->good &=
            parser_parse(b->parser, grammar_by_name("python"), b->source, &b->tree, &e);
        return;
    }
    extract(b->extractors[step], &b->tree, b->source, set_of(step), &b->memory);
}

static uint64_t fastest_ns(struct bench *b, int step)
{
    uint64_t fastest = UINT64_MAX;

    for (int i = 0; i < 3; i++) {
        uint64_t start = clock_ns(), ns;

        run(b, step);
        ns = clock_ns() - start;
        fastest = ns < fastest ? ns : fastest;
        arena_reset(&b->memory);
    }
    return fastest;
}

static void file_measure(struct bench *b, struct slice source)
{
    b->source = padded_bytes(&b->padded, source);
    for (int step = 0; step < STEPS; step++)
        b->ns[step] += is_of_use(step) ? fastest_ns(b, step) : 0;
    b->files++;
    b->nodes += b->tree.count;
    b->bytes += source.len;
}

static double a_node(const struct bench *b, int step)
{
    return (double)b->ns[step] / (double)b->nodes;
}

static void print(const struct bench *b)
{
    printf("files %ju\nnodes %ju\nbytes %ju\n", (uintmax_t)b->files, (uintmax_t)b->nodes,
           (uintmax_t)b->bytes);
    printf("parse %.3f\nfacts %.3f\nall %.3f\n", a_node(b, PARSE), a_node(b, FACTS),
           a_node(b, ALL));
    for (int step = EACH; step < STEPS; step++) {
        if (is_of_use(step))
            printf("%s %.3f\n", metrics[step - EACH]->name,
                   a_node(b, step) - a_node(b, FACTS));
    }
}

int main(void)
{
    struct bench b = {.parser = parser_new(&(struct parser_options){0}), .good = true};
    char path[4096];

    for (int step = 0; step < STEPS; step++)
        b.extractors[step] = extractor_new();
    while (fgets(path, sizeof path, stdin)) {
        struct buf source;

        path[strcspn(path, "\n")] = '\0';
        source = file_read(path);
        if (source.len)
            file_measure(&b, buf_slice(&source));
        buf_release(&source);
    }
    if (!b.good || !b.files) {
        fputs("a file could not be parsed, or there was none\n", stderr);
        return 1;
    }
    print(&b);
    for (int step = 0; step < STEPS; step++)
        extractor_free(b.extractors[step]);
    parser_free(b.parser);
    buf_release(&b.padded);
    arena_release(&b.memory);
    return 0;
}
