#include "engine/scan/scan.h"

#include "engine/base/memory.h"
#include "engine/cmd/command.h"
#include "engine/cmd/inputs.h"
#include "engine/cmd/output.h"
#include "engine/cmd/run.h"
#include "engine/cmd/stats.h"
#include "engine/cmd/terminal.h"

#include <stdio.h>
#include <stdlib.h>

/* A report that was asked for, and where it goes. */
struct destination {
    const struct report *report;
    struct output output;
};

struct destinations {
    struct destination *items;
    size_t count, open;
};

static bool report_choose(const char *name, const struct report **report, struct err *e)
{
    *report = report_by_name(name);
    if (*report)
        return true;
    err_set(e, ERR_USAGE, "there is no format '%.60s'; there are", name);
    for (size_t i = 0; e && reports[i]; i++) {
        strncat(e->message, i ? ", " : " ", sizeof e->message - strlen(e->message) - 1);
        strncat(e->message, reports[i]->name, sizeof e->message - strlen(e->message) - 1);
    }
    return false;
}

/* Names first, files after: a wrong word must not leave an empty report. */
static bool destinations_choose(struct destinations *d, const struct settings *s,
                                struct err *e)
{
    size_t unnamed = 0;

    d->count = s->format_count ? s->format_count : 1;
    d->items = memory_calloc(d->count, sizeof *d->items);
    if (!s->format_count)
        return report_choose("text", &d->items[0].report, e);
    for (size_t i = 0; i < s->format_count; i++) {
        if (!report_choose(s->formats[i].name, &d->items[i].report, e))
            return false;
        unnamed += !s->formats[i].file;
    }
    if (unnamed > 1)
        return err_set(e, ERR_USAGE,
                       "%zu formats have no file of their own; say --format NAME=FILE",
                       unnamed);
    if (s->output && !unnamed)
        return err_set(e, ERR_USAGE,
                       "each format has a file of its own, so -o has no use");
    return true;
}

static const char *destination_file(const struct settings *s, size_t i)
{
    if (s->format_count && s->formats[i].file)
        return s->formats[i].file;
    return s->output;
}

/* Before the work, so that a path that can't be written is said at once. */
static bool destinations_open(struct destinations *d, const struct settings *s,
                              struct err *e)
{
    for (; d->open < d->count; d->open++) {
        if (!output_open(&d->items[d->open].output, destination_file(s, d->open), e))
            return false;
    }
    return true;
}

static void destinations_drop(struct destinations *d)
{
    for (size_t i = 0; i < d->open; i++)
        output_drop(&d->items[i].output);
    free(d->items);
}

/* All are tried, so that one full disk doesn't cost the other reports. */
static bool destinations_write(struct destinations *d, const struct settings *s,
                               const struct part *result, unsigned threads)
{
    bool written = true;

    for (size_t i = 0; i < d->count; i++) {
        struct output *output = &d->items[i].output;
        struct style style = terminal_style(s, output->fd);
        struct err err;

        report_write(d->items[i].report, result, &style, threads, &output->out, NULL);
        if (!output_close(output, &err)) {
            say("%s", err.message);
            written = false;
        }
    }
    free(d->items);
    d->items = NULL;
    return written;
}

/* The paths that would be analysed, a line (or a NUL) each. */
static bool list_write(const struct settings *s, const struct part *result)
{
    struct output output;
    struct err err;

    if (!output_open(&output, s->output, &err)) {
        say("%s", err.message);
        return false;
    }
    for (size_t i = 0; i < result->count; i++) {
        if (result->files[i]->outcome != FILE_ANALYSED)
            continue;
        out_add(&output.out, result->files[i]->path);
        out_add(&output.out, (struct slice){s->null_separated ? "" : "\n", 1});
    }
    if (output_close(&output, &err))
        return true;
    say("%s", err.message);
    return false;
}

static bool settings_check(const struct settings *s, struct err *e)
{
    if (s->operand_count > 1)
        return err_set(e, ERR_USAGE,
                       "scan takes one PATH, not %zu; --files-from takes many",
                       s->operand_count);
    if (s->list && s->format_count)
        return err_set(e, ERR_USAGE, "--list has one format: a path a line");
    return run_check(s, e);
}

/* Writes what the run found; frees it. */
static enum status result_report(const struct settings *s, struct destinations *d,
                                 struct part *result, const struct scan_stats *stats)
{
    bool written = s->list ? list_write(s, result)
                           : destinations_write(d, s, result, stats->threads);
    enum status status = run_status(s, result, stats);

    if (!s->quiet && !s->list)
        stats_line(result, stats);
    if (s->stats != STATS_NONE)
        stats_print(s->stats, result, stats);
    part_release(result);
    return written ? status : STATUS_FATAL;
}

static enum status scan_and_report(const struct settings *s, const struct buf *list,
                                   struct destinations *d)
{
    const char *root = s->operand_count ? s->operands[0] : ".";
    struct scan_options options = run_options(s, root, list);
    struct scan_stats stats;
    struct part result;
    enum status status;

    options.list_only = s->list;
    if (run_scan(s, &options, &result, &stats, &status))
        return result_report(s, d, &result, &stats);
    destinations_drop(d);
    return status;
}

static bool all_checked(const struct settings *s, struct destinations *d,
                        struct buf *list, struct err *e)
{
    return settings_check(s, e) && (s->list || destinations_choose(d, s, e)) &&
           (!s->files_from || inputs_read(list, s->files_from, e));
}

static enum status scan_command(struct settings *s)
{
    struct destinations destinations = {0};
    struct buf list = {0};
    struct err err;
    enum status status = STATUS_USAGE;
    bool ready = all_checked(s, &destinations, &list, &err);

    if (ready && !destinations_open(&destinations, s, &err)) {
        status = STATUS_FATAL;
        ready = false;
    }
    if (ready) {
        status = scan_and_report(s, &list, &destinations);
    } else {
        say("%s", err.message);
        destinations_drop(&destinations);
    }
    buf_release(&list);
    return status;
}

const struct command command_scan = {
    .name = "scan",
    .operands = "[PATH]",
    .summary = "Analyse everything below PATH and print a summary.",
    .details = "PATH is a folder (default: the current one) or a file. Ignore rules are "
               "obeyed;\n"
               "symbolic links are not followed. A file with a syntax error is analysed "
               "and marked\n"
               "partial. Whatever was found is counted once: analysed, skipped or "
               "failed, with the\n"
               "reason. The report is the same bytes for the same files at any number of "
               "threads.",
    .examples = "  cambium scan\n"
                "  cambium scan src -f json=report.json -f text\n"
                "  cambium scan . --exclude 'docs/**' --include '*.pyi' -j 8\n"
                "  git ls-files -z '*.py' | cambium scan . --files-from - -0 -f ndjson\n"
                "  cambium scan . --list\n",
    .options =
        (const struct option_spec *const[]){
            options_scan, options_rules, options_walk, options_run, options_store,
            options_reuse, options_output, options_place, options_common, NULL},
    .run = scan_command,
};
