#include "engine/base/memory.h"
#include "engine/cmd/catalogue.h"
#include "engine/cmd/command.h"
#include "engine/cmd/compared.h"
#include "engine/cmd/destinations.h"
#include "engine/cmd/inputs.h"
#include "engine/cmd/places.h"
#include "engine/cmd/question.h"
#include "engine/cmd/run.h"
#include "engine/cmd/stats.h"
#include "engine/report/table_write.h"

#include <stdlib.h>

/* What people read ends somewhere; what programs read doesn't. */
enum { ROWS_OF_TEXT = 20 };

static const struct table_format *const table_formats[] = {&table_text, &table_json,
                                                           &table_ndjson, &table_csv};

static const char *const format_names[] = {"text", "json", "ndjson", "csv", NULL};

/* What was asked. */
struct inquiry {
    const char *root;
    struct table_question table;
    struct comparison comparison; /* of --diff-profile */
    bool compares;
    struct filter filter;
    struct destinations destinations;
    struct arena memory; /* of the filter */
    struct buf list;     /* of --files-from */
};

/* One PATH is the root; several are places below the current folder. */
static const char *metrics_root(const struct settings *s)
{
    return s->operand_count == 1 ? s->operands[0] : ".";
}

static bool places_set(const struct settings *s, struct inquiry *q, struct err *e)
{
    q->root = metrics_root(s);
    if (s->operand_count < 2)
        return true;
    if (s->files_from)
        return err_set(e, ERR_USAGE, "--files-from takes its paths below one PATH");
    q->filter.within = places_below(".", s->operands, s->operand_count, &q->memory, e);
    q->filter.within_count = s->operand_count;
    return q->filter.within;
}

static bool inquiry_read(const struct settings *s, struct inquiry *q, struct err *e)
{
    q->compares = s->diff_profile != NULL;
    return (q->compares ? comparison_read(s, &q->comparison, e)
                        : question_read(s, &q->table, e)) &&
           destinations_choose(&q->destinations, s, format_names, e) &&
           places_set(s, q, e) && run_check(s, e) &&
           (!s->files_from || inputs_read(&q->list, s->files_from, e));
}

static void inquiry_release(struct inquiry *q)
{
    destinations_drop(&q->destinations);
    arena_release(&q->memory);
    buf_release(&q->list);
    free(q);
}

/* ------------------------------------------------------------------ answer */

struct answer {
    const struct settings *settings;
    const struct inquiry *inquiry;
    const struct part *result;
};

/* Text is sorted and cut even if nobody says so; the lines that programs know from
 * radon are about files. */
static struct table_question question_for(const struct settings *s,
                                          const struct inquiry *inquiry, size_t format)
{
    struct table_question q = inquiry->table;

    if (table_formats[format] == &table_text)
        question_for_people(&q, s->rows ? q.top : ROWS_OF_TEXT);
    if (table_formats[format] == &table_ndjson && question_is_radon(s, &q))
        question_of_files(&q);
    return q;
}

static metric_set measures_for(const struct settings *s, const struct inquiry *inquiry)
{
    metric_set set = 0;

    for (size_t i = 0; i < inquiry->destinations.count; i++) {
        struct table_question q =
            question_for(s, inquiry, inquiry->destinations.items[i].format);

        set |= table_needs(&q);
    }
    return set & MEASURE_METRICS;
}

static void table_give(const void *context, size_t format, const struct style *style,
                       struct out *out)
{
    const struct answer *a = context;
    struct table_question q = question_for(a->settings, a->inquiry, format);
    struct table table = table_make(&q, a->result);

    if (table_formats[format] == &table_ndjson &&
        question_is_radon(a->settings, &a->inquiry->table))
        table_radon_write(&table, style, out);
    else
        table_formats[format]->write(&table, style, out);
    table_release(&table);
}

static void comparison_give(const void *context, size_t format, const struct style *style,
                            struct out *out)
{
    const struct answer *a = context;

    comparison_write(&a->inquiry->comparison, a->result, format_names[format], style,
                     out);
}

static enum status result_answer(const struct settings *s, struct inquiry *q,
                                 struct part *result, const struct scan_stats *stats)
{
    const struct answer answer = {s, q, result};
    bool written = destinations_write(
        &q->destinations, s, q->compares ? comparison_give : table_give, &answer);
    enum status status = run_status(s, result, stats);

    if (!q->compares && !result->totals.parsed && !result->totals.failed && !s->quiet)
        say("no file was measured: there is none that Python's grammar reads");
    if (s->stats != STATS_NONE)
        stats_print(s->stats, result, stats);
    part_release(result);
    return written ? status : STATUS_FATAL;
}

