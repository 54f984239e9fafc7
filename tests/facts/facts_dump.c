/* Facts as JSON lines, for the scripts that compare them with other programs.
 *
 *     facts_dump [--numbers | --time | --time-all] < PATHS
 *
 * One path a line on stdin, one object a line on stdout: the facts, or with --numbers
 * each number that any metric gives, by name. --time prints no facts, but how long
 * they took to extract, --time-all how long all metrics together. */
#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/clock.h"
#include "engine/facts/extract.h"
#include "engine/facts/metric.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "tests/parsers/padded.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum mode { DUMP_FACTS, DUMP_NUMBERS, TIME_FACTS, TIME_ALL };

struct dump {
    enum mode mode;
    struct parser *parser;
    struct extractor *extractor;
    const struct grammar *grammar;
    struct buf source;
    struct arena memory;
    uint64_t files, bytes, nodes, ns;
};

static bool file_read(const char *path, struct buf *into)
{
    FILE *file = fopen(path, "rb");
    size_t got;

    if (!file)
        return false;
    buf_clear(into);
    do {
        got = fread(buf_reserve(into, 1 << 20), 1, 1 << 20, file);
        into->len += got;
    } while (got > 0);
    return fclose(file) == 0;
}

static void functions_print(const struct facts *f)
{
    printf(", \"functions\": [");
    for (uint32_t i = 0; i < f->function_count; i++) {
        const struct function *fn = &f->functions[i];
        printf("%s{\"name\": \"%s\", \"bare\": \"%s\", \"start\": %u, \"end\": %u, "
               "\"line\": %u, \"end_line\": %u, \"owner\": %" PRId64
               ", \"cyclomatic\": %u, \"parameters\": %u, \"hinted\": %u, "
               "\"decorators\": %u, \"depth\": %u, \"flags\": %u}",
               i ? ", " : "", facts_text(f, fn->name), facts_text(f, fn->bare_name),
               fn->start_byte, fn->end_byte, fn->line, fn->end_line,
               fn->owner == FACTS_NONE ? -1 : (int64_t)fn->owner, fn->cyclomatic,
               fn->parameters, fn->hinted_parameters, fn->decorators, fn->depth,
               fn->flags);
    }
}

static void classes_print(const struct facts *f)
{
    printf("], \"classes\": [");
    for (uint32_t i = 0; i < f->class_count; i++) {
        const struct class_facts *c = &f->classes[i];
        printf("%s{\"name\": \"%s\", \"start\": %u, \"end\": %u, \"line\": %u, "
               "\"end_line\": %u, \"cyclomatic\": %u, \"methods\": %u, \"bases\": %u, "
               "\"decorators\": %u, \"depth\": %u, \"flags\": %u}",
               i ? ", " : "", facts_text(f, c->name), c->start_byte, c->end_byte, c->line,
               c->end_line, c->cyclomatic, c->methods, c->bases, c->decorators, c->depth,
               c->flags);
    }
}

static void imports_print(const struct facts *f)
{
    printf("], \"imports\": [");
    for (uint32_t i = 0; i < f->import_count; i++) {
        const struct import *im = &f->imports[i];
        uint32_t name = im->names;

        printf("%s{\"module\": \"%s\", \"level\": %u, \"line\": %u, \"column\": %u, "
               "\"flags\": %u, \"kind\": \"%s\", \"names\": [",
               i ? ", " : "", facts_text(f, im->module), im->level, im->line, im->column,
               im->flags, import_kind(im->flags));
        for (uint32_t n = 0; n < im->name_count; n++) {
            printf("%s\"%s\"", n ? ", " : "", facts_text(f, name));
            name += (uint32_t)strlen(facts_text(f, name)) + 1;
        }
        printf("]}");
    }
}

static void facts_print(const char *path, const struct facts *f)
{
    const struct line_counts *l = &f->lines;

    printf("{\"path\": \"%s\", \"lines\": {\"physical\": %u, \"code\": %u, "
           "\"comment\": %u, \"blank\": %u, \"docstring\": %u}",
           path, l->physical, l->code, l->comment, l->blank, l->docstring);
    functions_print(f);
    classes_print(f);
    imports_print(f);
    printf("], \"test_count\": %u, \"docstring_count\": %u, \"documentable_count\": %u, "
           "\"hint_count\": %u, \"hintable_count\": %u, \"module_cyclomatic\": %u, "
           "\"branch_weight\": %u, \"has_docstrings\": %d, \"has_type_hints\": %d, "
           "\"partial\": %d, \"error_line\": %u, \"text_bytes\": %u}\n",
           f->test_count, f->docstring_count, f->documentable_count, f->hint_count,
           f->hintable_count, f->module_cyclomatic, f->branch_weight, f->has_docstrings,
           f->has_type_hints, f->partial, f->error_line, f->text_bytes);
}

