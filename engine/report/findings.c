#include "engine/report/findings.h"

#include "engine/base/memory.h"
#include "engine/base/utf8.h"
#include "engine/report/decimal.h"
#include "engine/report/findings_write.h"
#include "engine/report/page.h"

#include <stdlib.h>

const char *const findings_formats[] = {"text",   "json",  "sarif",    "github",
                                        "gitlab", "junit", "markdown", NULL};

void (*const findings_write[])(const struct findings_page *page,
                               const struct style *style, struct out *out) = {
    findings_write_text,     findings_write_json,   findings_write_sarif,
    findings_write_github,   findings_write_gitlab, findings_write_junit,
    findings_write_markdown,
};

static const struct style plain = {.unicode = true};

/* ------------------------------------------------------------------- order */

/* How many times over its limit it is. */
static double excess(const struct finding *one)
{
    bool more = finding_more_is_worse(one);
    double high = more ? one->value : one->limit, low = more ? one->limit : one->value;

    if (!finding_has_number(one) || !isfinite(one->limit))
        return 1;
    return low > 0 ? high / low : (double)INFINITY;
}

static int worst_compare(const void *one, const void *other)
{
    const struct finding *a = *(const struct finding *const *)one,
                         *b = *(const struct finding *const *)other;
    double much_a = excess(a), much_b = excess(b);

    if (finding_fails(a) != finding_fails(b))
        return finding_fails(a) ? -1 : 1;
    if (a->rule->severity != b->rule->severity)
        return a->rule->severity > b->rule->severity ? -1 : 1;
    if (much_a > much_b || much_a < much_b)
        return much_a > much_b ? -1 : 1;
    return (a > b) - (a < b);
}

const struct finding **findings_worst_first(const struct findings *f)
{
    const struct finding **all = memory_calloc(f->count, sizeof *all);

    for (size_t i = 0; i < f->count; i++)
        all[i] = &f->items[i];
    if (f->count)
        qsort(all, f->count, sizeof *all, worst_compare);
    return all;
}

/* ------------------------------------------------------------------- words */

const char *severity_name(enum severity severity)
{
    return severity == SEVERITY_ERROR ? "error" : "warning";
}

const char *finding_state_name(enum finding_state state)
{
    static const char *const names[] = {"new", "worse", "accepted", "allowed"};

    return names[state];
}

double finding_value(const struct finding *one)
{
    return finding_has_number(one) ? one->value : (double)NAN;
}

double finding_limit(const struct finding *one)
{
    return one->has_value && isfinite(one->limit) ? one->limit : (double)NAN;
}

double finding_accepted(const struct finding *one)
{
    bool known = one->state == FINDING_WORSE || one->state == FINDING_ACCEPTED;

    return known && finding_has_number(one) ? one->accepted : (double)NAN;
}

struct slice finding_path(const struct finding *one)
{
    return one->path.len ? one->path : slice_of(".");
}

void finding_message(struct buf *out, const struct finding *one)
{
    buf_add(out, one->message);
    if (one->state != FINDING_WORSE)
        return;
    buf_add_text(out, "; the baseline accepts ");
    decimal_add(out, one->accepted);
}

void finding_shown(struct buf *out, struct slice name, unsigned columns)
{
    struct page page = {out, &plain};

    page_name_middle(&page, name, columns);
}

/* Marks that take no column are bytes all the same. */
struct slice finding_short(struct slice text, unsigned columns)
{
    size_t most = (size_t)columns * 4;

    return (struct slice){text.data, text.len < most ? text.len : most};
}

void finding_message_shown(struct buf *out, const struct finding *one)
{
    struct buf text = {0};

    finding_message(&text, one);
    finding_shown(out, finding_short(buf_slice(&text), FINDINGS_COLUMNS),
                  FINDINGS_COLUMNS);
    buf_release(&text);
}

static bool may_be_shown(struct slice path)
{
    const char *at = path.data, *end = at + path.len;
    uint32_t character;

    while (at < end) {
        unsigned len = utf8_decode(at, end, &character);

        if (!len || utf8_is_hidden(character))
            return false;
        at += len;
    }
    return true;
}

void finding_path_shown(struct buf *out, const struct finding *one)
{
    struct slice path = finding_path(one);

    if (may_be_shown(path))
        buf_add(out, path);
    else
        finding_shown(out, path, 0);
}

/* ----------------------------------------------------------------- summary */

static void states_add(struct page *p, const size_t *by_state, enum finding_state first)
{
    const char *between = "";

    for (enum finding_state state = first; state <= first + 1; state++) {
        if (!by_state[state])
            continue;
        page_text(p, between);
        page_number(p, by_state[state], 0);
        page_text(p, " ");
        page_text(p, finding_state_name(state));
        between = ", ";
    }
}

void findings_summary(struct buf *out, const struct findings_page *page)
{
    const struct findings *f = page->findings;
    struct page p = {out, &plain};
    size_t failing = findings_failing(f);

    if (failing) {
        page_count(&p, failing, "finding fails the gate (", "findings fail the gate (");
        states_add(&p, f->by_state, FINDING_NEW);
        page_text(&p, "), ");
    } else {
        page_text(&p, "no finding fails the gate, ");
    }
    if (f->count > failing) {
        states_add(&p, f->by_state, FINDING_ACCEPTED);
        page_text(&p, ", ");
    }
    page_count(&p, page->files, "file", "files");
}

void findings_unused(struct buf *out, const struct findings_page *page)
{
    struct page p = {out, &plain};

    if (page->unused_baseline)
        page_count(&p, page->unused_baseline,
                   "entry of the baseline is not needed any more",
                   "entries of the baseline are not needed any more");
}
