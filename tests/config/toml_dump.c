/* toml_dump - reads documents from standard input, each as its length in bytes, a line
 * end and the bytes; writes a line of JSON for each: {"ok": value} or {"error": why}.
 * A value is its type and what it is, so that nothing is lost in JSON's types. */
#include "engine/config/toml.h"
#include "engine/report/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void value_dump(struct json *j, const struct toml_value *v);

static void items_dump(struct json *j, const struct toml_value *v)
{
    json_open(j, '[');
    for (const struct toml_item *i = v->items.first; i; i = i->next) {
        if (v->type == TOML_MAP) {
            json_open(j, '[');
            json_string(j, i->key);
            value_dump(j, i->value);
            json_close(j, ']');
        } else {
            value_dump(j, i->value);
        }
    }
    json_close(j, ']');
}

static void word_dump(struct json *j, const struct toml_value *v)
{
    const struct toml_time *t = &v->time;
    char text[80];

    switch (v->type) {
    case TOML_NUMBER: snprintf(text, sizeof text, "%" PRId64, v->number); break;
    case TOML_REAL: snprintf(text, sizeof text, "%.17g", v->real); break;
    case TOML_TRUTH:
        snprintf(text, sizeof text, "%s", v->truth ? "true" : "false");
        break;
    default:
        snprintf(text, sizeof text, "%d%d%d %u %u %u %u %u %u %u %d", t->has_date,
                 t->has_time, t->has_offset, t->year, t->month, t->day, t->hour,
                 t->minute, t->second, t->microsecond, t->offset_minutes);
    }
    json_string(j, slice_of(text));
}

static void value_dump(struct json *j, const struct toml_value *v)
{
    static const char types[] = "sifbtlm";
    const char type[2] = {types[v->type], 0};

    json_open(j, '[');
    json_string(j, slice_of(type));
    if (v->type == TOML_TEXT)
        json_string(j, v->text);
    else if (v->type == TOML_LIST || v->type == TOML_MAP)
        items_dump(j, v);
    else
        word_dump(j, v);
    json_close(j, ']');
}

static void document_dump(struct slice text)
{
    struct arena arena = {0};
    struct buf out = {0};
    struct json json = {.out = &out};
    struct err e;
    const struct toml_value *root = toml_read(text, &arena, &e);

    json_open(&json, '{');
    if (root) {
        json_key(&json, "ok");
        value_dump(&json, root);
    } else {
        json_key_text(&json, "error", e.message);
    }
    json_close(&json, '}');
    buf_add_char(&out, '\n');
    fwrite(out.data, 1, out.len, stdout);
    buf_release(&out);
    arena_release(&arena);
}

int main(void)
{
    size_t len;

    while (scanf("%zu", &len) == 1 && getchar() == '\n') {
        char *text = malloc(len + 1);

        if (!text || fread(text, 1, len, stdin) != len)
            return 1;
        document_dump((struct slice){text, len});
        free(text);
    }
    return ferror(stdin) || fflush(stdout) != 0;
}
