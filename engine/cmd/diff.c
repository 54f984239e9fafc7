/* diff: what got worse and what got better between two nights. */
#include "engine/cmd/destinations.h"
#include "engine/cmd/diff_page.h"
#include "engine/cmd/which_night.h"

#include <stdio.h>

static const char *const formats[] = {"text", "markdown", "json", NULL};

enum { AS_TEXT, AS_MARKDOWN, AS_JSON };

/* One of the two. */
struct side {
    const char *said;
    bool is_tree; /* as it is */
    size_t place; /* else among the nights */
    struct night night;
};

struct diff_answer {
    const struct settings *settings;
    const char *root;
    struct nights nights;
    struct side before, after;
    bool has_tree;
    struct gate_counts counts; /* of the tree as it is */
    struct indexed x;
    struct tonight tonight;
    struct night_diff diff;
    struct diff_page page;
};

static void diff_give(const void *context, size_t format, const struct style *style,
                      struct out *out)
{
    struct diff_page *p = &((struct diff_answer *)context)->page;

    diff_page_make(p, format != AS_JSON);
    switch (format) {
    case AS_TEXT: document_write_text(&p->document, style, out); break;
    case AS_MARKDOWN: diff_markdown(p, out); break;
    default: document_write_json(&p->document, style, out);
    }
}

/* -------------------------------------------------------------------- question */

static bool question_check(struct diff_answer *a, struct destinations *destinations,
                           struct err *e)
{
    const struct settings *s = a->settings;

    if (s->operand_count > 3)
        return err_set(e, ERR_USAGE, "diff takes A, B and one PATH");
    a->before.said = s->operand_count > 0 ? s->operands[0] : "@";
    a->after.said = s->operand_count > 1 ? s->operands[1] : ".";
    a->root = s->operand_count > 2 ? s->operands[2] : ".";
    a->before.is_tree = strcmp(a->before.said, ".") == 0;
    a->after.is_tree = strcmp(a->after.said, ".") == 0;
    a->has_tree = a->before.is_tree || a->after.is_tree;
    return destinations_choose(destinations, s, formats, e) &&
           destinations_open(destinations, s, e);
}

static bool side_find(struct diff_answer *a, struct side *side, struct err *e)
{
    return side->is_tree || which_night(&a->nights, a->root, side->said, &side->place, e);
}

static bool side_read(struct diff_answer *a, struct side *side, struct err *e)
{
    char title[40];

    if (side->is_tree || nights_read(&a->nights, side->place, &side->night, e))
        return true;
    snprintf(title, sizeof title, "night #%ju",
             (uintmax_t)a->nights.items[side->place].number);
    return err_wrap(e, title);
}

/* --------------------------------------------------------------------- answer */

static const struct night *side_night(const struct diff_answer *a,
                                      const struct side *side)
{
    return side->is_tree ? &a->tonight.night : &side->night;
}

static const struct night_ring *side_ring(const struct diff_answer *a,
                                          const struct side *side)
{
    return side->is_tree ? NULL : &a->nights.items[side->place];
}

static bool nights_compare(struct diff_answer *a, struct destinations *destinations)
{
    const struct settings *s = a->settings;
    bool written;

    if (a->has_tree)
        tonight_make(&a->tonight, &a->x, s, a->root, "", &a->counts);
    night_diff_make(&a->diff, side_night(a, &a->before), side_night(a, &a->after),
                    s->folder_depth);
    diff_page_init(&a->page, &a->diff, side_ring(a, &a->before), side_ring(a, &a->after),
                   s->top);
    written = destinations_write(destinations, s, diff_give, a);
    diff_page_release(&a->page);
    night_diff_release(&a->diff);
    night_release(&a->tonight.night);
    return written;
}

/* The tree as it is, with what its gates find. */
static bool tree_open(struct diff_answer *a, enum status *status)
{
    struct err err;

    *status = STATUS_USAGE;
    if (!gate_counts_ask(&a->counts, a->settings, &err)) {
        say("%s", err.message);
        return false;
    }
    if (!indexed_open(&a->x, a->settings, a->root, gates_measures(&a->counts.gates),
                      status))
        return false;
    if (gate_counts_find(&a->counts, &a->x, &err))
        return true;
    say("%s", err.message);
    indexed_drop(&a->x);
    *status = STATUS_USAGE;
    return false;
}

static enum status diff_answer(struct diff_answer *a, struct destinations *destinations)
{
    enum status status = STATUS_DONE;
    struct err err;
    bool written;

    if (!nights_of_tree(&a->nights, a->settings, a->root, false))
        return STATUS_USAGE;
    if (!side_find(a, &a->before, &err) || !side_find(a, &a->after, &err)) {
        say("%s", err.message);
        return STATUS_USAGE;
    }
    if (!side_read(a, &a->before, &err) || !side_read(a, &a->after, &err)) {
        say("%s", err.message);
        return STATUS_FATAL;
    }
    if (a->has_tree && !tree_open(a, &status))
        return status;
    written = nights_compare(a, destinations);
    if (a->has_tree)
        status = indexed_close(&a->x, a->settings);
    return written ? status : STATUS_FATAL;
}

static enum status diff_command(struct settings *s)
{
    struct diff_answer answer = {.settings = s};
    struct destinations destinations = {0};
    enum status status = STATUS_USAGE;
    struct err err;

    if (question_check(&answer, &destinations, &err))
        status = diff_answer(&answer, &destinations);
    else
        say("%s", err.message);
    destinations_drop(&destinations);
    night_release(&answer.before.night);
    night_release(&answer.after.night);
    nights_release(&answer.nights);
    gate_counts_release(&answer.counts);
    return status;
}

static const char *diff_root(const struct settings *s)
{
    return s->operand_count > 2 ? s->operands[2] : ".";
}

static const struct option_spec options_diff[] = {
    {"top", 0, OPTION_NUMBER, "N", offsetof(struct settings, top), NULL,
     "rows of a list in text and Markdown (default 10; 0: all)", CONFIG_TREE},
    {"format", 'f', OPTION_LIST, "text|markdown|json[=FILE]", 0, option_format_add,
     "what to write, and where; may be repeated", CONFIG_PROMPT},
    {0},
};

const struct command command_diff = {
    .name = "diff",
    .operands = "[A] [B] [PATH]",
    .summary = "What changed from one night to another, or to the tree as it is.",
    .details =
        "A (default: the last night) and B (default: . , the tree as it is) are each one "
        "of\n"
        "  .              the tree as it is\n"
        "  nightly        the last night of that name\n"
        "  '#12', 12      the night of that number\n"
        "  @, @-1         the last night; the one before it\n"
        "  2026-11-30     the last one on that day or before\n"
        "  1a2b3c4, main  the last night of that commit\n"
        "Only what was recorded (`scan --record`) is known: a revision of which there is "
        "no night\n"
        "is not checked out.\n\n"
        "Files, functions, imports and cycles that are new, gone, worse, better; files "
        "that moved,\n"
        "that came to be without tests or left them behind. Text and Markdown show lists "
        "in which\n"
        "there is something, JSON has them all. Markdown is made for a comment on a "
        "merge "
        "request.",
    .examples = "  cambium diff\n"
                "  cambium diff main -f markdown=comment.md\n"
                "  cambium diff 2026-11-01 nightly -f json\n"
                "  cambium diff @-1 @ ~/src/app --top 0\n",
    .options =
        (const struct option_spec *const[]){
            options_diff, options_gates, options_contracts, options_index,
            options_imports, options_place, options_rules, options_walk, options_run,
            options_store, options_reuse, options_config, options_common, NULL},
    .run = diff_command,
    .root = diff_root,
};
