/* Compares the batch driver with tree-sitter's runtime, node by node, over real
 * files, and measures both on the same bytes.
 *
 *     lr_compare [-g GRAMMAR] [-v scalar|best] [-l LIST] [-n ROUNDS] [FILE...]
 *
 * LIST is a file with a name per line. With ROUNDS both parse all files that
 * often, in turns, and the medians of the processor time are printed. Ends with 1 if any tree was
 * different. */
#include "engine/base/buf.h"
#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "parsers/lr/lexer.h"
#include "parsers/lr/lr.h"
#include "tests/parsers/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ROUNDS 64

struct file {
    char *name;
    struct slice source;
    bool identical;
};

struct corpus {
    struct file *files;
    size_t count, capacity;
    size_t bytes;
};

static void corpus_add(struct corpus *c, const char *name)
{
    FILE *in = fopen(name, "rb");
    struct buf b = {0};

    if (!in) {
        fprintf(stderr, "%s: can't read\n", name);
        return;
    }
    for (size_t got = 1; got > 0; b.len += got)
        got = fread(buf_reserve(&b, 1 << 16), 1, 1 << 16, in);
    fclose(in);
    memset(buf_reserve(&b, LEX_PADDING), 0, LEX_PADDING);
    b.data = realloc(b.data, b.len + LEX_PADDING);
    c->files = memory_grow(c->files, &c->capacity, c->count + 1, sizeof *c->files);
    c->files[c->count++] = (struct file){strdup(name), buf_slice(&b), false};
    c->bytes += b.len;
}

static void corpus_add_list(struct corpus *c, const char *list)
{
    FILE *in = fopen(list, "r");
    char name[4096];

    if (!in) {
        fprintf(stderr, "%s: can't read\n", list);
        exit(2);
    }
    while (fgets(name, sizeof name, in)) {
        name[strcspn(name, "\n")] = 0;
        corpus_add(c, name);
    }
    fclose(in);
}

struct counts {
    size_t identical, different, fallback[LR_REASON_COUNT], needless;
    size_t nodes, fallback_bytes;
};

static void report_difference(const struct judge *j, const struct file *f,
                              const struct tree *theirs, const struct tree *ours,
                              uint32_t at)
{
    fprintf(stdout, "DIFFERENT %s\n", f->name);
    node_print(stdout, j, "theirs", theirs, at);
    node_print(stdout, j, "ours  ", ours, at);
}

static void compare_one(struct judge *j, struct lr *lr, struct file *f, struct counts *n)
{
    struct tree theirs = {0}, ours = {0};
    enum lr_reason reason = lr_parse(lr, j->grammar.batch, f->source, &ours);

    judge_parse(j, f->source, &theirs);
    if (reason != LR_DONE) {
        n->fallback[reason]++;
        n->fallback_bytes += f->source.len;
        if (!theirs.has_error) {
            n->needless++;
            printf("needless fallback (%s): %s\n", lr_reason_name(reason), f->name);
        }
        return;
    }

    uint32_t at = trees_differ(&theirs, &ours);

    f->identical = at == TREE_NONE;
    n->identical += f->identical;
    n->different += !f->identical;
    n->nodes += ours.count;
    if (!f->identical && n->different < 20)
        report_difference(j, f, &theirs, &ours, at);
}

static size_t compare_all(struct corpus *c, struct judge *j, struct lr *lr)
{
    struct counts n = {0};

    for (size_t i = 0; i < c->count; i++)
        compare_one(j, lr, &c->files[i], &n);
    printf("%zu files, %.1f MB: %zu identical, %zu different, %zu needless fallbacks\n",
           c->count, (double)c->bytes / 1e6, n.identical, n.different, n.needless);
    for (int i = 1; i < LR_REASON_COUNT; i++) {
        if (n.fallback[i])
            printf("    fallback: %zu %s\n", n.fallback[i], lr_reason_name(i));
    }
    printf("    %zu nodes, fallback %.4f %% of bytes\n", n.nodes,
           100.0 * (double)n.fallback_bytes / (double)c->bytes);
    return n.different;
}

static uint64_t time_theirs(const struct corpus *c, const struct judge *j)
{
    TSParser *parser = ts_parser_new();
    uint64_t start, end;

    if (!ts_parser_set_language(parser, j->grammar.language))
        abort();
    start = clock_cpu_ns();
    for (size_t i = 0; i < c->count; i++) {
        struct slice s = c->files[i].source;

        ts_tree_delete(ts_parser_parse_string(parser, NULL, s.data, (uint32_t)s.len));
    }
    end = clock_cpu_ns();
    ts_parser_delete(parser);
    return end - start;
}

static uint64_t time_ours(const struct corpus *c, const struct judge *j, struct lr *lr)
{
    uint64_t start = clock_cpu_ns();
    struct tree tree;

    for (size_t i = 0; i < c->count; i++)
        lr_parse(lr, j->grammar.batch, c->files[i].source, &tree);
    return clock_cpu_ns() - start;
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static void measure(const struct corpus *c, struct judge *j, struct lr *lr, int rounds)
{
    uint64_t theirs[MAX_ROUNDS], ours[MAX_ROUNDS];

    for (int i = 0; i < rounds; i++) {
        theirs[i] = time_theirs(c, j);
        ours[i] = time_ours(c, j, lr);
    }
    qsort(theirs, (size_t)rounds, sizeof *theirs, by_size);
    qsort(ours, (size_t)rounds, sizeof *ours, by_size);

    double a = (double)theirs[rounds / 2], b = (double)ours[rounds / 2];

    printf("    runtime %.2f MB/s, ours %.2f MB/s: %.2f times as fast (best of each: "
           "%.2f)\n",
           1e3 * (double)c->bytes / a, 1e3 * (double)c->bytes / b, a / b,
           (double)theirs[0] / (double)ours[0]);
}

int main(int argc, char **argv)
{
    struct corpus c = {0};
    struct judge j;
    struct judged_grammar grammar = judged_grammar("python");
    const struct simd *simd = simd_best();
    int rounds = 0;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-l") == 0 && i + 1 < argc)
            corpus_add_list(&c, argv[++i]);
        else if (strcmp(argv[i], "-g") == 0 && i + 1 < argc)
            grammar = judged_grammar(argv[++i]);
        else if (strcmp(argv[i], "-v") == 0 && i + 1 < argc)
            simd = strcmp(argv[++i], "scalar") == 0 ? &simd_scalar : simd_best();
        else if (strcmp(argv[i], "-n") == 0 && i + 1 < argc)
            rounds = atoi(argv[++i]);
        else
            corpus_add(&c, argv[i]);
    }
    if (!grammar.batch) {
        fprintf(stderr, "no such grammar\n");
        return 2;
    }
    judge_open(&j, &grammar);

    struct lr *lr = lr_new(0);

    lr_set_simd(lr, simd);

    size_t different = compare_all(&c, &j, lr);

    if (rounds > 0)
        measure(&c, &j, lr, rounds < MAX_ROUNDS ? rounds : MAX_ROUNDS);
    lr_free(lr);
    judge_close(&j);
    for (size_t i = 0; i < c.count; i++) {
        free(c.files[i].name);
        free((char *)c.files[i].source.data);
    }
    free(c.files);
    return different > 0;
}
