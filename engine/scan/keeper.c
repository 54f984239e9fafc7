#include "engine/scan/keeper.h"

#include "engine/base/clock.h"
#include "engine/base/counters.h"
#include "engine/base/memory.h"
#include "engine/scan/pool.h"
#include "engine/scan/project.h"
#include "parsers/grammar.h"

#include <fcntl.h>
#include <stdlib.h>

struct keeper {
    const struct keeper_options *options;
    struct store *store; /* NULL: off */
    struct snapshot *snapshot;
    struct keeper_port *ports;
    struct store_port **store_ports;
    unsigned threads;
    uint64_t load_ns;
};

struct store *keeper_store_open(const struct keeper_options *options,
                                const struct discover *d)
{
    bool in_root = !options->store;
    struct store_options store = {
        .at = in_root ? discover_folder(d) : AT_FDCWD,
        .path = in_root ? ".cambium/cache" : options->store,
        .max_bytes = options->max_bytes,
        .read_only = options->read_only,
        .trust_shared = options->trust_shared,
        .own_files_only = in_root && !options->trust_shared,
    };

    /* A single file has no folder of its own to keep things in. */
    if (options->off || (in_root && !discover_is_folder(d)))
        return NULL;
    return store_open(&store);
}

static void ports_open(struct keeper *k)
{
    k->ports = memory_calloc(k->threads, sizeof *k->ports);
    k->store_ports = memory_calloc(k->threads, sizeof *k->store_ports);
    for (unsigned i = 0; i < k->threads; i++) {
        k->ports[i].keeper = k;
        if (!k->store)
            continue;
        k->store_ports[i] = store_port_open(k->store);
        k->ports[i].kept = kept_new(k->store_ports[i]);
    }
}

struct keeper *keeper_open(const struct keeper_options *options, const struct discover *d,
                           const struct discover_options *walk, unsigned threads)
{
    struct keeper *k = memory_calloc(1, sizeof *k);
    uint64_t start_ns = clock_ns();
    struct buf project = {0};

    k->options = options;
    k->threads = threads;
    k->store = keeper_store_open(options, d);
    ports_open(k);
    if (k->store) {
        project_identify(&project, options->project, d, walk);
        k->snapshot = snapshot_load(buf_slice(&project), k->store_ports, threads);
    }
    buf_release(&project);
    k->load_ns = clock_ns() - start_ns;
    return k;
}

struct keeper_port *keeper_port(struct keeper *k, unsigned worker)
{
    return &k->ports[worker];
}

const struct row *keeper_find(const struct keeper *k, struct slice path,
                              const struct file_state *state, bool *unchanged)
{
    const struct row *row = NULL;
    struct file_state then;

    *unchanged = false;
    if (!k->snapshot || k->options->full || !(row = snapshot_find(k->snapshot, path)))
        return NULL;
    then = (struct file_state){.size_bytes = row->size_bytes,
                               .inode = row->inode,
                               .mtime_ns = row->mtime_ns,
                               .ctime_ns = row->ctime_ns};
    *unchanged = snapshot_age(k->snapshot) == SNAPSHOT_CURRENT && row->ctime_ns &&
                 !k->options->verify_content && file_state_same(&then, state);
    return row;
}

bool keeper_knows(const struct keeper *k, const struct row *row,
                  struct content_key content)
{
    return row && snapshot_age(k->snapshot) == SNAPSHOT_CURRENT &&
           content_key_same(row->key, content);
}

void file_fill_from_row(struct file *file, const struct row *row)
{
    if (row->binary) {
        file->outcome = FILE_SKIPPED;
        file->reason = REASON_BINARY;
        return;
    }
    file->bytes = row->size_bytes;
    file->key = row->key;
    file->language = row->language;
    file->lines = row->lines;
    file->facts = row->facts;
    file->partial = row->partial;
    file->error_line = row->error_line;
    file->detail = row->detail;
}

