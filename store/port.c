#include "engine/base/memory.h"
#include "store/entry.h"
#include "store/inside.h"
#include "store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* What a port collects before it hands it over. */
#define PENDING_BYTES ((size_t)1 << 20)

/* A lookup in one pack tries no more entries with the same tag: in a sound pack
 * there is one, or a few of a kind that is replaced. */
enum { MAX_CANDIDATES = 4 };

struct wanted {
    unsigned kind;
    const struct store_key *key;
    uint64_t tag;
    size_t limit_bytes;
};

struct store_port *store_port_open(struct store *s)
{
    struct store_port *p = memory_calloc(1, sizeof *p);

    p->store = s;
    p->squeezer = squeezer_new();
    return p;
}

static void add_up(struct store_stats *into, const struct store_stats *from)
{
    uint64_t *to = (uint64_t *)into;
    const uint64_t *counts = (const uint64_t *)from;

    static_assert(sizeof *into % sizeof *to == 0, "statistics are counts and no more");
    for (size_t i = 0; i < sizeof *into / sizeof *to; i++)
        to[i] += counts[i];
}

/* After the first failure nothing more is tried. What was written before a failed
 * write is still there; after a failed publication all of the pack is gone. */
static uint64_t give_up(struct store *s, uint64_t count, const struct err *e)
{
    s->gave_up = true;
    if (s->trouble.code == ERR_NONE)
        s->trouble = *e;
    return s->writer.temp.fd < 0 && s->writer.count > count ? s->writer.count : count;
}

static void hand_over(struct store_port *p)
{
    struct store *s = p->store;
    struct err e;

    if (!p->count)
        return;
    pthread_mutex_lock(&s->mutex);
    if (s->gave_up)
        p->stats.lost += p->count;
    else if (!writer_add(&s->writer, buf_slice(&p->pending), p->records, p->count, &e))
        p->stats.lost += give_up(s, p->count, &e);
    pthread_mutex_unlock(&s->mutex);
    p->count = 0;
    buf_clear(&p->pending);
}

void store_port_close(struct store_port *p)
{
    hand_over(p);
    pthread_mutex_lock(&p->store->mutex);
    add_up(&p->store->stats, &p->stats);
    pthread_mutex_unlock(&p->store->mutex);
    squeezer_free(p->squeezer);
    buf_release(&p->scratch);
    buf_release(&p->pending);
    buf_release(&p->again);
    free(p->records);
    free(p);
}

static enum store_result decode(struct store_port *p, const struct entry *entry,
                                struct buf *value)
{
    buf_clear(value);
    if (!unsqueeze(p->squeezer, entry, entry_stored(buf_slice(&p->scratch)),
                   buf_reserve(value, entry->raw_bytes)))
        return STORE_DAMAGED;
    value->len = entry->raw_bytes;
    p->stats.hit_bytes += value->len;
    return STORE_HIT;
}

static enum store_result try_entry(struct store_port *p, const struct pack *pack,
                                   const struct index_record *record,
                                   const struct wanted *wanted, struct buf *value)
{
    struct entry entry;
    enum store_result result;

    if (record->raw_bytes > wanted->limit_bytes)
        return STORE_TOO_LARGE;
    result = pack_read(pack, record, &p->scratch, &entry);
    p->stats.read_bytes += p->scratch.len;
    if (result != STORE_HIT)
        return result;
    if (entry.kind != wanted->kind ||
        memcmp(&entry.key, wanted->key, sizeof entry.key) != 0)
        return STORE_OTHER_KEY;
    if (entry.raw_bytes > wanted->limit_bytes)
        return STORE_TOO_LARGE;
    return decode(p, &entry, value);
}

static enum store_result try_pack(struct store_port *p, struct pack *pack,
                                  const struct wanted *wanted, struct buf *value)
{
    enum store_result first = STORE_ABSENT;
    int candidates = 0;

    for (size_t i = 0; candidates < MAX_CANDIDATES &&
                       index_find(&pack->index, wanted->tag, wanted->kind, &i);
         i++, candidates++) {
        struct index_record record = index_at(&pack->index, i);
        enum store_result result = try_entry(p, pack, &record, wanted, value);

        pack_mark(pack, i,
                  result == STORE_HIT || result == STORE_TOO_LARGE ? PACK_USED
                                                                   : PACK_BAD);
        if (result == STORE_HIT)
            return STORE_HIT;
        if (first == STORE_ABSENT)
            first = result;
        if (wanted->kind >= STORE_REPLACEABLE && result != STORE_OTHER_KEY)
            break;
    }
    return first;
}

