/* A comment on a merge request. GitHub takes 65,536 characters; what follows the rows is a line
 * for each rule. */
#include "engine/report/findings_write.h"
#include "engine/report/markdown.h"
#include "engine/report/page.h"

#include <stdlib.h>

enum { MAX_ROWS = 50, MAX_BYTES = 60000, MAX_PATH = 100, MAX_MESSAGE = 300 };

static void row_add(struct buf *out, const struct finding *one)
{
    struct buf text = {0};

    buf_add_format(out, "| %s | ", finding_state_name(one->state));
    markdown_name_middle(out, finding_short(finding_path(one), MAX_PATH), MAX_PATH);
    if (one->line)
        buf_add_format(out, "\\:%u", one->line);
    buf_add_text(out, " | ");
    markdown_name(out, slice_of(one->rule->id));
    buf_add_text(out, " | ");
    finding_message(&text, one);
    markdown_name_middle(out, finding_short(buf_slice(&text), MAX_MESSAGE), MAX_MESSAGE);
    buf_add_text(out, " |\n");
    buf_release(&text);
}

static void failing_add(struct buf *out, const struct findings *f)
{
    const struct finding **all = findings_worst_first(f);
    size_t failing = findings_failing(f), shown = 0;
    struct buf row = {0};

    buf_add_text(out,
                 "\n| state | place | rule | finding |\n| --- | --- | --- | --- |\n");
    for (; shown < failing && shown < MAX_ROWS; shown++) {
        buf_clear(&row);
        row_add(&row, all[shown]);
        if (out->len + row.len > MAX_BYTES)
            break;
        buf_add(out, buf_slice(&row));
    }
    if (shown < failing)
        buf_add_format(out, "\nand %zu more\n", failing - shown);
    buf_release(&row);
    free(all);
}

static size_t rule_count(const struct findings *f, const struct rule_kind *rule,
                         enum finding_state state)
{
    size_t count = 0;

    for (size_t i = 0; i < f->count; i++)
        count += f->items[i].rule == rule && f->items[i].state == state;
    return count;
}

/* Folded up until somebody asks. */
static void others_add(struct buf *out, const struct findings *f)
{
    buf_add_format(out, "\n<details><summary>%zu accepted, %zu allowed</summary>\n\n",
                   f->by_state[FINDING_ACCEPTED], f->by_state[FINDING_ALLOWED]);
    buf_add_text(out, "| rule | accepted | allowed |\n| --- | ---: | ---: |\n");
    for (size_t i = 0; i < f->rule_count; i++) {
        size_t accepted = rule_count(f, f->rules[i], FINDING_ACCEPTED);
        size_t allowed = rule_count(f, f->rules[i], FINDING_ALLOWED);

        if (!accepted && !allowed)
            continue;
        buf_add_text(out, "| ");
        markdown_name(out, slice_of(f->rules[i]->id));
        buf_add_format(out, " | %zu | %zu |\n", accepted, allowed);
    }
    buf_add_text(out, "\n</details>\n");
}

void findings_write_markdown(const struct findings_page *page, const struct style *style,
                             struct out *out)
{
    const struct findings *f = page->findings;
    struct buf text = {0};

    (void)style;
    buf_add_text(&text, findings_failing(f) ? "### The gate fails\n\n"
                                            : "### The gate passes\n\n");
    findings_summary(&text, page);
    if (page->unused_baseline) {
        buf_add_text(&text, "; ");
        findings_unused(&text, page);
    }
    buf_add_char(&text, '\n');
    if (findings_failing(f))
        failing_add(&text, f);
    if (f->count > findings_failing(f))
        others_add(&text, f);
    out_take(out, &text, true);
    buf_release(&text);
}
