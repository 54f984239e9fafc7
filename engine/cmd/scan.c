#include "engine/scan/scan.h"

#include "engine/cmd/command.h"
#include "engine/cmd/destinations.h"
#include "engine/cmd/inputs.h"
#include "engine/cmd/run.h"
#include "engine/cmd/scan_index.h"
#include "engine/cmd/scan_whole.h"
#include "engine/cmd/stats.h"
#include "engine/index/night.h"

static const char *const report_names[] = {
#define REPORT(x) #x,
#include "engine/report/reports.def"
#undef REPORT
    NULL,
};

enum { AS_TEXT };

struct answer {
    const struct part *result;
    unsigned threads;
};

static void report_give(const void *context, size_t format, const struct style *style,
                        struct out *out)
{
    const struct answer *answer = context;

    report_write(reports[format], answer->result, style, answer->threads, out, NULL);
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
    if ((s->record || s->coverage.count) && (s->list || s->files_from))
        return err_set(e, ERR_USAGE, "--%s takes all of the tree, so not %s",
                       s->record ? "record" : "coverage",
                       s->list ? "--list" : "--files-from");
    return (!s->record || night_name_check(slice_of(s->record), e)) && run_check(s, e);
}

/* Writes what the run found; frees it. */
static enum status result_report(const struct settings *s, struct destinations *d,
                                 struct part *result, const struct scan_stats *stats)
{
    const struct answer answer = {result, stats->threads};
    bool written =
        s->list ? list_write(s, result) : destinations_write(d, s, report_give, &answer);
    enum status status = run_status(s, result, stats);

    if (!s->quiet && !s->list)
        stats_line(result, stats);
    if (s->stats != STATS_NONE)
        stats_print(s->stats, result, stats);
    part_release(result);
    return written ? status : STATUS_FATAL;
}

static const char *scan_root(const struct settings *s)
{
    return s->operand_count ? s->operands[0] : ".";
}

static enum status scan_and_report(const struct settings *s, const struct buf *list,
                                   struct destinations *d)
{
    const char *root = scan_root(s);
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

/* People are told what the tree is like; programs ask `report`. */
static void whole_give(const struct indexed *x, size_t format, const struct style *style,
                       struct out *out)
{
    const struct answer answer = {&x->imports.result, x->imports.stats.threads};

    report_give(&answer, format, style, out);
    if (format == AS_TEXT)
        scan_index_text(x, style, out);
}

/* Of some of the files nobody knows what imports or tests them. */
static bool asks_index(const struct settings *s, const struct destinations *d)
{
    bool asked = s->record || s->coverage.count;

    for (size_t i = 0; i < d->count; i++)
        asked = asked || d->items[i].format == AS_TEXT;
    return asked && !s->list && !s->files_from;
}

static enum status scan_as_asked(const struct settings *s, const struct buf *list,
                                 struct destinations *d)
{
    return asks_index(s, d) ? scan_whole(s, scan_root(s), d, whole_give)
                            : scan_and_report(s, list, d);
}

static bool all_checked(const struct settings *s, struct destinations *d,
                        struct buf *list, struct err *e)
{
    return settings_check(s, e) &&
           (s->list || destinations_choose(d, s, report_names, e)) &&
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
        status = scan_as_asked(s, &list, &destinations);
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
               "threads.\n\n"
               "--record NAME also appends one night to the history in --state: totals, "
               "the score,\n"
               "packages, and an entry for each file and module. Other scans append "
               "nothing. A scan\n"
               "that isn't over (--max-time, Ctrl-C) is not recorded; files that failed "
               "are counted in it.",
    .examples = "  cambium scan\n"
                "  cambium scan src -f json=report.json -f text\n"
                "  cambium scan . --exclude 'docs/**' --include '*.pyi' -j 8\n"
                "  git ls-files -z '*.py' | cambium scan . --files-from - -0 -f ndjson\n"
                "  cambium scan . --list\n"
                "  cambium scan . --record nightly --coverage coverage.xml\n",
    .options =
        (const struct option_spec *const[]){
            options_scan, options_rules, options_walk, options_run, options_store,
            options_reuse, options_output, options_place, options_index, options_imports,
            options_gates, options_contracts, options_config, options_common, NULL},
    .run = scan_command,
    .root = scan_root,
};
