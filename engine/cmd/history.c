/* history: the nights that were recorded. */
#include "engine/cmd/history.h"

#include "engine/base/memory.h"
#include "engine/cmd/destinations.h"
#include "engine/report/decimal.h"
#include "engine/report/markdown.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static const char *const formats[] = {"text", "markdown", "json", "csv", NULL};

static const struct history_verb *const verbs[] = {&history_list, &history_trend, NULL};

enum { ROWS_OF_TEXT = 20 };

/* ---------------------------------------------------------------------- cells */

unsigned history_apart(const struct history *h, const struct night_ring *ring)
{
    const struct night_ring *before = ring - 1;

    if (ring == h->nights.items)
        return APART_NOT;
    return (ring->head.rules != before->head.rules ? APART_RULES : 0u) |
           (ring->head.asked != before->head.asked ||
                    (h->of_packages &&
                     ring->head.folder_depth != before->head.folder_depth)
                ? APART_ASKED
                : 0u);
}

static void note_add(struct buf *out, size_t start, const char *text)
{
    buf_add_text(out, out->len > start ? ", " : "");
    buf_add_text(out, text);
}

/* Cells are slices of this, so it must not move: there is room for all of a row. */
void history_row_start(struct history *h)
{
    buf_clear(&h->text);
    buf_reserve(&h->text, 1024);
}

struct cell history_note(struct history *h, const struct night_ring *ring)
{
    size_t start = h->text.len;
    unsigned apart = history_apart(h, ring);

    if (apart & APART_RULES)
        note_add(&h->text, start, "other rules");
    if (apart & APART_ASKED)
        note_add(&h->text, start, "asked otherwise");
    if (ring->head.failed) {
        note_add(&h->text, start, "");
        buf_add_format(&h->text, "%ju failed", (uintmax_t)ring->head.failed);
    }
    return cell_text((struct slice){h->text.data + start, h->text.len - start});
}

struct cell history_date(struct history *h, const struct night_ring *ring)
{
    size_t start = h->text.len;

    if (!ring->head.time_s)
        return (struct cell){0};
    date_add(&h->text, ring->head.time_s);
    return cell_text((struct slice){h->text.data + start, h->text.len - start});
}

struct cell cell_of_value(struct night_value value)
{
    return cell_decimal(value.known ? (double)value.thousandths / 1000 : NAN);
}

struct cell cell_of_change(struct buf *out, struct night_value before,
                           struct night_value after)
{
    int64_t change = after.thousandths - before.thousandths;
    size_t start = out->len;

    if (!before.known || !after.known)
        return (struct cell){0};
    buf_add_text(out, change > 0 ? "+" : "");
    decimal_add(out, (double)change / 1000);
    return cell_text((struct slice){out->data + start, out->len - start});
}

/* ------------------------------------------------------------------- choosing */

static bool number_read(const char *text, size_t *number, struct err *e)
{
    char *end;
    unsigned long long value;

    errno = 0;
    value = strtoull(text, &end, 10);
    *number = value ? (size_t)value : SIZE_MAX;
    return (*text >= '0' && *text <= '9' && !*end && !errno) ||
           err_set(e, ERR_USAGE, "--limit takes a number, not '%.40s'", text);
}

/* Those since --since, at most --limit of them. A night without a time is none of them if
 * somebody asks since when. */
static bool nights_choose(struct history *h, struct err *e)
{
    const char *since = h->settings->since, *limit = h->settings->rows;
    size_t most = SIZE_MAX;
    int64_t since_s = 0;

    if ((since && !date_read(since, &since_s, e) && !err_wrap(e, "--since")) ||
        (limit && !number_read(limit, &most, e)))
        return false;
    h->places = memory_calloc(h->nights.count + 1, sizeof *h->places);
    for (size_t i = 0; i < h->nights.count; i++) {
        if (h->nights.items[i].head.time_s >= since_s)
            h->places[h->count++] = i;
    }
    if (h->count > most) {
        memmove(h->places, h->places + (h->count - most), most * sizeof *h->places);
        h->count = most;
    }
    h->people = limit || h->count < ROWS_OF_TEXT ? h->count : ROWS_OF_TEXT;
    return true;
}

static bool verb_choose(struct history *h, struct err *e)
{
    const struct settings *s = h->settings;
    const char *word = s->operand_count ? s->operands[0] : "";

    for (size_t i = 0; verbs[i]; i++) {
        if (strcmp(verbs[i]->name, word) == 0)
            h->verb = verbs[i];
    }
    if (!h->verb)
        return err_set(e, ERR_USAGE,
                       "history takes the verbs list and trend, not '%.40s'", word);
    if (s->operand_count < 1 + h->verb->operands)
        return err_set(e, ERR_USAGE, "history %s needs a METRIC", word);
    if (s->operand_count > 2 + h->verb->operands)
        return err_set(e, ERR_USAGE, "history %s takes one PATH", word);
    if (s->by && h->verb != &history_trend)
        return err_set(e, ERR_USAGE, "--by belongs to history trend");
    if (s->operand_count > 1 + h->verb->operands)
        h->root = s->operands[1 + h->verb->operands];
    return !h->verb->check || h->verb->check(h, e);
}

