#include "engine/cmd/bill_page.h"

#include "engine/base/memory.h"
#include "engine/cmd/billed.h"
#include "engine/facts/profile.h"
#include "engine/report/json.h"
#include "engine/report/page.h"
#include "engine/report/record.h"

#include <stdlib.h>
#include <string.h>

/* By the name of its number, or of a profile that ranks by it. */
static enum tally tally_by_name(const char *name)
{
    const struct profile *profile = profile_by_name(name);
    unsigned tally = 0;

    while (tally < TALLY_COUNT && strcmp(tally_number((enum tally)tally), name) != 0)
        tally++;
    if (tally == TALLY_COUNT && profile)
        return profile_tally(profile);
    return (enum tally)tally;
}

static bool tally_missing(const char *name, struct err *e)
{
    err_set(e, ERR_USAGE, "'%.40s' is no sum of points; these are:", name);
    for (unsigned i = 0; i < TALLY_COUNT; i++)
        err_list(e, i, tally_number((enum tally)i));
    return false;
}

bool bill_question_read(const struct settings *s, struct bill_question *q, struct err *e)
{
    const char *names = s->metric ? s->metric : "cyclomatic,cognitive";

    while (names && q->tally_count < TALLY_COUNT) {
        const char *comma = strchr(names, ',');
        size_t len = comma ? (size_t)(comma - names) : strlen(names);
        char name[64] = "";
        enum tally tally;

        memcpy(name, names, len < sizeof name ? len : sizeof name - 1);
        tally = tally_by_name(name);
        if (tally == TALLY_COUNT)
            return tally_missing(name, e);
        q->tallies[q->tally_count++] = tally;
        names = comma ? comma + 1 : NULL;
    }
    return true;
}

/* A bill that is shown: those items of the file that are the function's. */
struct statement {
    const struct bill_question *question;
    const struct billed *billed;
    uint32_t function;
    const struct bill_item **items; /* in the order of the source */
    size_t item_count;
};

static bool is_asked_for(const struct bill_question *q, uint16_t tally)
{
    for (size_t i = 0; i < q->tally_count; i++) {
        if (q->tallies[i] == tally)
            return true;
    }
    return false;
}

static void items_gather(struct statement *st, struct arena *memory)
{
    const struct bill *bill = st->billed->bill;

    st->items = arena_array(memory, const struct bill_item *, bill->item_count + 1);
    for (uint32_t i = 0; i < bill->item_count; i++) {
        const struct bill_item *item = &bill->items[i];

        if (is_asked_for(st->question, item->tally) &&
            bill_counts(bill, item, st->function))
            st->items[st->item_count++] = item;
    }
}

