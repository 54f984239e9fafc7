/* For Graphviz. In a quoted string a backslash begins an escape and & an entity; nothing
 * else but the quote means anything. */
#include "engine/report/picture.h"
#include "engine/report/picture_words.h"

static void string_add(struct buf *out, struct slice text)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, text.data[i]);
        if (text.data[i] == '&')
            buf_add_text(out, "amp;");
    }
    buf_add_char(out, '"');
}

static void head_write(struct buf *out, const struct collapse *c)
{
    struct buf title = {0};

    buf_add_text(out, "// ");
    picture_summary(out, c);
    buf_add_text(out, "\ndigraph {\n  rankdir=LR;\n  node [shape=box];\n");
    if (c->picture->title) {
        picture_name(&title, slice_of(c->picture->title));
        buf_add_text(out, "  labelloc=t;\n  label=");
        string_add(out, buf_slice(&title));
        buf_add_text(out, ";\n");
    }
    buf_release(&title);
}

static void node_write(struct buf *out, size_t number, const struct group *g,
                       struct buf *label)
{
    buf_clear(label);
    picture_label(label, g);
    buf_add_format(out, "  n%zu [label=", number);
    string_add(out, buf_slice(label));
    buf_add_text(out, g->mark ? ", color=red, penwidth=2" : "");
    buf_add_text(out, g->others ? ", style=dashed];\n" : "];\n");
}

static void edge_write(struct buf *out, const struct link *link)
{
    buf_add_format(out, "  n%u -> n%u", link->from, link->to);
    if (link->sites > 1)
        buf_add_format(out, " [label=\"%llu\"%s]", (unsigned long long)link->sites,
                       link->mark ? ", color=red, penwidth=2" : "");
    else if (link->mark)
        buf_add_text(out, " [color=red, penwidth=2]");
    buf_add_text(out, ";\n");
}

static void write(const struct collapse *c, struct out *out)
{
    struct buf text = {0}, label = {0};

    head_write(&text, c);
    for (size_t g = 0; g < c->group_count; g++) {
        node_write(&text, g, &c->groups[g], &label);
        out_take(out, &text, false);
    }
    for (size_t i = 0; i < c->link_count; i++) {
        edge_write(&text, &c->links[i]);
        out_take(out, &text, false);
    }
    buf_add_text(&text, "}\n");
    out_take(out, &text, true);
    buf_release(&text);
    buf_release(&label);
}

void picture_write_dot(const struct picture *p, struct out *out,
                       struct picture_note *note)
{
    struct collapse c = collapse_make(p);

    collapse_fit(&c, p->max_nodes, NULL, NULL);
    collapse_link(&c, 0);
    write(&c, out);
    if (note)
        *note = picture_note_of(&c);
    collapse_release(&c);
}
