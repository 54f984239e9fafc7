/* SARIF 2.1.0, as GitHub's code scanning takes it. */
#include "engine/report/findings_write.h"

#include <stdlib.h>

/* GitHub keeps 5,000 results of a run, and refuses a file with more than 25,000. */
enum { MAX_RESULTS = 5000 };

#define SARIF_SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
#define ROOT         "%SRCROOT%"

static void text_object(struct json *j, const char *name, struct slice text)
{
    json_key(j, name);
    json_open(j, '{');
    json_key_slice(j, "text", text);
    json_close(j, '}');
}

/* "[a](b)" would be a link. */
static void message_object(struct json *j, struct slice text)
{
    bool link = text.len && memmem(text.data, text.len, "](", 2);
    struct buf escaped = {0};

    for (size_t i = 0; i < text.len; i++) {
        if (link && (text.data[i] == '[' || text.data[i] == ']'))
            buf_add_char(&escaped, '\\');
        buf_add_char(&escaped, text.data[i]);
    }
    text_object(j, "message", buf_slice(&escaped));
    buf_release(&escaped);
}

/* ------------------------------------------------------------------- rules */

static void rule_object(struct json *j, const struct rule_kind *rule)
{
    json_open(j, '{');
    json_key_text(j, "id", rule->id);
    text_object(j, "shortDescription", slice_of(rule->title));
    text_object(j, "fullDescription", slice_of(rule->title));
    text_object(j, "help", slice_of(rule->help));
    json_key(j, "defaultConfiguration");
    json_open(j, '{');
    json_key_text(j, "level", severity_name(rule->severity));
    json_close(j, '}');
    json_close(j, '}');
}

static void tool_object(struct json *j, const struct findings_page *page)
{
    json_key(j, "tool");
    json_open(j, '{');
    json_key(j, "driver");
    json_open(j, '{');
    json_key_text(j, "name", "cambium");
    json_key_text(j, "version", page->version);
    json_key(j, "rules");
    json_open(j, '[');
    for (size_t i = 0; i < page->findings->rule_count; i++)
        rule_object(j, page->findings->rules[i]);
    json_close(j, ']');
    json_close(j, '}');
    json_close(j, '}');
}

static size_t rule_index(const struct findings *f, const struct rule_kind *rule)
{
    size_t i = 0;

    while (i < f->rule_count && f->rules[i] != rule)
        i++;
    return i;
}

/* ------------------------------------------------------------------- place */

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           memchr("-._~/", c, 5);
}

/* A reference that is relative to the root (RFC 3986). No byte of a path is lost. */
static void uri_add(struct buf *out, struct slice path)
{
    for (size_t i = 0; i < path.len; i++) {
        if (is_unreserved(path.data[i]))
            buf_add_char(out, path.data[i]);
        else
            buf_add_format(out, "%%%02X", (unsigned char)path.data[i]);
    }
}

/* GitHub wants a line, also of a finding about the whole file. */
static void region_object(struct json *j, const struct finding *one)
{
    json_key(j, "region");
    json_open(j, '{');
    json_key_number(j, "startLine", one->line ? one->line : 1);
    if (one->line && one->end_line > one->line)
        json_key_number(j, "endLine", one->end_line);
    json_close(j, '}');
}

static void locations_array(struct json *j, const struct finding *one)
{
    struct buf uri = {0};

    uri_add(&uri, finding_path(one));
    json_key(j, "locations");
    json_open(j, '[');
    json_open(j, '{');
    json_key(j, "physicalLocation");
    json_open(j, '{');
    json_key(j, "artifactLocation");
    json_open(j, '{');
    json_key_slice(j, "uri", buf_slice(&uri));
    json_key_text(j, "uriBaseId", ROOT);
    json_close(j, '}');
    if (one->path.len)
        region_object(j, one);
    json_close(j, '}');
    json_close(j, '}');
    json_close(j, ']');
    buf_release(&uri);
}

/* ----------------------------------------------------------------- results */

/* Also what was accepted stays in, so that it isn't new again when it comes back. */
static const char *baseline_state(const struct finding *one)
{
    if (one->state == FINDING_WORSE)
        return "updated";
    if (one->state != FINDING_ACCEPTED)
        return "new";
    return finding_has_number(one) && one->accepted != one->value ? "updated"
                                                                  : "unchanged";
}

