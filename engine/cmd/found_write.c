#include "engine/cmd/found_write.h"

#include "engine/report/json.h"
#include "engine/report/page.h"
#include "engine/report/record.h"
#include "parsers/grammar.h"

#include <string.h>

/* ------------------------------------------------------------------ text */

static void node_text(struct page *p, const struct found_node *node)
{
    page_ink(p, INK_GREEN);
    buf_add_number(p->out, node->start.line);
    page_ink(p, INK_PLAIN);
    page_text(p, ":");
    buf_add_number(p->out, node->start.column);
    page_text(p, ": ");
    page_source(p, node->text);
    page_text(p, "\n");
}

/* The path is made harmless once; most files have many matches. */
static void file_text(struct page *p, const struct file *file, const struct found *found)
{
    struct buf path = {0};
    struct page shown = {.out = &path, .style = p->style};

    page_ink(&shown, INK_BOLD);
    page_name(&shown, file->path, 0);
    page_ink(&shown, INK_PLAIN);
    page_text(&shown, ":");
    for (size_t k = 0; k < found->count; k++) {
        buf_add(p->out, buf_slice(&path));
        node_text(p, &found->nodes[k]);
    }
    buf_release(&path);
}

static void file_count(struct page *p, const struct file *file, const struct found *found)
{
    page_name(p, file->path, 0);
    page_text(p, ":");
    buf_add_number(p->out, found->count);
    page_text(p, "\n");
}

/* Rows of each file in which something was found. */
static void files_write(const struct findings *f, const struct style *style,
                        struct out *out,
                        void (*row)(struct page *p, const struct file *file,
                                    const struct found *found))
{
    struct buf text = {0};
    struct page page = {.out = &text, .style = style};

    for (size_t i = 0; i < f->result->count; i++) {
        const struct file *file = f->result->files[i];

        if (!file->visit)
            continue;
        buf_clear(&text);
        row(&page, file, file->visit);
        out_add(out, buf_slice(&text));
    }
    buf_release(&text);
}

static void text_write(const struct findings *f, const struct style *style,
                       struct out *out)
{
    files_write(f, style, out, file_text);
}

static void count_write(const struct findings *f, const struct style *style,
                        struct out *out)
{
    files_write(f, style, out, file_count);
}

/* For programs: the bytes of the path, as scan --list gives them. */
static void paths_write(const struct findings *f, const struct style *style,
                        struct out *out)
{
    (void)style;
    for (size_t i = 0; i < f->result->count; i++) {
        if (!f->result->files[i]->visit)
            continue;
        out_add(out, f->result->files[i]->path);
        out_add(out, (struct slice){f->settings->null_separated ? "" : "\n", 1});
    }
}

/* ------------------------------------------------------------------ JSON */

static void record_node(struct json *j, const struct grammar *grammar,
                        const struct file *file, const struct found_node *node)
{
    json_path(j, file->path);
    json_key_text(j, "symbol", grammar_symbol_name(grammar, node->symbol));
    json_key_text(j, "field",
                  node->field ? grammar_field_name(grammar, node->field) : NULL);
    json_key_number(j, "line", node->start.line);
    json_key_number(j, "column", node->start.column);
    json_key_number(j, "end_line", node->end.line);
    json_key_number(j, "end_column", node->end.column);
    json_key_number(j, "start", node->start.byte);
    json_key_number(j, "end", node->end.byte);
    json_key(j, "text");
    json_string(j, node->text);
    json_key_bool(j, "cut", node->cut);
}

static void record_failed(struct json *j, const struct file *file)
{
    json_path(j, file->path);
    json_key_text(j, "reason", reason_name(file->reason));
    json_key_text(j, "detail", file->detail);
}

static void record_totals_found(struct json *j, const struct findings *f)
{
    uint64_t matches = 0, files = 0;

    for (size_t i = 0; i < f->result->count; i++) {
        const struct found *found = f->result->files[i]->visit;
        files += found != NULL;
        matches += found ? found->count : 0;
    }
    json_key_number(j, "matches", matches);
    json_key_number(j, "files_with_matches", files);
    json_key_number(j, "files", f->result->totals.analysed);
    json_key_number(j, "skipped", f->result->totals.skipped);
    json_key_number(j, "failed", f->result->totals.failed);
}

