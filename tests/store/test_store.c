#include "store/store.h"

#include "store/upkeep.h"
#include "tests/store/helpers.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sys/resource.h>

Test(store, what_was_put_is_there_in_the_next_run)
{
    struct place place = place_new();
    static const int levels[] = {STORE_AS_IT_IS, -5, 1, 19};
    struct store_stats stats;
    struct store *store = place_store(&place);
    struct store_port *port = store_port_open(store);
    struct buf value = {0};

    for (uint64_t n = 0; n < 400; n++)
        put_number(port, n % 16, n, levels[n % 4]);
    cr_expect_eq(get_number(port, 0, 0, &value), STORE_ABSENT, "not before closing");
    store_port_close(port);
    store_close(store, &stats, NULL);
    cr_expect_eq(stats.puts[3], 25);
    cr_expect_eq(stats.lost, 0);

    store = place_store(&place);
    port = store_port_open(store);
    for (uint64_t n = 0; n < 400; n++) {
        cr_expect_eq(get_right(port, n % 16, n), STORE_HIT);
        cr_expect_eq(get_right(port, (n + 1) % 16, n), STORE_ABSENT);
    }
    cr_expect_eq(get_right(port, 0, 400), STORE_ABSENT);
    store_port_close(port);
    store_close(store, &stats, NULL);
    cr_expect_eq(stats.hits[15], 25);
    cr_expect_eq(stats.misses[STORE_ABSENT], 401);
    cr_expect_eq(stats.written_bytes, 0);
    buf_release(&value);
    place_remove(&place);
}

Test(store, a_key_that_is_there_is_not_written_again)
{
    struct place place = place_new();
    struct store_stats stats;
    struct store *store;
    struct store_port *port, *other;

    put_range(&place, 0, 0, 10);
    store = place_store(&place);
    port = store_port_open(store);
    other = store_port_open(store);
    for (uint64_t n = 0; n < 20; n++)
        put_number(n % 2 ? port : other, 0, n, 1);
    for (uint64_t n = 0; n < 20; n++)
        put_number(n % 2 ? other : port, 0, n, 1);
    store_port_close(port);
    store_port_close(other);
    store_close(store, &stats, NULL);
    cr_expect_eq(stats.puts[0], 10);
    cr_expect_eq(stats.present, 30);
    cr_expect_eq(count_hits(&place, 0, 0, 30), 20);
    place_remove(&place);
}

static void put_text(const struct place *place, unsigned kind, const char *text)
{
    struct store_key key = key_of(1);
    struct store *store = place_store(place);
    struct store_port *port = store_port_open(store);

    store_put(port, kind, &key, slice_of(text), 1);
    store_port_close(port);
    store_close(store, NULL, NULL);
}

static void expect_text(const struct place *place, unsigned kind, const char *text)
{
    struct store_key key = key_of(1);
    struct store *store = place_store(place);
    struct store_port *port = store_port_open(store);
    struct buf value = {0};

    cr_expect_eq(store_get(port, kind, &key, 1000, &value), STORE_HIT);
    cr_expect(slice_equal(buf_slice(&value), slice_of(text)), "%.*s, not %s",
              (int)value.len, value.data, text);
    buf_release(&value);
    store_port_close(port);
    store_close(store, NULL, NULL);
}

Test(store, of_a_replaceable_kind_the_newest_is_got_also_after_gc)
{
    struct place place = place_new();
    struct store_gc gc;
    struct store *store;
    char text[20];

    for (int night = 0; night < 40; night++) {
        snprintf(text, sizeof text, "night %d", night);
        put_text(&place, STORE_REPLACEABLE, text);
        put_text(&place, 0, text);
        expect_text(&place, STORE_REPLACEABLE, text);
        expect_text(&place, 0, "night 0");
    }
    cr_expect_lt(place_count(&place, ".idx"), 30, "many small packs are merged");
    store = place_store(&place);
    cr_expect(store_gc(store, 0, &gc, NULL));
    store_close(store, NULL, NULL);
    cr_expect_eq(place_count(&place, ".idx"), 1);
    expect_text(&place, STORE_REPLACEABLE, "night 39");
    expect_text(&place, 0, "night 0");
    place_remove(&place);
}

Test(store, a_value_over_the_callers_limit_is_a_miss)
{
    struct place place = place_new();
    struct store_key key = key_of(1);
    struct store *store;
    struct store_port *port;
    struct buf value = {0};

    put_text(&place, 0, "twelve bytes");
    store = place_store(&place);
    port = store_port_open(store);
    cr_expect_eq(store_get(port, 0, &key, 11, &value), STORE_TOO_LARGE);
    cr_expect_eq(store_get(port, 0, &key, 12, &value), STORE_HIT);
    buf_release(&value);
    store_port_close(port);
    store_close(store, NULL, NULL);
    place_remove(&place);
}

Test(store, many_packs_and_large_values_come_back)
{
    struct place place = place_new();
    struct store_options options = place_options(&place);
    struct store *store;
    struct store_port *port;
    struct buf large = {0}, value = {0};
    struct store_key key = key_of(123456);

    options.pack_bytes = 20000;
    memset(buf_reserve(&large, 5 << 20), 'a', 5 << 20);
    large.len = 5 << 20;
    for (size_t i = 0; i < large.len; i += 1000)
        large.data[i] = (char)(i / 1000);
    store = store_open(&options);
    port = store_port_open(store);
    store_put(port, 20, &key, buf_slice(&large), 1);
    for (uint64_t n = 0; n < 5000; n++)
        put_number(port, 0, n, STORE_AS_IT_IS);
    store_port_close(port);
    store_close(store, NULL, NULL);
    cr_expect_gt(place_count(&place, ".idx"), 3);
    cr_expect_eq(count_hits(&place, 0, 0, 6000), 5000);
    store = store_open(&options);
    port = store_port_open(store);
    cr_expect_eq(store_get(port, 20, &key, 5 << 20, &value), STORE_HIT);
    cr_expect(slice_equal(buf_slice(&value), buf_slice(&large)));
    store_port_close(port);
    store_close(store, NULL, NULL);
    buf_release(&large);
    buf_release(&value);
    place_remove(&place);
}

