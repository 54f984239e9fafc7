#include "engine/cmd/cache.h"

#include "engine/cmd/output.h"
#include "engine/cmd/terminal.h"
#include "engine/codec/key.h"
#include "engine/report/json.h"
#include "engine/report/page.h"
#include "engine/report/record.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static void figure_add(struct cache_answer *a, struct figure figure)
{
    assert(a->figure_count < CACHE_MAX_FIGURES);
    a->figures[a->figure_count++] = figure;
}

void answer_count(struct cache_answer *a, const char *key, const char *text,
                  uint64_t number)
{
    figure_add(a, (struct figure){key, text, number, false});
}

void answer_bytes(struct cache_answer *a, const char *key, const char *text,
                  uint64_t bytes)
{
    figure_add(a, (struct figure){key, text, bytes, true});
}

/* Kinds of another version of this program have no name. */
static const char *kind_name(unsigned kind)
{
    const char *name = kept_kind_name(kind);

    return name ? name : "unknown";
}

static void key_hex(const struct store_key *key, char hex[2 * sizeof key->bytes + 1])
{
    for (size_t i = 0; i < sizeof key->bytes; i++)
        snprintf(hex + 2 * i, 3, "%02x", key->bytes[i]);
}

/* ------------------------------------------------------------------ text */

static void survey_text(struct page *p, const struct store_survey *survey)
{
    page_text(p, "\n  kind        entries       raw    stored\n");
    for (unsigned kind = 0; kind < STORE_KINDS; kind++) {
        if (!survey->entries[kind] && !kept_kind_name(kind))
            continue;
        page_text(p, "  ");
        page_text(p, kind_name(kind));
        page_spaces(p, 8 - (unsigned)strlen(kind_name(kind)));
        page_number(p, survey->entries[kind], 11);
        page_bytes(p, survey->raw_bytes[kind], 10);
        page_bytes(p, survey->stored_bytes[kind], 10);
        page_text(p, "\n");
    }
}

static void flaw_text(struct page *p, const struct store_flaw *flaw)
{
    char hex[2 * sizeof flaw->key.bytes + 1] = "";

    page_text(p, flaw->pack);
    if (flaw->offset) {
        if (flaw->has_key)
            key_hex(&flaw->key, hex);
        page_text(p, ", byte ");
        buf_add_number(p->out, flaw->offset);
        page_text(p, ": ");
        page_text(p, kind_name(flaw->kind));
        page_text(p, " ");
        page_text(p, flaw->has_key ? hex : "of unknown key");
    } else {
        page_text(p, ": its index or all of it");
    }
    page_text(p, ": ");
    page_text(p, store_result_name(flaw->why));
    page_text(p, "\n");
}

static void text_write(const struct cache_answer *a, const char *verb, const char *place,
                       struct page *p)
{
    (void)verb;
    page_ink(p, INK_BOLD);
    page_name(p, slice_of(place), 0);
    page_ink(p, INK_PLAIN);
    page_text(p, "\n");
    for (size_t i = 0; i < a->figure_count; i++) {
        const struct figure *figure = &a->figures[i];

        (figure->is_bytes ? page_bytes : page_number)(p, figure->number, 11);
        page_text(p, " ");
        page_text(p, figure->text);
        page_text(p, "\n");
    }
    if (a->survey)
        survey_text(p, a->survey);
    for (size_t i = 0; a->check && i < a->check->flaw_count; i++)
        flaw_text(p, &a->check->flaws[i]);
}

/* ------------------------------------------------------------------ JSON */

static void survey_json(struct json *j, const struct store_survey *survey)
{
    json_key(j, "kinds");
    json_open(j, '[');
    for (unsigned kind = 0; kind < STORE_KINDS; kind++) {
        if (!survey->entries[kind] && !kept_kind_name(kind))
            continue;
        json_open(j, '{');
        json_key_text(j, "kind", kind_name(kind));
        json_key_number(j, "entries", survey->entries[kind]);
        json_key_number(j, "raw_bytes", survey->raw_bytes[kind]);
        json_key_number(j, "stored_bytes", survey->stored_bytes[kind]);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void flaw_json(struct json *j, const struct store_flaw *flaw)
{
    char hex[2 * sizeof flaw->key.bytes + 1];

    key_hex(&flaw->key, hex);
    json_open(j, '{');
    json_key_text(j, "pack", flaw->pack);
    json_key_number(j, "offset", flaw->offset);
    json_key_text(j, "kind", flaw->offset ? kind_name(flaw->kind) : NULL);
    json_key_text(j, "key", flaw->has_key ? hex : NULL);
    json_key_text(j, "why", store_result_name(flaw->why));
    json_close(j, '}');
}

static void json_write(const struct cache_answer *a, const char *verb, const char *place,
                       struct page *p)
{
    struct json json = {.out = p->out}, *j = &json;

    json_open(j, '{');
    json_key_text(j, "schema", RECORD_SCHEMA);
    json_key_text(j, "verb", verb);
    json_path(j, slice_of(place));
    for (size_t i = 0; i < a->figure_count; i++)
        json_key_number(j, a->figures[i].key, a->figures[i].number);
    if (a->survey)
        survey_json(j, a->survey);
    if (a->check) {
        json_key(j, "flaws");
        json_open(j, '[');
        for (size_t i = 0; i < a->check->flaw_count; i++)
            flaw_json(j, &a->check->flaws[i]);
        json_close(j, ']');
    }
    json_close(j, '}');
    page_text(p, "\n");
}

static const struct answer_format {
    const char *name;
    void (*write)(const struct cache_answer *a, const char *verb, const char *place,
                  struct page *p);
} answer_formats[] = {{"text", text_write}, {"json", json_write}};

static const struct answer_format *format_choose(const struct settings *s)
{
    const char *name = s->format_count ? s->formats[0].name : "text";

    for (size_t i = 0; i < sizeof answer_formats / sizeof *answer_formats; i++) {
        if (s->format_count < 2 && strcmp(name, answer_formats[i].name) == 0)
            return &answer_formats[i];
    }
    return NULL;
}

bool answer_format_check(const struct settings *s, struct err *e)
{
    return format_choose(s) ||
           err_set(e, ERR_USAGE, "cache writes one format: text or json");
}

bool answer_write(const struct cache_answer *a, const struct settings *s,
                  const char *verb, const char *place, struct err *e)
{
    const char *file =
        s->format_count && s->formats[0].file ? s->formats[0].file : s->output;
    struct output output;
    struct style style;
    struct buf text = {0};
    struct page page = {.out = &text, .style = &style};

    if (!output_open(&output, file, e))
        return false;
    style = terminal_style(s, output.fd);
    format_choose(s)->write(a, verb, place, &page);
    out_add(&output.out, buf_slice(&text));
    buf_release(&text);
    return output_close(&output, e);
}
