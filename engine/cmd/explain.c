#include "engine/cmd/bill_page.h"
#include "engine/cmd/command.h"
#include "engine/cmd/configure.h"
#include "engine/cmd/explain_record.h"
#include "engine/cmd/output.h"
#include "engine/cmd/signals.h"
#include "engine/cmd/terminal.h"
#include "engine/report/json.h"
#include "engine/report/page.h"
#include "engine/report/record.h"
#include "engine/scan/analyse.h"
#include "engine/scan/path.h"

#include <fcntl.h>
#include <unistd.h>

/* What is known of the path. */
struct finding {
    struct explanation why;
    struct file file; /* filled in if the path is let in and is a file */
    bool analysed;    /* the file was looked at, or the last run did */
    const struct configuration *configuration;
    const struct indexed *x;     /* the whole tree; NULL: it wasn't looked at */
    const struct record *record; /* of the file in it, or NULL */
};

/* Where the rule that decided stands. */
struct rule_place {
    struct slice source;
    uint32_t line;
};

/* A rule of the options may be one of a configuration file. */
static struct rule_place rule_place(const struct finding *f)
{
    const struct verdict *v = &f->why.verdict;
    const struct assignment *a = NULL;

    if (v->reason == REASON_OPTION || slice_equal(v->rules->source, slice_of("options")))
        a = configuration_rule(f->configuration, v->rule->line - 1);
    if (a && a->origin == ORIGIN_FILE)
        return (struct rule_place){slice_of(a->file), a->place.line};
    return (struct rule_place){v->rules->source, v->rule->line};
}

/* "excluded by .gitignore:3: *.log", "analysed: no rule excludes it". */
static void why_write(struct page *p, const struct finding *f)
{
    const struct explanation *x = &f->why;
    const struct rule *rule = x->verdict.rule;

    page_text(p, x->verdict.reason == REASON_NONE ? "included"
                                                  : reason_text(x->verdict.reason));
    if (!rule) {
        page_text(p, x->verdict.reason == REASON_NONE ? ": no rule excludes it" : "");
    } else {
        page_text(p, x->verdict.reason == REASON_NONE ? " by " : ": ");
        page_name(p, rule_place(f).source, 0);
        page_text(p, ":");
        page_number(p, rule_place(f).line, 0);
        page_text(p, ": ");
        page_name(p, rule->text, 0);
    }
    page_text(p, "\n");
}

static void pair_write(struct page *p, const char *name, uint64_t number)
{
    page_number(p, number, 9);
    page_text(p, " ");
    page_text(p, name);
    page_text(p, "\n");
}

static void functions_write(struct page *p, const struct facts *f)
{
    if (f->function_count)
        page_text(p, "\n  line  cyclomatic  function\n");
    for (uint32_t i = 0; i < f->function_count; i++) {
        page_number(p, f->functions[i].line, 6);
        page_number(p, f->functions[i].cyclomatic, 12);
        page_text(p, "  ");
        page_name(p, slice_of(facts_text(f, f->functions[i].name)), 0);
        page_text(p, "\n");
    }
}

static void import_write(struct page *p, const struct facts *f,
                         const struct import *import)
{
    page_number(p, import->line, 6);
    page_text(p, "  ");
    page_right(p, import_kind(import->flags), 8);
    page_text(p, "  ");
    for (unsigned i = 0; i < import->level; i++)
        page_text(p, ".");
    if (import->flags & IMPORT_COMPUTED)
        page_text(p, "(known only when it runs)");
    else
        page_name(p, slice_of(facts_text(f, import->module)), 0);
    page_text(p, "\n");
}

static void facts_write(struct page *p, const struct facts *f)
{
    pair_write(p, "functions", f->function_count);
    pair_write(p, "classes", f->class_count);
    pair_write(p, "tests", f->test_count);
    pair_write(p, "imports", f->import_count);
    functions_write(p, f);
    if (f->import_count)
        page_text(p, "\n  line      kind  import\n");
    for (uint32_t i = 0; i < f->import_count; i++)
        import_write(p, f, &f->imports[i]);
}

