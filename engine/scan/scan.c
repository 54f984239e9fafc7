#include "engine/scan/scan.h"

#include "engine/base/clock.h"
#include "engine/base/counters.h"
#include "engine/base/memory.h"
#include "engine/scan/analyse.h"
#include "engine/scan/list.h"

#include <stdlib.h>

struct scan;

/* What one thread has for itself. */
struct worker {
    struct scan *scan;
    struct pool_worker *pool; /* of the job that runs now */
    struct part part;
    struct analyst *analyst;
    struct discover_scratch *scratch;
    uint64_t step_ns[STEP_COUNT];
};

struct scan {
    const struct scan_options *options;
    struct discover *discover;
    struct keeper_options keep;
    struct keeper *keeper;
    struct worker *workers;
    unsigned threads;
    struct scan_progress *progress;
    atomic_size_t open_directories; /* pushed and not yet walked */
};

const char *scan_step_name(enum scan_step step)
{
    static const char *const names[STEP_COUNT] = {
        [STEP_WALK] = "walk",   [STEP_READ] = "read",       [STEP_DECODE] = "decode",
        [STEP_PARSE] = "parse", [STEP_EXTRACT] = "extract", [STEP_LOAD] = "load",
        [STEP_KEEP] = "keep",
    };

    return names[step];
}

static struct worker *worker_of(struct pool_worker *w)
{
    struct scan *scan = pool_context(w);
    struct worker *worker = &scan->workers[pool_worker_id(w)];

    worker->pool = w;
    return worker;
}

/* A file to be read, and what the last run knew of it. */
struct errand {
    struct file file;
    const struct row *row;
    bool unchanged; /* it is what the row says */
};

static void file_done(struct worker *worker, const struct file *file)
{
    struct scan_progress *progress = worker->scan->progress;

    part_add(&worker->part, file);
    atomic_fetch_add_explicit(&progress->done_files, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&progress->done_bytes, file->bytes, memory_order_relaxed);
}

static void file_job(struct pool_worker *w, void *item)
{
    struct worker *worker = worker_of(w);
    struct errand *errand = item;

    analyse(worker->analyst, &errand->file, errand->row, errand->unchanged,
            &worker->part.memory, worker->step_ns);
    file_done(worker, &errand->file);
}

static struct file *file_new(struct worker *worker, struct slice path)
{
    struct file *file = arena_new(&worker->part.memory, struct file);

    file->path = path;
    return file;
}

static void found_unchanged(struct worker *worker, const struct row *row)
{
    struct file *file = file_new(worker, row->path);
    struct keeper_counts *counts =
        &keeper_port(worker->scan->keeper, pool_worker_id(worker->pool))->counts;

    file_fill_from_row(file, row);
    file->source = SOURCE_UNCHANGED;
    file->row = row;
    counts->files[SOURCE_UNCHANGED]++;
    counts->bytes[SOURCE_UNCHANGED] += row->facts ? row->size_bytes : 0;
    file_done(worker, file);
}

static bool is_wanted(const struct worker *worker, struct slice path)
{
    const struct filter *filter = worker->scan->options->filter;

    return !filter || filter_takes(filter, path);
}

static void found_file(void *context, struct slice path, const struct file_state *state)
{
    struct worker *worker = context;
    struct scan *scan = worker->scan;
    const struct row *row = NULL;
    struct errand *errand;
    bool unchanged = false;

    if (!is_wanted(worker, path))
        return;
    if (scan->options->list_only) {
        part_add(&worker->part, file_new(worker, path));
        return;
    }
    if (state->size_bytes <= scan->options->max_file_bytes)
        row = keeper_find(scan->keeper, path, state, &unchanged);
    atomic_fetch_add_explicit(&scan->progress->found_files, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&scan->progress->found_bytes, state->size_bytes,
                              memory_order_relaxed);
    if (unchanged && !scan->options->visitor &&
        !(scan->options->measures && row->facts)) {
        found_unchanged(worker, row);
        return;
    }
    errand = arena_new(&worker->part.memory, struct errand);
    errand->file.path = path;
    errand->row = row;
    errand->unchanged = unchanged;
    pool_push(worker->pool, (struct job){.run = file_job, .item = errand},
              state->size_bytes);
}

