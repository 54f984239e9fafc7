#include "engine/cmd/command.h"
#include "engine/cmd/found_write.h"
#include "engine/cmd/inputs.h"
#include "engine/cmd/output.h"
#include "engine/cmd/places.h"
#include "engine/cmd/run.h"
#include "engine/cmd/stats.h"
#include "engine/cmd/terminal.h"
#include "parsers/grammar.h"

/* What was asked. */
struct question {
    const struct found_format *format;
    const char *root;
    struct pattern *pattern;
    struct search search;
    struct filter filter;
    struct glob name;
    struct arena memory; /* of the filter */
    struct buf list;     /* of --files-from */
};

static bool within_set(const struct settings *s, struct question *q, struct err *e)
{
    if (!s->within)
        return true;
    q->filter.within = places_below(q->root, &s->within, 1, &q->memory, e);
    q->filter.within_count = 1;
    return q->filter.within || err_wrap(e, "--in");
}

static bool name_set(const struct settings *s, struct question *q, struct err *e)
{
    if (!s->name)
        return true;
    q->filter.name = &q->name;
    return glob_compile(slice_of(s->name), GLOB_NAME, &q->memory, &q->name) ||
           err_set(e, ERR_USAGE, "--name '%.60s' is no glob", s->name);
}

static bool pattern_set(const struct settings *s, struct question *q, struct err *e)
{
    const struct grammar *grammar = grammar_by_name("python");

    q->pattern = pattern_compile(slice_of(s->operands[0]), grammar, e);
    q->filter.grammar = grammar;
    q->search = (struct search){
        .pattern = q->pattern, .grammar = grammar, .count_only = !q->format->wants_nodes};
    return q->pattern;
}

static bool question_read(const struct settings *s, struct question *q, struct err *e)
{
    if (!s->operand_count || s->operand_count > 2)
        return err_set(e, ERR_USAGE, "find takes a PATTERN and one PATH at most");
    q->root = s->operand_count > 1 ? s->operands[1] : ".";
    q->format = found_format_choose(s, e);
    return q->format && pattern_set(s, q, e) && name_set(s, q, e) && run_check(s, e);
}

static void question_release(struct question *q)
{
    pattern_free(q->pattern);
    arena_release(&q->memory);
    buf_release(&q->list);
}

/* Writes what was found; frees it. */
static enum status result_write(const struct settings *s, const struct question *q,
                                struct output *output, struct part *result,
                                const struct scan_stats *stats)
{
    struct findings findings = {.result = result,
                                .search = &q->search,
                                .pattern = slice_of(s->operands[0]),
                                .settings = s};
    struct style style = terminal_style(s, output->fd);
    enum status status;
    struct err err;

    q->format->write(&findings, &style, &output->out);
    status = run_status(s, result, stats);
    if (!output_close(output, &err)) {
        say("%s", err.message);
        status = STATUS_FATAL;
    }
    run_failures_say(result);
    if (!result->totals.analysed && !result->totals.failed && !s->quiet)
        say("no file was searched: there is none that Python's grammar reads");
    if (s->stats != STATS_NONE)
        stats_print(s->stats, result, stats);
    part_release(result);
    return status;
}

static enum status question_run(const struct settings *s, const struct question *q,
                                struct output *output)
{
    struct scan_options options = run_options(s, q->root, &q->list);
    struct visitor visitor = found_visitor(&q->search);
    struct scan_stats stats;
    struct part result;
    enum status status;

    options.filter = &q->filter;
    options.visitor = &visitor;
    if (run_scan(s, &options, &result, &stats, &status))
        return result_write(s, q, output, &result, &stats);
    output_drop(output);
    return status;
}

static enum status explain_write(const struct question *q, struct output *output)
{
    struct buf text = {0};
    struct err err;
    bool written;

    pattern_explain(q->pattern, &text);
    out_add(&output->out, buf_slice(&text));
    buf_release(&text);
    written = output_close(output, &err);
    if (!written)
        say("%s", err.message);
    return written ? STATUS_DONE : STATUS_FATAL;
}

