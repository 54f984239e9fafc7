#include "parsers/tree.h"

#include "engine/base/memory.h"
#include "engine/cmd/command.h"
#include "engine/cmd/output.h"
#include "engine/cmd/signals.h"
#include "engine/report/json.h"
#include "engine/scan/source.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "parsers/preorder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A tree and what is needed to print it. */
struct view {
    const struct tree *tree;
    const struct offset_map *offsets; /* back to the bytes on the disk; NULL: the same */
    uint32_t *order, *depth;
};

static uint32_t original(const struct view *v, uint32_t offset)
{
    return v->offsets ? offset_map_original(v->offsets, offset) : offset;
}

/* Deeper nodes than this are not moved further to the right: the brackets say
 * how deep they are, and a line stays a line. */
enum { MAX_INDENT = 60 };

static void sexp_name(const struct view *v, const struct node *node, struct buf *line)
{
    const char *name = grammar_symbol_name(v->tree->grammar, node->symbol);

    if (node->field)
        buf_add_format(line, "%s: ", grammar_field_name(v->tree->grammar, node->field));
    if (node->flags & NODE_MISSING)
        buf_add_text(line, "(MISSING ");
    else if (node->flags & NODE_NAMED)
        buf_add_char(line, '(');
    if (node->flags & NODE_NAMED)
        buf_add_text(line, name);
    else
        buf_add_format(line, "\"%s\"", strcmp(name, "\n") == 0 ? "\\n" : name);
}

static bool has_bracket(const struct node *node)
{
    return node->flags & (NODE_NAMED | NODE_MISSING);
}

/* Closes each node that ends before the next line's node, or at the end. */
static void sexp_close(const struct view *v, uint32_t i, uint32_t next_depth,
                       struct buf *line)
{
    const struct node *nodes = v->tree->nodes;

    /* The nodes that end here stand right behind i in post-order. */
    for (uint32_t depth = v->depth[i] + 1; depth > next_depth; depth--, i++) {
        if (has_bracket(&nodes[i]))
            buf_add_char(line, ')');
    }
}

static void sexp_node(const struct view *v, uint32_t k, struct buf *line)
{
    uint32_t i = v->order[k];
    const struct node *node = &v->tree->nodes[i];
    uint32_t indent = v->depth[i] < MAX_INDENT ? v->depth[i] : MAX_INDENT;
    bool last = k + 1 == v->tree->count;

    buf_add_format(line, "%*s", (int)(2 * indent), "");
    sexp_name(v, node, line);
    buf_add_format(line, " [%u, %u]", original(v, node->start_byte),
                   original(v, node->end_byte));
    if (node->size == 1)
        sexp_close(v, i, last ? 0 : v->depth[v->order[k + 1]], line);
}

static void ndjson_node(const struct view *v, uint32_t k, struct buf *line)
{
    uint32_t i = v->order[k];
    const struct node *node = &v->tree->nodes[i];
    const struct grammar *grammar = v->tree->grammar;
    struct json json = {.out = line};

    json_open(&json, '{');
    json_key_text(&json, "symbol", grammar_symbol_name(grammar, node->symbol));
    json_key_bool(&json, "named", node->flags & NODE_NAMED);
    json_key_text(&json, "field",
                  node->field ? grammar_field_name(grammar, node->field) : NULL);
    json_key_number(&json, "start", original(v, node->start_byte));
    json_key_number(&json, "end", original(v, node->end_byte));
    json_key_number(&json, "depth", v->depth[i]);
    if (node->flags & NODE_EXTRA)
        json_key_bool(&json, "extra", true);
    if (node->flags & NODE_MISSING)
        json_key_bool(&json, "missing", true);
    json_close(&json, '}');
}

static const struct tree_format {
    const char *name;
    void (*node)(const struct view *v, uint32_t k, struct buf *line);
} tree_formats[] = {{"sexp", sexp_node}, {"ndjson", ndjson_node}};

static void nodes_write(const struct view *v, const struct tree_format *format,
                        struct out *out)
{
    struct buf line = {0};

    for (uint32_t k = 0; k < v->tree->count; k++) {
        buf_clear(&line);
        format->node(v, k, &line);
        buf_add_char(&line, '\n');
        out_add(out, buf_slice(&line));
    }
    buf_release(&line);
}

static bool format_choose(const struct settings *s, const struct tree_format **format,
                          struct err *e)
{
    const char *name = s->format_count ? s->formats[0].name : "sexp";

