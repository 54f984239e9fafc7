/* Many processes on one store, one of them compacting and evicting all the time, some
 * of them killed: no wrong byte, no trouble, and nothing published gets lost unless it
 * was evicted. */
#include "store/store.h"

#include "store/upkeep.h"
#include "tests/fewer.h"
#include "tests/store/helpers.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sys/wait.h>

enum { WRITERS = 8, READERS = 3, ROUNDS = 30 / FEWER, EACH = 12, KEYS = 400 };

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

/* Gets some keys, puts what is missing, and one replaceable value of its own. */
static void write_rounds(const struct place *place, uint64_t who, uint64_t max_bytes)
{
    struct store_options options = place_options(place);
    uint64_t state = who;

    options.max_bytes = max_bytes;
    options.pack_bytes = 30000;
    for (int round = 0; round < ROUNDS; round++) {
        struct store *store = store_open(&options);
        struct store_port *port = store_port_open(store);
        struct err trouble;

        for (int i = 0; i < EACH; i++) {
            uint64_t n = next_random(&state) % KEYS;

            if (get_right(port, 0, n) != STORE_HIT)
                put_number(port, 0, n, 1);
        }
        put_number(port, 16 + (unsigned)who, who, 1);
        get_right(port, 16 + (unsigned)who, who);
        store_port_close(port);
        store_close(store, NULL, &trouble);
        if (trouble.code != ERR_NONE) {
            fprintf(stderr, "writer: %s\n", trouble.message);
            _exit(1);
        }
    }
    _exit(0);
}

static void read_rounds(const struct place *place)
{
    for (int round = 0; round < ROUNDS; round++)
        count_hits(place, 0, 0, KEYS);
    _exit(0);
}

static void compact_rounds(const struct place *place, uint64_t max_bytes)
{
    for (int round = 0; round < ROUNDS * 2; round++) {
        struct store *store = place_store(place);
        struct store_check check;
        struct store_gc gc;
        struct err e;

        if (!store_gc(store, round % 2 ? max_bytes : 0, &gc, &e)) {
            fprintf(stderr, "gc: %s\n", e.message);
            _exit(1);
        }
        if (!store_verify(store, &check, &e) || check.flaw_count) {
            fprintf(stderr, "verify: %zu flaws\n", check.flaw_count);
            _exit(1);
        }
        free(check.flaws);
        store_close(store, NULL, NULL);
    }
    _exit(0);
}

static pid_t start(const struct place *place, uint64_t who, uint64_t max_bytes)
{
    pid_t child = fork();

    if (child != 0)
        return child;
    if (who < WRITERS)
        write_rounds(place, who, max_bytes);
    if (who < WRITERS + READERS)
        read_rounds(place);
    compact_rounds(place, max_bytes);
    _exit(1);
}

static void expect_sound(const struct place *place)
{
    struct store *store = place_store(place);
    struct store_check check;

    cr_expect(store_verify(store, &check, NULL));
    cr_expect_eq(check.flaw_count, 0);
    free(check.flaws);
    store_close(store, NULL, NULL);
}

static void all_at_once(uint64_t max_bytes)
{
    struct place place = place_in_memory();
    int status;

    put_range(&place, 0, 0, 50);
    for (uint64_t who = 0; who <= WRITERS + READERS; who++)
        start(&place, who, max_bytes);
    while (wait(&status) > 0)
        cr_expect_eq(status, 0);
    expect_sound(&place);
    if (!max_bytes)
        cr_expect_eq(count_hits(&place, 0, 0, 50), 50, "what was published stays");
    for (uint64_t who = 0; who < WRITERS; who++) {
        uint64_t hits = count_hits(&place, 16 + (unsigned)who, who, who + 1);

        cr_expect(max_bytes || hits == 1);
    }
    place_remove(&place);
}

Test(processes, share_a_store_that_is_compacted, .timeout = 200)
{
    all_at_once(0);
}

Test(processes, share_a_store_that_is_evicted_from, .timeout = 200)
{
    all_at_once(60000);
}

Test(processes, that_are_killed_at_random_leave_a_sound_store, .timeout = 200)
{
    struct place place = place_in_memory();
    uint64_t state = 99;
    pid_t children[6];
    int status;

    put_range(&place, 0, 0, 50);
    for (uint64_t who = 0; who < 6; who++)
        children[who] = start(&place, who < 5 ? who : WRITERS + READERS, 0);
    for (int i = 0; i < 100 / FEWER; i++) {
        uint64_t who = next_random(&state) % 6;

        usleep((useconds_t)(next_random(&state) % 5000));
        kill(children[who], SIGKILL);
        waitpid(children[who], &status, 0);
        children[who] = start(&place, who < 5 ? who : WRITERS + READERS, 0);
    }
    while (wait(&status) > 0)
        cr_expect_eq(status, 0);
    expect_sound(&place);
    cr_expect_eq(count_hits(&place, 0, 0, 50), 50);
    put_range(&place, 0, 0, KEYS);
    cr_expect_eq(count_hits(&place, 0, 0, KEYS), KEYS);
    place_remove(&place);
}
