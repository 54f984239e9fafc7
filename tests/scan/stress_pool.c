/* The pool under a thread sanitizer: a plain program, since the unit test
 * framework can't start there. Compares with the simplest loop that is right,
 * an atomic counter; exits 0 when all sums agree. */
#include "engine/scan/pool.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { JOBS = 20000, ROUNDS = 20 };

struct sums {
    uint64_t per_worker[64]; /* not atomic: the pool must keep workers apart */
};

static uint64_t value_of(size_t i)
{
    return (uint64_t)i * 2654435761u % 1000;
}

static void reference_body(void *context, unsigned worker, size_t i)
{
    struct sums *sums = context;

    sums->per_worker[worker] += value_of(i);
}

static uint64_t total(const struct sums *sums)
{
    uint64_t sum = 0;

    for (int i = 0; i < 64; i++)
        sum += sums->per_worker[i];
    return sum;
}

/* The upper levels wait for their children, so that workers also steal while
 * they wait; a group must outlive its jobs, so the others use none. */
static void tree_job(struct pool_worker *w, void *item)
{
    struct sums *sums = pool_context(w);
    size_t i = (size_t)item;
    struct pool_group group = {0};
    bool waits = i < 20;

    sums->per_worker[pool_worker_id(w)] += value_of(i);
    for (size_t child = 4 * i + 1; child <= 4 * i + 4 && child < JOBS; child++) {
        struct job job = {.run = tree_job, .item = (void *)child};
        if (waits)
            job.group = &group;
        pool_push(w, job, value_of(child) * 1024);
    }
    if (waits)
        pool_wait(w, &group);
}

int main(void)
{
    uint64_t expected = 0;

    for (size_t i = 0; i < JOBS; i++)
        expected += value_of(i);
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned threads = 1 + round % 8;
        struct sums loop = {0}, tree = {0};

        pool_for(threads, JOBS, reference_body, &loop);
        pool_run(threads, (struct job){.run = tree_job, .item = 0}, &tree, NULL, NULL);
        if (total(&loop) != expected || total(&tree) != expected) {
            fprintf(stderr, "on %u threads: loop %llu, tree %llu, expected %llu\n",
                    threads, (unsigned long long)total(&loop),
                    (unsigned long long)total(&tree), (unsigned long long)expected);
            return 1;
        }
    }
    puts("the sums agree");
    return 0;
}
