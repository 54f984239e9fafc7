/* helpers.h - a folder to work in, keys and values to put, for the tests here. */
#ifndef CAMBIUM_TESTS_STORE_HELPERS_H
#define CAMBIUM_TESTS_STORE_HELPERS_H

#include "engine/base/buf.h"
#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "store/folder.h"
#include "store/name.h"
#include "store/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    char path[200];
};

static inline struct place place_new(void)
{
    const char *top = getenv("TMPDIR");
    struct place place;

    snprintf(place.path, sizeof place.path, "%s/cambium-store-XXXXXX",
             top ? top : "/tmp");
    if (!mkdtemp(place.path))
        abort();
    return place;
}

/* The same in memory, if there is such a place: for what syncs a lot. */
static inline struct place place_in_memory(void)
{
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 1);
    return place_new();
}

static inline int remove_one(const char *path, const struct stat *status, int type,
                             struct FTW *walk)
{
    (void)status;
    (void)walk;
    return type == FTW_DP || type == FTW_DNR ? rmdir(path) : unlink(path);
}

static inline void place_remove(const struct place *place)
{
    nftw(place->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline struct store_options place_options(const struct place *place)
{
    return (struct store_options){.at = AT_FDCWD, .path = place->path};
}

static inline struct store *place_store(const struct place *place)
{
    struct store_options options = place_options(place);

    return store_open(&options);
}

/* Key number n, of any n. */
static inline struct store_key key_of(uint64_t n)
{
    struct content_key a = content_key_of((struct slice){(char *)&n, sizeof n});
    struct store_key key;

    memcpy(key.bytes, &a, 16);
    memset(key.bytes + 16, (int)(n & 255), 16);
    return key;
}

/* The one value of key number n: text that compresses, up to 3,000 bytes. */
static inline void value_of(uint64_t n, struct buf *value)
{
    buf_clear(value);
    for (uint64_t i = 0; i < n * 7919 % 300; i++)
        buf_add_format(value, "%lu:%lu,", (unsigned long)n, (unsigned long)(i * n));
}

static inline void put_number(struct store_port *port, unsigned kind, uint64_t n,
                              int level)
{
    struct store_key key = key_of(n);
    struct buf value = {0};

    value_of(n, &value);
    store_put(port, kind, &key, buf_slice(&value), level);
    buf_release(&value);
}

static inline enum store_result get_number(struct store_port *port, unsigned kind,
                                           uint64_t n, struct buf *value)
{
    struct store_key key = key_of(n);

    return store_get(port, kind, &key, 1 << 20, value);
}

/* A hit on n must be n's value; anything else ends the test program. */
static inline enum store_result get_right(struct store_port *port, unsigned kind,
                                          uint64_t n)
{
    struct buf value = {0}, wanted = {0};
    enum store_result result = get_number(port, kind, n, &value);

    value_of(n, &wanted);
    if (result == STORE_HIT && !slice_equal(buf_slice(&value), buf_slice(&wanted))) {
        fprintf(stderr, "wrong bytes for key %lu\n", (unsigned long)n);
        abort();
    }
    buf_release(&value);
    buf_release(&wanted);
    return result;
}

/* Puts [from, to) in a run of its own. */
static inline void put_range(const struct place *place, unsigned kind, uint64_t from,
                             uint64_t to)
{
    struct store *store = place_store(place);
    struct store_port *port = store_port_open(store);

    for (uint64_t n = from; n < to; n++)
        put_number(port, kind, n, 1);
    store_port_close(port);
    store_close(store, NULL, NULL);
}

/* How many of [from, to) are hits, in a run of its own. */
static inline uint64_t count_hits(const struct place *place, unsigned kind, uint64_t from,
                                  uint64_t to)
{
    struct store_options options = place_options(place);
    struct store *store;
    struct store_port *port;
    uint64_t hits = 0;

    options.read_only = true;
    store = store_open(&options);
    port = store_port_open(store);
    for (uint64_t n = from; n < to; n++)
        hits += get_right(port, kind, n) == STORE_HIT;
    store_port_close(port);
    store_close(store, NULL, NULL);
    return hits;
}

/* The path of the i-th file, by name, that ends with `ending`; false if there are
 * fewer. */
static inline bool place_file(const struct place *place, const char *ending, size_t i,
                              char path[512])
{
    struct dirent **names;
    int count = scandir(place->path, &names, NULL, alphasort);
    bool found = false;

    for (int j = 0; j < count; j++) {
        if (slice_ends(slice_of(names[j]->d_name), slice_of(ending)) && !found &&
            i-- == 0) {
            snprintf(path, 512, "%s/%s", place->path, names[j]->d_name);
            found = true;
        }
        free(names[j]);
    }
    if (count >= 0)
        free(names);
    return found;
}

static inline size_t place_count(const struct place *place, const char *ending)
{
    char path[512];
    size_t count = 0;

    while (place_file(place, ending, count, path))
        count++;
    return count;
}

static inline struct buf file_bytes(const char *path)
{
    struct buf bytes = {0};
    FILE *file = fopen(path, "rb");
    size_t got;

    if (!file)
        return bytes;
    while ((got = fread(buf_reserve(&bytes, 65536), 1, 65536, file)) > 0)
        bytes.len += got;
    fclose(file);
    return bytes;
}

static inline void file_replace(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");

    if (!file || fwrite(bytes, 1, len, file) != len || fclose(file) != 0)
        abort();
}

#endif