static void found_skipped(void *context, struct slice path, enum reason reason)
{
    struct worker *worker = context;
    struct file *file;

    if (!is_wanted(worker, path))
        return;
    file = file_new(worker, path);
    file->outcome = FILE_SKIPPED;
    file->reason = reason;
    part_add(&worker->part, file);
}

static void found_failed(void *context, struct slice path, enum reason reason,
                         const struct err *err)
{
    struct worker *worker = context;
    struct file *file = file_new(worker, path);

    file->outcome = FILE_FAILED;
    file->reason = reason;
    file->detail = arena_copy(&worker->part.memory, slice_of(err->message)).data;
    part_add(&worker->part, file);
}

static void directory_job(struct pool_worker *w, void *item);

static void found_directory(void *context, struct directory *directory)
{
    struct worker *worker = context;
    const struct filter *filter = worker->scan->options->filter;

    if (filter && !filter_enters(filter, directory_path(directory)))
        return;
    atomic_fetch_add(&worker->scan->open_directories, 1);
    pool_push(worker->pool, (struct job){.run = directory_job, .item = directory}, 0);
}

static struct discover_sink sink_of(struct worker *worker)
{
    return (struct discover_sink){
        .context = worker,
        .wants_states = !worker->scan->options->list_only,
        .directory = found_directory,
        .file = found_file,
        .skipped = found_skipped,
        .failed = found_failed,
    };
}

static void directory_job(struct pool_worker *w, void *item)
{
    struct worker *worker = worker_of(w);
    struct discover_sink sink = sink_of(worker);
    uint64_t start_ns = clock_ns();

    discover_directory(worker->scan->discover, item, &worker->part.memory,
                       worker->scratch, &sink);
    worker->step_ns[STEP_WALK] += clock_ns() - start_ns;
    if (atomic_fetch_sub(&worker->scan->open_directories, 1) == 1)
        atomic_store(&worker->scan->progress->walking, false);
}

/* The paths of --files-from. */
static void list_job(struct pool_worker *w, void *item)
{
    struct worker *worker = worker_of(w);
    const struct scan_options *options = item;
    struct discover_sink sink = sink_of(worker);

    list_read(worker->scan->discover, options->list, options->list_separator,
              &worker->part.memory, &sink);
}

static struct job first_job(struct scan *scan)
{
    if (scan->options->listed)
        return (struct job){.run = list_job, .item = (void *)scan->options};
    atomic_store(&scan->open_directories, 1);
    atomic_store(&scan->progress->walking, true);
    return (struct job){.run = directory_job,
                        .item =
                            discover_root(scan->discover, &scan->workers[0].part.memory)};
}

static void workers_open(struct scan *scan)
{
    struct analyst_options options = {.max_file_bytes = scan->options->max_file_bytes,
                                      .parser = scan->options->parser,
                                      .cancelled = scan->options->cancelled,
                                      .visitor = scan->options->visitor,
                                      .measures = scan->options->measures};

    scan->workers = memory_calloc(scan->threads, sizeof *scan->workers);
    for (unsigned i = 0; i < scan->threads; i++) {
        struct worker *worker = &scan->workers[i];
        worker->scan = scan;
        options.keeper = keeper_port(scan->keeper, i);
        worker->analyst = analyst_new(scan->discover, &options);
        worker->scratch = discover_scratch_new();
    }
}

static void workers_close(struct scan *scan)
{
    for (unsigned i = 0; i < scan->threads; i++) {
        analyst_free(scan->workers[i].analyst);
        discover_scratch_free(scan->workers[i].scratch);
        part_release(&scan->workers[i].part);
    }
    free(scan->workers);
}

static void part_close_one(void *context, unsigned thread, size_t i)
{
    struct scan *scan = context;

    (void)thread;
    part_close(&scan->workers[i].part);
}

