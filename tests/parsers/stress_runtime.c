/* Several threads parse at once, each with a parser of its own; some files fail.
 * Each thread must get the trees that one thread alone gets. */
#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "parsers/grammar.h"
#include "parsers/runtime.h"
#include "tests/fewer.h"

#include <pthread.h>
#include <stdio.h>

#define THREADS 4
#define ROUNDS  (20 / FEWER)

static void add_source(struct buf *b, unsigned number)
{
    buf_clear(b);
    for (unsigned i = 0; i < 40 * (number + 1); i++)
        buf_add_format(b, "def f%u(a, *b):\n    return [a.x[%u] for c in b if c]\n", i,
                       number);
    if (number % 3 == 1)
        buf_add_text(b, "x = (1 +\n");
    for (unsigned i = 0; number % 3 == 2 && i < 600; i++)
        buf_add_format(b, "%*sif x:\n", (int)i, "");
}

/* One number for all that came out of ROUNDS files. */
static uint64_t parse_all(void)
{
    struct runtime *r = runtime_new(&(struct parser_options){0});
    struct buf source = {0};
    struct buf hashes = {0};
    uint64_t result;

    for (unsigned i = 0; i < ROUNDS; i++) {
        struct tree t = {0};
        struct err e = {0};
        uint64_t hash = 0;

        add_source(&source, i);
        if (runtime_parse(r, grammar_by_name("python"), buf_slice(&source), &t, &e))
            hash = hash_bytes(
                (struct slice){(const char *)t.nodes, t.count * sizeof *t.nodes});
        buf_add_format(&hashes, "%llu %d %s\n", (unsigned long long)hash, t.has_error,
                       e.message);
    }
    result = hash_bytes(buf_slice(&hashes));
    buf_release(&source);
    buf_release(&hashes);
    runtime_free(r);
    return result;
}

static void *thread_main(void *result)
{
    *(uint64_t *)result = parse_all();
    return NULL;
}

int main(void)
{
    uint64_t results[THREADS], alone;
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, thread_main, &results[i]) != 0)
            fatal("no thread");
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    alone = parse_all();
    for (int i = 0; i < THREADS; i++) {
        if (results[i] != alone) {
            fprintf(stderr, "thread %d has other trees\n", i);
            return 1;
        }
    }
    return 0;
}
