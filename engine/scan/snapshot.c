#include "engine/scan/snapshot.h"

#include "engine/base/memory.h"
#include "engine/codec/key.h"
#include "engine/codec/snapshot_codec.h"
#include "engine/scan/pool.h"
#include "parsers/grammar.h"

#include <stdlib.h>
#include <string.h>

/* Fast to write, fast to read; measured in store/FORMAT.md. */
enum { LEVEL = -1 };

/* A block ends at a path whose hash says so, once it is long enough: so its ends don't
 * move when a file is added in front of it. */
enum { BLOCK_MIN_ROWS = 256, BLOCK_MAX_ROWS = 2048, BLOCK_END_EVERY = 256 };

/* A delta of so many rows, or of this part of the base, is no longer small. */
enum { DELTA_MIN_ROWS = 256, DELTA_PART = 8 };

/* Rows that were read together. Rows of the base are numbered through. */
struct block {
    struct content_key key; /* of the base's; zeros for the delta */
    const struct row *rows; /* NULL: it could not be read */
    size_t count, first_number;
    struct arena memory;
};

struct slot {
    const struct row *row; /* NULL: empty */
    uint32_t hash;
};

struct snapshot {
    struct content_key project;
    struct store_key key;
    enum snapshot_age age;
    struct snapshot_cost cost;
    struct block *blocks; /* those of the base, then the delta */
    size_t block_count;
    size_t base_rows;
    bool base_is_whole;
    struct snapshot_record record; /* as it was read; its texts are gone */
    struct slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t live_rows;
};

/* ------------------------------------------------------------------- load */

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

/* ------------------------------------------------------------------- save */

/* What a file that is worth a row is for the next run. */
static bool row_of(const struct file *file, struct row *row)
{
    bool binary = file->outcome == FILE_SKIPPED && file->reason == REASON_BINARY;

    if ((file->outcome != FILE_ANALYSED && !binary) || !file->state.ctime_ns ||
        (!binary && file->bytes != file->state.size_bytes))
        return false;
    *row = (struct row){
        .path = file->path,
        .size_bytes = file->state.size_bytes,
        .mtime_ns = file->state.mtime_ns,
        .ctime_ns = file->state.settled ? file->state.ctime_ns : 0,
        .inode = file->state.inode,
        .key = file->key,
        .language = file->language,
        .detail = file->detail,
        .lines = file->lines,
        .error_line = file->error_line,
        .binary = binary,
        .partial = file->partial,
        .facts = file->facts,
    };
    return true;
}

/* The number of a row in the base, or SIZE_MAX. */
static size_t base_number(const struct snapshot *s, const struct row *row)
{
    size_t low = 0, high = s->block_count;

    /* Blocks hold paths in order, so the row's path finds its block. */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        const struct block *block = &s->blocks[middle];

        if (block->first_number >= s->base_rows || !block->rows ||
            slice_compare(row->path, block->rows[0].path) < 0)
            high = middle;
        else
            low = middle;
    }
    if (row >= s->blocks[low].rows && row < s->blocks[low].rows + s->blocks[low].count &&
        s->blocks[low].first_number < s->base_rows)
        return s->blocks[low].first_number + (size_t)(row - s->blocks[low].rows);
    return SIZE_MAX;
}

/* The run, as rows: all of them, and which the base has already. */
struct harvest {
    struct row *rows;
    size_t count;
    struct row *fresh; /* those that the base hasn't */
    size_t fresh_count;
    bool *base_lives; /* by number */
};

static struct harvest harvest_of(const struct snapshot *s, const struct part *result)
{
    struct harvest h = {
        .rows = memory_alloc(result->count * sizeof *h.rows + 1),
        .fresh = memory_alloc(result->count * sizeof *h.fresh + 1),
        .base_lives = memory_calloc(s->base_rows + 1, 1),
    };

    for (size_t i = 0; i < result->count; i++) {
        const struct file *file = result->files[i];
        size_t number = SIZE_MAX;
        struct row row;

        if (file->row)
            row = *file->row;
        else if (!row_of(file, &row))
            continue;
        if (file->row && s->base_is_whole)
            number = base_number(s, file->row);
        if (number != SIZE_MAX)
            h.base_lives[number] = true;
        else
            h.fresh[h.fresh_count++] = row;
        h.rows[h.count++] = row;
    }
    return h;
}

static void harvest_release(struct harvest *h)
{
    free(h->rows);
    free(h->fresh);
    free(h->base_lives);
}

