#include "store/compact.h"

#include "engine/base/memory.h"
#include "store/catalogue.h"
#include "store/use.h"
#include "store/writer.h"

#include <stdlib.h>
#include <string.h>

enum {
    PACKS_ENOUGH = 16,    /* more are merged, the small ones first */
    DEAD_SHARE = 4,       /* a pack is rewritten when a fourth of it is dead */
    ROOM_SHARE = 8,       /* evicting makes room for an eighth of the limit */
    COPY_BYTES = 1 << 20, /* handed to the writer at once */
    RECORD_COST = INDEX_RECORD_BYTES + sizeof(uint32_t),   /* in index and uses */
    PACK_COST = PACK_MAGIC_BYTES + 2 * INDEX_HEADER_BYTES, /* heads of the three files */
};

/* An entry, wherever it lies. */
struct item {
    uint64_t tag, offset;
    uint32_t size, stamp;
    uint32_t pack;   /* its place in the catalogue: a higher one is older */
    uint32_t record; /* its place in the index */
    uint8_t kind;
    bool dropped;
};

struct source {
    uint64_t bytes, live_bytes; /* 0 if the pack can't be opened */
    bool chosen;                /* will be rewritten */
    bool copied; /* may be deleted once what was copied has been published */
    bool blind;  /* the disk failed to give us some of it: not ours to delete */
};

struct compaction {
    const struct folder *folder;
    const struct compact_rules *rules;
    struct store_gc *gc;
    struct catalogue all;
    struct item *items;
    size_t count, capacity;
    struct source *sources; /* one per pack */
    uint64_t disk_bytes;
    struct writer writer;
    struct buf scratch, pending;
    struct index_record *records; /* of what is pending */
    size_t record_count, record_capacity;
};

/* What an entry costs on disk, in all files. */
static uint64_t item_cost(const struct item *item)
{
    return (uint64_t)item->size + RECORD_COST;
}

static uint64_t pack_cost(const struct pack *pack)
{
    return PACK_COST + pack->bytes + pack->index.count * RECORD_COST;
}

static void gather_pack(struct compaction *c, size_t i)
{
    struct pack *pack = catalogue_pack(&c->all, i);
    uint32_t *stamps;

    if (!pack)
        return;
    c->sources[i].bytes = pack->bytes;
    c->disk_bytes += pack_cost(pack);
    stamps = use_load(c->folder, pack->name, &pack->index);
    c->items = memory_grow(c->items, &c->capacity, c->count + pack->index.count + 1,
                           sizeof *c->items);
    for (size_t j = 0; j < pack->index.count; j++) {
        struct index_record record = index_at(&pack->index, j);

        c->items[c->count++] = (struct item){.tag = record.tag,
                                             .offset = record.offset,
                                             .size = record.size,
                                             .stamp = stamps[j],
                                             .pack = (uint32_t)i,
                                             .record = (uint32_t)j,
                                             .kind = record.kind};
        c->sources[i].live_bytes += record.size;
    }
    free(stamps);
}

static void drop(struct compaction *c, struct item *item)
{
    item->dropped = true;
    c->sources[item->pack].live_bytes -= item->size;
}

/* The same kind and key stand together, the newest first: packs by age, and in one
 * pack, records as the index sorts them. */
static int by_key(const void *left, const void *right)
{
    const struct item *a = left, *b = right;

    if (a->tag != b->tag)
        return a->tag < b->tag ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->pack != b->pack)
        return a->pack < b->pack ? -1 : 1;
    return (a->record > b->record) - (a->record < b->record);
}

static void drop_dead(struct compaction *c)
{
    struct item *newest = c->items;

    for (size_t i = 1; i < c->count; i++) {
        struct item *item = &c->items[i];

        if (item->tag != newest->tag || item->kind != newest->kind) {
            newest = item;
            continue;
        }
        if (newest->stamp < item->stamp)
            newest->stamp = item->stamp;
        drop(c, item);
        c->gc->dead_entries++;
    }
}

