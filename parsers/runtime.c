#include "parsers/runtime.h"

#include "engine/base/memory.h"
#include "parsers/first_error.h"
#include "parsers/grammar_language.h"
#include "parsers/heap.h"

#include <stdlib.h>

#include <tree_sitter/api.h>

#define DEFAULT_HEAP_BYTES ((size_t)4 << 30)

/* The lexer reads its input in pieces, so that what it reads can be counted. */
#define PIECE_BYTES ((size_t)1 << 10)

/* Kept from one file to the next; what is larger is given back. */
#define KEPT_NODES ((size_t)4 << 20)

struct runtime {
    struct parser_options options;
    struct heap *heap;
    uint64_t steps, step_limit;

    struct node *nodes; /* of the tree, in post-order */
    size_t count, capacity;
    uint32_t *open; /* for each node the walk is in: the count when it began */
    size_t depth, open_capacity;
};

/* Work is counted in steps: a hundred operations of the parser, PIECE_BYTES that
 * it reads or HEAP_TICK_BYTES that it takes, each some tens of microseconds. Of
 * the three, the first alone would not do: error recovery copies ever longer
 * lists within one operation, and a scanner may read to the end of the file for
 * each token. */
static void step(void *context, uint64_t count)
{
    struct runtime *r = context;
    const atomic_bool *cancelled = r->options.cancelled;

    if (cancelled && atomic_load_explicit(cancelled, memory_order_relaxed))
        heap_abandon(ERR_CANCELLED, "cancelled");
    r->steps += count;
    if (r->steps > r->step_limit)
        heap_abandon(ERR_LIMIT, "parsing it takes more work than the limit of %llu steps",
                     (unsigned long long)r->step_limit);
}

/* Of 18,829 real files (319 MB) none over 1000 bytes takes more than a step for 18
 * bytes of source, and none more than 47,242 in all. */
static uint64_t step_limit(const struct parser_options *options, size_t source_bytes)
{
    return options->steps ? options->steps : 200000 + source_bytes;
}

struct runtime *runtime_new(const struct parser_options *options)
{
    struct runtime *r = memory_calloc(1, sizeof *r);

    r->options = *options;
    r->heap =
        heap_new(options->heap_bytes ? options->heap_bytes : DEFAULT_HEAP_BYTES, step, r);
    return r;
}

void runtime_free(struct runtime *r)
{
    if (!r)
        return;
    heap_free(r->heap);
    free(r->nodes);
    free(r->open);
    free(r);
}

uint64_t runtime_steps(const struct runtime *r)
{
    return r->steps;
}

struct job {
    struct runtime *runtime;
    const TSLanguage *language;
    struct slice source;
    struct tree *tree;
};

static bool on_progress(TSParseState *state)
{
    const struct job *job = state->payload;

    step(job->runtime, 1);
    return false;
}

static const char *on_read(void *payload, uint32_t byte, TSPoint point, uint32_t *length)
{
    const struct job *job = payload;
    size_t left = byte < job->source.len ? job->source.len - byte : 0;

    (void)point;
    step(job->runtime, 1);
    *length = (uint32_t)(left < PIECE_BYTES ? left : PIECE_BYTES);
    return left ? job->source.data + byte : "";
}

static void node_begin(struct runtime *r)
{
    if (r->depth == r->open_capacity)
        r->open = memory_grow(r->open, &r->open_capacity, r->depth + 1, sizeof *r->open);
    r->open[r->depth++] = (uint32_t)r->count;
}

static uint8_t flags_of(TSNode node)
{
    return (uint8_t)((ts_node_is_named(node) ? NODE_NAMED : 0) |
                     (ts_node_is_extra(node) ? NODE_EXTRA : 0) |
                     (ts_node_is_missing(node) ? NODE_MISSING : 0));
}

static void node_end(struct runtime *r, const TSTreeCursor *cursor)
{
    TSNode node = ts_tree_cursor_current_node(cursor);
    uint32_t first = r->open[--r->depth];

    if (r->count == r->capacity)
        r->nodes = memory_grow(r->nodes, &r->capacity, r->count + 1, sizeof *r->nodes);
    r->nodes[r->count] = (struct node){
        .start_byte = ts_node_start_byte(node),
        .end_byte = ts_node_end_byte(node),
        .size = (uint32_t)r->count + 1 - first,
        .symbol = ts_node_symbol(node),
        .field = (uint8_t)ts_tree_cursor_current_field_id(cursor),
        .flags = flags_of(node),
    };
    r->count++;
    if (r->count % 16384 == 0)
        step(r, 1);
}

/* Each node is written when the walk leaves it. */
static void flatten(struct runtime *r, TSNode root)
{
    TSTreeCursor cursor = ts_tree_cursor_new(root);

    r->count = r->depth = 0;
    for (;;) {
        node_begin(r);
        if (ts_tree_cursor_goto_first_child(&cursor))
            continue;
        node_end(r, &cursor);
        while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
            if (!ts_tree_cursor_goto_parent(&cursor))
                return;
            node_end(r, &cursor);
        }
    }
}

/* Nothing is deleted: the heap that it runs in is dropped as a whole. */
static void parse(void *context)
{
    struct job *job = context;
    TSParser *parser = ts_parser_new();
    TSInput input = {.payload = job, .read = on_read, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = job, .progress_callback = on_progress};
    TSNode root;

    if (!ts_parser_set_language(parser, job->language))
        heap_abandon(ERR_UNSUPPORTED,
                     "the grammar is for another version of tree-sitter");
    root = ts_tree_root_node(ts_parser_parse_with_options(parser, NULL, input, options));
    job->tree->has_error = first_error(root, &job->tree->error_byte);
    flatten(job->runtime, root);
}

static void shrink(struct runtime *r)
{
    if (r->capacity <= KEPT_NODES)
        return;
    free(r->nodes);
    free(r->open);
    r->nodes = NULL;
    r->open = NULL;
    r->capacity = r->open_capacity = 0;
}

bool runtime_parse(struct runtime *r, const struct grammar *g, struct slice source,
                   struct tree *tree, struct err *e)
{
    struct job job = {r, grammar_language(g), source, tree};

    *tree = (struct tree){.grammar = g};
    shrink(r);
    r->steps = 0;
    r->step_limit = step_limit(&r->options, source.len);
    if (!heap_run(r->heap, parse, &job, e))
        return false;
    tree->nodes = r->nodes;
    tree->count = (uint32_t)r->count;
    return true;
}
