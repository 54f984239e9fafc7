#include "engine/cmd/found.h"

#include "engine/base/memory.h"
#include "engine/facts/line_index.h"
#include "engine/match/matcher.h"
#include "engine/scan/decode.h"

#include <stdlib.h>

struct finder {
    const struct search *search;
    struct matcher *matcher;
    struct line_index lines;
};

static void *finder_open(const void *context)
{
    struct finder *f = memory_calloc(1, sizeof *f);

    f->search = context;
    f->matcher = matcher_new(f->search->pattern);
    return f;
}

static void finder_close(void *worker)
{
    struct finder *f = worker;

    matcher_free(f->matcher);
    line_index_release(&f->lines);
    free(f);
}

static bool finder_possible(void *worker, const struct symbol_set *symbols)
{
    const struct finder *f = worker;

    return pattern_possible(f->search->pattern, symbols);
}

static bool finder_look(void *worker, const struct tree *tree)
{
    struct finder *f = worker;

    return matcher_look(f->matcher, tree) > 0;
}

static struct place place_at(const struct finder *f, const struct decoded *source,
                             uint32_t byte)
{
    struct line line = line_at(&f->lines, byte);

    return (struct place){
        .byte = source->map ? offset_map_original(source->map, byte) : byte,
        .line = line.number,
        /* A byte order mark lies before the first line. */
        .column = byte > line.start ? byte - line.start + 1 : 1,
    };
}

static bool continues_character(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* The first line of a text, not too much of it, no character cut in two. */
static struct slice first_line(struct slice text)
{
    const char *end = text.len ? memchr(text.data, '\n', text.len) : NULL;
    size_t len = end ? (size_t)(end - text.data) : text.len;

    if (len && text.data[len - 1] == '\r')
        len--;
    if (len <= FOUND_TEXT_BYTES)
        return (struct slice){text.data, len};
    for (len = FOUND_TEXT_BYTES; len && continues_character(text.data[len]);)
        len--;
    return (struct slice){text.data, len};
}

static void node_fill(const struct finder *f, const struct node *node,
                      const struct decoded *source, struct arena *lasting,
                      struct found_node *found)
{
    struct slice text = {source->text.data + node->start_byte,
                         node->end_byte - node->start_byte};
    struct slice line = first_line(text);

    found->start = place_at(f, source, node->start_byte);
    found->end = place_at(f, source, node->end_byte);
    found->symbol = node->symbol;
    found->field = node->field;
    found->cut = line.len < text.len;
    found->text = arena_copy(lasting, line);
}

static bool finder_read(void *worker, const struct tree *tree,
                        const struct decoded *source, struct arena *lasting,
                        const void **result, struct err *e)
{
    struct finder *f = worker;
    struct found_node *nodes;
    struct matches matches;
    struct found *found;

    if (!matcher_decide(f->matcher, source->text, &matches, e))
        return false;
    if (!matches.count)
        return true;
    *result = found = arena_new(lasting, struct found);
    found->count = matches.count;
    if (f->search->count_only)
        return true;
    found->nodes = nodes = arena_array(lasting, struct found_node, matches.count);
    line_index_build(&f->lines, source->text);
    for (size_t k = 0; k < matches.count; k++)
        node_fill(f, &tree->nodes[matches.nodes[k]], source, lasting, &nodes[k]);
    return true;
}

struct visitor found_visitor(const struct search *search)
{
    return (struct visitor){.context = search,
                            .grammar = search->grammar,
                            .open = finder_open,
                            .close = finder_close,
                            .possible = finder_possible,
                            .look = finder_look,
                            .read = finder_read};
}
