#include "engine/facts/name_set.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"

#include <stdlib.h>
#include <string.h>

/* A table in use is at most half full. What a large file needed isn't kept for the
 * small ones, whose names would lie far apart in it. */
enum { CAPACITY_LEAST = 1024, CAPACITY_KEPT = 8192 };

struct name_entry {
    uint32_t key; /* of its scope, beyond all keys of files before; else it is free */
    uint32_t hash;
    uint32_t start_byte, bytes;
    uint32_t state; /* the caller's */
};

static void table_make(struct name_set *s, uint32_t capacity)
{
    s->entries = memory_calloc(capacity, sizeof *s->entries);
    s->capacity = capacity;
    s->base = s->last = 0;
}

void name_set_begin(struct name_set *s, struct slice source)
{
    if (s->capacity > CAPACITY_KEPT || s->last > UINT32_MAX / 2)
        name_set_release(s);
    s->base = s->last;
    s->count = 0;
    s->source = source.data;
    s->source_end = source.data + source.len;
}

void name_set_release(struct name_set *s)
{
    free(s->entries);
    *s = (struct name_set){0};
}

static inline bool is_free(const struct name_set *s, const struct name_entry *e)
{
    return e->key <= s->base;
}

static void table_grow(struct name_set *s)
{
    struct name_set old = *s;

    table_make(s, old.capacity ? old.capacity * 2 : CAPACITY_LEAST);
    s->base = old.base;
    s->last = old.last;
    for (uint32_t i = 0; i < old.capacity; i++) {
        uint32_t at = old.entries[i].hash & (s->capacity - 1);

        if (is_free(&old, &old.entries[i]))
            continue;
        while (!is_free(s, &s->entries[at]))
            at = (at + 1) & (s->capacity - 1);
        s->entries[at] = old.entries[i];
    }
    free(old.entries);
}

static bool is_same(const struct name_set *s, const struct name_entry *a,
                    const struct name_entry *b)
{
    return a->hash == b->hash && a->key == b->key && a->bytes == b->bytes &&
           memcmp(s->source + a->start_byte, s->source + b->start_byte, a->bytes) == 0;
}

/* The first 8 bytes of a text that is `bytes` long, zero where there are less. 8 may be
 * read. */
static inline uint64_t word_of(const char *text, size_t bytes)
{
    uint64_t word;

    memcpy(&word, text, sizeof word);
    return bytes < sizeof word ? word & ((UINT64_C(1) << 8 * bytes) - 1) : word;
}

static uint64_t words_hash(const char *text, size_t bytes)
{
    uint64_t word = word_of(text, bytes);
    uint64_t rest = bytes > 8 ? word_of(text + 8, bytes - 8) : 0;

    return (word ^ (rest + bytes) * UINT64_C(0xd6e8feb86659fd93)) *
           UINT64_C(0xa0761d6478bd642f);
}

/* Most names are short: without a branch on their length there is none to guess. */
static uint64_t hash_of(const struct name_set *s, struct slice name)
{
    char copy[16] = {0};

    if (name.len > sizeof copy)
        return hash_bytes(name);
    if ((size_t)(s->source_end - name.data) >= sizeof copy)
        return words_hash(name.data, name.len);
    memcpy(copy, name.data, name.len);
    return words_hash(copy, name.len);
}

/* The names of one scope lie where those of another one don't. */
static uint32_t mixed(uint64_t hash, uint32_t key)
{
    hash ^= hash >> 29;
    return (uint32_t)((hash + key) * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}

uint32_t *name_set_get(struct name_set *s, uint32_t scope, struct slice name)
{
    struct name_entry entry = {.key = s->base + 1 + scope,
                               .start_byte = (uint32_t)(name.data - s->source),
                               .bytes = (uint32_t)name.len};
    uint32_t at;

    if (s->count >= s->capacity / 2)
        table_grow(s);
    entry.hash = mixed(hash_of(s, name), entry.key);
    for (at = entry.hash; !is_free(s, &s->entries[at & (s->capacity - 1)]); at++) {
        if (is_same(s, &s->entries[at & (s->capacity - 1)], &entry))
            return &s->entries[at & (s->capacity - 1)].state;
    }
    at &= s->capacity - 1;
    s->entries[at] = entry;
    s->count++;
    if (s->last < entry.key)
        s->last = entry.key;
    return &s->entries[at].state;
}
