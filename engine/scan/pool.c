#include "engine/scan/pool.h"

#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/scan/deque.h"

#include <omp.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* By default OpenMP's threads spin for up to 15 ms at the end of each region before they sleep:
 * a scan of one small file then takes four times as long, a rescan a third more processor time.
 * The policy is read before main, so it is said before that, unless somebody has said one.
 * (Priorities from 101 on come before those without one, which libgomp's reader is.) */
__attribute__((constructor(101))) static void wait_asleep(void)
{
    setenv("OMP_WAIT_POLICY", "passive", 0);
}

enum { STEAL_BATCH = 32, LONG_CLASSES = 64 };

/* Long jobs by the power of two of their weight. */
struct long_jobs {
    struct deque classes[LONG_CLASSES];
    atomic_size_t count;
};

struct pool {
    void *context;
    const atomic_bool *cancelled;
    unsigned threads;
    struct pool_worker *workers;
    struct long_jobs long_jobs;
    atomic_size_t open; /* jobs pushed and not yet finished */

    /* Sleepers wait for `changes` to differ from what they saw before they
     * looked for work in vain, so no wake-up is lost. */
    pthread_mutex_t sleep_lock;
    pthread_cond_t wake;
    atomic_uint sleepers;
    atomic_uint changes;
};

struct pool_worker {
    struct pool *pool;
    unsigned id;
    struct deque deque;
    struct pool_stats stats;
    char apart[64]; /* keeps two workers' counters off one cache line */
};

unsigned pool_worker_id(const struct pool_worker *w)
{
    return w->id;
}

void *pool_context(const struct pool_worker *w)
{
    return w->pool->context;
}

static void sleepers_wake(struct pool *p)
{
    atomic_fetch_add(&p->changes, 1);
    if (!atomic_load(&p->sleepers))
        return;
    pthread_mutex_lock(&p->sleep_lock);
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->sleep_lock);
}

static void sleep_until_change(struct pool *p, unsigned seen)
{
    pthread_mutex_lock(&p->sleep_lock);
    atomic_fetch_add(&p->sleepers, 1);
    while (atomic_load(&p->changes) == seen)
        pthread_cond_wait(&p->wake, &p->sleep_lock);
    atomic_fetch_sub(&p->sleepers, 1);
    pthread_mutex_unlock(&p->sleep_lock);
}

void pool_push(struct pool_worker *w, struct job job, uint64_t weight)
{
    struct pool *p = w->pool;

    atomic_fetch_add(&p->open, 1);
    if (job.group)
        atomic_fetch_add(&job.group->open, 1);
    if (weight >= POOL_LONG_JOB_WEIGHT) {
        deque_push(&p->long_jobs.classes[63 - __builtin_clzll(weight)], job);
        atomic_fetch_add(&p->long_jobs.count, 1);
    } else {
        deque_push(&w->deque, job);
    }
    sleepers_wake(p);
}

static bool long_job_take(struct pool *p, struct job *job)
{
    if (!atomic_load(&p->long_jobs.count))
        return false;
    for (int i = LONG_CLASSES - 1; i >= 0; i--) {
        if (deque_pop(&p->long_jobs.classes[i], job)) {
            atomic_fetch_sub(&p->long_jobs.count, 1);
            return true;
        }
    }
    return false;
}

static bool job_steal(struct pool_worker *w, struct job *job)
{
    struct job loot[STEAL_BATCH];

    for (unsigned i = 1; i < w->pool->threads; i++) {
        struct pool_worker *victim = &w->pool->workers[(w->id + i) % w->pool->threads];
        size_t count = deque_steal(&victim->deque, loot, STEAL_BATCH);
        if (!count)
            continue;
        /* The oldest is run now, the next oldest stays on top. */
        for (size_t k = count; k-- > 1;)
            deque_push(&w->deque, loot[k]);
        *job = loot[0];
        w->stats.steals++;
        w->stats.stolen += count;
        if (count > 1)
            sleepers_wake(w->pool);
        return true;
    }
    return false;
}

static bool job_find(struct pool_worker *w, struct job *job)
{
    return long_job_take(w->pool, job) || deque_pop(&w->deque, job) || job_steal(w, job);
}