    if (s->format_count > 1)
        return err_set(e, ERR_USAGE, "tree writes one format at a time");
    for (size_t i = 0; i < sizeof tree_formats / sizeof *tree_formats; i++) {
        *format = &tree_formats[i];
        if (strcmp(name, (*format)->name) == 0)
            return true;
    }
    return err_set(e, ERR_USAGE, "there is no format '%.60s'; there are sexp and ndjson",
                   name);
}

static bool tree_write(const struct settings *s, const struct tree_format *format,
                       const struct view *v, struct err *e)
{
    const char *file = s->format_count ? s->formats[0].file : NULL;
    struct output output;

    if (!output_open(&output, file ? file : s->output, e))
        return false;
    nodes_write(v, format, &output.out);
    return output_close(&output, e);
}

static enum status parsed_write(const struct settings *s,
                                const struct tree_format *format,
                                const struct source *source, const char *difference,
                                const struct tree *tree)
{
    struct view view = {.tree = tree,
                        .offsets = source->decoded.map,
                        .order = memory_realloc(NULL, tree->count, sizeof(uint32_t)),
                        .depth = memory_realloc(NULL, tree->count, sizeof(uint32_t))};
    struct err err;
    bool written;

    tree_preorder(tree, view.order, view.depth);
    written = tree_write(s, format, &view, &err);
    free(view.order);
    free(view.depth);
    if (!written)
        say("%s", err.message);
    if (difference)
        say("%s: the parsers disagree: %s", s->operands[0], difference);
    return !written ? STATUS_FATAL : difference ? STATUS_FINDINGS : STATUS_DONE;
}

static bool source_open(struct source *source, const struct settings *s, struct err *e)
{
    const char *path = s->operands[0], *slash = strrchr(path, '/');
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    enum reason why;
    bool read;

    if (fd < 0)
        return err_set_errno(e, errno, "cannot open it");
    read = source_read(source, fd, slice_of(slash ? slash + 1 : path), s->max_file_bytes,
                       &why, e);
    close(fd);
    if (!read)
        return false;
    if (!source->grammar)
        return err_set(e, ERR_UNSUPPORTED, "there is no grammar for it");
    return source_decode(source, &why, e);
}

static enum status file_write(const struct settings *s, const struct tree_format *format)
{
    struct parser_options options = {.choice = s->parser,
                                     .cancelled = signals_cancelled()};
    struct parser *parser = parser_new(&options);
    struct source source;
    struct tree tree;
    struct err err;
    enum status status = STATUS_INCOMPLETE;

    source_init(&source);
    if (source_open(&source, s, &err) &&
        parser_parse(parser, source.grammar, source.decoded.text, &tree, &err))
        status = parsed_write(s, format, &source, parser_difference(parser), &tree);
    else
        say("%s: %s", s->operands[0], err.message);
    parser_free(parser);
    source_release(&source);
    return status;
}

static enum status tree_command(struct settings *s)
{
    const struct tree_format *format;
    struct err err;

    if (s->operand_count != 1)
        err_set(&err, ERR_USAGE, "tree takes one FILE");
    else if (format_choose(s, &format, &err))
        return file_write(s, format);
    say("%s", err.message);
    return STATUS_USAGE;
}

static const struct option_spec options_tree[] = {
    {"max-file-size", 0, OPTION_SIZE, "SIZE", offsetof(struct settings, max_file_bytes),
     NULL, "refuse longer files (default 64M, at most 1023M)", CONFIG_PROMPT},
    {"parser", 0, OPTION_CALL, "auto|batch|runtime|both", 0, option_parser_set,
     "which parser to use; both compares their trees", CONFIG_PROMPT},
    {"format", 'f', OPTION_LIST, "sexp|ndjson", 0, option_format_add,
     "how a node is written", CONFIG_PROMPT},
    {"output", 'o', OPTION_TEXT, "FILE", offsetof(struct settings, output), NULL,
     "write to FILE instead of standard output", CONFIG_PROMPT},
    {0},
};

const struct command command_tree = {
    .name = "tree",
    .operands = "FILE",
    .summary = "Print the syntax tree of one file, a node a line.",
    .details = "Nodes come in the order of the source, a node before what is in it. Each "
               "has its\n"
               "symbol, its field in its parent, its first byte and the byte behind its "
               "last one (of\n"
               "the file as it lies on the disk).",
    .examples =
        "  cambium tree app.py\n"
        "  cambium tree app.py --format ndjson | jq 'select(.symbol==\"call\")'\n",
    .options = (const struct option_spec *const[]){options_tree, options_common, NULL},
    .run = tree_command,
};
