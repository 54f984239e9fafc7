/* A suite a rule that was looked at: a test that fails for each finding, one that passes if
 * there is none. */
#include "engine/report/findings_write.h"
#include "engine/base/utf8.h"

#include <stdlib.h>

/* XML 1.0 has two characters less than what a page shows. */
static void text_add(struct buf *out, struct slice text)
{
    const char *at = text.len ? text.data : "", *end = at + text.len;

    while (at < end) {
        uint32_t character = 0;
        unsigned len = utf8_decode(at, end, &character);

        switch (character) {
        case '&': buf_add_text(out, "&amp;"); break;
        case '<': buf_add_text(out, "&lt;"); break;
        case '>': buf_add_text(out, "&gt;"); break;
        case '"': buf_add_text(out, "&quot;"); break;
        case 0xFFFE:
        case 0xFFFF: buf_add_text(out, UTF8_REPLACEMENT); break;
        default: buf_add(out, (struct slice){at, len});
        }
        at += len;
    }
}

static void attribute_add(struct buf *out, const char *name, struct slice value)
{
    buf_add_format(out, " %s=\"", name);
    text_add(out, value);
    buf_add_char(out, '"');
}

/* The same in each run, and no other's: people look at how a test did before. */
static void name_make(struct buf *name, const struct finding *one)
{
    finding_path_shown(name, one);
    if (one->name.len) {
        buf_add_text(name, ": ");
        finding_shown(name, one->name, 0);
    }
    if (one->ordinal > 1)
        buf_add_format(name, " (%u)", one->ordinal);
}

static void failure_add(struct buf *out, const struct finding *one, struct buf *shown)
{
    buf_clear(shown);
    finding_message_shown(shown, one);
    buf_add_text(out, "      <failure");
    attribute_add(out, "type", slice_of(severity_name(one->rule->severity)));
    attribute_add(out, "message", buf_slice(shown));
    buf_add_char(out, '>');
    buf_clear(shown);
    finding_path_shown(shown, one);
    if (one->line)
        buf_add_format(shown, ":%u", one->line);
    buf_add_text(shown, ": ");
    finding_message_shown(shown, one);
    buf_add_format(shown, "\n%s", one->rule->help);
    text_add(out, buf_slice(shown));
    buf_add_text(out, "</failure>\n");
}

static void finding_add(struct buf *out, const struct finding *one, struct buf *shown)
{
    buf_clear(shown);
    name_make(shown, one);
    buf_add_text(out, "    <testcase");
    attribute_add(out, "classname", slice_of(one->rule->id));
    attribute_add(out, "name", buf_slice(shown));
    if (one->path.len) {
        buf_clear(shown);
        finding_path_shown(shown, one);
        attribute_add(out, "file", buf_slice(shown));
    }
    if (one->line)
        buf_add_format(out, " line=\"%u\"", one->line);
    buf_add_text(out, ">\n");
    failure_add(out, one, shown);
    buf_add_text(out, "    </testcase>\n");
}

static size_t failing_of(const struct findings *f, const struct rule_kind *rule)
{
    size_t failing = 0;

    for (size_t i = 0; i < f->count; i++)
        failing += f->items[i].rule == rule && finding_fails(&f->items[i]);
    return failing;
}

static void suite_open(struct buf *out, const struct rule_kind *rule, size_t failing)
{
    buf_add_text(out, "  <testsuite");
    attribute_add(out, "name", slice_of(rule->id));
    buf_add_format(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\">\n",
                   failing ? failing : 1, failing);
    if (failing)
        return;
    buf_add_text(out, "    <testcase");
    attribute_add(out, "classname", slice_of(rule->id));
    attribute_add(out, "name", slice_of("no finding fails"));
    buf_add_text(out, "/>\n");
}

static void suite_write(const struct findings *f, const struct finding *const *all,
                        const struct rule_kind *rule, struct out *out)
{
    size_t failing = findings_failing(f);
    struct buf text = {0}, shown = {0};

    suite_open(&text, rule, failing_of(f, rule));
    for (size_t i = 0; i < failing; i++) {
        if (all[i]->rule == rule)
            finding_add(&text, all[i], &shown);
        out_take(out, &text, false);
    }
    buf_add_text(&text, "  </testsuite>\n");
    out_take(out, &text, true);
    buf_release(&text);
    buf_release(&shown);
}

void findings_write_junit(const struct findings_page *page, const struct style *style,
                          struct out *out)
{
    const struct findings *f = page->findings;
    const struct finding **all = findings_worst_first(f);
    size_t tests = findings_failing(f);
    struct buf text = {0};

    (void)style;
    for (size_t i = 0; i < f->rule_count; i++)
        tests += !failing_of(f, f->rules[i]);
    buf_add_format(&text,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<testsuites name=\"cambium check\" tests=\"%zu\" failures=\"%zu\" "
                   "errors=\"0\">\n",
                   tests, findings_failing(f));
    out_take(out, &text, true);
    for (size_t i = 0; i < f->rule_count; i++)
        suite_write(f, all, f->rules[i], out);
    buf_add_text(&text, "</testsuites>\n");
    out_take(out, &text, true);
    buf_release(&text);
    free(all);
}