static void numbers_print(enum number_subject subject, struct extracted got,
                          uint32_t index)
{
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        for (const struct number *n = metrics[m]->numbers; n->name; n++) {
            if (n->subject == subject)
                printf(", \"%s\": %" PRIu64, n->name,
                       number_of(n, got.facts, got.measures, index));
        }
    }
}

static void all_numbers_print(const char *path, struct extracted got)
{
    const struct facts *f = got.facts;

    printf("{\"path\": \"%s\", \"partial\": %d", path, f->partial);
    numbers_print(NUMBER_OF_FILE, got, 0);
    printf(", \"function_list\": [");
    for (uint32_t i = 0; i < f->function_count; i++) {
        printf("%s{\"name\": \"%s\", \"line\": %u, \"end_line\": %u, \"flags\": %u",
               i ? ", " : "", facts_text(f, f->functions[i].name), f->functions[i].line,
               f->functions[i].end_line, f->functions[i].flags);
        numbers_print(NUMBER_OF_FUNCTION, got, i);
        printf("}");
    }
    printf("], \"class_list\": [");
    for (uint32_t i = 0; i < f->class_count; i++) {
        printf("%s{\"name\": \"%s\", \"line\": %u, \"end_line\": %u, \"flags\": %u",
               i ? ", " : "", facts_text(f, f->classes[i].name), f->classes[i].line,
               f->classes[i].end_line, f->classes[i].flags);
        numbers_print(NUMBER_OF_CLASS, got, i);
        printf("}");
    }
    printf("]}\n");
}

static bool file_dump(struct dump *d, const char *path)
{
    metric_set set = d->mode == DUMP_FACTS || d->mode == TIME_FACTS ? 0 : MEASURE_METRICS;
    struct extracted got;
    struct slice source;
    struct tree tree;
    struct err e = {0};
    uint64_t start;

    if (!file_read(path, &d->source))
        return false;
    source = buf_padded(&d->source);
    if (!parser_parse(d->parser, d->grammar, source, &tree, &e)) {
        fprintf(stderr, "facts_dump: %s: %s\n", path, e.message);
        return false;
    }
    start = clock_cpu_ns();
    got = extract(d->extractor, &tree, source, set | FACT_METRICS, &d->memory);
    d->ns += clock_cpu_ns() - start;
    d->nodes += tree.count;
    d->bytes += source.len;
    d->files++;
    if (d->mode == DUMP_FACTS)
        facts_print(path, got.facts);
    if (d->mode == DUMP_NUMBERS)
        all_numbers_print(path, got);
    arena_reset(&d->memory);
    return true;
}

static enum mode mode_of(const char *option)
{
    return strcmp(option, "--numbers") == 0    ? DUMP_NUMBERS
           : strcmp(option, "--time") == 0     ? TIME_FACTS
           : strcmp(option, "--time-all") == 0 ? TIME_ALL
                                               : DUMP_FACTS;
}

int main(int argc, char **argv)
{
    struct dump d = {.mode = argc > 1 ? mode_of(argv[1]) : DUMP_FACTS,
                     .parser = parser_new(&(struct parser_options){0}),
                     .extractor = extractor_new(),
                     .grammar = grammar_by_name("python")};
    int status = 0;
    char path[4096];

    while (fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = '\0';
        if (!file_dump(&d, path))
            status = 1;
    }
    if (d.mode >= TIME_FACTS)
        printf("%" PRIu64 " files, %" PRIu64 " bytes, %" PRIu64 " nodes: %.1f ms, "
               "%.2f ns a node, %.2f GB/s\n",
               d.files, d.bytes, d.nodes, (double)d.ns / 1e6,
               (double)d.ns / (double)d.nodes, (double)d.bytes / (double)d.ns);
    extractor_free(d.extractor);
    parser_free(d.parser);
    buf_release(&d.source);
    arena_release(&d.memory);
    return status;
}