static enum status answer(const struct settings *s, const struct question *q)
{
    const char *file = s->format_count ? s->formats[0].file : NULL;
    struct output output;
    struct err err;

    if (!output_open(&output, file ? file : s->output, &err)) {
        say("%s", err.message);
        return STATUS_FATAL;
    }
    return s->explain ? explain_write(q, &output) : question_run(s, q, &output);
}

static enum status find_command(struct settings *s)
{
    struct question question = {0};
    struct err err;
    enum status status = STATUS_USAGE;

    if (question_read(s, &question, &err) && within_set(s, &question, &err) &&
        (!s->files_from || inputs_read(&question.list, s->files_from, &err)))
        status = answer(s, &question);
    else
        say("%s", err.message);
    question_release(&question);
    return status;
}

static const struct option_spec options_find[] = {
    {"in", 0, OPTION_TEXT, "FOLDER", offsetof(struct settings, within), NULL,
     "only in this file or folder below PATH", CONFIG_PROMPT},
    {"name", 0, OPTION_TEXT, "GLOB", offsetof(struct settings, name), NULL,
     "only in files whose name matches, like 'test_*.py'", CONFIG_PROMPT},
    {"count", 'c', OPTION_FLAG, NULL, offsetof(struct settings, count), NULL,
     "only say how many there are in each file", CONFIG_PROMPT},
    {"files", 'l', OPTION_FLAG, NULL, offsetof(struct settings, files_only), NULL,
     "only say in which files there are some", CONFIG_PROMPT},
    {"explain", 0, OPTION_FLAG, NULL, offsetof(struct settings, explain), NULL,
     "say what the pattern means, and search nothing", CONFIG_PROMPT},
    {"format", 'f', OPTION_LIST, "text|json|ndjson", 0, option_format_add,
     "a line for each node, for people or for programs", CONFIG_PROMPT},
    {0},
};

static const char *find_root(const struct settings *s)
{
    return s->operand_count > 1 ? s->operands[1] : ".";
}

const struct command command_find = {
    .name = "find",
    .operands = "PATTERN [PATH]",
    .summary = "Find nodes of Python's syntax trees by a pattern.",
    .details =
        "A pattern names a node as `cambium tree` shows it, and says more in brackets:\n"
        "\n"
        "  lambda                     each lambda\n"
        "  \"lambda\"                   the word itself; _ is any node with a name\n"
        "  integer | float            either\n"
        "  identifier = \"eval\"        by its text; != is the opposite\n"
        "  identifier ~ \"get_*\"       by a glob, or ~ /regular expression/i; !~\n"
        "  function: identifier       in that field of its parent\n"
        "  call[function: identifier = \"eval\"]   with such a child\n"
        "  call[has lambda]           with one in it, at any depth\n"
        "  call[in class_definition]  in one, at any depth; [parent X] right in it\n"
        "  except_clause[not value: _, in function_definition]   not; and\n"
        "\n"
        "Each match is a line: path, line, column in bytes, and the first line of its\n"
        "text. They come by path, then in the order of the source. That nothing was\n"
        "found is status 0 too, 2 is a bad pattern, 3 that some file couldn't be read.\n"
        "Ignore rules are those of scan; in a file with a syntax error, the rest is\n"
        "searched.",
    .examples =
        "  cambium find lambda\n"
        "  cambium find 'except_clause[not value: _]' src\n"
        "  cambium find 'call[function: identifier=\"eval\", in class_definition]' -f "
        "json\n"
        "  cambium find 'function_definition[name: identifier ~ \"test_*\"]' --count\n"
        "  cambium find 'ERROR' . --in lib --name '*.pyi' --files\n",
    .options =
        (const struct option_spec *const[]){
            options_find, options_place, options_rules, options_walk, options_run,
            options_store, options_reuse, options_config, options_common, NULL},
    .run = find_command,
    .root = find_root,
};
