#include "engine/cmd/stats.h"

#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/facts/metric.h"
#include "engine/report/json.h"

#include <stdio.h>

static double seconds(uint64_t ns)
{
    return (double)ns / 1e9;
}

static double megabytes(uint64_t bytes)
{
    return (double)bytes / 1e6;
}

/* Wall time in which only one thread could work. */
static uint64_t serial_ns(const struct scan_stats *stats)
{
    return stats->wall_ns - stats->pool_ns;
}

static unsigned workers_known(const struct scan_stats *stats)
{
    unsigned most = sizeof stats->workers / sizeof *stats->workers;

    return stats->threads < most ? stats->threads : most;
}

static void print(struct buf *text)
{
    fwrite(text->data, 1, text->len, stderr);
    buf_release(text);
}

/* "store: 11,590 unchanged, 12 parsed (10 content_changed, 2 new), ..." */
static void sources_list(struct buf *out, const struct keeper_counts *counts, bool hits)
{
    const char *between = "";

    for (int i = SOURCE_UNCHANGED; i < FILE_SOURCES; i++) {
        enum file_source source = (enum file_source)i;

        if (!counts->files[i] || file_source_is_hit(source) != hits)
            continue;
        buf_add_format(out, "%s%ju %s", between, (uintmax_t)counts->files[i],
                       file_source_name(source));
        between = ", ";
    }
}

static uint64_t sources_sum(const struct keeper_counts *counts, bool hits)
{
    uint64_t sum = 0;

    for (int i = SOURCE_UNCHANGED; i < FILE_SOURCES; i++)
        sum += file_source_is_hit((enum file_source)i) == hits ? counts->files[i] : 0;
    return sum;
}

static void store_line(struct buf *out, const struct keeper_stats *k)
{
    uint64_t hits = sources_sum(&k->counts, true),
             parsed = sources_sum(&k->counts, false);

    if (!k->on)
        return;
    buf_add_format(out, "store: %ju hits", (uintmax_t)hits);
    if (hits) {
        buf_add_text(out, " (");
        sources_list(out, &k->counts, true);
        buf_add_text(out, ")");
    }
    buf_add_format(out, ", %ju parsed", (uintmax_t)parsed);
    if (parsed) {
        buf_add_text(out, " (");
        sources_list(out, &k->counts, false);
        buf_add_text(out, ")");
    }
    buf_add_format(out, ", %.1f MB read, %.1f MB written, %.2f s of parsing saved\n",
                   megabytes(k->store.read_bytes), megabytes(k->store.written_bytes),
                   seconds(k->saved_ns));
}

void stats_line(const struct part *result, const struct scan_stats *stats)
{
    const struct totals *t = &result->totals;
    double wall = seconds(stats->wall_ns);
    struct buf text = {0};

    buf_add_format(&text, "%ju files, %.1f MB in %.2f s: %.0f MB/s, %.0f files/s, ",
                   (uintmax_t)t->analysed, megabytes(t->bytes), wall,
                   megabytes(t->bytes) / wall, (double)t->analysed / wall);
    buf_add_format(&text, "%.0f MB of memory, %u thread%s\n",
                   megabytes(memory_peak_bytes()), stats->threads,
                   stats->threads == 1 ? "" : "s");
    store_line(&text, &stats->keeper);
    print(&text);
}

/* ------------------------------------------------------------------ text */

static void time_text(struct buf *out, const char *name, uint64_t ns)
{
    buf_add_format(out, "%-13s%9.3f s\n", name, seconds(ns));
}

static void part_text(struct buf *out, const char *name, uint64_t ns)
{
    buf_add_format(out, "  %-11s%9.3f s\n", name, seconds(ns));
}

static void files_text(struct buf *out, const char *name, uint64_t files, uint64_t bytes)
{
    buf_add_format(out, "%-13s%9ju files, %.1f MB\n", name, (uintmax_t)files,
                   megabytes(bytes));
}

static void worker_text(struct buf *out, unsigned i, const struct pool_stats *w)
{
    buf_add_format(
        out,
        "  worker %-3u %9ju jobs, %ju stolen in %ju steals, busy %.3f s, idle %.3f s\n",
        i, (uintmax_t)w->run, (uintmax_t)w->stolen, (uintmax_t)w->steals,
        seconds(w->busy_ns), seconds(w->idle_ns));
}

