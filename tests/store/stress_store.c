/* Many threads, each with its port, on one store: for the thread sanitizer. */
#include "store/store.h"
#include "tests/store/helpers.h"

#include <pthread.h>

enum { THREADS = 8, KEYS = 1200 };

struct worker {
    struct store *store;
    uint64_t first;
    uint64_t hits;
};

/* Each thread walks all keys from another start, so that they meet. */
static void *work(void *context)
{
    struct worker *worker = context;
    struct store_port *port = store_port_open(worker->store);

    for (uint64_t i = 0; i < KEYS; i++) {
        uint64_t n = (worker->first + i) % KEYS;
        struct store_key key = key_of(n);

        if (get_right(port, 0, n) == STORE_HIT)
            worker->hits++;
        else if (!store_has(port, 0, &key))
            put_number(port, 0, n, 1);
        if (i % 500 == 0)
            put_number(port, 16, worker->first, 1);
    }
    store_port_close(port);
    return NULL;
}

static uint64_t run(const struct place *place, struct store_stats *stats)
{
    struct store_options options = place_options(place);
    struct worker workers[THREADS];
    pthread_t threads[THREADS];
    uint64_t hits = 0;

    options.pack_bytes = 100000;
    options.max_bytes = 100 << 20;
    workers[0].store = store_open(&options);
    for (uint64_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){workers[0].store, i * KEYS / THREADS, 0};
        if (pthread_create(&threads[i], NULL, work, &workers[i]) != 0)
            abort();
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        hits += workers[i].hits;
    }
    store_close(workers[0].store, stats, NULL);
    return hits;
}

int main(void)
{
    struct place place = place_new();
    struct store_stats stats;
    uint64_t hits = run(&place, &stats);
    bool good = hits == 0 && stats.puts[0] == KEYS && stats.lost == 0;

    hits = run(&place, &stats);
    good = good && hits == THREADS * KEYS && stats.puts[0] == 0;
    place_remove(&place);
    if (!good)
        fprintf(stderr, "%lu hits, %lu puts, %lu lost\n", (unsigned long)hits,
                (unsigned long)stats.puts[0], (unsigned long)stats.lost);
    return good ? 0 : 1;
}
