/* Commands to the runner of GitHub Actions, a line each, which it shows as annotations. */
#include "engine/report/findings_write.h"
#include "engine/base/utf8.h"

#include <stdlib.h>

/* What ends a command, and in a property what ends that. */
static void text_add(struct buf *out, struct slice text, bool is_property)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];

        if (c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ',')))
            buf_add_format(out, "%%%02X", (unsigned)c);
        else
            buf_add_char(out, c);
    }
}

/* Ends of lines have an escape here, all else that can't be shown has none. */
static bool has_escape(struct slice path)
{
    const char *at = path.data, *end = at + path.len;
    uint32_t character;

    while (at < end) {
        unsigned len = utf8_decode(at, end, &character);

        if (!len || (utf8_is_hidden(character) && character != '\n' && character != '\r'))
            return false;
        at += len;
    }
    return true;
}

/* The runner drops a second "=". */
static void file_add(struct buf *out, const struct finding *one)
{
    struct buf shown = {0};

    if (!one->path.len)
        return;
    if (has_escape(one->path))
        buf_add(&shown, one->path);
    else
        finding_shown(&shown, one->path, 0);
    buf_add_text(out, *shown.data == '=' ? "file=./" : "file=");
    text_add(out, buf_slice(&shown), true);
    if (one->line)
        buf_add_format(out, ",line=%u", one->line);
    if (one->line && one->end_line > one->line)
        buf_add_format(out, ",endLine=%u", one->end_line);
    buf_add_char(out, ',');
    buf_release(&shown);
}

static void finding_add(struct buf *out, const struct finding *one)
{
    struct buf shown = {0};

    buf_add_format(out, "::%s ", severity_name(one->rule->severity));
    file_add(out, one);
    buf_add_format(&shown, "%s: %s", one->rule->id, one->rule->title);
    buf_add_text(out, "title=");
    text_add(out, buf_slice(&shown), true);
    buf_add_text(out, "::");
    buf_clear(&shown);
    finding_message_shown(&shown, one);
    text_add(out, buf_slice(&shown), false);
    buf_add_char(out, '\n');
    buf_release(&shown);
}

static void notice_add(struct buf *out, const struct findings_page *page)
{
    buf_add_text(out, "::notice title=cambium check::");
    findings_summary(out, page);
    if (page->unused_baseline) {
        buf_add_text(out, "; ");
        findings_unused(out, page);
    }
    buf_add_char(out, '\n');
}

void findings_write_github(const struct findings_page *page, const struct style *style,
                           struct out *out)
{
    const struct finding **all = findings_worst_first(page->findings);
    size_t failing = findings_failing(page->findings);
    struct buf text = {0};

    (void)style;
    for (size_t i = 0; i < failing; i++) {
        finding_add(&text, all[i]);
        out_take(out, &text, false);
    }
    notice_add(&text, page);
    out_take(out, &text, true);
    buf_release(&text);
    free(all);
}
