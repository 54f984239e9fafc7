/* All of it, with nothing lost. */
#include "engine/report/findings_write.h"
#include "engine/report/record.h"

static void decimal_json(struct json *j, const char *name, double number)
{
    json_key(j, name);
    json_decimal(j, number);
}

/* null where there is none. */
static void text_json(struct json *j, const char *name, struct slice text)
{
    json_key(j, name);
    if (text.len)
        json_string(j, text);
    else
        json_null(j);
}

static void line_json(struct json *j, const char *name, uint32_t line)
{
    json_key(j, name);
    if (line)
        json_number(j, line);
    else
        json_null(j);
}

static void finding_json(struct json *j, const struct finding *one)
{
    char fingerprint[33];

    finding_fingerprint(one, fingerprint);
    json_open(j, '{');
    json_key_text(j, "rule", one->rule->id);
    json_key_text(j, "state", finding_state_name(one->state));
    json_key_text(j, "severity", severity_name(one->rule->severity));
    if (one->path.len)
        json_path(j, one->path);
    else
        json_key_text(j, "path", NULL);
    text_json(j, "name", one->name);
    line_json(j, "line", one->line);
    line_json(j, "end_line", one->end_line);
    json_key_slice(j, "message", one->message);
    decimal_json(j, "value", finding_value(one));
    decimal_json(j, "limit", finding_limit(one));
    decimal_json(j, "accepted", finding_accepted(one));
    text_json(j, "reason",
              one->state == FINDING_ALLOWED ? one->reason : (struct slice){0});
    json_key_text(j, "fingerprint", fingerprint);
    json_close(j, '}');
}

static void rules_json(struct json *j, const struct findings *f)
{
    json_key(j, "rules");
    json_open(j, '[');
    for (size_t i = 0; i < f->rule_count; i++) {
        const struct rule_kind *rule = f->rules[i];

        json_open(j, '{');
        json_key_text(j, "id", rule->id);
        json_key_text(j, "severity", severity_name(rule->severity));
        json_key_text(j, "title", rule->title);
        json_key_text(j, "help", rule->help);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void head_json(struct json *j, const struct findings_page *page)
{
    json_key_text(j, "schema", RECORD_SCHEMA);
    json_key_text(j, "report", "check");
    json_key_bool(j, "passed", !findings_failing(page->findings));
    json_key_number(j, "files", page->files);
    for (enum finding_state state = FINDING_NEW; state <= FINDING_ALLOWED; state++)
        json_key_number(j, finding_state_name(state), page->findings->by_state[state]);
    json_key_number(j, "unused_baseline", page->unused_baseline);
}

void findings_write_json(const struct findings_page *page, const struct style *style,
                         struct out *out)
{
    const struct findings *f = page->findings;
    struct buf text = {0};
    struct json json = {.out = &text}, *j = &json;

    (void)style;
    json_open(j, '{');
    head_json(j, page);
    rules_json(j, f);
    json_key(j, "findings");
    json_open(j, '[');
    for (size_t i = 0; i < f->count; i++) {
        finding_json(j, &f->items[i]);
        out_take(out, &text, false);
    }
    json_close(j, ']');
    json_close(j, '}');
    buf_add_char(&text, '\n');
    out_take(out, &text, true);
    buf_release(&text);
}