static void file_write(struct page *p, const struct file *file)
{
    if (file->outcome != FILE_ANALYSED) {
        page_text(p, file->outcome == FILE_FAILED ? "  failed: " : "  skipped: ");
        page_text(p, file->detail ? file->detail : reason_text(file->reason));
        page_text(p, "\n");
        return;
    }
    page_text(p, "  ");
    page_text(p, file->language ? file->language->name : "no language that we know");
    page_text(p, "\n  ");
    page_text(p, file_source_text(file->source));
    page_text(p, "\n");
    if (file->partial) {
        page_text(p, "  partial: ");
        page_text(p, file->detail);
        page_text(p, ", line ");
        page_number(p, file->error_line, 0);
        page_text(p, "\n");
    }
    pair_write(p, "bytes", file->bytes);
    pair_write(p, "lines", file->lines.physical);
    pair_write(p, "of code", file->lines.code);
    pair_write(p, "of comment", file->lines.comment);
    pair_write(p, "of docstring", file->lines.docstring);
    pair_write(p, "blank", file->lines.blank);
    if (file->facts)
        facts_write(p, file->facts);
}

static void text_write(const struct finding *f, const struct style *style,
                       struct buf *out)
{
    struct page page = {.out = out, .style = style};

    page_ink(&page, INK_BOLD);
    page_name(&page, f->file.path.len ? f->file.path : slice_of("."), 0);
    page_ink(&page, INK_PLAIN);
    page_text(&page, "\n  ");
    if (f->why.path.len < f->file.path.len && f->why.verdict.reason != REASON_NONE) {
        page_text(&page, "its folder ");
        page_name(&page, f->why.path, 0);
        page_text(&page, ": ");
    }
    why_write(&page, f);
    if (f->analysed)
        file_write(&page, &f->file);
    if (f->record)
        record_text(&page, f->record, f->x);
}

static void json_write(const struct finding *f, const struct style *style,
                       struct buf *out)
{
    struct json json = {.out = out};
    const struct verdict *verdict = &f->why.verdict;

    (void)style;
    json_open(&json, '{');
    json_key_text(&json, "schema", RECORD_SCHEMA);
    json_path(&json, f->file.path);
    json_key_bool(&json, "included", verdict->reason == REASON_NONE);
    json_key_text(&json, "reason",
                  verdict->reason == REASON_NONE ? NULL : reason_name(verdict->reason));
    json_key(&json, "rule");
    if (verdict->rule) {
        json_open(&json, '{');
        json_key(&json, "source");
        json_string(&json, rule_place(f).source);
        json_key_number(&json, "line", rule_place(f).line);
        json_key(&json, "text");
        json_string(&json, verdict->rule->text);
        json_close(&json, '}');
    } else {
        json_null(&json);
    }
    json_key_text(&json, "source",
                  f->analysed && f->file.outcome == FILE_ANALYSED
                      ? file_source_name(f->file.source)
                      : NULL);
    json_key(&json, "file");
    if (f->analysed) {
        json_open(&json, '{');
        record_file(&json, &f->file);
        json_close(&json, '}');
    } else {
        json_null(&json);
    }
    json_key(&json, "record");
    if (f->record) {
        json_open(&json, '{');
        record_json(&json, f->record, f->x);
        json_close(&json, '}');
    } else {
        json_null(&json);
    }
    json_close(&json, '}');
    buf_add_char(out, '\n');
}

static const struct explain_format {
    const char *name;
    void (*write)(const struct finding *f, const struct style *style, struct buf *out);
} explain_formats[] = {{"text", text_write}, {"json", json_write}};

static const struct explain_format *format_choose(const struct settings *s, struct err *e)
{
    const char *name = s->format_count ? s->formats[0].name : "text";

    for (size_t i = 0; i < sizeof explain_formats / sizeof *explain_formats; i++) {
        if (s->format_count < 2 && strcmp(name, explain_formats[i].name) == 0)
            return &explain_formats[i];
    }
    err_set(e, ERR_USAGE, "explain writes one format: text or json");
    return NULL;
}

