#include "engine/scan/snapshot.h"

#include "engine/base/memory.h"
#include "engine/codec/key.h"
#include "engine/scan/pool.h"
#include "engine/scan/snapshot_parts.h"
#include "parsers/grammar.h"

#include <stdlib.h>
#include <string.h>

struct loading {
    struct snapshot *snapshot;
    struct store_port *const *ports;
};

static void block_read(struct block *block, struct slice bytes)
{
    struct wire *wire = wire_new();
    size_t count;
    const struct row *rows = rows_read(wire, bytes, &block->memory, &count);

    if (rows && (!block->count || count == block->count)) {
        block->rows = rows;
        block->count = count;
    }
    wire_free(wire);
}

static void block_load(void *context, unsigned thread, size_t i)
{
    const struct loading *loading = context;
    struct block *block = &loading->snapshot->blocks[i];
    struct store_key key = block_key(block->key);
    struct buf bytes = {0};

    if (store_get(loading->ports[thread], KEPT_BLOCK, &key, STORE_VALUE_MAX_BYTES,
                  &bytes) == STORE_HIT)
        block_read(block, buf_slice(&bytes));
    buf_release(&bytes);
}

static enum snapshot_age age_of(const struct snapshot_record *record)
{
    if (record->grammar != grammar_hash(grammar_by_name("python")))
        return SNAPSHOT_OTHER_GRAMMAR;
    return record->rules == rules_hash() ? SNAPSHOT_CURRENT : SNAPSHOT_OTHER_RULES;
}

static void blocks_load(struct snapshot *s, struct store_port *const *ports,
                        unsigned threads)
{
    struct loading loading = {s, ports};
    const struct snapshot_record *record = &s->record;

    s->blocks = memory_calloc(record->block_count + 1, sizeof *s->blocks);
    for (size_t i = 0; i < record->block_count; i++) {
        s->blocks[i].key = record->blocks[i].key;
        s->blocks[i].count = record->blocks[i].rows;
        s->blocks[i].first_number = s->base_rows;
        s->base_rows += record->blocks[i].rows;
    }
    pool_for(threads, record->block_count, block_load, &loading);
    s->block_count = record->block_count;
    s->base_is_whole = true;
    for (size_t i = 0; i < s->block_count; i++)
        s->base_is_whole &= s->blocks[i].rows != NULL;
    if (record->delta.len) {
        block_read(&s->blocks[s->block_count], record->delta);
        s->blocks[s->block_count++].first_number = s->base_rows;
    }
}

static void index_add(struct snapshot *s, const struct row *row)
{
    uint32_t hash = (uint32_t)hash_bytes(row->path);
    size_t at = hash & (s->slot_count - 1);

    while (s->slots[at].row)
        at = (at + 1) & (s->slot_count - 1);
    s->slots[at] = (struct slot){row, hash};
    s->live_rows++;
}

/* All rows that still hold. Those of the base that are dead come in order. */
static void index_fill(struct snapshot *s)
{
    const uint64_t *dead = s->record.dead, *end = dead + s->record.dead_count;

    for (size_t b = 0; b < s->block_count; b++) {
        const struct block *block = &s->blocks[b];

        for (size_t i = 0; block->rows && i < block->count; i++) {
            uint64_t number = block->first_number + i;

            while (dead < end && *dead < number)
                dead++;
            if (number >= s->base_rows || dead == end || *dead != number)
                index_add(s, &block->rows[i]);
        }
    }
}

static void index_make(struct snapshot *s)
{
    size_t rows = 0;

    for (size_t b = 0; b < s->block_count; b++)
        rows += s->blocks[b].rows ? s->blocks[b].count : 0;
    for (s->slot_count = 16; s->slot_count < 2 * rows;)
        s->slot_count *= 2;
    s->slots = memory_calloc(s->slot_count, sizeof *s->slots);
    index_fill(s);
}