/* The last used first; of those, the last written. */
static int by_use(const void *left, const void *right)
{
    const struct item *a = left, *b = right;

    if (a->stamp != b->stamp)
        return a->stamp < b->stamp ? 1 : -1;
    if (a->pack != b->pack)
        return a->pack < b->pack ? -1 : 1;
    return (a->offset < b->offset) - (a->offset > b->offset);
}

static void evict(struct compaction *c)
{
    uint64_t max = c->rules->max_bytes, room = max - max / ROOM_SHARE;
    uint64_t heads = c->all.count * PACK_COST, kept = heads;

    for (size_t i = 0; i < c->count; i++)
        kept += c->items[i].dropped ? 0 : item_cost(&c->items[i]);
    if (!max || kept <= max)
        return;
    qsort(c->items, c->count, sizeof *c->items, by_use);
    kept = heads;
    for (size_t i = 0; i < c->count; i++) {
        struct item *item = &c->items[i];

        if (item->dropped)
            continue;
        kept += item_cost(item);
        if (kept <= room)
            continue;
        drop(c, item);
        c->gc->evicted_entries++;
        c->gc->evicted_bytes += item->size;
    }
}

static uint64_t dead_bytes(const struct source *source)
{
    uint64_t needed = PACK_MAGIC_BYTES + source->live_bytes;

    return source->bytes > needed ? source->bytes - needed : 0;
}

static bool is_over(const struct compaction *c)
{
    return c->rules->max_bytes && c->disk_bytes > c->rules->max_bytes;
}

static void choose_wasteful(struct compaction *c)
{
    bool all = is_over(c) || c->rules->thorough;

    for (size_t i = 0; i < c->all.count; i++) {
        struct source *source = &c->sources[i];
        uint64_t dead = dead_bytes(source);

        source->chosen = dead > (all ? 0 : source->bytes / DEAD_SHARE);
    }
}

static int by_live_bytes(const void *left, const void *right)
{
    const struct source *a = *(struct source *const *)left;
    const struct source *b = *(struct source *const *)right;

    return (a->live_bytes > b->live_bytes) - (a->live_bytes < b->live_bytes);
}

/* Chooses the smallest packs, as many as it takes that each of the others is at least
 * twice as long as all below it together: then there are few packs, and an entry is
 * copied only as often as the store doubles. */
static void choose_small(struct compaction *c)
{
    struct source **order = memory_alloc(sizeof *order * (c->all.count + 1));
    uint64_t below = 0;
    size_t count = 0, end = 0;

    for (size_t i = 0; i < c->all.count; i++) {
        if (c->sources[i].bytes && c->sources[i].live_bytes < c->rules->pack_bytes / 2)
            order[count++] = &c->sources[i];
    }
    qsort(order, count, sizeof *order, by_live_bytes);
    for (size_t i = 0; i < count; below += order[i++]->live_bytes) {
        if (i && order[i]->live_bytes < 2 * below)
            end = i + 1;
    }
    for (size_t i = 0; i < end; i++)
        order[i]->chosen = true;
    free(order);
}

/* After this, what lives is unique: a survivor may take a newer sequence number
 * without getting in front of a newer entry of its key. What others publish now gets
 * a higher number than all that we know. */
static uint32_t newest_chosen(const struct compaction *c)
{
    for (size_t i = 0; i < c->all.count; i++) {
        if (c->sources[i].chosen)
            return catalogue_name(&c->all, i).sequence;
    }
    return 0;
}

static bool hand_over(struct compaction *c, struct err *e)
{
    bool good = !c->record_count || writer_add(&c->writer, buf_slice(&c->pending),
                                               c->records, c->record_count, e);

    buf_clear(&c->pending);
    c->record_count = 0;
    return good;
}