/* A stream of objects: each is one line, or one element of an array. */
struct records {
    struct json json;
    struct out *out;
    bool lines; /* else the elements of an array */
};

static void record_open(struct records *r, const char *type)
{
    json_open(&r->json, '{');
    if (r->lines)
        json_key_text(&r->json, "type", type);
}

/* Hands on what is written, so that memory doesn't grow with the result. */
static void record_close(struct records *r)
{
    json_close(&r->json, '}');
    if (r->lines) {
        buf_add_char(r->json.out, '\n');
        r->json.comma = false;
    }
    out_add(r->out, buf_slice(r->json.out));
    buf_clear(r->json.out);
}

static void matches_write(struct records *r, const struct findings *f)
{
    for (size_t i = 0; i < f->result->count; i++) {
        const struct file *file = f->result->files[i];
        const struct found *found = file->visit;

        for (size_t k = 0; found && k < found->count; k++) {
            record_open(r, "match");
            record_node(&r->json, f->search->grammar, file, &found->nodes[k]);
            record_close(r);
        }
    }
}

static void failures_write(struct records *r, const struct findings *f)
{
    for (size_t i = 0; i < f->result->count; i++) {
        if (f->result->files[i]->outcome != FILE_FAILED)
            continue;
        record_open(r, "failed");
        record_failed(&r->json, f->result->files[i]);
        record_close(r);
    }
}

static void head_write(struct json *j, const struct findings *f)
{
    json_key_text(j, "schema", RECORD_SCHEMA);
    json_key(j, "pattern");
    json_string(j, f->pattern);
}

static void json_write(const struct findings *f, const struct style *style,
                       struct out *out)
{
    struct buf text = {0};
    struct records r = {.json = {.out = &text}, .out = out};

    (void)style;
    json_open(&r.json, '{');
    head_write(&r.json, f);
    json_key(&r.json, "matches");
    json_open(&r.json, '[');
    matches_write(&r, f);
    json_close(&r.json, ']');
    json_key(&r.json, "failures");
    json_open(&r.json, '[');
    failures_write(&r, f);
    json_close(&r.json, ']');
    json_key(&r.json, "totals");
    json_open(&r.json, '{');
    record_totals_found(&r.json, f);
    json_close(&r.json, '}');
    json_close(&r.json, '}');
    buf_add_char(&text, '\n');
    out_add(out, buf_slice(&text));
    buf_release(&text);
}

/* The totals come last, so that a reader sees that nothing is missing. */
static void ndjson_write(const struct findings *f, const struct style *style,
                         struct out *out)
{
    struct buf text = {0};
    struct records r = {.json = {.out = &text}, .out = out, .lines = true};

    (void)style;
    matches_write(&r, f);
    failures_write(&r, f);
    record_open(&r, "totals");
    head_write(&r.json, f);
    record_totals_found(&r.json, f);
    record_close(&r);
    buf_release(&text);
}

/* --------------------------------------------------------------- choosing */

static const struct found_format formats[] = {
    {"text", true, text_write},
    {"json", true, json_write},
    {"ndjson", true, ndjson_write},
};
static const struct found_format format_count = {"count", false, count_write};
static const struct found_format format_files = {"files", false, paths_write};

const struct found_format *found_format_choose(const struct settings *s, struct err *e)
{
    const char *name = s->format_count ? s->formats[0].name : "text";

    if (s->count + s->files_only + s->format_count > 1) {
        err_set(e, ERR_USAGE, "find writes one thing: --count, --files or one --format");
        return NULL;
    }
    if (s->count || s->files_only)
        return s->count ? &format_count : &format_files;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(name, formats[i].name) == 0)
            return &formats[i];
    }
    err_set(e, ERR_USAGE,
            "there is no format '%.60s' here; there are text, json and ndjson", name);
    return NULL;
}