static void parsers_text(struct buf *out, const struct parser_counts *c)
{
    files_text(out, "batch driver", c->batch_files, c->batch_bytes);
    files_text(out, "runtime", c->runtime_files, c->runtime_bytes);
    for (unsigned i = 0; parser_reason_name(i); i++) {
        if (c->gave_up[i])
            buf_add_format(out, "  given up   %9ju files: %s\n", (uintmax_t)c->gave_up[i],
                           parser_reason_name(i));
    }
    if (c->compared)
        buf_add_format(out, "compared     %9ju files, %ju different\n",
                       (uintmax_t)c->compared, (uintmax_t)c->different);
}

static void keeper_text(struct buf *out, const struct keeper_stats *k)
{
    if (!k->on) {
        buf_add_text(out, "store                off\n");
        return;
    }
    time_text(out, "store load", k->load_ns);
    time_text(out, "store save", k->save_ns);
    for (int i = 0; i < FILE_SOURCES; i++) {
        if (k->counts.files[i])
            buf_add_format(out, "  %9ju files, %.1f MB parsable: %s\n",
                           (uintmax_t)k->counts.files[i], megabytes(k->counts.bytes[i]),
                           file_source_text((enum file_source)i));
    }
    if (k->counts.measured[0] || k->counts.measured[1])
        buf_add_format(out, "  %9ju files' measures were kept, %ju were read off trees\n",
                       (uintmax_t)k->counts.measured[1],
                       (uintmax_t)k->counts.measured[0]);
    for (int i = STORE_HIT + 1; i < STORE_RESULTS; i++) {
        if (k->store.misses[i])
            buf_add_format(out, "  %9ju questions answered: %s\n",
                           (uintmax_t)k->store.misses[i],
                           store_result_name((enum store_result)i));
    }
    buf_add_format(out, "  %.1f MB read, %.1f MB written, %.3f s of parsing saved\n",
                   megabytes(k->store.read_bytes), megabytes(k->store.written_bytes),
                   seconds(k->saved_ns));
    if (k->store.lost || k->store.evicted_entries)
        buf_add_format(out, "  %ju could not be kept, %ju evicted\n",
                       (uintmax_t)k->store.lost, (uintmax_t)k->store.evicted_entries);
}

/* What the run had no need of. */
static void idle_text(struct buf *out, const struct scan_stats *stats)
{
    buf_add_text(out, "not run     ");
    for (int step = 0; step < STEP_COUNT; step++) {
        if (!stats->step_ns[step])
            buf_add_format(out, " %s", scan_step_name((enum scan_step)step));
    }
    buf_add_text(out, "\nnot measured");
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        if (!(stats->metrics >> m & 1))
            buf_add_format(out, " %s", metrics[m]->name);
    }
    buf_add_char(out, '\n');
}

static void stats_text(struct buf *out, const struct part *result,
                       const struct scan_stats *stats)
{
    time_text(out, "wall", stats->wall_ns);
    part_text(out, "pool", stats->pool_ns);
    part_text(out, "reduce", stats->reduce_ns);
    part_text(out, "serial", serial_ns(stats));
    time_text(out, "processor", clock_cpu_ns());
    for (int step = 0; step < STEP_COUNT; step++)
        part_text(out, scan_step_name((enum scan_step)step), stats->step_ns[step]);
    idle_text(out, stats);
    for (unsigned i = 0; i < workers_known(stats); i++)
        worker_text(out, i, &stats->workers[i]);
    files_text(out, "parsed", result->totals.parsed, result->totals.parsed_bytes);
    parsers_text(out, &stats->parser);
    keeper_text(out, &stats->keeper);
    buf_add_format(out, "memory       %9.1f MB at most, %.1f MB of results\n",
                   megabytes(memory_peak_bytes()), megabytes(stats->arena_bytes));
}

/* ------------------------------------------------------------------ JSON */

static void steps_json(struct json *j, const struct scan_stats *stats)
{
    json_key(j, "steps_ns");
    json_open(j, '{');
    for (int step = 0; step < STEP_COUNT; step++)
        json_key_number(j, scan_step_name((enum scan_step)step), stats->step_ns[step]);
    json_close(j, '}');
}

static void idle_json(struct json *j, const struct scan_stats *stats)
{
    json_key(j, "steps_not_run");
    json_open(j, '[');
    for (int step = 0; step < STEP_COUNT; step++) {
        if (!stats->step_ns[step])
            json_string(j, slice_of(scan_step_name((enum scan_step)step)));
    }
    json_close(j, ']');
    json_key(j, "metrics_not_run");
    json_open(j, '[');
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        if (!(stats->metrics >> m & 1))
            json_string(j, slice_of(metrics[m]->name));
    }
    json_close(j, ']');
}

