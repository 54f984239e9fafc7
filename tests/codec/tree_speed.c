/* tree_speed LEVEL < PATHS - what keeping and loading a tree costs, in nanoseconds of
 * the processor a node, next to what parsing costs. Everything is done in memory, on
 * one thread, file by file; each step three times, of which the fastest counts. The
 * paths are those of Python files, a line each. */
#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "store/squeeze.h"
#include "tests/codec/trees.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum step { RUNTIME, BATCH, ENCODE, SQUEEZE, UNSQUEEZE, DECODE, STEPS };

static const char *const names[STEPS] = {
    [RUNTIME] = "parse, runtime",  [BATCH] = "parse, batch driver",
    [ENCODE] = "encode and check", [SQUEEZE] = "squeeze",
    [UNSQUEEZE] = "unsqueeze",     [DECODE] = "decode",
};

struct bench {
    struct workshop shop;
    struct parser *runtime;
    struct squeezer *squeezer;
    int level;
    struct buf squeezed, raw;
    struct entry entry;
    struct slice source; /* padded */
    struct tree loaded;
    bool good;

    uint64_t ns[STEPS]; /* of all files */
    uint64_t files, nodes, source_bytes, message_bytes, squeezed_bytes;
    double log_ratios; /* of the runtime's parse to loading, summed up over files */
};

static void parse_by(struct bench *b, struct parser *parser)
{
    struct err e;

    b->good &=
        parser_parse(parser, grammar_by_name("python"), b->source, &b->shop.tree, &e);
}

static void run(struct bench *b, enum step step)
{
    switch (step) {
    case RUNTIME: parse_by(b, b->runtime); break;
    case BATCH: parse_by(b, b->shop.parser); break;
    case ENCODE:
        buf_clear(&b->shop.kept);
        b->good &= tree_encode(b->shop.encoder, &b->shop.tree, b->shop.content,
                               (uint32_t)b->source.len, &b->shop.kept);
        break;
    case SQUEEZE:
        buf_clear(&b->squeezed);
        squeeze(b->squeezer, buf_slice(&b->shop.kept), b->level,
                buf_reserve(&b->squeezed, squeeze_bound(b->shop.kept.len)), &b->entry);
        break;
    case UNSQUEEZE:
        buf_clear(&b->raw);
        b->good &= unsqueeze(b->squeezer, &b->entry,
                             (struct slice){b->squeezed.data, b->entry.stored_bytes},
                             buf_reserve(&b->raw, b->entry.raw_bytes));
        b->raw.len = b->entry.raw_bytes;
        break;
    case DECODE:
        b->good &= workshop_load(&b->shop, buf_slice(&b->raw), &b->loaded);
        break;
    case STEPS: break;
    }
}

static uint64_t fastest_ns(struct bench *b, enum step step)
{
    uint64_t fastest = UINT64_MAX;

    for (int i = 0; i < 3; i++) {
        uint64_t start = clock_cpu_ns(), ns;

        run(b, step);
        ns = clock_cpu_ns() - start;
        fastest = ns < fastest ? ns : fastest;
    }
    return fastest;
}

static void file_measure(struct bench *b, struct slice source)
{
    uint64_t ns[STEPS];

    b->shop.content = content_key_of(source);
    b->source = padded_bytes(&b->shop.source, source);
    for (int step = 0; step < STEPS; step++)
        b->ns[step] += ns[step] = fastest_ns(b, (enum step)step);
    b->good &= same_tree(&b->shop.tree, &b->loaded);
    b->files++;
    b->nodes += b->loaded.count;
    b->source_bytes += source.len;
    b->message_bytes += b->shop.kept.len;
    b->squeezed_bytes += b->entry.stored_bytes;
    b->log_ratios += log((double)ns[RUNTIME] / (double)(ns[UNSQUEEZE] + ns[DECODE]));
}

static void print(const struct bench *b)
{
    double load = (double)(b->ns[UNSQUEEZE] + b->ns[DECODE]);

    printf("%ju files, %ju nodes, %.1f MB\n", (uintmax_t)b->files, (uintmax_t)b->nodes,
           (double)b->source_bytes / 1e6);
    for (int step = 0; step < STEPS; step++)
        printf("%-20s %7.2f ns a node\n", names[step],
               (double)b->ns[step] / (double)b->nodes);
    printf("bytes a node         %7.2f, squeezed %.2f; squeezed : source %.3f\n",
           (double)b->message_bytes / (double)b->nodes,
           (double)b->squeezed_bytes / (double)b->nodes,
           (double)b->squeezed_bytes / (double)b->source_bytes);
    printf("runtime : load       %7.1f, geometric mean over files %.1f\n",
           (double)b->ns[RUNTIME] / load, exp(b->log_ratios / (double)b->files));
    printf("load : unsqueeze     %7.2f\n", load / (double)b->ns[UNSQUEEZE]);
}

int main(int argc, char **argv)
{
    struct parser_options runtime = {.choice = PARSER_RUNTIME};
    struct bench b = {.shop = workshop_open(),
                      .runtime = parser_new(&runtime),
                      .squeezer = squeezer_new(),
                      .level = argc > 1 ? atoi(argv[1]) : -1,
                      .good = true};
    char path[4096];

    while (fgets(path, sizeof path, stdin)) {
        struct buf source;

        path[strcspn(path, "\n")] = '\0';
        source = file_read(path);
        if (source.len)
            file_measure(&b, buf_slice(&source));
        buf_release(&source);
    }
    if (!b.good || !b.files) {
        fputs("a tree did not come back\n", stderr);
        return 1;
    }
    print(&b);
    buf_release(&b.squeezed);
    buf_release(&b.raw);
    squeezer_free(b.squeezer);
    parser_free(b.runtime);
    workshop_close(&b.shop);
    return 0;
}
