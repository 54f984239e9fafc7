/* How many threads there should be: what pool.h promises of
 * pool_default_threads and pool_available_threads. */
#include "engine/base/memory.h"
#include "engine/scan/pool.h"

#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_THREADS = 1024 };

static unsigned affinity_threads(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    return (unsigned)CPU_COUNT(&set);
}

/* The first number of OMP_NUM_THREADS (it may be a list, by nesting), or 0. */
static unsigned environment_threads(void)
{
    const char *text = getenv("OMP_NUM_THREADS");
    char *end;
    unsigned long number;

    if (!text || !*text)
        return 0;
    number = strtoul(text, &end, 10);
    if (end == text || (*end && *end != ',') || number > INT_MAX)
        return 0;
    return (unsigned)number;
}

/* The folder of this process under the cgroup v2 mount, as /proc says it. */
static bool cgroup_folder(char *folder, size_t size)
{
    FILE *file = fopen("/proc/self/cgroup", "re");
    char line[1024];
    bool found = false;

    while (file && !found && fgets(line, sizeof line, file)) {
        if (strncmp(line, "0::", 3) == 0) {
            line[strcspn(line, "\n")] = 0;
            found = snprintf(folder, size, "/sys/fs/cgroup%s", line + 3) < (int)size;
        }
    }
    if (file)
        fclose(file);
    return found;
}

/* Processors that cpu.max in this folder allows, rounded up; 0: no limit. */
static unsigned folder_quota(const char *folder)
{
    char path[1200];
    unsigned long quota, period;
    FILE *file;
    int fields;

    snprintf(path, sizeof path, "%s/cpu.max", folder);
    file = fopen(path, "re");
    if (!file)
        return 0;
    fields = fscanf(file, "%lu %lu", &quota, &period);
    fclose(file);
    if (fields != 2 || !period)
        return 0;
    return (unsigned)((quota + period - 1) / period);
}

/* The smallest quota on the way up: a parent's limit holds for its children. */
static unsigned cgroup_quota(void)
{
    char folder[1100];
    unsigned least = 0;

    if (!cgroup_folder(folder, sizeof folder))
        return 0;
    while (strlen(folder) >= strlen("/sys/fs/cgroup")) {
        unsigned quota = folder_quota(folder);
        if (quota && (!least || quota < least))
            least = quota;
        *strrchr(folder, '/') = 0;
    }
    return least;
}

unsigned pool_default_threads(void)
{
    unsigned threads = environment_threads();
    unsigned quota = cgroup_quota();

    if (!threads)
        threads = affinity_threads();
    if (quota && threads > quota)
        threads = quota;
    if (threads > MAX_THREADS)
        threads = MAX_THREADS;
    return threads ? threads : 1;
}

static void *wait_for_release(void *lock)
{
    pthread_mutex_lock(lock);
    pthread_mutex_unlock(lock);
    return NULL;
}

unsigned pool_available_threads(unsigned wanted)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_t *started;
    unsigned count = 0;

    if (wanted > MAX_THREADS)
        wanted = MAX_THREADS;
    if (wanted <= 1)
        return 1;
    /* All at once: a limit is on how many there are at one time. */
    started = memory_calloc(wanted - 1, sizeof *started);
    pthread_mutex_lock(&lock);
    while (count < wanted - 1 &&
           pthread_create(&started[count], NULL, wait_for_release, &lock) == 0)
        count++;
    pthread_mutex_unlock(&lock);
    for (unsigned i = 0; i < count; i++)
        pthread_join(started[i], NULL);
    free(started);
    return count + 1;
}
