#include "engine/cmd/progress.h"

#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/cmd/terminal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct progress {
    struct scan_progress *counters;
    uint64_t start_ns;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change;
    bool stopped, shown;
};

static bool progress_wanted(const struct settings *settings)
{
    const char *ci = getenv("CI");

    if (settings->quiet || settings->progress == WHEN_NEVER)
        return false;
    return settings->progress == WHEN_ALWAYS ||
           (terminal_is(STDERR_FILENO) && !(ci && *ci));
}

/* What is left, from the bytes; files that wait to be found are not in it. */
static void eta_print(const struct progress *p, uint64_t done, uint64_t found,
                      double seconds)
{
    if (!done || atomic_load(&p->counters->walking)) {
        fputs(", still walking", stderr);
        return;
    }
    fprintf(stderr, ", %.0f s left", (double)(found - done) * seconds / (double)done);
}

static void line_print(struct progress *p)
{
    struct scan_progress *c = p->counters;
    double seconds = (double)(clock_ns() - p->start_ns) / 1e9;
    uint64_t files = atomic_load(&c->done_files), done = atomic_load(&c->done_bytes);
    uint64_t found = atomic_load(&c->found_bytes);

    if (seconds < 0.5)
        return;
    fprintf(stderr, "\r\033[K%llu of %llu files, %.0f MB/s", (unsigned long long)files,
            (unsigned long long)atomic_load(&c->found_files),
            (double)done / 1e6 / seconds);
    eta_print(p, done, found < done ? done : found, seconds);
    fflush(stderr);
    p->shown = true;
}

static void *progress_run(void *context)
{
    struct progress *p = context;

    pthread_mutex_lock(&p->lock);
    while (!p->stopped) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 100000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&p->change, &p->lock, &until);
        if (!p->stopped)
            line_print(p);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

struct progress *progress_start(const struct settings *settings,
                                struct scan_progress *counters)
{
    struct progress *p;

    if (!progress_wanted(settings))
        return NULL;
    p = memory_calloc(1, sizeof *p);
    p->counters = counters;
    p->start_ns = clock_ns();
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->change, NULL);
    if (pthread_create(&p->thread, NULL, progress_run, p) != 0) {
        free(p);
        return NULL;
    }
    return p;
}

void progress_stop(struct progress *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stopped = true;
    pthread_cond_signal(&p->change);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    if (p->shown)
        fputs("\r\033[K", stderr);
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->change);
    free(p);
}