static bool pool_cancelled(const struct pool *p)
{
    return p->cancelled && atomic_load_explicit(p->cancelled, memory_order_relaxed);
}

static void job_run(struct pool_worker *w, const struct job *job)
{
    struct pool *p = w->pool;
    bool wakes = false;

    if (!pool_cancelled(p)) {
        job->run(w, job->item);
        w->stats.run++;
    }
    if (job->group)
        wakes = atomic_fetch_sub(&job->group->open, 1) == 1;
    if (atomic_fetch_sub(&p->open, 1) == 1 || wakes)
        sleepers_wake(p);
}

/* Works until *open is zero. */
static void work_until_none(struct pool_worker *w, atomic_size_t *open)
{
    struct job job;

    for (;;) {
        unsigned seen = atomic_load(&w->pool->changes);

        if (!atomic_load(open))
            return;
        if (job_find(w, &job)) {
            job_run(w, &job);
            continue;
        }
        if (atomic_load(open)) {
            uint64_t start_ns = clock_ns();
            sleep_until_change(w->pool, seen);
            w->stats.idle_ns += clock_ns() - start_ns;
        }
    }
}

void pool_wait(struct pool_worker *w, struct pool_group *group)
{
    work_until_none(w, &group->open);
}

static void pool_init(struct pool *p, unsigned threads, void *context,
                      const atomic_bool *cancelled)
{
    *p = (struct pool){.context = context, .cancelled = cancelled, .threads = threads};
    p->workers = memory_calloc(threads, sizeof *p->workers);
    for (unsigned i = 0; i < threads; i++) {
        p->workers[i].pool = p;
        p->workers[i].id = i;
        deque_init(&p->workers[i].deque);
    }
    for (int i = 0; i < LONG_CLASSES; i++)
        deque_init(&p->long_jobs.classes[i]);
    pthread_mutex_init(&p->sleep_lock, NULL);
    pthread_cond_init(&p->wake, NULL);
}

static void pool_release(struct pool *p)
{
    for (unsigned i = 0; i < p->threads; i++)
        deque_release(&p->workers[i].deque);
    for (int i = 0; i < LONG_CLASSES; i++)
        deque_release(&p->long_jobs.classes[i]);
    pthread_mutex_destroy(&p->sleep_lock);
    pthread_cond_destroy(&p->wake);
    free(p->workers);
}

static uint64_t thread_cpu_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void pool_run(unsigned threads, struct job first, void *context,
              const atomic_bool *cancelled, struct pool_stats *stats)
{
    struct pool pool;

    pool_init(&pool, threads, context, cancelled);
    pool_push(&pool.workers[0], first, 0);
    /* Should OpenMP start fewer threads, the others' deques just stay empty. */
#pragma omp parallel num_threads(threads)
    {
        struct pool_worker *w = &pool.workers[omp_get_thread_num()];
        uint64_t start_ns = thread_cpu_ns();

        work_until_none(w, &pool.open);
        w->stats.busy_ns = thread_cpu_ns() - start_ns;
    }
    for (unsigned i = 0; stats && i < threads; i++)
        stats[i] = pool.workers[i].stats;
    pool_release(&pool);
}

struct loop {
    size_t count;
    atomic_size_t next;
    void (*body)(void *context, unsigned worker, size_t i);
    void *context;
};

static void loop_share(struct pool_worker *w, void *item)
{
    struct loop *loop = item;
    size_t i;

    while ((i = atomic_fetch_add(&loop->next, 1)) < loop->count)
        loop->body(loop->context, w->id, i);
}

static void loop_start(struct pool_worker *w, void *item)
{
    for (unsigned i = 0; i < w->pool->threads; i++)
        pool_push(w, (struct job){.run = loop_share, .item = item}, 0);
}

void pool_for(unsigned threads, size_t count,
              void (*body)(void *context, unsigned worker, size_t i), void *context)
{
    struct loop loop = {.count = count, .body = body, .context = context};

    if (threads > count)
        threads = count ? (unsigned)count : 1;
    if (threads == 1) {
        for (size_t i = 0; i < count; i++)
            body(context, 0, i);
        return;
    }
    pool_run(threads, (struct job){.run = loop_start, .item = &loop}, NULL, NULL, NULL);
}
