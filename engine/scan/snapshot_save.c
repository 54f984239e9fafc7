#include "engine/base/memory.h"
#include "engine/codec/key.h"
#include "engine/scan/pool.h"
#include "engine/scan/snapshot_parts.h"
#include "parsers/grammar.h"

#include <stdlib.h>
#include <string.h>

/* A block ends at a path whose hash says so, once it is long enough: so its ends don't
 * move when a file is added in front of it. */
enum { BLOCK_MIN_ROWS = 256, BLOCK_MAX_ROWS = 2048, BLOCK_END_EVERY = 256 };

/* A delta of so many rows, or of this part of the base, is no longer small. */
enum { DELTA_MIN_ROWS = 256, DELTA_PART = 8 };

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
    store_put(base->ports[thread], KEPT_BLOCK, &key, buf_slice(&bytes), KEPT_LEVEL);
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
    store_put(port, KEPT_SNAPSHOT, &s->key, buf_slice(&bytes), KEPT_LEVEL);
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
