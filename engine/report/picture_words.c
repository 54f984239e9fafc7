#include "engine/report/picture_words.h"

#include "engine/report/page.h"

/* The most of a name. Marks that take no column are bytes all the same. */
#define NAME_COLUMNS 100
#define NAME_BYTES   1000

static void count_add(struct buf *out, size_t count, const char *word)
{
    buf_add_format(out, "%zu %s%s", count, word, count == 1 ? "" : "s");
}

static void how_add(struct buf *out, const struct collapse *c, const char *edge_word)
{
    buf_add_text(out, "; shown");
    if (c->depth == 1)
        buf_add_text(out, " by their first name");
    else if (c->depth)
        buf_add_format(out, " by their first %u names", c->depth);
    if (c->others)
        buf_add_format(out, ", the %zu with the most %ss and %zu others",
                       c->group_count - 1, edge_word, c->others);
    buf_add_format(out, ": %zu and %zu", c->group_count, c->link_count);
}

void picture_summary(struct buf *out, const struct collapse *c)
{
    const struct picture *p = c->picture;
    const char *edge_word = p->edge_word ? p->edge_word : "import";

    count_add(out, p->node_count, p->node_word ? p->node_word : "module");
    buf_add_text(out, " and ");
    count_add(out, p->edge_count, edge_word);
    how_add(out, c, edge_word);
}

struct picture_note picture_note_of(const struct collapse *c)
{
    return (struct picture_note){
        .nodes = c->picture->node_count,
        .edges = c->picture->edge_count,
        .shown_nodes = c->group_count,
        .shown_edges = c->link_count,
        .depth = c->depth,
        .others = c->others,
    };
}

void picture_name(struct buf *out, struct slice name)
{
    static const struct style style = {.unicode = true};
    struct page page = {out, &style};

    if (name.len > NAME_BYTES)
        name.len = NAME_BYTES;
    page_name_middle(&page, name, NAME_COLUMNS);
}

void picture_label(struct buf *out, const struct group *g)
{
    if (g->others) {
        buf_add_format(out, "%u others", g->nodes);
        return;
    }
    picture_name(out, g->name);
    if (g->cut || g->nodes > 1)
        buf_add_format(out, " (%u)", g->nodes);
}