static enum status inquire(const struct settings *s, struct inquiry *q)
{
    struct scan_options options = run_options(s, q->root, &q->list);
    struct visitor visitor = comparison_visitor(&q->comparison);
    struct scan_stats stats;
    struct part result;
    enum status status;

    options.filter = q->filter.within_count ? &q->filter : NULL;
    if (q->compares)
        options.visitor = &visitor;
    else
        options.measures = measures_for(s, q);
    if (!run_scan(s, &options, &result, &stats, &status))
        return status;
    return result_answer(s, q, &result, &stats);
}

static bool catalogue_render(const void *context, const struct style *style,
                             struct buf *out, struct err *e)
{
    struct page page = {out, style};

    (void)context;
    (void)e;
    catalogue_show(&page);
    return true;
}

static enum status catalogue_write(const struct settings *s)
{
    struct err err;

    if (output_answer(s, s->output, catalogue_render, NULL, &err))
        return STATUS_DONE;
    say("%s", err.message);
    return STATUS_FATAL;
}

static enum status inquiry_answer(const struct settings *s, struct inquiry *inquiry)
{
    struct err err;

    if (!inquiry_read(s, inquiry, &err)) {
        say("%s", err.message);
        return STATUS_USAGE;
    }
    if (!destinations_open(&inquiry->destinations, s, &err)) {
        say("%s", err.message);
        return STATUS_FATAL;
    }
    return inquire(s, inquiry);
}

static enum status metrics_command(struct settings *s)
{
    struct inquiry *inquiry;
    enum status status;

    if (s->list)
        return catalogue_write(s);
    inquiry = memory_calloc(1, sizeof *inquiry);
    status = inquiry_answer(s, inquiry);
    inquiry_release(inquiry);
    return status;
}

static const struct option_spec options_metrics[] = {
    {"profile", 'p', OPTION_TEXT, "NAME", offsetof(struct settings, profile), NULL,
     "whose numbers: cambium (default), radon, mccabe, cognitive, lizard, sonar, rca, "
     "origin; or one version, like radon-6",
     CONFIG_TREE},
    {"only", 0, OPTION_TEXT, "M,...", offsetof(struct settings, only), NULL,
     "these numbers", CONFIG_TREE},
    {"by", 0, OPTION_TEXT, "function|class|file|package", offsetof(struct settings, by),
     NULL, "what a row is (default: function)", CONFIG_TREE},
    {"sort", 0, OPTION_TEXT, "M", offsetof(struct settings, sort), NULL,
     "the worst by this number first (text: by the profile's; else by place)",
     CONFIG_TREE},
    {"min", 0, OPTION_TEXTS, "M=N", offsetof(struct settings, minima), NULL,
     "only rows with at least so much; may be repeated", CONFIG_TREE},
    {"top", 0, OPTION_TEXT, "N", offsetof(struct settings, rows), NULL,
     "so many rows; 0: all (text: 20, else all)", CONFIG_TREE},
    {"diff-profile", 0, OPTION_TEXT, "A,B", offsetof(struct settings, diff_profile), NULL,
     "where the numbers of two profiles disagree, and by which rule", CONFIG_PROMPT},
    {"list", 0, OPTION_FLAG, NULL, offsetof(struct settings, list), NULL,
     "only say which profiles and numbers there are", CONFIG_PROMPT},
    {"format", 'f', OPTION_LIST, "text|json|ndjson|csv[=FILE]", 0, option_format_add,
     "what to write, and where; may be repeated", CONFIG_PROMPT},
    {0},
};

const struct command command_metrics = {
    .name = "metrics",
    .operands = "[PATH...]",
    .summary = "Numbers of functions, classes, files and packages, as known tools count.",
    .details =
        "A profile is a set of numbers that agree with a tool: with radon where it says "
        "radon,\n"
        "with mccabe, with SonarQube's cognitive complexity, with lizard. Text shows the "
        "ranks of\n"
        "all functions, the packages that they are in, and the worst of them; the other "
        "formats\n"
        "have a row for each. One PATH is the root; several are places below the current "
        "folder.\n"
        "What a scan has kept is used and added to. A file with a syntax error is "
        "measured and\n"
        "marked partial. `cambium explain FILE:FUNCTION` has the points that make up a "
        "number.",
    .examples = "  cambium metrics\n"
                "  cambium metrics src --profile radon -f ndjson\n"
                "  cambium metrics --by package --sort cognitive\n"
                "  cambium metrics --only cognitive,nesting,lines --min cognitive=15 -f "
                "csv\n"
                "  cambium metrics --diff-profile radon,cognitive src\n",
    .options =
        (const struct option_spec *const[]){
            options_metrics, options_place, options_rules, options_walk, options_run,
            options_store, options_reuse, options_config, options_common, NULL},
    .run = metrics_command,
    .root = metrics_root,
};