/* A folder is a path too, but there is nothing in it to analyse. */
static bool is_folder(const struct discover *d, struct slice path)
{
    int fd = discover_openat(d, path, O_RDONLY | O_DIRECTORY, NULL);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* Opened as a scan would, but nothing is kept: to look is not to use. */
static struct keeper *keeper_look(struct keeper_options *keep, const struct settings *s,
                                  const struct discover *d)
{
    const struct discover_options walk = settings_walk(s);

    *keep = s->keep;
    keep->read_only = true;
    return keeper_open(keep, d, &walk, 1);
}

/* As a scan would do it. */
static void file_analyse(struct file *file, const struct settings *s,
                         const struct discover *d, struct keeper *keeper,
                         struct arena *memory)
{
    const struct analyst_options options = {.max_file_bytes = s->max_file_bytes,
                                            .parser = s->parser,
                                            .cancelled = signals_cancelled(),
                                            .keeper = keeper_port(keeper, 0)};
    struct file_state state = discover_state(d, file->path);
    uint64_t step_ns[STEP_COUNT] = {0};
    const struct row *row = NULL;
    struct analyst *analyst;
    bool unchanged = false;

    if (state.size_bytes <= s->max_file_bytes)
        row = keeper_find(keeper, file->path, &state, &unchanged);
    if (unchanged) {
        file_fill_from_row(file, row);
        file->source = SOURCE_UNCHANGED;
        return;
    }
    analyst = analyst_new(d, &options);
    analyse(analyst, file, row, false, memory, step_ns);
    analyst_free(analyst);
}

/* The file's own facts, if it is one that a scan would look at. */
static void finding_analyse(struct finding *f, const struct settings *s,
                            const struct discover *d, struct part *lasting)
{
    struct keeper_options keep;
    struct keeper_stats stats;
    struct keeper *keeper;

    if (f->why.verdict.reason != REASON_NONE || is_folder(d, f->file.path))
        return;
    keeper = keeper_look(&keep, s, d);
    file_analyse(&f->file, s, d, keeper, &lasting->memory);
    keeper_close(keeper, lasting, false, (struct snapshot_cost){0}, &stats);
    if (stats.trouble.code != ERR_NONE)
        say("the store: %s", stats.trouble.message);
    f->analysed = true;
}

struct answer {
    const struct explain_format *format;
    const struct finding *finding;
};

static bool finding_render(const void *context, const struct style *style,
                           struct buf *out, struct err *e)
{
    const struct answer *answer = context;

    (void)e;
    answer->format->write(answer->finding, style, out);
    return true;
}

/* Reads what is asked of the function, and shows its bill. */
static bool function_explain(const struct settings *s, struct bill_question *q,
                             struct err *e)
{
    return bill_question_read(s, q, e) && output_answer(s, s->output, bill_render, q, e);
}

/* What the rest of the tree says of it: tests, importers, history. Nothing is kept of that
 * run either. */
static bool tree_look(struct finding *f, const struct settings *s, struct indexed *x,
                      enum status *status)
{
    struct settings looking = *s;

    if (s->no_index || !f->analysed || f->file.outcome != FILE_ANALYSED)
        return true;
    looking.keep.read_only = true;
    looking.stats = STATS_NONE;
    if (!indexed_open(x, &looking, s->root, 0, status))
        return false;
    f->x = x;
    f->record = records_find(&x->records, f->file.path);
    return true;
}

static bool path_explain(const struct settings *s, const struct explain_format *format,
                         const struct discover *d, enum status *status, struct err *e)
{
    struct indexed x;
    struct part lasting = {0}; /* of no files, only their memory */
    struct finding finding = {.configuration = s->configuration};
    bool done = path_clean(slice_of(s->operands[0]), discover_root_path(d),
                           &lasting.memory, &finding.file.path, e) &&
                discover_explain(d, finding.file.path, &lasting.memory, &finding.why, e);

    if (done) {
        finding_analyse(&finding, s, d, &lasting);
        if (!tree_look(&finding, s, &x, status)) {
            part_release(&lasting);
            return true;
        }
        done = output_answer(s, s->output, finding_render,
                             &(struct answer){format, &finding}, e);
        *status = !done                                 ? STATUS_FATAL
                  : finding.file.outcome == FILE_FAILED ? STATUS_INCOMPLETE
                                                        : STATUS_DONE;
        if (finding.x)
            indexed_drop(&x);
    }
    part_release(&lasting);
    return done;
}

static bool explain(const struct settings *s, const struct explain_format *format,
                    const struct discover *d, enum status *status, struct err *e)
{
    struct bill_question question = {
        .settings = s, .discover = d, .as_json = format->write == json_write};
    struct arena memory = {0};
    bool done;

    if (function_place_split(d, s->operands[0], &memory, &question.place)) {
        done = function_explain(s, &question, e);
        *status = done                ? STATUS_DONE
                  : e->code == ERR_IO ? STATUS_INCOMPLETE
                                      : STATUS_USAGE;
    } else {
        done = (!s->metric || err_set(e, ERR_USAGE,
                                      "--metric is about FILE:FUNCTION; '%.100s' is no "
                                      "function of a file below the root",
                                      s->operands[0])) &&
               path_explain(s, format, d, status, e);
    }
    arena_release(&memory);
    return done;
}

static enum status explain_command(struct settings *s)
{
    const struct discover_options options = settings_walk(s);
    const struct explain_format *format;
    struct discover *discover = NULL;
    enum status status = STATUS_USAGE;
    struct err err;

    if (s->operand_count != 1)
        err_set(&err, ERR_USAGE, "explain takes one PATH or FILE:FUNCTION");
    if (s->operand_count == 1 && (format = format_choose(s, &err)) &&
        (discover = discover_open(s->root, &options, &err)) &&
        explain(s, format, discover, &status, &err))
        ;
    else
        say("%s", err.message);
    if (discover)
        discover_close(discover);
    return status;
}

static const struct option_spec options_explain[] = {
    {"root", 0, OPTION_TEXT, "FOLDER", offsetof(struct settings, root), NULL,
     "where the scan would begin (default: the current folder)", CONFIG_PROMPT},
    {"no-index", 0, OPTION_FLAG, NULL, offsetof(struct settings, no_index), NULL,
     "look at the file alone: no tests, importers, history", CONFIG_PROMPT},
    {"metric", 0, OPTION_TEXT, "M,...", offsetof(struct settings, metric), NULL,
     "which sums to explain (default: cyclomatic,cognitive)", CONFIG_PROMPT},
    {"format", 'f', OPTION_LIST, "text|json", 0, option_format_add, "how to say it",
     CONFIG_PROMPT},
    {0},
};

static const char *explain_root(const struct settings *s)
{
    return s->root;
}

const struct command command_explain = {
    .name = "explain",
    .operands = "PATH[:FUNCTION]",
    .summary = "Say why a path is in or out of a scan, and what its numbers are made of.",
    .details =
        "Names the rule that decides: which file, which line, or that it is a built-in "
        "one.\n"
        "A file that is in is analysed, and its numbers, functions and imports follow, "
        "with what\n"
        "a scan with the same options would have had of it from the store, or why it "
        "would have\n"
        "parsed it. Then what the whole tree says of it: what it is for, which tests "
        "test it "
        "and how\n"
        "that is known, its impact with the sum, staleness, coverage, history, owners. "
        "Nothing is\n"
        "written to the store.\n"
        "\n"
        "FILE:FUNCTION shows the source of a function with the points that each line "
        "gives: a bill\n"
        "that adds up to the number. FUNCTION is Class.method, a name that only one has, "
        "or a line.",
    .examples = "  cambium explain src/app.py\n"
                "  cambium explain build/generated.py --format json\n"
                "  cambium explain src/app.py:Cart.total --metric cognitive\n"
                "  cambium explain src/app.py:120 --metric radon,mccabe,cognitive\n",
    .options =
        (const struct option_spec *const[]){options_explain, options_index,
                                            options_imports, options_place, options_rules,
                                            options_walk, options_store, options_reuse,
                                            options_config, options_common, NULL},
    .run = explain_command,
    .root = explain_root,
};