Test(store, has_tells_without_reading)
{
    struct place place = place_new();
    struct store_key there = key_of(5), absent = key_of(50);
    struct store_stats stats;
    struct store *store;
    struct store_port *port;

    put_range(&place, 0, 0, 10);
    store = place_store(&place);
    port = store_port_open(store);
    cr_expect(store_has(port, 0, &there));
    cr_expect_not(store_has(port, 1, &there));
    cr_expect_not(store_has(port, 0, &absent));
    store_port_close(port);
    store_close(store, &stats, NULL);
    cr_expect_eq(stats.read_bytes, 0);
    place_remove(&place);
}

Test(store, read_only_changes_nothing)
{
    struct place place = place_new();
    struct store_options options = place_options(&place);
    struct store *store;
    struct store_port *port;
    char path[512];

    put_range(&place, 0, 0, 10);
    cr_assert(place_file(&place, ".idx", 0, path));
    options.read_only = true;
    store = store_open(&options);
    port = store_port_open(store);
    put_number(port, 0, 11, 1);
    cr_expect_eq(get_right(port, 0, 3), STORE_HIT);
    store_port_close(port);
    store_close(store, NULL, NULL);
    cr_expect_eq(place_count(&place, ""), 2 + 2 + 2,
                 "., .., two notes, a pack, an index");
    cr_expect_eq(count_hits(&place, 0, 0, 20), 10);
    place_remove(&place);
}

static void expect_useless(const struct store_options *options, const char *reason)
{
    struct store *store = store_open(options);
    struct store_port *port = store_port_open(store);
    struct store_stats stats;
    struct err trouble;

    for (uint64_t n = 0; n < 10; n++) {
        cr_expect_eq(get_right(port, 0, n), STORE_ABSENT);
        put_number(port, 0, n, 1);
    }
    store_port_close(port);
    store_close(store, &stats, &trouble);
    cr_expect_neq(trouble.code, ERR_NONE);
    cr_expect(strstr(trouble.message, reason), "%s", trouble.message);
}

Test(store, that_can_not_be_had_is_said_once_and_the_run_goes_on)
{
    struct place place = place_new();
    struct store_options options = place_options(&place);
    char path[300];

    snprintf(path, sizeof path, "%s/absent", place.path);
    options.path = path;
    options.read_only = true;
    expect_useless(&options, "No such file");
    options.read_only = false;
    options.path = "/dev/null/store";
    expect_useless(&options, "Not a directory");
    options.path = "/proc/store";
    expect_useless(&options, "can't open the folder /proc/store");
    options.path = "";
    expect_useless(&options, "No such file");
    place_remove(&place);
}

Test(store, a_full_disk_is_one_trouble_and_old_entries_stay)
{
    struct place place = place_new();
    struct rlimit limit = {4096, RLIM_INFINITY};
    struct store *store;
    struct store_port *port;
    struct store_stats stats;
    struct err trouble;

    put_range(&place, 0, 0, 10);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    store = place_store(&place);
    port = store_port_open(store);
    for (uint64_t n = 0; n < 5000; n++)
        put_number(port, 0, n, STORE_AS_IT_IS);
    store_port_close(port);
    store_close(store, &stats, &trouble);
    limit.rlim_cur = RLIM_INFINITY;
    setrlimit(RLIMIT_FSIZE, &limit);
    cr_expect_eq(trouble.code, ERR_IO);
    cr_expect(strstr(trouble.message, "File too large"), "%s", trouble.message);
    cr_expect_gt(stats.lost, 4000);
    cr_expect_eq(place_count(&place, ".idx"), 1);
    cr_expect_eq(count_hits(&place, 0, 0, 10), 10);
    put_range(&place, 0, 0, 500);
    cr_expect_eq(count_hits(&place, 0, 0, 500), 500);
    place_remove(&place);
}

Test(store, no_free_file_descriptors_cost_the_cache_and_not_the_run)
{
    struct place place = place_new();
    struct rlimit limit, few;

    put_range(&place, 0, 0, 10);
    getrlimit(RLIMIT_NOFILE, &limit);
    few = limit;
    for (rlim_t count = 3; count < 12; count++) {
        struct store *store;
        struct store_port *port;
        uint64_t hits = 0;

        few.rlim_cur = count;
        setrlimit(RLIMIT_NOFILE, &few);
        store = place_store(&place);
        port = store_port_open(store);
        for (uint64_t n = 0; n < 10; n++) {
            hits += get_right(port, 0, n) == STORE_HIT;
            put_number(port, 0, n + count * 100, 1);
        }
        store_port_close(port);
        store_close(store, NULL, NULL);
        setrlimit(RLIMIT_NOFILE, &limit);
        cr_expect(hits == 0 || hits == 10);
        cr_expect_eq(count_hits(&place, 0, 0, 10), 10);
    }
    place_remove(&place);
}
