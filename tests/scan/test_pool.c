/* The pool: every job once, whoever runs it. */
#include "engine/scan/pool.h"

#include <criterion/criterion.h>
#include <stdlib.h>

struct tally {
    atomic_uint *seen;
    size_t count;
    atomic_uint workers_over;
    unsigned threads;
};

static struct tally tally_new(size_t count, unsigned threads)
{
    return (struct tally){.seen = calloc(count + 1, sizeof(atomic_uint)),
                          .count = count,
                          .threads = threads};
}

static void expect_each_once(const struct tally *t)
{
    for (size_t i = 0; i < t->count; i++)
        cr_assert_eq(t->seen[i], 1, "item %zu was run %u times on %u threads", i,
                     t->seen[i], t->threads);
    cr_expect_eq(t->workers_over, 0, "a worker's number was not below the thread count");
    free(t->seen);
}

static void mark(void *context, unsigned worker, size_t i)
{
    struct tally *t = context;

    atomic_fetch_add(&t->seen[i], 1);
    if (worker >= t->threads)
        atomic_fetch_add(&t->workers_over, 1);
}

Test(pool, a_loop_visits_each_index_once_on_any_number_of_threads)
{
    static const unsigned threads[] = {1, 2, 3, 8, 64};
    static const size_t counts[] = {0, 1, 2, 63, 1000};

    for (size_t t = 0; t < 5; t++) {
        for (size_t c = 0; c < 5; c++) {
            struct tally tally = tally_new(counts[c], threads[t]);
            pool_for(threads[t], counts[c], mark, &tally);
            expect_each_once(&tally);
        }
    }
}

/* A tree of jobs, as a walk makes it: node i has the children 2i+1 and 2i+2. */
static void tree_job(struct pool_worker *w, void *item)
{
    struct tally *t = pool_context(w);
    size_t i = (size_t)item;

    mark(t, pool_worker_id(w), i);
    for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < t->count; child++)
        pool_push(w, (struct job){.run = tree_job, .item = (void *)child}, child * 64);
}

Test(pool, jobs_that_make_jobs_all_run_once)
{
    for (unsigned threads = 1; threads <= 16; threads++) {
        struct tally tally = tally_new(20000, threads);
        pool_run(threads, (struct job){.run = tree_job, .item = 0}, &tally, NULL, NULL);
        expect_each_once(&tally);
    }
}

Test(pool, statistics_add_up_to_the_jobs_that_were_run)
{
    struct tally tally = tally_new(5000, 4);
    struct pool_stats stats[4];
    uint64_t run = 0, stolen = 0;

    pool_run(4, (struct job){.run = tree_job, .item = 0}, &tally, NULL, stats);
    for (int i = 0; i < 4; i++) {
        run += stats[i].run;
        stolen += stats[i].stolen;
        cr_expect(stats[i].stolen >= stats[i].steals);
    }
    cr_expect_eq(run, 5000);
    cr_expect(stolen < 5000 * 4);
    expect_each_once(&tally);
}

struct order {
    uint64_t weights[8];
    size_t count;
};

struct weighed {
    struct order *order;
    uint64_t weight;
};

static void note_weight(struct pool_worker *w, void *item)
{
    struct weighed *weighed = item;

    (void)w;
    weighed->order->weights[weighed->order->count++] = weighed->weight;
}

static void push_weights(struct pool_worker *w, void *item)
{
    struct weighed *items = item;

    for (int i = 0; i < 4; i++)
        pool_push(w, (struct job){.run = note_weight, .item = &items[i]},
                  items[i].weight);
}

Test(pool, the_longest_jobs_begin_first)
{
    struct order order = {0};
    struct weighed items[4] = {{&order, 10},
                               {&order, POOL_LONG_JOB_WEIGHT},
                               {&order, 8 * POOL_LONG_JOB_WEIGHT},
                               {&order, 2 * POOL_LONG_JOB_WEIGHT}};

    pool_run(1, (struct job){.run = push_weights, .item = items}, NULL, NULL, NULL);
    cr_assert_eq(order.count, 4);
    cr_expect_eq(order.weights[0], 8 * POOL_LONG_JOB_WEIGHT);
    cr_expect_eq(order.weights[1], 2 * POOL_LONG_JOB_WEIGHT);
    cr_expect_eq(order.weights[2], POOL_LONG_JOB_WEIGHT);
    cr_expect_eq(order.weights[3], 10);
}

struct groups {
    atomic_uint finished;
    atomic_uint early; /* waits that came back before their group was done */
};

static void leaf_job(struct pool_worker *w, void *item)
{
    struct groups *g = pool_context(w);

    (void)item;
    atomic_fetch_add(&g->finished, 1);
}

static void waiting_job(struct pool_worker *w, void *item)
{
    struct groups *g = pool_context(w);
    struct pool_group group = {0};

    (void)item;
    for (int i = 0; i < 100; i++)
        pool_push(w, (struct job){.run = leaf_job, .group = &group}, 0);
    pool_wait(w, &group);
    if (atomic_load(&group.open))
        atomic_fetch_add(&g->early, 1);
}

static void waiting_jobs(struct pool_worker *w, void *item)
{
    (void)item;
    for (int i = 0; i < 50; i++)
        pool_push(w, (struct job){.run = waiting_job}, 0);
}

Test(pool, waiting_for_a_group_comes_back_when_all_of_it_is_done)
{
    for (unsigned threads = 1; threads <= 8; threads *= 2) {
        struct groups groups = {0};
        pool_run(threads, (struct job){.run = waiting_jobs}, &groups, NULL, NULL);
        cr_expect_eq(groups.finished, 5000);
        cr_expect_eq(groups.early, 0);
    }
}

static void cancelling_job(struct pool_worker *w, void *item)
{
    atomic_bool *cancelled = item;

    atomic_store(cancelled, true);
    for (int i = 0; i < 100; i++)
        pool_push(w, (struct job){.run = leaf_job}, 0);
}

Test(pool, a_cancelled_run_drops_what_has_not_begun_and_ends)
{
    struct groups groups = {0};
    atomic_bool cancelled = false;

    pool_run(2, (struct job){.run = cancelling_job, .item = &cancelled}, &groups,
             &cancelled, NULL);
    cr_expect_eq(groups.finished, 0);
}

Test(pool, the_default_is_at_least_one_thread_and_heeds_the_environment)
{
    setenv("OMP_NUM_THREADS", "1", 1);
    cr_expect_eq(pool_default_threads(), 1);
    setenv("OMP_NUM_THREADS", "1,4", 1);
    cr_expect_eq(pool_default_threads(), 1);
    for (const char *const *bad =
             (const char *const[]){"", "0", "many", "-3x", "3 4", NULL};
         *bad; bad++) {
        setenv("OMP_NUM_THREADS", *bad, 1);
        cr_expect_geq(pool_default_threads(), 1, "OMP_NUM_THREADS='%s'", *bad);
    }
    setenv("OMP_NUM_THREADS", "1000000", 1);
    cr_expect_leq(pool_default_threads(), 1024);
}

Test(pool, as_many_threads_as_wanted_are_available_where_nothing_limits_them)
{
    cr_expect_eq(pool_available_threads(1), 1);
    cr_expect_eq(pool_available_threads(0), 1);
    cr_expect_eq(pool_available_threads(4), 4);
}
