/* pool.h - many jobs on a few threads. The only file that knows OpenMP.
 *
 * A pool is one `omp parallel` region. Each worker owns a deque of jobs: it
 * takes the newest of its own, and when it has none, steals the oldest half of
 * another's. A job may push further jobs, so a walk is a job for each folder
 * and an analysis is a job for each file. Jobs that are known to be long wait
 * in one place that everybody looks at first, the longest before the others,
 * so that no worker is left alone with a big one at the end. Workers that find
 * nothing sleep.
 *
 * (libgomp's own tasks are one queue behind one lock, so the deques are ours.
 * A plain loop over an atomic counter is kept in the tests as the reference.)
 *
 * Threads: everything here but pool_run is called by jobs, with the worker
 * that runs them. Order between jobs is unspecified. */
#ifndef CAMBIUM_SCAN_POOL_H
#define CAMBIUM_SCAN_POOL_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct pool_worker;

/* Jobs that somebody waits for together. All zero is an empty group. It must
 * outlive its jobs. */
struct pool_group {
    atomic_size_t open; /* pushed and not yet finished */
};

struct job {
    void (*run)(struct pool_worker *w, void *item);
    void *item;
    struct pool_group *group; /* or NULL */
};

/* What one worker did, for --stats. */
struct pool_stats {
    uint64_t run;     /* jobs */
    uint64_t stolen;  /* of these, jobs that came from another worker's deque */
    uint64_t steals;  /* visits to another deque that found something */
    uint64_t idle_ns; /* asleep or looking for work */
    uint64_t busy_ns; /* CPU time of the thread inside the pool */
};

/* Weights from here on are long jobs: about 10 ms of parsing. */
#define POOL_LONG_JOB_WEIGHT ((uint64_t)256 * 1024)

/* How many threads to use when nobody says: OMP_NUM_THREADS, else the
 * processors that the affinity mask allows, and never more than the quota of
 * the cgroup. At least 1. */
unsigned pool_default_threads(void);

/* As many of `wanted` as this process can really start now (limits on
 * processes make thread creation fail, which OpenMP answers with an exit). */
unsigned pool_available_threads(unsigned wanted);

/* Runs `first` on one worker and then all that was pushed, on `threads`
 * threads. Returns when the last job has; everything that jobs wrote is then
 * visible to the caller. `stats` has room for `threads` or is NULL. When
 * *cancelled (may be NULL) becomes true, jobs that have not begun are dropped. */
void pool_run(unsigned threads, struct job first, void *context,
              const atomic_bool *cancelled, struct pool_stats *stats);

/* Adds a job. `weight` is how long it will take, in any unit that the caller
 * keeps to; bytes to parse here. */
void pool_push(struct pool_worker *w, struct job job, uint64_t weight);

/* Runs other jobs until those of the group have finished. Jobs that wait nest
 * on the worker's stack: a job that waits must not be pushed by the thousand. */
void pool_wait(struct pool_worker *w, struct pool_group *group);

unsigned pool_worker_id(const struct pool_worker *w); /* 0 .. threads - 1 */
void *pool_context(const struct pool_worker *w);      /* as given to pool_run */

/* body(context, worker, i) for each i below `count`, on up to `threads`. */
void pool_for(unsigned threads, size_t count,
              void (*body)(void *context, unsigned worker, size_t i), void *context);

#endif
