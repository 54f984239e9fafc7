/* Draws the graph that standard input describes, for pictures.py:
 * picture_sample dot|mermaid MAX_NODES NODES [TITLE]. Fields are ended by NUL: the names
 * of the nodes, then four numbers for each edge (from, to, sites, mark). A node whose
 * name begins with ! is emphasised. The note goes to standard error. */
#include "engine/base/memory.h"
#include "engine/report/picture.h"

#include <stdio.h>
#include <stdlib.h>

static bool to_stdout(void *context, struct slice bytes, struct err *e)
{
    (void)context;
    return fwrite(bytes.data, 1, bytes.len, stdout) == bytes.len ||
           err_set(e, ERR_IO, "can't write");
}

static struct buf input_read(void)
{
    struct buf input = {0};
    size_t got;

    while ((got = fread(buf_reserve(&input, 65536), 1, 65536, stdin)) > 0)
        input.len += got;
    return input;
}

/* Every field is ended by a NUL, so it is a string too. */
static const char *next(const char **at)
{
    const char *field = *at;

    *at += strlen(field) + 1;
    return field;
}

static uint32_t next_number(const char **at)
{
    return (uint32_t)strtoul(next(at), NULL, 10);
}

static void picture_read(struct picture *p, const struct buf *input, size_t nodes)
{
    const char *at = input->data, *end = at + input->len;
    struct slice *names = memory_calloc(nodes, sizeof *names);
    uint8_t *marks = memory_calloc(nodes, 1);
    struct picture_edge *edges = memory_calloc(input->len, sizeof *edges);

    for (; p->node_count < nodes; p->node_count++) {
        names[p->node_count] = slice_of(next(&at));
        marks[p->node_count] = slice_starts(names[p->node_count], slice_of("!"));
    }
    while (at < end) {
        struct picture_edge *e = &edges[p->edge_count++];

        e->from = next_number(&at);
        e->to = next_number(&at);
        e->sites = next_number(&at);
        e->mark = (uint8_t)next_number(&at);
    }
    p->names = names;
    p->node_marks = marks;
    p->edges = edges;
}

int main(int argc, char **argv)
{
    struct out out = {.write = to_stdout};
    struct picture p = {0};
    struct picture_note note;
    struct buf input = input_read();

    if (argc < 4)
        return 2;
    p.max_nodes = strtoul(argv[2], NULL, 10);
    p.title = argv[4];
    picture_read(&p, &input, strtoul(argv[3], NULL, 10));
    if (strcmp(argv[1], "dot") == 0)
        picture_write_dot(&p, &out, &note);
    else
        picture_write_mermaid(&p, &out, &note);
    fprintf(stderr, "%zu %zu %zu %zu %u %zu\n", note.nodes, note.edges, note.shown_nodes,
            note.shown_edges, note.depth, note.others);
    free((void *)p.names);
    free((void *)p.node_marks);
    free((void *)p.edges);
    buf_release(&input);
    if (!out_flush(&out, NULL))
        return 1;
    out_release(&out);
    return 0;
}