enum file_source keeper_miss(const struct keeper *k, const struct row *row,
                             struct content_key content, enum store_result found)
{
    if (found != STORE_ABSENT)
        return SOURCE_DAMAGED;
    if (!row)
        return SOURCE_NEW;
    if (!content_key_same(row->key, content))
        return SOURCE_CHANGED;
    return snapshot_age(k->snapshot) == SNAPSHOT_OTHER_GRAMMAR ? SOURCE_GRAMMAR
                                                               : SOURCE_EVICTED;
}

bool keeper_export(const struct keeper *k, int fd, struct store_transfer *transfer,
                   struct err *e)
{
    struct store_item *items;
    size_t count;
    bool done;

    if (!k->snapshot || snapshot_age(k->snapshot) == SNAPSHOT_NONE)
        return err_set(
            e, ERR_USAGE,
            "the store has no snapshot of this project: it was not scanned, or "
            "with another --project, --exclude, --include, --hidden or "
            "--no-ignore");
    items = snapshot_items(k->snapshot, &count);
    done = store_export(k->store, items, count, fd, transfer, e);
    free(items);
    return done;
}

/* ------------------------------------------------------------------ close */

struct touching {
    const struct keeper *keeper;
    const struct part *result;
};

/* What the last run put and this one didn't have to read is still wanted. */
static void touch_stripe(void *context, unsigned thread, size_t stripe)
{
    const struct touching *t = context;
    const struct grammar *grammar = grammar_by_name("python");

    for (size_t i = stripe; i < t->result->count; i += t->keeper->threads) {
        const struct file *file = t->result->files[i];

        if (file->facts &&
            (file->source == SOURCE_UNCHANGED || file->source == SOURCE_SAME_CONTENT))
            kept_touch(t->keeper->ports[thread].kept, file->key, grammar);
    }
}

/* Eviction follows a run that wrote, so only such a run has to say what is wanted. */
static void result_keep(struct keeper *k, const struct part *result,
                        struct snapshot_cost cost)
{
    struct touching touching = {k, result};

    if (!cost.parse_bytes)
        cost = snapshot_cost(k->snapshot);
    if (snapshot_save(k->snapshot, result, cost, k->store_ports, k->threads) &&
        k->options->max_bytes)
        pool_for(k->threads, k->threads, touch_stripe, &touching);
}

static uint64_t saved_ns(const struct keeper_counts *counts, struct snapshot_cost cost)
{
    uint64_t bytes = 0;

    for (int source = 0; source < FILE_SOURCES; source++)
        bytes += file_source_is_hit((enum file_source)source) ? counts->bytes[source] : 0;
    return cost.parse_bytes ? (uint64_t)((double)bytes * (double)cost.parse_ns /
                                         (double)cost.parse_bytes)
                            : 0;
}

static void ports_close(struct keeper *k, struct keeper_stats *stats)
{
    for (unsigned i = 0; i < k->threads; i++) {
        counters_add(&stats->counts, &k->ports[i].counts);
        kept_free(k->ports[i].kept);
        if (k->store_ports[i])
            store_port_close(k->store_ports[i]);
    }
    free(k->ports);
    free(k->store_ports);
}

void keeper_close(struct keeper *k, struct part *result, bool complete,
                  struct snapshot_cost cost, struct keeper_stats *stats)
{
    uint64_t start_ns = clock_ns();

    *stats = (struct keeper_stats){.on = k->store != NULL, .load_ns = k->load_ns};
    if (k->store) {
        stats->snapshot = snapshot_age(k->snapshot);
        if (complete && !k->options->read_only)
            result_keep(k, result, cost);
    }
    ports_close(k, stats);
    if (k->store) {
        stats->saved_ns = saved_ns(&stats->counts,
                                   cost.parse_bytes ? cost : snapshot_cost(k->snapshot));
        snapshot_free(k->snapshot, &result->memory);
        store_close(k->store, &stats->store, &stats->trouble);
    }
    free(k);
    stats->save_ns = clock_ns() - start_ns;
}
