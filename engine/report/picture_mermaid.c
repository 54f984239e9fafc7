/* For Mermaid, which takes directives, HTML, Markdown, icons and formulas in labels. So
 * every character that isn't a letter, a digit or one of a few harmless ones goes as its
 * number. */
#include "engine/report/picture.h"
#include "engine/report/picture_words.h"
#include "engine/base/utf8.h"

/* Its defaults; more is refused with an error in place of the picture. It counts UTF-16
 * units; what we write is ASCII. */
#define MAX_EDGES      500
#define MAX_CHARACTERS 50000

/* A node takes at least ten characters. */
#define MAX_NODES (MAX_CHARACTERS / 10)

static bool is_harmless(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '.' || c == '_' || c == '/' || c == ' ' || c == '(' || c == ')' ||
           c == '-';
}

/* `text` is UTF-8. Where there is none, Mermaid wants some all the same. */
static void text_add(struct buf *out, struct slice text)
{
    const char *at = text.len ? text.data : "", *end = at + text.len;
    uint32_t character;

    if (!text.len)
        buf_add_text(out, "#32;");
    while (at < end) {
        at += utf8_decode(at, end, &character);
        if (is_harmless(character))
            buf_add_char(out, (char)character);
        else
            buf_add_format(out, "#%u;", character);
    }
}

static void head_write(struct buf *out, const struct collapse *c)
{
    struct buf title = {0};

    buf_add_text(out, "%% ");
    picture_summary(out, c);
    buf_add_text(out, "\nflowchart LR\n");
    if (c->picture->title) {
        picture_name(&title, slice_of(c->picture->title));
        buf_add_text(out, "  accTitle: ");
        text_add(out, buf_slice(&title));
        buf_add_char(out, '\n');
    }
    buf_release(&title);
}

static void nodes_write(struct buf *out, const struct collapse *c)
{
    struct buf label = {0};

    for (size_t i = 0; i < c->group_count; i++) {
        const struct group *g = &c->groups[i];

        buf_clear(&label);
        picture_label(&label, g);
        buf_add_format(out, g->others ? "  n%zu(\"" : "  n%zu[\"", i);
        text_add(out, buf_slice(&label));
        buf_add_text(out, g->others ? "\")\n" : "\"]\n");
    }
    buf_release(&label);
}

static void edges_write(struct buf *out, const struct collapse *c)
{
    for (size_t i = 0; i < c->link_count; i++) {
        const struct link *link = &c->links[i];

        buf_add_format(out, "  n%u -->", link->from);
        if (link->sites > 1)
            buf_add_format(out, "|%llu|", (unsigned long long)link->sites);
        buf_add_format(out, " n%u\n", link->to);
    }
}

/* Edges are known by their number in the order in which they were written. */
static void marks_write(struct buf *out, const struct collapse *c)
{
    static const char look[] = "stroke:red,stroke-width:3px\n";
    const char *before = "  linkStyle ";

    for (size_t i = 0; i < c->link_count; i++) {
        if (!c->links[i].mark)
            continue;
        buf_add_format(out, "%s%zu", before, i);
        before = ",";
    }
    if (*before == ',')
        buf_add_format(out, " %s", look);
    before = "  class ";
    for (size_t g = 0; g < c->group_count; g++) {
        if (!c->groups[g].mark)
            continue;
        buf_add_format(out, "%sn%zu", before, g);
        before = ",";
    }
    if (*before == ',')
        buf_add_format(out, " emphasised\n  classDef emphasised %s", look);
}

static void write(struct buf *text, const struct collapse *c)
{
    buf_clear(text);
    head_write(text, c);
    nodes_write(text, c);
    edges_write(text, c);
    marks_write(text, c);
}

static bool fits(struct collapse *c, void *context)
{
    struct buf *text = context;

    if (c->group_count > MAX_NODES || !collapse_link(c, MAX_EDGES))
        return false;
    write(text, c);
    return text->len <= MAX_CHARACTERS;
}

void picture_write_mermaid(const struct picture *p, struct out *out,
                           struct picture_note *note)
{
    struct collapse c = collapse_make(p);
    struct buf text = {0};

    collapse_fit(&c, p->max_nodes, fits, &text);
    collapse_link(&c, 0);
    write(&text, &c);
    out_take(out, &text, true);
    if (note)
        *note = picture_note_of(&c);
    buf_release(&text);
    collapse_release(&c);
}