static void suppressions_array(struct json *j, const struct finding *one)
{
    struct buf shown = {0};

    json_key(j, "suppressions");
    json_open(j, '[');
    if (!finding_fails(one)) {
        bool allowed = one->state == FINDING_ALLOWED;

        finding_shown(&shown, finding_short(one->reason, FINDINGS_COLUMNS),
                      FINDINGS_COLUMNS);
        json_open(j, '{');
        json_key_text(j, "kind", allowed ? "inSource" : "external");
        if (allowed && shown.len)
            json_key_slice(j, "justification", buf_slice(&shown));
        if (!allowed)
            json_key_text(j, "justification", "the baseline has it");
        json_close(j, '}');
    }
    json_close(j, ']');
    buf_release(&shown);
}

static void decimal_known(struct json *j, const char *name, double number)
{
    if (isnan(number))
        return;
    json_key(j, name);
    json_decimal(j, number);
}

static void properties_object(struct json *j, const struct finding *one)
{
    json_key(j, "properties");
    json_open(j, '{');
    if (one->name.len)
        json_key_slice(j, "name", one->name);
    decimal_known(j, "value", finding_value(one));
    decimal_known(j, "limit", finding_limit(one));
    decimal_known(j, "accepted", finding_accepted(one));
    json_close(j, '}');
}

static void result_object(struct json *j, const struct findings *f,
                          const struct finding *one)
{
    struct buf shown = {0};
    char fingerprint[33];

    finding_fingerprint(one, fingerprint);
    finding_message_shown(&shown, one);
    json_open(j, '{');
    json_key_text(j, "ruleId", one->rule->id);
    json_key_number(j, "ruleIndex", rule_index(f, one->rule));
    json_key_text(j, "level", severity_name(one->rule->severity));
    message_object(j, buf_slice(&shown));
    locations_array(j, one);
    json_key(j, "partialFingerprints");
    json_open(j, '{');
    json_key_text(j, "cambium/v1", fingerprint);
    json_close(j, '}');
    json_key_text(j, "baselineState", baseline_state(one));
    suppressions_array(j, one);
    properties_object(j, one);
    json_close(j, '}');
    buf_release(&shown);
}

/* --------------------------------------------------------------------- run */

static void invocations_array(struct json *j, size_t count)
{
    struct buf said = {0};

    json_key(j, "invocations");
    json_open(j, '[');
    json_open(j, '{');
    json_key_bool(j, "executionSuccessful", true);
    json_key(j, "toolExecutionNotifications");
    json_open(j, '[');
    if (count > MAX_RESULTS) {
        buf_add_format(&said, "Only the %d worst of %zu findings are listed", MAX_RESULTS,
                       count);
        json_open(j, '{');
        json_key_text(j, "level", "warning");
        message_object(j, buf_slice(&said));
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
    json_close(j, ']');
    buf_release(&said);
}

static void head_write(struct json *j, const struct findings_page *page)
{
    json_key_text(j, "$schema", SARIF_SCHEMA);
    json_key_text(j, "version", "2.1.0");
    json_key(j, "runs");
    json_open(j, '[');
    json_open(j, '{');
    tool_object(j, page);
    json_key(j, "originalUriBaseIds");
    json_open(j, '{');
    json_key(j, ROOT);
    json_open(j, '{');
    text_object(j, "description", slice_of("The folder that was scanned"));
    json_close(j, '}');
    json_close(j, '}');
    invocations_array(j, page->findings->count);
    json_key(j, "results");
    json_open(j, '[');
}

void findings_write_sarif(const struct findings_page *page, const struct style *style,
                          struct out *out)
{
    const struct findings *f = page->findings;
    const struct finding **all = findings_worst_first(f);
    struct buf text = {0};
    struct json json = {.out = &text}, *j = &json;

    (void)style;
    json_open(j, '{');
    head_write(j, page);
    for (size_t i = 0; i < f->count && i < MAX_RESULTS; i++) {
        result_object(j, f, all[i]);
        out_take(out, &text, false);
    }
    json_close(j, ']');
    json_close(j, '}');
    json_close(j, ']');
    json_close(j, '}');
    buf_add_char(&text, '\n');
    out_take(out, &text, true);
    buf_release(&text);
    free(all);
}
