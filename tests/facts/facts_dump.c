/* Facts as JSON lines, for the scripts that compare them with other programs.
 *
 *     facts_dump [--numbers | --time | --time-all | --time-METRIC] < PATHS
 *
 * One path a line on stdin, one object a line on stdout: the facts, or with --numbers
 * each number that any metric gives or that is derived, by name. --time prints no facts, but how long
 * they took to extract, --time-all how long all metrics together, --time-METRIC how long
 * they took with that one. */
#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/clock.h"
#include "engine/facts/derived.h"
#include "engine/facts/extract.h"
#include "engine/facts/metric.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "tests/parsers/corpus.h"
#include "tests/parsers/padded.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum mode { DUMP_FACTS, DUMP_NUMBERS, TIME };

struct dump {
    enum mode mode;
    metric_set measures;
    struct parser *parser;
    struct extractor *extractor;
    const struct grammar *grammar;
    struct buf source;
    struct arena memory;
    uint64_t files, bytes, nodes, ns;
};

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

static void names_print(const struct facts *f, const char *key, uint32_t name,
                        uint32_t count)
{
    printf(", \"%s\": [", key);
    for (uint32_t n = 0; n < count; n++) {
        printf("%s\"%s\"", n ? ", " : "", facts_text(f, name));
        name += (uint32_t)strlen(facts_text(f, name)) + 1;
    }
    printf("]");
}

static void classes_print(const struct facts *f)
{
    printf("], \"classes\": [");
    for (uint32_t i = 0; i < f->class_count; i++) {
        const struct class_facts *c = &f->classes[i];
        printf("%s{\"name\": \"%s\", \"start\": %u, \"end\": %u, \"line\": %u, "
               "\"end_line\": %u, \"cyclomatic\": %u, \"methods\": %u, \"bases\": %u, "
               "\"decorators\": %u, \"depth\": %u, \"flags\": %u",
               i ? ", " : "", facts_text(f, c->name), c->start_byte, c->end_byte, c->line,
               c->end_line, c->cyclomatic, c->methods, c->bases, c->decorators, c->depth,
               c->flags);
        names_print(f, "base_names", c->base_names, c->base_name_count);
        printf("}");
    }
}

static void imports_print(const struct facts *f)
{
    printf("], \"imports\": [");
    for (uint32_t i = 0; i < f->import_count; i++) {
        const struct import *im = &f->imports[i];

        printf("%s{\"module\": \"%s\", \"level\": %u, \"line\": %u, \"column\": %u, "
               "\"flags\": %u, \"kind\": \"%s\"",
               i ? ", " : "", facts_text(f, im->module), im->level, im->line, im->column,
               im->flags, import_kind(im->flags));
        names_print(f, "names", im->names, im->name_count);
        if (im->aliases == FACTS_NONE)
            printf(", \"aliases\": null");
        else
            names_print(f, "aliases", im->aliases, import_alias_count(im));
        printf("}");
    }
}

static void text_print(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c < ' ' || c == '"' || c == '\\' || c == 0x7f)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void allowances_print(const struct facts *f)
{
    printf("], \"allowances\": [");
    for (uint32_t i = 0; i < f->allowance_count; i++) {
        const struct allowance_text *a = &f->allowances[i];

        printf("%s{\"line\": %u, \"for_line\": %u, \"text\": ", i ? ", " : "", a->line,
               a->for_line);
        text_print(facts_text(f, a->text));
        printf("}");
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
    allowances_print(f);
    printf(
        "], \"test_count\": %u, \"docstring_count\": %u, \"documentable_count\": %u, "
        "\"hint_count\": %u, \"hintable_count\": %u, \"module_cyclomatic\": %u, "
        "\"branch_weight\": %u, \"has_docstrings\": %d, \"has_type_hints\": %d, "
        "\"generated\": %d, \"partial\": %d, \"error_line\": %u, \"text_bytes\": %u}\n",
        f->test_count, f->docstring_count, f->documentable_count, f->hint_count,
        f->hintable_count, f->module_cyclomatic, f->branch_weight, f->has_docstrings,
        f->has_type_hints, f->generated, f->partial, f->error_line, f->text_bytes);
}

static void derived_print(enum number_subject subject, struct extracted got,
                          uint32_t index)
{
    for (const struct derived *d = derived_numbers; d->name; d++) {
        double value;

        if (d->subject != subject)
            continue;
        value = derived_value(d, got.facts, got.measures, index);
        if (isnan(value))
            printf(", \"%s\": null", d->name);
        else
            printf(", \"%s\": %.17g", d->name, value);
    }
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
    derived_print(subject, got, index);
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
    struct extracted got;
    struct slice source;
    struct tree tree;
    struct err e = {0};
    uint64_t start;

    buf_release(&d->source);
    d->source = file_read(path);
    if (!d->source.data)
        return false;
    source = buf_padded(&d->source);
    if (!parser_parse(d->parser, d->grammar, source, &tree, &e)) {
        fprintf(stderr, "facts_dump: %s: %s\n", path, e.message);
        return false;
    }
    start = clock_cpu_ns();
    got = extract(d->extractor, &tree, source, d->measures | FACT_METRICS, &d->memory);
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

static metric_set measures_of(const char *name)
{
    metric_set set = strcmp(name, "all") == 0 ? MEASURE_METRICS : 0;

    for (size_t m = 0; m < METRIC_COUNT; m++) {
        if (strcmp(name, metrics[m]->name) == 0)
            set |= (metric_set)1 << m;
    }
    return set;
}

static void option_take(struct dump *d, const char *option)
{
    if (strcmp(option, "--numbers") == 0) {
        d->mode = DUMP_NUMBERS;
        d->measures = MEASURE_METRICS;
    } else if (strncmp(option, "--time", 6) == 0) {
        d->mode = TIME;
        d->measures = option[6] ? measures_of(option + 7) : 0;
    }
}

int main(int argc, char **argv)
{
    struct dump d = {.parser = parser_new(&(struct parser_options){0}),
                     .extractor = extractor_new(),
                     .grammar = grammar_by_name("python")};
    int status = 0;
    char path[4096];

    if (argc > 1)
        option_take(&d, argv[1]);
    while (fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = '\0';
        if (!file_dump(&d, path))
            status = 1;
    }
    if (d.mode == TIME)
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
