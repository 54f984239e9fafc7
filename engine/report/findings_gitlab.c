/* GitLab's Code Quality report: an array of what fails. It doesn't know of findings without a
 * file, so those of the whole tree are of "."; a line is never 0. */
#include "engine/report/findings_write.h"

#include <stdlib.h>

static void location_json(struct json *j, const struct finding *one, struct buf *shown)
{
    json_key(j, "location");
    json_open(j, '{');
    buf_clear(shown);
    finding_path_shown(shown, one);
    json_key_slice(j, "path", buf_slice(shown));
    json_key(j, "lines");
    json_open(j, '{');
    json_key_number(j, "begin", one->line ? one->line : 1);
    if (one->end_line > one->line)
        json_key_number(j, "end", one->end_line);
    json_close(j, '}');
    json_close(j, '}');
}

static void finding_json(struct json *j, const struct finding *one, struct buf *shown)
{
    char fingerprint[33];

    finding_fingerprint(one, fingerprint);
    json_open(j, '{');
    buf_clear(shown);
    finding_message_shown(shown, one);
    json_key_slice(j, "description", buf_slice(shown));
    json_key_text(j, "check_name", one->rule->id);
    json_key_text(j, "fingerprint", fingerprint);
    json_key_text(j, "severity",
                  one->rule->severity == SEVERITY_ERROR ? "major" : "minor");
    location_json(j, one, shown);
    json_close(j, '}');
}

void findings_write_gitlab(const struct findings_page *page, const struct style *style,
                           struct out *out)
{
    const struct finding **all = findings_worst_first(page->findings);
    size_t failing = findings_failing(page->findings);
    struct buf text = {0}, shown = {0};
    struct json json = {.out = &text}, *j = &json;

    (void)style;
    json_open(j, '[');
    for (size_t i = 0; i < failing; i++) {
        finding_json(j, all[i], &shown);
        out_take(out, &text, false);
    }
    json_close(j, ']');
    buf_add_char(&text, '\n');
    out_take(out, &text, true);
    buf_release(&text);
    buf_release(&shown);
    free(all);
}
