#include "engine/report/document.h"

#include "engine/report/markdown.h"
#include "engine/report/record.h"

/* -------------------------------------------------------------------- text */

static unsigned titles_width(const struct document *d)
{
    unsigned widest = 0;

    for (size_t i = 0; i < d->fact_count; i++) {
        unsigned width = d->facts[i].title ? (unsigned)strlen(d->facts[i].title) : 0;

        widest = width > widest ? width : widest;
    }
    return widest;
}

static void fact_text(struct page *p, const struct document_fact *f, unsigned width)
{
    struct buf raw = {0};
    struct page to_raw = {&raw, p->style};

    page_text(p, "  ");
    page_text(p, f->title);
    page_spaces(p, width + 2 - (unsigned)strlen(f->title));
    cell_raw(&to_raw, f->type, f->decimals, &f->cell);
    page_name(p, buf_slice(&raw), 0);
    if (f->unit && f->cell.known)
        page_text(p, f->unit);
    page_text(p, "\n");
    buf_release(&raw);
}

static void head_text(const struct document *d, struct page *p)
{
    unsigned width = titles_width(d);

    page_ink(p, INK_BOLD);
    page_text(p, d->title);
    page_ink(p, INK_PLAIN);
    page_text(p, "\n");
    if (d->note) {
        page_text(p, d->note);
        page_text(p, "\n");
    }
    if (width)
        page_text(p, "\n");
    for (size_t i = 0; i < d->fact_count; i++) {
        if (d->facts[i].title)
            fact_text(p, &d->facts[i], width);
    }
}

void document_write_text(const struct document *d, const struct style *style,
                         struct out *out)
{
    struct buf text = {0};
    struct page page = {&text, style};

    head_text(d, &page);
    for (size_t i = 0; i < d->section_count; i++) {
        const struct document_section *s = &d->sections[i];

        page_heading(&page, s->title);
        page_text(&page, "\n");
        if (s->note) {
            page_text(&page, s->note);
            page_text(&page, "\n");
        }
        if (!s->sheet.count)
            page_text(&page, "  none\n");
        out_take(out, &text, true);
        if (s->sheet.count)
            sheet_write_text(&s->sheet, style, out);
    }
    out_take(out, &text, true);
    buf_release(&text);
}

/* -------------------------------------------------------------------- JSON */

void document_write_json(const struct document *d, const struct style *style,
                         struct out *out)
{
    struct buf text = {0};
    struct json json = {.out = &text}, *j = &json;

    (void)style;
    json_open(j, '{');
    json_key_text(j, "schema", RECORD_SCHEMA);
    json_key_text(j, "report", d->what);
    for (size_t i = 0; i < d->fact_count; i++) {
        const struct document_fact *f = &d->facts[i];

        if (f->key)
            cell_json(j, f->key, f->type, &f->cell);
    }
    for (size_t i = 0; i < d->section_count; i++) {
        json_key(j, d->sections[i].sheet.rows_name);
        json_open(j, '[');
        sheet_json_rows(&d->sections[i].sheet, j, out);
        json_close(j, ']');
    }
    json_close(j, '}');
    buf_add_char(&text, '\n');
    out_take(out, &text, true);
    buf_release(&text);
}

/* ---------------------------------------------------------------- Markdown */

static void fact_markdown(struct buf *out, const struct document_fact *f)
{
    static const struct style plain = {.unicode = true};
    struct buf raw = {0};
    struct page page = {&raw, &plain};

    cell_raw(&page, f->type, f->decimals, &f->cell);
    buf_add_format(out, "| %s | ", f->title);
    markdown_name(out, buf_slice(&raw));
    buf_add_format(out, "%s |\n", f->unit && f->cell.known ? f->unit : "");
    buf_release(&raw);
}

static void head_markdown(const struct document *d, struct buf *out)
{
    buf_add_format(out, "# %s\n\n", d->title);
    if (d->note)
        buf_add_format(out, "%s\n\n", d->note);
    if (!titles_width(d))
        return;
    buf_add_text(out, "| | |\n| --- | ---: |\n");
    for (size_t i = 0; i < d->fact_count; i++) {
        if (d->facts[i].title)
            fact_markdown(out, &d->facts[i]);
    }
    buf_add_char(out, '\n');
}

void document_write_markdown(const struct document *d, const struct style *style,
                             struct out *out)
{
    struct buf text = {0};

    (void)style;
    head_markdown(d, &text);
    for (size_t i = 0; i < d->section_count; i++) {
        const struct document_section *s = &d->sections[i];

        buf_add_format(&text, "## %s\n\n", s->title);
        if (s->note)
            buf_add_format(&text, "%s\n\n", s->note);
        if (!s->sheet.count)
            buf_add_text(&text, "None.\n");
        out_take(out, &text, true);
        if (s->sheet.count)
            markdown_sheet(&s->sheet, out);
        buf_add_char(&text, '\n');
    }
    out_take(out, &text, true);
    buf_release(&text);
}