/* The run found what the snapshot has, no more and no less. */
static bool says_it_all(const struct snapshot *s, const struct part *result)
{
    size_t taken = 0;
    struct row row;

    for (size_t i = 0; i < result->count; i++) {
        if (result->files[i]->row)
            taken++;
        else if (row_of(result->files[i], &row))
            return false;
    }
    return s->age == SNAPSHOT_CURRENT && taken == s->live_rows;
}

/* A new base: blocks of all rows, written side by side. */
struct base {
    const struct row *rows;
    size_t *starts; /* of the blocks, and the end of the last one */
    struct snapshot_block *blocks;
    size_t count;
    struct store_port *const *ports;
};

static bool block_ends_behind(const struct row *row, size_t len)
{
    return len >= BLOCK_MAX_ROWS ||
           (len >= BLOCK_MIN_ROWS && hash_bytes(row->path) % BLOCK_END_EVERY == 0);
}

static void base_cut(struct base *base, size_t count)
{
    size_t most = count / BLOCK_MIN_ROWS + 2, start = 0;

    base->starts = memory_calloc(most, sizeof *base->starts);
    base->blocks = memory_calloc(most, sizeof *base->blocks);
    for (size_t i = 0; i < count; i++) {
        if (i + 1 < count && !block_ends_behind(&base->rows[i], i + 1 - start))
            continue;
        base->blocks[base->count].rows = i + 1 - start;
        base->starts[++base->count] = start = i + 1;
    }
}

static void block_put(void *context, unsigned thread, size_t i)
{
    struct base *base = context;
    struct snapshot_block *block = &base->blocks[i];
    struct buf bytes = {0};
    struct store_key key;

    rows_write(&bytes, base->rows + base->starts[i], block->rows);
    block->key = content_key_of(buf_slice(&bytes));
    key = block_key(block->key);
    store_put(base->ports[thread], KEPT_BLOCK, &key, buf_slice(&bytes), LEVEL);
    buf_release(&bytes);
}

static void record_put(const struct snapshot *s, struct snapshot_record *record,
                       struct snapshot_cost cost, struct store_port *port)
{
    struct buf bytes = {0};

    record->project = (struct slice){(const char *)&s->project, sizeof s->project};
    record->rules = rules_hash();
    record->grammar = grammar_hash(grammar_by_name("python"));
    record->parse_ns = cost.parse_ns;
    record->parse_bytes = cost.parse_bytes;
    snapshot_write(&bytes, record);
    store_put(port, KEPT_SNAPSHOT, &s->key, buf_slice(&bytes), LEVEL);
    buf_release(&bytes);
}

static void base_put(const struct snapshot *s, const struct harvest *h,
                     struct snapshot_cost cost, struct store_port *const *ports,
                     unsigned threads)
{
    struct base base = {.rows = h->rows, .ports = ports};
    struct snapshot_record record;

    base_cut(&base, h->count);
    pool_for(threads, base.count, block_put, &base);
    record = (struct snapshot_record){.blocks = base.blocks, .block_count = base.count};
    record_put(s, &record, cost, ports[0]);
    free(base.starts);
    free(base.blocks);
}

static void delta_put(const struct snapshot *s, const struct harvest *h,
                      struct snapshot_cost cost, struct store_port *port)
{
    struct snapshot_record record = {.blocks = s->record.blocks,
                                     .block_count = s->record.block_count};
    uint64_t *dead = memory_alloc(s->base_rows * sizeof *dead + 1);
    struct buf delta = {0};

    for (size_t i = 0; i < s->base_rows; i++) {
        if (!h->base_lives[i])
            dead[record.dead_count++] = i;
    }
    rows_write(&delta, h->fresh, h->fresh_count);
    record.dead = dead;
    record.delta = buf_slice(&delta);
    record_put(s, &record, cost, port);
    buf_release(&delta);
    free(dead);
}

bool snapshot_save(const struct snapshot *s, const struct part *result,
                   struct snapshot_cost cost, struct store_port *const *ports,
                   unsigned threads)
{
    struct harvest h;

    if (says_it_all(s, result))
        return false;
    h = harvest_of(s, result);
    if (s->age == SNAPSHOT_CURRENT && s->base_is_whole &&
        h.fresh_count <= DELTA_MIN_ROWS + s->base_rows / DELTA_PART)
        delta_put(s, &h, cost, ports[0]);
    else
        base_put(s, &h, cost, ports, threads);
    harvest_release(&h);
    return true;
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