/* -------------------------------------------------------------------- answer */

static void history_markdown(const struct sheet *sheet, const struct style *style,
                             struct out *out)
{
    const struct style plain = {.unicode = style->unicode};
    struct buf text = {0};
    struct page page = {&text, &plain};

    sheet->lead(sheet->context, &page);
    out_take(out, &text, true);
    buf_release(&text);
    if (sheet->count)
        markdown_sheet(sheet, out);
}

static void history_give(const void *context, size_t format, const struct style *style,
                         struct out *out)
{
    struct history *h = (struct history *)context;
    struct sheet sheet;

    h->for_people = format == HISTORY_TEXT || format == HISTORY_MARKDOWN;
    h->unicode = style->unicode;
    h->first = h->for_people ? h->count - h->people : 0;
    sheet = h->verb->sheet(h);
    switch (format) {
    case HISTORY_TEXT: sheet_write_text(&sheet, style, out); break;
    case HISTORY_MARKDOWN: history_markdown(&sheet, style, out); break;
    case HISTORY_JSON: sheet_write_json(&sheet, style, out); break;
    default: sheet_write_csv(&sheet, style, out);
    }
}

static enum status history_answer(struct history *h, struct destinations *destinations)
{
    struct err err;

    if (!nights_of_tree(&h->nights, h->settings, h->root, false))
        return STATUS_USAGE;
    if (!nights_choose(h, &err)) {
        say("%s", err.message);
        return STATUS_USAGE;
    }
    if (h->verb->prepare)
        h->verb->prepare(h);
    return destinations_write(destinations, h->settings, history_give, h) ? STATUS_DONE
                                                                          : STATUS_FATAL;
}

static enum status history_command(struct settings *s)
{
    struct history history = {.settings = s, .root = "."};
    struct destinations destinations = {0};
    enum status status = STATUS_USAGE;
    struct err err;

    if (verb_choose(&history, &err) &&
        destinations_choose(&destinations, s, formats, &err) &&
        destinations_open(&destinations, s, &err))
        status = history_answer(&history, &destinations);
    else
        say("%s", err.message);
    destinations_drop(&destinations);
    nights_release(&history.nights);
    free(history.places);
    free(history.packages);
    free(history.points);
    buf_release(&history.text);
    return status;
}

static const char *history_root(const struct settings *s)
{
    size_t at = s->operand_count && strcmp(s->operands[0], "trend") == 0 ? 2 : 1;

    return s->operand_count > at ? s->operands[at] : ".";
}

static const struct option_spec options_history[] = {
    {"since", 0, OPTION_TEXT, "DATE", offsetof(struct settings, since), NULL,
     "only nights from that day on, YYYY-MM-DD or seconds since 1970", CONFIG_PROMPT},
    {"by", 0, OPTION_TEXT, "package", offsetof(struct settings, by), NULL,
     "of trend: a line for each package, as the nights were recorded (--folder-depth)",
     CONFIG_PROMPT},
    {"limit", 'l', OPTION_TEXT, "N", offsetof(struct settings, rows), NULL,
     "at most so many nights, the last ones (text and Markdown: 20, else all; 0: all)",
     CONFIG_PROMPT},
    {"format", 'f', OPTION_LIST, "text|markdown|json|csv[=FILE]", 0, option_format_add,
     "what to write, and where; may be repeated", CONFIG_PROMPT},
    {0},
};

const struct command command_history = {
    .name = "history",
    .operands = "VERB [METRIC] [PATH]",
    .summary = "The nights that `scan --record` kept: which there are, how numbers went.",
    .details =
        "  list          what nights there are, with some of their numbers\n"
        "  trend METRIC  one number over all nights, with --by package of each package:\n"
        "                  health coverage files lines functions complexity attention\n"
        "                  cyclomatic.mean cyclomatic.p50 cyclomatic.p90 cyclomatic.p95\n"
        "                  cyclomatic.max needing-tests untested high-impact-untested\n"
        "                  stale partial\n"
        "                of the tree alone:\n"
        "                  source-files classes tests edges cycles cycle-modules\n"
        "                  unresolved, and rule.ID: the findings of a rule\n"
        "                Lines, classes, functions and their numbers are those of "
        "source\n"
        "                files, as `check --budget` has them\n\n"
        "Nights come in the order in which they were written. Where the rules of the "
        "program or what\n"
        "was asked for changed between two nights, a number may jump for that alone: "
        "that is marked.\n"
        "What isn't known is '-', null or an empty cell, and a dot in the line.",
    .examples = "  cambium scan --record nightly\n"
                "  cambium history list\n"
                "  cambium history trend cyclomatic.p95 --since 2026-01-01\n"
                "  cambium history trend untested --by package -f csv -o untested.csv\n",
    .options = (const struct option_spec *const[]){options_history, options_state,
                                                   options_place, options_store,
                                                   options_config, options_common, NULL},
    .run = history_command,
    .root = history_root,
};