/* The first item of the line or behind it. */
static size_t items_from(const struct statement *st, uint32_t line)
{
    size_t low = 0, high = st->item_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (st->items[middle]->line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Of the lines from `first` up to `last`. */
static uint64_t points_of(const struct statement *st, enum tally tally, uint32_t first,
                          uint32_t last)
{
    uint64_t points = 0;

    for (size_t i = items_from(st, first);
         i < st->item_count && st->items[i]->line <= last; i++)
        points += st->items[i]->tally == tally ? st->items[i]->points : 0;
    return points;
}

static void reasons_show(struct page *p, const struct statement *st, enum tally tally,
                         uint32_t line)
{
    const char *between = "";

    for (size_t i = items_from(st, line);
         i < st->item_count && st->items[i]->line == line; i++) {
        const struct bill_item *item = st->items[i];

        if (item->tally != tally)
            continue;
        page_text(p, between);
        page_text(p, rule_text((enum point_rule)item->rule));
        if (item->points > 1) {
            page_text(p, " ");
            page_number(p, item->points, 0);
        }
        between = " + ";
    }
}

static unsigned column_of(enum tally tally)
{
    return (unsigned)strlen(tally_number(tally));
}

/* What each line gives, and why. */
static void line_show(struct page *p, const struct statement *st, uint32_t line,
                      struct slice text)
{
    const struct bill_question *q = st->question;
    bool first = true;

    page_number(p, line, 6);
    for (size_t i = 0; i < q->tally_count; i++) {
        uint64_t points = points_of(st, q->tallies[i], line, line);

        page_text(p, "  ");
        if (points)
            page_number(p, points, column_of(q->tallies[i]));
        else
            page_spaces(p, column_of(q->tallies[i]));
    }
    page_text(p, "  ");
    page_source(p, text);
    page_ink(p, INK_DIM);
    for (size_t i = 0; i < q->tally_count; i++) {
        if (!points_of(st, q->tallies[i], line, line))
            continue;
        page_text(p, first ? "  # " : "; ");
        first = false;
        if (q->tally_count > 1) {
            page_text(p, tally_number(q->tallies[i]));
            page_text(p, ": ");
        }
        reasons_show(p, st, q->tallies[i], line);
    }
    page_ink(p, INK_PLAIN);
    page_text(p, "\n");
}

/* From `at` on, without its end, which *next lies behind. */
static struct slice line_from(struct slice text, size_t at, size_t *next)
{
    const char *feed = at < text.len ? memchr(text.data + at, '\n', text.len - at) : NULL;
    size_t end = feed ? (size_t)(feed - text.data) : text.len;

    *next = feed ? end + 1 : text.len;
    if (end > at && text.data[end - 1] == '\r')
        end--;
    return (struct slice){text.data + at, end - at};
}

static size_t indentation(struct slice line)
{
    size_t spaces = 0;

    while (spaces < line.len && (line.data[spaces] == ' ' || line.data[spaces] == '\t'))
        spaces++;
    return spaces;
}

/* A method stands as far to the left as a function. */
static struct slice dedented(struct slice line, size_t spaces)
{
    size_t own = indentation(line);

    spaces = own < spaces ? own : spaces;
    return (struct slice){line.data + spaces, line.len - spaces};
}

static void lines_show(struct page *p, const struct statement *st)
{
    const struct function *fn = &st->billed->bill->facts->functions[st->function];
    struct slice text = st->billed->text;
    uint32_t line = 1;
    size_t spaces = 0;

    for (size_t at = 0, next; at < text.len && line <= fn->end_line; at = next, line++) {
        struct slice one = line_from(text, at, &next);

        if (line == fn->line)
            spaces = indentation(one);
        if (line >= fn->line)
            line_show(p, st, line, dedented(one, spaces));
    }
}

static void totals_show(struct page *p, const struct statement *st)
{
    const struct bill_question *q = st->question;
    unsigned columns = 0;

    for (size_t i = 0; i < q->tally_count; i++)
        columns += column_of(q->tallies[i]) + 2;
    page_spaces(p, 6);
    page_rule(p, columns);
    page_ink(p, INK_BOLD);
    page_right(p, "sum", 6);
    for (size_t i = 0; i < q->tally_count; i++) {
        page_text(p, "  ");
        page_number(p, points_of(st, q->tallies[i], 0, UINT32_MAX),
                    column_of(q->tallies[i]));
    }
    page_ink(p, INK_PLAIN);
    page_text(p, "\n");
}

static void text_show(struct page *p, const struct statement *st)
{
    const struct bill_question *q = st->question;
    const struct facts *f = st->billed->bill->facts;
    const struct function *fn = &f->functions[st->function];

    page_ink(p, INK_BOLD);
    page_name(p, slice_of(facts_text(f, fn->name)), 0);
    page_ink(p, INK_PLAIN);
    page_text(p, "  ");
    page_place(p, q->place.path, fn->line);
    page_text(p, fn->flags & FUNCTION_PARTIAL
                     ? "\nThere is a syntax error in it: what could not be read isn't "
                       "counted.\n\n"
                     : "\n\n");
    page_right(p, "line", 6);
    for (size_t i = 0; i < q->tally_count; i++) {
        page_text(p, "  ");
        page_text(p, tally_number(q->tallies[i]));
    }
    page_text(p, "\n");
    lines_show(p, st);
    totals_show(p, st);
}

/* -------------------------------------------------------------------- JSON */

static void item_json(struct json *j, const struct bill_item *item)
{
    json_open(j, '{');
    json_key_number(j, "line", item->line);
    json_key_text(j, "rule", rule_text((enum point_rule)item->rule));
    json_key_number(j, "points", item->points);
    json_close(j, '}');
}

static void tally_json(struct json *j, const struct statement *st, enum tally tally)
{
    json_open(j, '{');
    json_key_text(j, "metric", tally_number(tally));
    json_key_number(j, "sum", points_of(st, tally, 0, UINT32_MAX));
    json_key(j, "points");
    json_open(j, '[');
    for (size_t i = 0; i < st->item_count; i++) {
        if (st->items[i]->tally == tally)
            item_json(j, st->items[i]);
    }
    json_close(j, ']');
    json_close(j, '}');
}

static void json_show(struct json *j, const struct statement *st)
{
    const struct bill_question *q = st->question;
    const struct facts *f = st->billed->bill->facts;
    const struct function *fn = &f->functions[st->function];

    json_open(j, '{');
    json_key_text(j, "schema", RECORD_SCHEMA);
    json_path(j, q->place.path);
    json_key(j, "function");
    json_string(j, slice_of(facts_text(f, fn->name)));
    json_key_number(j, "line", fn->line);
    json_key_number(j, "end_line", fn->end_line);
    json_key_bool(j, "partial", fn->flags & FUNCTION_PARTIAL);
    json_key(j, "bills");
    json_open(j, '[');
    for (size_t i = 0; i < q->tally_count; i++)
        tally_json(j, st, q->tallies[i]);
    json_close(j, ']');
    json_close(j, '}');
    buf_add_char(j->out, '\n');
}

bool bill_render(const void *question, const struct style *style, struct buf *out,
                 struct err *e)
{
    const struct bill_question *q = question;
    struct arena memory = {0};
    struct statement st = {
        .question = q,
        .billed = billed_read(q->settings, q->place.path, q->discover, &memory, e)};
    struct json json = {.out = out};
    struct page page = {out, style};
    bool done = st.billed &&
                function_find(st.billed->bill->facts, q->place.function, &st.function, e);

    if (done)
        items_gather(&st, &memory);
    if (done && q->as_json)
        json_show(&json, &st);
    else if (done)
        text_show(&page, &st);
    arena_release(&memory);
    return done;
}
