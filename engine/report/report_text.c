/* What a person reads after a scan: how much there is, what is hard, what went
 * wrong, and last the sum that shows that nothing disappeared. */
#include "engine/report/page.h"
#include "engine/report/report.h"
#include "engine/report/text.h"

#define MAX_ERRORS_SHOWN   10
#define MAX_FAILURES_SHOWN 20

static void summary_show(struct page *p, const struct totals *t)
{
    page_ink(p, INK_BOLD);
    page_count(p, t->analysed, "file", "files");
    page_ink(p, INK_PLAIN);
    page_text(p, " analysed, ");
    page_bytes(p, t->bytes, 0);
    page_text(p, ", ");
    page_count(p, t->lines, "line", "lines");
    page_text(p, "\n");
    if (!t->parsed)
        return;
    page_number(p, t->parsed, 0);
    page_text(p, " parsed: ");
    page_count(p, t->functions, "function", "functions");
    page_text(p, ", ");
    page_count(p, t->classes, "class", "classes");
    page_text(p, ", ");
    page_count(p, t->imports, "import", "imports");
    page_text(p, ", ");
    page_count(p, t->tests, "test function", "test functions");
    page_text(p, "\n");
}

/* A share of nothing isn't zero, so it isn't shown. */
static void shares_show(struct page *p, const struct totals *t)
{
    const char *between = "";

    if (t->documentables) {
        page_text(p, "docstrings on ");
        page_percent(p, t->docstrings, t->documentables, 0);
        between = ", ";
    }
    if (t->hintables) {
        page_text(p, between);
        page_text(p, "type hints on ");
        page_percent(p, t->hints, t->hintables, 0);
        between = ", ";
    }
    if (t->functions) {
        page_text(p, between);
        page_text(p, "mean cyclomatic number ");
        page_tenths(p, t->cyclomatic, t->functions, 0);
        between = ", ";
    }
    if (*between)
        page_text(p, "\n");
}

static void heading_count(struct page *p, const char *title, uint64_t count)
{
    page_heading(p, title);
    page_text(p, " ");
    page_number(p, count, 0);
    page_text(p, "\n");
}

static void errors_show(struct page *p, const struct part *result)
{
    unsigned shown = 0;

    if (!result->totals.partial)
        return;
    heading_count(p, "Files with errors", result->totals.partial);
    for (size_t i = 0; i < result->count && shown < MAX_ERRORS_SHOWN; i++) {
        const struct file *file = result->files[i];

        if (file->outcome != FILE_ANALYSED || !file->partial)
            continue;
        page_text(p, "  ");
        page_place(p, file->path, file->error_line);
        page_text(p, ": ");
        page_name(p, slice_of(file->detail ? file->detail : "syntax error"), 0);
        page_text(p, "\n");
        shown++;
    }
    page_more(p, result->totals.partial, shown);
}

static void reasons_show(struct page *p, const uint64_t *counts, uint64_t all)
{
    unsigned wide = page_number_columns(all);

    for (int i = 0; i < REASON_COUNT; i++) {
        if (!counts[i])
            continue;
        page_text(p, "  ");
        page_number(p, counts[i], wide);
        page_percent(p, counts[i], all, 8);
        page_text(p, "  ");
        page_text(p, reason_text((enum reason)i));
        page_text(p, "\n");
    }
}

static void failures_show(struct page *p, const struct part *result)
{
    unsigned shown = 0;

    for (size_t i = 0; i < result->count && shown < MAX_FAILURES_SHOWN; i++) {
        const struct file *file = result->files[i];

        if (file->outcome != FILE_FAILED)
            continue;
        page_text(p, "  ");
        page_ink(p, INK_RED);
        page_name(p, file->path, 0);
        page_ink(p, INK_PLAIN);
        page_text(p, ": ");
        page_name(p, slice_of(file->detail ? file->detail : reason_text(file->reason)),
                  0);
        page_text(p, "\n");
        shown++;
    }
    page_more(p, result->totals.failed, shown);
}

static void law_show(struct page *p, const struct totals *t)
{
    page_text(p, "\ndiscovered ");
    page_number(p, t->discovered, 0);
    page_text(p, " = analysed ");
    page_number(p, t->analysed, 0);
    page_text(p, " + skipped ");
    page_number(p, t->skipped, 0);
    page_text(p, " + failed ");
    page_number(p, t->failed, 0);
    page_text(p, "\n");
}

static void whole(const struct part *result, const struct style *style, struct buf *out)
{
    const struct totals *t = &result->totals;
    struct page p = {out, style};

    summary_show(&p, t);
    shares_show(&p, t);
    text_languages(&p, result);
    text_functions(&p, result);
    errors_show(&p, result);
    if (t->skipped) {
        heading_count(&p, "Skipped", t->skipped);
        reasons_show(&p, t->skipped_for, t->skipped);
    }
    if (t->failed) {
        heading_count(&p, "Failed", t->failed);
        reasons_show(&p, t->failed_for, t->failed);
        failures_show(&p, result);
    }
    law_show(&p, t);
}

static const struct section sections[] = {{.head = whole}, {0}};

const struct report report_text = {
    .name = "text",
    .summary = "A summary for people",
    .sections = sections,
};