/* A damaged value that follows from its key may have a sound twin in an older pack;
 * of one that is replaced, the older is not what was asked for. */
static enum store_result try_all(struct store_port *p, const struct wanted *wanted,
                                 struct buf *value)
{
    struct catalogue *all = &p->store->catalogue;
    enum store_result first = STORE_ABSENT;

    for (size_t i = 0; i < all->count; i++) {
        struct pack *pack = catalogue_pack(all, i);
        enum store_result result = pack ? try_pack(p, pack, wanted, value) : STORE_ABSENT;

        if (result == STORE_HIT)
            return STORE_HIT;
        if (first == STORE_ABSENT)
            first = result;
        if (first != STORE_ABSENT && wanted->kind >= STORE_REPLACEABLE)
            break;
    }
    return first;
}

enum store_result store_get(struct store_port *p, unsigned kind,
                            const struct store_key *key, size_t limit_bytes,
                            struct buf *value)
{
    struct wanted wanted = {kind, key, index_tag(kind, key), limit_bytes};
    enum store_result result = try_all(p, &wanted, value);

    assert(kind < STORE_KINDS);
    if (result == STORE_HIT)
        p->stats.hits[kind]++;
    else
        p->stats.misses[result]++;
    return result;
}

static bool has(struct store *s, unsigned kind, uint64_t tag)
{
    for (size_t i = 0; i < s->catalogue.count; i++) {
        struct pack *pack = catalogue_pack(&s->catalogue, i);
        size_t record = 0;

        if (!pack || !index_find(&pack->index, tag, kind, &record) ||
            pack_is_marked(pack, record, PACK_BAD))
            continue;
        pack_mark(pack, record, PACK_USED);
        return true;
    }
    return false;
}

bool store_has(struct store_port *p, unsigned kind, const struct store_key *key)
{
    return has(p->store, kind, index_tag(kind, key));
}

static bool is_written(struct store *s, uint64_t tag)
{
    bool added;

    pthread_mutex_lock(&s->mutex);
    added = tags_add(&s->written, tag);
    pthread_mutex_unlock(&s->mutex);
    return !added;
}

/* What a faulty compressor or memory made of it must never be read again. */
static bool decodes_to(struct store_port *p, const struct entry *entry, const char *at,
                       struct slice value)
{
    struct slice stored = {at + ENTRY_HEADER_BYTES, entry->stored_bytes};
    struct slice again;

    buf_clear(&p->again);
    again = (struct slice){buf_reserve(&p->again, value.len), value.len};
    return unsqueeze(p->squeezer, entry, stored, p->again.data) &&
           slice_equal(again, value);
}

static bool add_pending(struct store_port *p, struct entry *entry, uint64_t tag,
                        struct slice value, int level)
{
    char *at = buf_reserve(&p->pending, ENTRY_HEADER_BYTES + squeeze_bound(value.len));

    squeeze(p->squeezer, value, level, at + ENTRY_HEADER_BYTES, entry);
    if (p->store->checked && !decodes_to(p, entry, at, value))
        return false;
    entry_seal(at, entry);
    p->records = memory_grow(p->records, &p->capacity, p->count + 1, sizeof *p->records);
    p->records[p->count++] = (struct index_record){
        .tag = tag,
        .offset = p->pending.len,
        .size = (uint32_t)entry_size(entry),
        .raw_bytes = entry->raw_bytes,
        .kind = entry->kind,
    };
    p->pending.len += entry_size(entry);
    return true;
}

bool store_keeps(const struct store_port *p)
{
    const struct store *s = p->store;

    return s->folder.fd >= 0 && !s->read_only;
}

void store_put(struct store_port *p, unsigned kind, const struct store_key *key,
               struct slice value, int level)
{
    struct entry entry = {.key = *key, .kind = (uint8_t)kind};
    struct store *s = p->store;
    uint64_t tag = index_tag(kind, key);

    assert(kind < STORE_KINDS);
    if (!store_keeps(p))
        return;
    if (kind < STORE_REPLACEABLE && (is_written(s, tag) || has(s, kind, tag))) {
        p->stats.present++;
        return;
    }
    if (s->gave_up || value.len > STORE_VALUE_MAX_BYTES ||
        !add_pending(p, &entry, tag, value, level)) {
        p->stats.lost++;
        return;
    }
    p->stats.puts[kind]++;
    p->stats.put_bytes += value.len;
    if (p->pending.len >= PENDING_BYTES)
        hand_over(p);
}