static void workers_json(struct json *j, const struct scan_stats *stats)
{
    json_key(j, "workers");
    json_open(j, '[');
    for (unsigned i = 0; i < workers_known(stats); i++) {
        const struct pool_stats *w = &stats->workers[i];
        json_open(j, '{');
        json_key_number(j, "run", w->run);
        json_key_number(j, "stolen", w->stolen);
        json_key_number(j, "steals", w->steals);
        json_key_number(j, "busy_ns", w->busy_ns);
        json_key_number(j, "idle_ns", w->idle_ns);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void parsers_json(struct json *j, const struct parser_counts *c)
{
    json_key(j, "parser");
    json_open(j, '{');
    json_key_number(j, "batch_files", c->batch_files);
    json_key_number(j, "batch_bytes", c->batch_bytes);
    json_key_number(j, "runtime_files", c->runtime_files);
    json_key_number(j, "runtime_bytes", c->runtime_bytes);
    json_key_number(j, "compared", c->compared);
    json_key_number(j, "different", c->different);
    json_key(j, "gave_up");
    json_open(j, '{');
    for (unsigned i = 0; parser_reason_name(i); i++) {
        if (c->gave_up[i])
            json_key_number(j, parser_reason_name(i), c->gave_up[i]);
    }
    json_close(j, '}');
    json_close(j, '}');
}

static void counts_json(struct json *j, const char *name, const uint64_t counts[],
                        const char *(*name_of)(int i), int from, int count)
{
    json_key(j, name);
    json_open(j, '{');
    for (int i = from; i < count; i++)
        json_key_number(j, name_of(i), counts[i]);
    json_close(j, '}');
}

static const char *source_name(int source)
{
    return file_source_name((enum file_source)source);
}

static const char *miss_name(int result)
{
    return store_result_name((enum store_result)result);
}

static void keeper_json(struct json *j, const struct keeper_stats *k)
{
    json_key(j, "store");
    json_open(j, '{');
    json_key_bool(j, "on", k->on);
    json_key_number(j, "load_ns", k->load_ns);
    json_key_number(j, "save_ns", k->save_ns);
    counts_json(j, "files", k->counts.files, source_name, 0, FILE_SOURCES);
    counts_json(j, "parsable_bytes", k->counts.bytes, source_name, 0, FILE_SOURCES);
    json_key_number(j, "measures_kept", k->counts.measured[1]);
    json_key_number(j, "measures_read_off", k->counts.measured[0]);
    counts_json(j, "misses", k->store.misses, miss_name, STORE_HIT + 1, STORE_RESULTS);
    json_key_number(j, "read_bytes", k->store.read_bytes);
    json_key_number(j, "written_bytes", k->store.written_bytes);
    json_key_number(j, "kept_bytes", k->store.put_bytes);
    json_key_number(j, "lost", k->store.lost);
    json_key_number(j, "evicted", k->store.evicted_entries);
    json_key_number(j, "saved_ns", k->saved_ns);
    json_key_text(j, "trouble", k->trouble.code == ERR_NONE ? NULL : k->trouble.message);
    json_close(j, '}');
}

static void stats_json(struct buf *out, const struct part *result,
                       const struct scan_stats *stats)
{
    struct json json = {.out = out}, *j = &json;

    json_open(j, '{');
    json_key_text(j, "schema", "cambium-stats/1");
    json_key_number(j, "threads", stats->threads);
    json_key_number(j, "wall_ns", stats->wall_ns);
    json_key_number(j, "pool_ns", stats->pool_ns);
    json_key_number(j, "reduce_ns", stats->reduce_ns);
    json_key_number(j, "serial_ns", serial_ns(stats));
    json_key_number(j, "cpu_ns", clock_cpu_ns());
    steps_json(j, stats);
    idle_json(j, stats);
    json_key_number(j, "files", result->totals.analysed);
    json_key_number(j, "bytes", result->totals.bytes);
    json_key_number(j, "parsed", result->totals.parsed);
    json_key_number(j, "parsed_bytes", result->totals.parsed_bytes);
    json_key_number(j, "peak_bytes", memory_peak_bytes());
    json_key_number(j, "result_bytes", stats->arena_bytes);
    workers_json(j, stats);
    parsers_json(j, &stats->parser);
    keeper_json(j, &stats->keeper);
    json_close(j, '}');
    buf_add_char(out, '\n');
}

void stats_print(enum stats_form form, const struct part *result,
                 const struct scan_stats *stats)
{
    struct buf text = {0};

    if (form == STATS_JSON)
        stats_json(&text, result, stats);
    else
        stats_text(&text, result, stats);
    print(&text);
}