static bool is_of_project(const struct snapshot *s, const struct snapshot_record *record)
{
    return record->project.len == sizeof s->project &&
           memcmp(record->project.data, &s->project, sizeof s->project) == 0;
}

static void record_load(struct snapshot *s, struct slice bytes,
                        struct store_port *const *ports, unsigned threads)
{
    struct wire *wire = wire_new();

    if (snapshot_read(wire, bytes, &s->record)) {
        if (is_of_project(s, &s->record)) {
            s->age = age_of(&s->record);
            s->cost = (struct snapshot_cost){s->record.parse_ns, s->record.parse_bytes};
            blocks_load(s, ports, threads);
            index_make(s);
        }
        s->record.project = s->record.delta = (struct slice){0};
    }
    wire_free(wire);
}

struct snapshot *snapshot_load(struct slice project, struct store_port *const *ports,
                               unsigned threads)
{
    struct snapshot *s = memory_calloc(1, sizeof *s);
    struct buf bytes = {0};

    s->project = content_key_of(project);
    s->key = snapshot_key(project);
    if (store_get(ports[0], KEPT_SNAPSHOT, &s->key, STORE_VALUE_MAX_BYTES, &bytes) ==
        STORE_HIT)
        record_load(s, buf_slice(&bytes), ports, threads);
    buf_release(&bytes);
    return s;
}

enum snapshot_age snapshot_age(const struct snapshot *s)
{
    return s->age;
}

struct snapshot_cost snapshot_cost(const struct snapshot *s)
{
    return s->cost;
}

const struct row *snapshot_find(const struct snapshot *s, struct slice path)
{
    uint32_t hash = (uint32_t)hash_bytes(path);
    size_t at = hash & (s->slot_count - 1);

    if (!s->slot_count)
        return NULL;
    for (; s->slots[at].row; at = (at + 1) & (s->slot_count - 1)) {
        if (s->slots[at].hash == hash && slice_equal(s->slots[at].row->path, path))
            return s->slots[at].row;
    }
    return NULL;
}

/* ------------------------------------------------------------------ items */

static void row_items(const struct row *row, const struct grammar *grammar,
                      struct store_item items[2])
{
    items[0] = (struct store_item){KEPT_TREE, tree_key(row->key, grammar)};
    items[1] = (struct store_item){KEPT_FACTS, facts_key(row->key, grammar)};
}

/* By kind, so that an import that ends early brings no snapshot without its files. */
static int item_compare(const void *left, const void *right)
{
    const struct store_item *a = left, *b = right;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return memcmp(&a->key, &b->key, sizeof a->key);
}

/* Two copies of a file share one tree. */
static size_t items_sort(struct store_item *items, size_t count)
{
    size_t kept = 0;

    qsort(items, count, sizeof *items, item_compare);
    for (size_t i = 0; i < count; i++) {
        if (!kept || item_compare(&items[kept - 1], &items[i]) != 0)
            items[kept++] = items[i];
    }
    return kept;
}

struct store_item *snapshot_items(const struct snapshot *s, size_t *count)
{
    const struct grammar *grammar = grammar_by_name("python");
    size_t most = 2 * s->live_rows + s->record.block_count + 1, at = 0;
    struct store_item *items = memory_alloc(most * sizeof *items);

    for (size_t i = 0; i < s->slot_count; i++) {
        const struct row *row = s->slots[i].row;

        if (row && row->facts) {
            row_items(row, grammar, items + at);
            at += 2;
        }
    }
    for (size_t i = 0; i < s->record.block_count; i++)
        items[at++] = (struct store_item){KEPT_BLOCK, block_key(s->record.blocks[i].key)};
    items[at++] = (struct store_item){KEPT_SNAPSHOT, s->key};
    *count = items_sort(items, at);
    return items;
}

void snapshot_free(struct snapshot *s, struct arena *lasting)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->block_count; i++)
        arena_adopt(lasting, &s->blocks[i].memory);
    free(s->blocks);
    free((void *)s->record.blocks);
    free((void *)s->record.dead);
    free(s->slots);
    free(s);
}
