/* report: a page about the whole tree. */
#include "engine/cmd/destinations.h"
#include "engine/cmd/report_page.h"
#include "engine/cmd/report_write.h"

/* Of all kinds, then those that only some kinds have. */
static const char *const formats[] = {"text", "markdown",    "json",        "html",
                                      "csv",  "openmetrics", "empathy-1.0", NULL};

enum { AS_TEXT, AS_MARKDOWN, AS_JSON, AS_HTML, AS_CSV, AS_OPENMETRICS, AS_EMPATHY };

static const struct report_kind *const kinds[] = {
#define KIND(name, word) &report_##name,
#include "engine/cmd/report_kinds.def"
#undef KIND
    NULL,
};

struct report_answer {
    const struct settings *settings;
    const struct report_kind *kind;
    const char *root;
    struct indexed x;
    struct report_page page;
};

static void report_give(const void *context, size_t format, const struct style *style,
                        struct out *out)
{
    const struct report_answer *a = context;

    switch (format) {
    case AS_TEXT: document_write_text(&a->page.document, style, out); break;
    case AS_MARKDOWN: document_write_markdown(&a->page.document, style, out); break;
    case AS_JSON: document_write_json(&a->page.document, style, out); break;
    case AS_HTML: report_html(&a->x, a->settings, a->root, a->kind->name, out); break;
    case AS_CSV: sheet_write_csv(&a->page.sections[0].sheet, style, out); break;
    case AS_OPENMETRICS: report_openmetrics(&a->x, a->settings, out); break;
    default: report_empathy(&a->x, a->settings, out);
    }
}

/* ------------------------------------------------------------------ question */

static bool kind_choose(struct report_answer *a, struct err *e)
{
    const char *word = a->settings->operand_count ? a->settings->operands[0] : "";

    for (size_t i = 0; kinds[i]; i++) {
        if (strcmp(kinds[i]->name, word) == 0)
            a->kind = kinds[i];
    }
    if (a->kind)
        return true;
    err_set(e, ERR_USAGE, "there is no report '%.40s'; there are", word);
    for (size_t i = 0; kinds[i]; i++)
        err_list(e, i, kinds[i]->name);
    return false;
}

static bool formats_check(const struct report_answer *a,
                          const struct destinations *destinations, struct err *e)
{
    for (size_t i = 0; i < destinations->count; i++) {
        size_t format = destinations->items[i].format;

        if ((format == AS_CSV || format == AS_EMPATHY) && a->kind != &report_records)
            return err_set(e, ERR_USAGE, "only `report records` is written as %s",
                           formats[format]);
        if (format == AS_OPENMETRICS && a->kind != &report_health)
            return err_set(e, ERR_USAGE,
                           "only `report health` is written as openmetrics");
    }
    return true;
}

static bool question_check(struct report_answer *a, struct destinations *destinations,
                           struct err *e)
{
    const struct settings *s = a->settings;

    if (!kind_choose(a, e))
        return false;
    if (s->by && strcmp(s->by, "folder") != 0 && strcmp(s->by, "owner") != 0)
        return err_set(e, ERR_USAGE, "--by takes folder or owner, not '%.40s'", s->by);
    if (s->operand_count > 2)
        return err_set(e, ERR_USAGE, "report takes a kind and one PATH");
    a->root = s->operand_count > 1 ? s->operands[1] : ".";
    return destinations_choose(destinations, s, formats, e) &&
           formats_check(a, destinations, e) && destinations_open(destinations, s, e);
}

static enum status report_make(struct report_answer *a, struct destinations *destinations)
{
    enum status status;
    bool written;

    if (!indexed_open(&a->x, a->settings, a->root, 0, &status))
        return status;
    a->page = (struct report_page){.x = &a->x, .settings = a->settings};
    a->kind->make(&a->page);
    written = destinations_write(destinations, a->settings, report_give, a);
    report_page_release(&a->page);
    status = indexed_close(&a->x, a->settings);
    return written ? status : STATUS_FATAL;
}

static enum status report_command(struct settings *s)
{
    struct report_answer answer = {.settings = s};
    struct destinations destinations = {0};
    enum status status = STATUS_USAGE;
    struct err err;

    if (question_check(&answer, &destinations, &err))
        status = report_make(&answer, &destinations);
    else
        say("%s", err.message);
    destinations_drop(&destinations);
    return status;
}

static const char *report_root(const struct settings *s)
{
    return s->operand_count > 1 ? s->operands[1] : ".";
}

static const struct option_spec options_report[] = {
    {"top", 0, OPTION_NUMBER, "N", offsetof(struct settings, top), NULL,
     "rows of a list in text and Markdown (default 10; 0: all)", CONFIG_TREE},
    {"by", 0, OPTION_TEXT, "folder|owner", offsetof(struct settings, by), NULL,
     "what openmetrics has labels of (default: folder)", CONFIG_TREE},
    {"capacity", 0, OPTION_NUMBER, "N", offsetof(struct settings, capacity), NULL,
     "files that a sprint takes up (default 10)", CONFIG_TREE},
    {"format", 'f', OPTION_LIST,
     "text|markdown|json|html|csv|openmetrics|empathy-1.0[=FILE]", 0, option_format_add,
     "what to write, and where; may be repeated", CONFIG_PROMPT},
    {0},
};

const struct command command_report = {
    .name = "report",
    .operands = "KIND [PATH]",
    .summary = "A page about the tree: health, tests, staleness, coverage, owners, ...",
    .details =
        "  health     a score from 0 to 100, what it is made of, what to do first\n"
        "  test-gap   files that need tests and have none; tests that lead nowhere\n"
        "  staleness  files that changed after their tests\n"
        "  coverage   what tests covered least\n"
        "  sprint     what to do next, by impact, with the effort\n"
        "  hotspots   complex files that are worked on\n"
        "  owners     files, tests and attention by owner\n"
        "  records    all that is known of each file\n\n"
        "impact is 2 * fan-in + 0.5 * branches + 0.01 * lines of code. Which tests test "
        "a "
        "file: see\n"
        "`tests map`. When files changed is read from git's history; what isn't known is "
        "'-', null or\n"
        "an empty cell, never 0. csv and empathy-1.0 (the JSON that an older tool wrote) "
        "are of\n"
        "records, openmetrics of health.",
    .examples = "  cambium report health\n"
                "  cambium report test-gap --top 30 -f markdown=gap.md\n"
                "  cambium report coverage --coverage coverage.xml\n"
                "  cambium report health -f html=health.html -f openmetrics=health.prom\n"
                "  cambium report records ~/src/app -f csv -o files.csv\n",
    .options =
        (const struct option_spec *const[]){
            options_report, options_index, options_imports, options_place, options_rules,
            options_walk, options_run, options_store, options_reuse, options_config,
            options_common, NULL},
    .run = report_command,
    .root = report_root,
};