static bool copy_item(struct compaction *c, const struct item *item, struct err *e)
{
    const struct pack *pack = catalogue_pack(&c->all, item->pack);
    struct index_record record = index_at(&pack->index, item->record);
    struct entry entry;
    enum store_result result = pack_read(pack, &record, &c->scratch, &entry);

    if (result == STORE_UNREADABLE)
        c->sources[item->pack].blind = true;
    if (result != STORE_HIT) {
        c->gc->damaged_entries += result != STORE_UNREADABLE;
        return true;
    }
    record = (struct index_record){.tag = index_tag(entry.kind, &entry.key),
                                   .offset = c->pending.len,
                                   .size = (uint32_t)c->scratch.len,
                                   .raw_bytes = entry.raw_bytes,
                                   .stamp = item->stamp,
                                   .kind = entry.kind};
    c->records = memory_grow(c->records, &c->record_capacity, c->record_count + 1,
                             sizeof *c->records);
    c->records[c->record_count++] = record;
    buf_add(&c->pending, buf_slice(&c->scratch));
    return c->pending.len < COPY_BYTES || hand_over(c, e);
}

/* Publishes what was copied; then its old packs may go. */
static bool settle(struct compaction *c, struct err *e)
{
    if (!hand_over(c, e))
        return false;
    c->gc->packs_written += c->writer.temp.fd >= 0;
    if (!writer_publish(&c->writer, e))
        return false;
    for (size_t i = 0; i < c->all.count; i++) {
        struct source *source = &c->sources[i];

        if (!source->copied || source->blind)
            continue;
        source->copied = false;
        if (!pack_remove(c->folder, catalogue_name(&c->all, i), NULL, e))
            return false;
        c->gc->packs_removed++;
    }
    return true;
}

static int by_place(const void *left, const void *right)
{
    const struct item *a = left, *b = right;

    if (a->pack != b->pack)
        return a->pack < b->pack ? 1 : -1;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

/* From the oldest pack to the newest. */
static bool rewrite_chosen(struct compaction *c, struct err *e)
{
    size_t at = 0;

    qsort(c->items, c->count, sizeof *c->items, by_place);
    for (size_t i = c->all.count; i-- > 0;) {
        for (; at < c->count && c->items[at].pack == i; at++) {
            if (c->sources[i].chosen && !c->items[at].dropped &&
                !copy_item(c, &c->items[at], e))
                return false;
        }
        c->sources[i].copied = c->sources[i].chosen;
        if (c->writer.size >= c->rules->pack_bytes / 2 && !settle(c, e))
            return false;
    }
    return settle(c, e);
}

/* A disk too full to copy what is to be kept: whole packs go, the oldest first. */
static void delete_oldest(struct compaction *c)
{
    for (size_t i = c->all.count; i-- > 0 && is_over(c);) {
        struct pack *pack = catalogue_opened(&c->all, i);

        if (!pack || !pack_remove(c->folder, pack->name, NULL, NULL))
            continue;
        c->disk_bytes -= pack_cost(pack);
        c->gc->packs_removed++;
    }
}

static void release(struct compaction *c)
{
    writer_release(&c->writer);
    catalogue_release(&c->all);
    buf_release(&c->scratch);
    buf_release(&c->pending);
    free(c->items);
    free(c->sources);
    free(c->records);
}

static bool run(struct compaction *c, struct err *e)
{
    struct writer_rules rules = {.stamped = true, .sync = c->rules->sync};

    c->sources = memory_calloc(c->all.count + 1, sizeof *c->sources);
    for (size_t i = 0; i < c->all.count; i++)
        gather_pack(c, i);
    if (!c->count)
        return true;
    qsort(c->items, c->count, sizeof *c->items, by_key);
    drop_dead(c);
    evict(c);
    choose_wasteful(c);
    if (c->all.count > PACKS_ENOUGH || c->rules->thorough)
        choose_small(c);
    rules.sequence = newest_chosen(c);
    rules.pack_bytes = INDEX_MAX_PACK_BYTES; /* settle decides */
    writer_init(&c->writer, c->folder, &rules);
    if (rewrite_chosen(c, e))
        return true;
    if (is_over(c))
        delete_oldest(c);
    return false;
}

bool compact(const struct folder *f, const struct compact_rules *rules,
             struct store_gc *gc, struct err *e)
{
    struct compaction c = {.folder = f, .rules = rules, .gc = gc};
    bool good;

    writer_init(&c.writer, f, &(struct writer_rules){0});
    good = catalogue_init(&c.all, f, e) && run(&c, e);
    release(&c);
    return good;
}
