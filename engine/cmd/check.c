/* check: does the tree keep to what was agreed? */
#include "engine/cmd/changes.h"
#include "engine/cmd/destinations.h"
#include "engine/cmd/gated.h"
#include "engine/report/findings.h"

#include <stdlib.h>

struct check {
    const struct settings *settings;
    const char *root;
    struct gated gated;
};

static void check_give(const void *context, size_t format, const struct style *style,
                       struct out *out)
{
    const struct check *c = context;
    const struct findings_page page = {
        .findings = &c->gated.findings,
        .files = c->gated.x.records.count,
        .unused_baseline = c->gated.unused_baseline,
        .version = CAMBIUM_VERSION,
    };

    findings_write[format](&page, style, out);
}

static bool question_check(const struct check *c, struct destinations *destinations,
                           struct err *e)
{
    const struct settings *s = c->settings;

    if (s->operand_count > 1)
        return err_set(e, ERR_USAGE, "check takes one PATH, not %zu", s->operand_count);
    if (s->update_baseline && s->no_baseline)
        return err_set(e, ERR_USAGE,
                       "--update-baseline and --no-baseline don't go "
                       "together");
    return destinations_choose(destinations, s, findings_formats, e) &&
           destinations_open(destinations, s, e);
}

static enum status check_run(struct check *c, struct destinations *destinations)
{
    enum status status, closed;

    if (!gated_open(&c->gated, c->settings, c->root, &status))
        return status;
    status = STATUS_FATAL;
    if ((!c->settings->update_baseline || gated_update(&c->gated, c->settings)) &&
        destinations_write(destinations, c->settings, check_give, c))
        status = findings_failing(&c->gated.findings) ? STATUS_FINDINGS : STATUS_DONE;
    closed = gated_close(&c->gated, c->settings);
    return status == STATUS_DONE ? closed : status;
}

static enum status check_command(struct settings *s)
{
    struct check check = {.settings = s, .root = s->operand_count ? s->operands[0] : "."};
    struct destinations destinations = {0};
    enum status status = STATUS_USAGE;
    struct err err;

    if (question_check(&check, &destinations, &err))
        status = check_run(&check, &destinations);
    else
        say("%s", err.message);
    destinations_drop(&destinations);
    return status;
}

static const char *check_root(const struct settings *s)
{
    return s->operand_count ? s->operands[0] : ".";
}

const struct option_spec options_gates[] = {
    {"limit", 0, OPTION_TEXTS, "NUMBER<=N", offsetof(struct settings, limits), NULL,
     "of each function, or class.NUMBER, file.NUMBER, package.NUMBER: what `metrics` "
     "knows; may be repeated (default: cyclomatic<=30)",
     CONFIG_TREE},
    {"rule", 0, OPTION_TEXTS, "RULE,...", offsetof(struct settings, rules), NULL,
     "untested, high-impact-untested, stale, low-coverage, partial, cycle, unresolved "
     "(default: partial,cycle)",
     CONFIG_TREE},
    {"budget", 0, OPTION_TEXTS, "WHOSE: NUMBER<=N", offsetof(struct settings, budgets),
     NULL,
     "of all files of a folder, of an @owner or (*) of the tree: untested, stale, "
     "coverage, health, cyclomatic.p95, ...; may be repeated",
     CONFIG_TREE},
    {0},
};

static const struct option_spec options_check[] = {
    {"baseline", 0, OPTION_TEXT, "FILE", offsetof(struct settings, baseline), NULL,
     "findings that are accepted, below PATH (default: .cambium-baseline)", CONFIG_TREE},
    {"update-baseline", 0, OPTION_FLAG, NULL, offsetof(struct settings, update_baseline),
     NULL, "accept what is found now", CONFIG_PROMPT},
    {"no-baseline", 0, OPTION_FLAG, NULL, offsetof(struct settings, no_baseline), NULL,
     "accept nothing", CONFIG_PROMPT},
    {"format", 'f', OPTION_LIST, "text|json|sarif|github|gitlab|junit|markdown[=FILE]", 0,
     option_format_add, "what to write, and where; may be repeated", CONFIG_PROMPT},
    {0},
};

const struct command command_check = {
    .name = "check",
    .operands = "[PATH]",
    .summary = "Gates: limits, rules and budgets; exit status 1 if one is broken.",
    .details =
        "A finding that the baseline has is accepted as long as it doesn't get worse. In "
        "the source\n"
        "a comment accepts one, too:\n\n"
        "    # cambium: allow cyclomatic<=40 until=2027-06-30 reason=rewrite planned\n"
        "    def total(self):\n\n"
        "alone on its line it speaks for what follows; allow-file speaks for the file. "
        "An "
        "allowance\n"
        "that covers nothing, is over or isn't understood is a finding itself.\n"
        "What a budget asks for and isn't known (no coverage, no history) breaks it.",
    .examples =
        "  cambium check\n"
        "  cambium check --limit 'cyclomatic<=15' --limit 'file.lines<=800'\n"
        "  cambium check --update-baseline\n"
        "  cambium check --budget '*: untested<=20' -f sarif=check.sarif -f text\n",
    .options =
        (const struct option_spec *const[]){
            options_gates, options_check, options_contracts, options_index,
            options_imports, options_place, options_rules, options_walk, options_run,
            options_store, options_reuse, options_config, options_common, NULL},
    .run = check_command,
    .root = check_root,
};
