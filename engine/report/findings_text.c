/* For people and for editors that jump to places. */
#include "engine/report/findings_write.h"
#include "engine/report/page.h"

#include <stdlib.h>

static enum ink severity_ink(const struct rule_kind *rule)
{
    return rule->severity == SEVERITY_ERROR ? INK_RED : INK_YELLOW;
}

/* At the start of a line `::` would be a command to GitHub's runner. */
static void place_show(struct page *p, const struct finding *one)
{
    if (slice_starts(one->path, slice_of("::")))
        page_text(p, "./");
    page_ink(p, INK_BOLD);
    page_place(p, finding_path(one), one->line);
    page_ink(p, INK_PLAIN);
    page_text(p, ": ");
}

static void finding_show(struct page *p, const struct finding *one)
{
    struct buf message = {0};

    place_show(p, one);
    page_ink(p, severity_ink(one->rule));
    page_text(p, one->rule->id);
    page_ink(p, INK_PLAIN);
    page_text(p, ": ");
    finding_message(&message, one);
    page_name(p, buf_slice(&message), 0);
    page_text(p, "\n");
    buf_release(&message);
}

static bool rule_fails(const struct findings *f, const struct rule_kind *rule)
{
    for (size_t i = 0; i < f->count; i++) {
        if (f->items[i].rule == rule && finding_fails(&f->items[i]))
            return true;
    }
    return false;
}

/* What to do, once for all findings of a rule. */
static void rules_show(struct page *p, const struct findings *f)
{
    page_text(p, "\n");
    for (size_t i = 0; i < f->rule_count; i++) {
        const struct rule_kind *rule = f->rules[i];

        if (!rule_fails(f, rule))
            continue;
        page_ink(p, severity_ink(rule));
        page_text(p, rule->id);
        page_ink(p, INK_PLAIN);
        buf_add_format(p->out, " (%s): %s\n", severity_name(rule->severity), rule->help);
    }
    page_text(p, "\n");
}

static void summary_show(struct page *p, const struct findings_page *page)
{
    if (page->unused_baseline) {
        findings_unused(p->out, page);
        page_text(p, "\n");
    }
    page_ink(p, findings_failing(page->findings) ? INK_RED : INK_GREEN);
    findings_summary(p->out, page);
    page_ink(p, INK_PLAIN);
    page_text(p, "\n");
}

void findings_write_text(const struct findings_page *page, const struct style *style,
                         struct out *out)
{
    const struct findings *f = page->findings;
    struct buf text = {0};
    struct page p = {&text, style};

    for (size_t i = 0; i < f->count; i++) {
        if (finding_fails(&f->items[i]))
            finding_show(&p, &f->items[i]);
        out_take(out, &text, false);
    }
    if (findings_failing(f))
        rules_show(&p, f);
    summary_show(&p, page);
    out_take(out, &text, true);
    buf_release(&text);
}
