/* store_speed FOLDER ENTRIES LEVEL [FILE] - how fast a new store in FOLDER is, in
 * seconds of the processor. The values are those in FILE, each behind its length as
 * four little-endian bytes, over and over; without FILE they are 16 bytes long. With
 * UNCHECKED in the environment nothing is decoded before it is kept; PACK_BYTES says
 * how long packs are. */
#include "engine/base/clock.h"
#include "store/bytes.h"
#include "tests/store/helpers.h"

#include <inttypes.h>

struct values {
    struct buf all;
    size_t count;
    size_t at;
};

static struct slice value_next(struct values *values)
{
    struct slice value = {"sixteen bytes ..", 16};

    if (!values->all.len)
        return value;
    if (values->at + 4 > values->all.len)
        values->at = 0;
    value.len = bytes_u32(values->all.data + values->at);
    value.data = values->all.data + values->at + 4;
    if (value.len > values->all.len - values->at - 4)
        abort();
    values->at += 4 + value.len;
    return value;
}

static void say(const char *what, uint64_t start_ns, uint64_t count, uint64_t bytes)
{
    double seconds = (double)(clock_cpu_ns() - start_ns) / 1e9;

    printf("%-28s %9.2f ms  %9.0f /s  %8.1f MB/s\n", what, seconds * 1e3,
           (double)count / seconds, (double)bytes / seconds / 1e6);
}

static void put_all(struct store_port *port, struct values *values, int level)
{
    for (size_t n = 0; n < values->count; n++) {
        struct store_key key = key_of(n);

        store_put(port, 0, &key, value_next(values), level);
    }
}

static void get_all(struct store_port *port, size_t from, size_t to)
{
    struct buf value = {0};

    for (size_t n = from; n < to; n++) {
        struct store_key key = key_of(n);

        store_get(port, 0, &key, 1 << 20, &value);
    }
    buf_release(&value);
}

static void write_store(const struct store_options *options, struct values *values,
                        int level)
{
    uint64_t start = clock_cpu_ns();
    struct store *store = store_open(options);
    struct store_port *port = store_port_open(store);
    struct store_stats stats;

    put_all(port, values, level);
    store_port_close(port);
    say("put", start, values->count, 0);
    store_close(store, &stats, NULL);
    say("put and publish", start, values->count, stats.put_bytes);
    printf("%28s %9.1f MB raw, %.3f of that stored\n", "", (double)stats.put_bytes / 1e6,
           (double)stats.written_bytes / (double)stats.put_bytes);
}

static void read_store(const struct store_options *options, const struct values *values)
{
    uint64_t start = clock_cpu_ns();
    struct store *store = store_open(options);
    struct store_port *port = store_port_open(store);
    struct store_stats stats;

    say("open", start, 1, 0);
    get_all(port, values->count, values->count + 1);
    say("open and look once in all", start, 1, 0);
    start = clock_cpu_ns();
    get_all(port, values->count, 2 * values->count);
    say("absent", start, values->count, 0);
    start = clock_cpu_ns();
    get_all(port, 0, values->count);
    store_port_close(port);
    say("get all", start, values->count, 0);
    start = clock_cpu_ns();
    store_close(store, &stats, NULL);
    say("close, having used all", start, 1, 0);
    printf("%28s %" PRIu64 " hits, %" PRIu64 " absent\n", "", stats.hits[0],
           stats.misses[STORE_ABSENT]);
}

int main(int argc, char **argv)
{
    struct store_options options = {.at = AT_FDCWD};
    struct values values = {0};

    if (argc < 4)
        return 2;
    options.path = argv[1];
    options.unchecked = getenv("UNCHECKED") != NULL;
    if (getenv("PACK_BYTES"))
        options.pack_bytes = strtoull(getenv("PACK_BYTES"), NULL, 10);
    values.count = strtoull(argv[2], NULL, 10);
    if (argc > 4)
        values.all = file_bytes(argv[4]);
    write_store(&options, &values, atoi(argv[3]));
    read_store(&options, &values);
    buf_release(&values.all);
    return 0;
}
