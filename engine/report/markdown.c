#include "engine/report/markdown.h"

#include <stdlib.h>
#include <strings.h>

static const struct style plain = {.unicode = true};

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_' || c == '"' || (unsigned char)c >= 0x80;
}

/* @team, #12, !12, ...: GitHub and GitLab look for these in what was made of the Markdown, where
 * no backslash is left, but in each piece of text by itself. */
static bool is_reference(struct slice text, size_t at)
{
    return memchr("@#!$%~&^", text.data[at], 8) && at + 1 < text.len &&
           is_word(text.data[at + 1]);
}

/* The dot of www.example.com makes it a link. */
static bool has_meaning(struct slice text, size_t at)
{
    static const char meaning[] = "\\`*_{}[]<>()#+!|&~@:$^=";

    if (text.data[at] == '.')
        return at >= 3 && strncasecmp(text.data + at - 3, "www", 3) == 0;
    return memchr(meaning, text.data[at], sizeof meaning - 1);
}

static void character_add(struct buf *out, struct slice text, size_t at)
{
    bool reference = is_reference(text, at);

    buf_add_text(out, reference ? "<span>" : "");
    if (has_meaning(text, at))
        buf_add_char(out, '\\');
    buf_add_char(out, text.data[at]);
    buf_add_text(out, reference ? "</span>" : "");
}

void markdown_name_middle(struct buf *out, struct slice name, unsigned limit)
{
    struct buf text = {0};
    struct page page = {&text, &plain};

    page_name_middle(&page, name, limit);
    for (size_t i = 0; i < text.len; i++)
        character_add(out, buf_slice(&text), i);
    buf_release(&text);
}

void markdown_name(struct buf *out, struct slice name)
{
    markdown_name_middle(out, name, 0);
}

static bool is_number(enum cell_type type)
{
    return type == CELL_NUMBER || type == CELL_DECIMAL;
}

static void titles_write(const struct sheet *s, struct buf *out)
{
    for (size_t c = 0; c < s->column_count; c++) {
        if (s->columns[c].title)
            buf_add_format(out, "| %s ", s->columns[c].title);
    }
    buf_add_text(out, "|\n");
    for (size_t c = 0; c < s->column_count; c++) {
        if (s->columns[c].title)
            buf_add_text(out, is_number(s->columns[c].type) ? "| ---: " : "| --- ");
    }
    buf_add_text(out, "|\n");
}

static void row_write(const struct sheet *s, const struct cell *cells, struct buf *out)
{
    struct buf text = {0};
    struct page raw = {&text, &plain};

    for (size_t c = 0; c < s->column_count; c++) {
        const struct sheet_column *column = &s->columns[c];

        if (!column->title)
            continue;
        buf_clear(&text);
        cell_raw(&raw, column->type, column->decimals, &cells[c]);
        buf_add_text(out, "| ");
        markdown_name(out, buf_slice(&text));
        buf_add_char(out, ' ');
    }
    buf_add_text(out, "|\n");
    buf_release(&text);
}

void markdown_sheet(const struct sheet *s, struct out *out)
{
    size_t rows = s->text_rows && s->text_rows < s->count ? s->text_rows : s->count;
    struct cell *cells = sheet_cells(s);
    struct buf text = {0};

    titles_write(s, &text);
    for (size_t i = 0; i < rows; i++) {
        sheet_row(s, i, cells);
        row_write(s, cells, &text);
        out_take(out, &text, false);
    }
    if (rows < s->count)
        buf_add_format(&text, "\nand %zu more\n", s->count - rows);
    out_take(out, &text, true);
    buf_release(&text);
    free(cells);
}