static void reduce(struct scan *scan, struct part *result)
{
    *result = (struct part){.closed = true};
    pool_for(scan->threads, scan->threads, part_close_one, scan);
    for (unsigned i = 0; i < scan->threads; i++)
        part_merge(result, &scan->workers[i].part);
}

static void stats_collect(const struct scan *scan, const struct part *result,
                          struct scan_stats *stats)
{
    stats->threads = scan->threads;
    stats->arena_bytes = result->memory.used_bytes;
    for (unsigned i = 0; i < scan->threads; i++) {
        for (int step = 0; step < STEP_COUNT; step++)
            stats->step_ns[step] += scan->workers[i].step_ns[step];
        counters_add(&stats->parser, analyst_counts(scan->workers[i].analyst));
        stats->metrics |= analyst_metrics(scan->workers[i].analyst);
    }
}

/* What can't be found again tomorrow must not be kept: a tree that only one of the two
 * parsers was asked for, a run that finds no facts. */
static void keeper_start(struct scan *scan)
{
    scan->keep = scan->options->keep;
    scan->keep.off |= scan->options->list_only || scan->options->parser != PARSER_AUTO;
    scan->keeper =
        keeper_open(&scan->keep, scan->discover, &scan->options->discover, scan->threads);
}

/* Is the result what a snapshot says: facts of all files? */
static bool looks_at_all(const struct scan_options *options)
{
    return !options->listed && !options->filter && !options->visitor;
}

static struct snapshot_cost cost_of(const struct scan_stats *stats)
{
    const struct parser_counts *c = &stats->parser;

    return (struct snapshot_cost){stats->step_ns[STEP_PARSE] +
                                      stats->step_ns[STEP_EXTRACT],
                                  c->batch_bytes + c->runtime_bytes};
}

static bool cancelled(const struct scan_options *options)
{
    return options->cancelled && atomic_load(options->cancelled);
}

static bool scan_pool(struct scan *scan, struct part *result, struct scan_stats *stats,
                      struct err *e)
{
    struct pool_stats *workers = memory_calloc(scan->threads, sizeof *workers);
    size_t kept = sizeof stats->workers / sizeof *stats->workers;
    uint64_t start_ns = clock_ns();

    pool_run(scan->threads, first_job(scan), scan, scan->options->cancelled, workers);
    stats->pool_ns = clock_ns() - start_ns;
    memcpy(stats->workers, workers,
           (scan->threads < kept ? scan->threads : kept) * sizeof *workers);
    free(workers);
    if (cancelled(scan->options))
        return err_set(e, ERR_CANCELLED, "stopped before it was done");
    start_ns = clock_ns();
    reduce(scan, result);
    stats->reduce_ns = clock_ns() - start_ns;
    if (!part_is_whole(result))
        fatal("files were lost: %zu records of %llu discovered", result->count,
              (unsigned long long)result->totals.discovered);
    return true;
}

bool scan_run(const struct scan_options *options, struct part *result,
              struct scan_stats *stats, struct err *e)
{
    struct scan_progress unwatched = {0};
    struct scan scan = {.options = options};
    uint64_t start_ns = clock_ns();
    bool done;

    *stats = (struct scan_stats){0};
    scan.progress = options->progress ? options->progress : &unwatched;
    scan.discover = discover_open(options->root, &options->discover, e);
    if (!scan.discover)
        return err_wrap(e, options->root);
    scan.threads = pool_available_threads(options->threads ? options->threads
                                                           : pool_default_threads());
    keeper_start(&scan);
    workers_open(&scan);
    done = scan_pool(&scan, result, stats, e);
    if (done)
        stats_collect(&scan, result, stats);
    else
        *result = (struct part){0};
    keeper_close(scan.keeper, result, done && looks_at_all(options), cost_of(stats),
                 &stats->keeper);
    workers_close(&scan);
    if (!done)
        part_release(result);
    discover_close(scan.discover);
    stats->wall_ns = clock_ns() - start_ns;
    return done;
}
