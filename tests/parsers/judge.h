/* judge.h - tree-sitter's own tree of some bytes, flat, and whether ours is it.
 *
 * The plainest use of the runtime that there is, with nothing of ours in it but
 * the shape of the result: what the batch driver is compared with. It runs in a
 * heap, because the guard of the Python scanner can only leave a parse there. */
#ifndef CAMBIUM_TESTS_JUDGE_H
#define CAMBIUM_TESTS_JUDGE_H

#include "engine/base/memory.h"
#include "engine/base/slice.h"
#include "parsers/heap.h"
#include "parsers/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tree_sitter/api.h>

struct lr_grammar;

#define GRAMMAR(name, prefix, package, driver)  \
    const TSLanguage *tree_sitter_##name(void); \
    extern const struct lr_grammar lr_grammar_##name;
#include "parsers/grammars.def"
#undef GRAMMAR

struct judged_grammar {
    const char *name;
    const TSLanguage *language;
    const struct lr_grammar *batch;
};

/* The grammar of that name, or an empty one. */
static inline struct judged_grammar judged_grammar(const char *name)
{
#define TABLES_OF_batch(name)   &lr_grammar_##name
#define TABLES_OF_runtime(name) NULL
#define GRAMMAR(known, prefix, package, driver)                       \
    if (strcmp(name, #known) == 0)                                    \
        return (struct judged_grammar){#known, tree_sitter_##known(), \
                                       TABLES_OF_##driver(known)};
#include "parsers/grammars.def"
#undef GRAMMAR
    return (struct judged_grammar){0};
}

struct judge {
    struct judged_grammar grammar;
    struct heap *heap;
    struct slice source;
    bool has_error;
    struct node *nodes;
    size_t count, capacity;
    uint32_t *open;
    size_t depth, open_capacity;
};

static inline void judge_takes_its_time(void *context, uint64_t count)
{
    (void)context;
    (void)count;
}

static inline void judge_open(struct judge *j, const struct judged_grammar *g)
{
    *j = (struct judge){.grammar = *g};
    j->heap = heap_new((size_t)8 << 30, judge_takes_its_time, NULL);
}

static inline void judge_close(struct judge *j)
{
    heap_free(j->heap);
    free(j->nodes);
    free(j->open);
}

static inline void judge_node_end(struct judge *j, const TSTreeCursor *cursor)
{
    TSNode node = ts_tree_cursor_current_node(cursor);
    uint32_t first = j->open[--j->depth];

    if (j->count == j->capacity)
        j->nodes = memory_grow(j->nodes, &j->capacity, j->count + 1, sizeof *j->nodes);
    j->nodes[j->count] = (struct node){
        .start_byte = ts_node_start_byte(node),
        .end_byte = ts_node_end_byte(node),
        .size = (uint32_t)j->count + 1 - first,
        .symbol = ts_node_symbol(node),
        .field = (uint8_t)ts_tree_cursor_current_field_id(cursor),
        .flags = (uint8_t)((ts_node_is_named(node) ? NODE_NAMED : 0) |
                           (ts_node_is_extra(node) ? NODE_EXTRA : 0) |
                           (ts_node_is_missing(node) ? NODE_MISSING : 0)),
    };
    j->count++;
}

static inline void judge_node_begin(struct judge *j)
{
    if (j->depth == j->open_capacity)
        j->open = memory_grow(j->open, &j->open_capacity, j->depth + 1, sizeof *j->open);
    j->open[j->depth++] = (uint32_t)j->count;
}

static inline void judge_flatten(struct judge *j, TSTree *tree)
{
    TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));

    j->count = j->depth = 0;
    for (bool down = true; down || j->depth > 0;) {
        if (down)
            judge_node_begin(j);
        if (down && ts_tree_cursor_goto_first_child(&cursor))
            continue;
        judge_node_end(j, &cursor);
        down = j->depth > 0 && ts_tree_cursor_goto_next_sibling(&cursor);
        if (!down && j->depth > 0)
            ts_tree_cursor_goto_parent(&cursor);
    }
    ts_tree_cursor_delete(&cursor);
}

static inline void judge_work(void *context)
{
    struct judge *j = context;
    TSParser *parser = ts_parser_new();
    TSTree *tree;

    if (!ts_parser_set_language(parser, j->grammar.language))
        abort();
    tree = ts_parser_parse_string(parser, NULL, j->source.data, (uint32_t)j->source.len);
    j->has_error = ts_node_has_error(ts_tree_root_node(tree));
    judge_flatten(j, tree);
}

/* *tree is the runtime's tree until the next call. False: it is nested deeper than
 * the grammar's scanner can keep; *tree is empty and counts as an error. */
static inline bool judge_parse(struct judge *j, struct slice source, struct tree *tree)
{
    j->source = source;
    *tree = (struct tree){.has_error = true};
    if (!heap_run(j->heap, judge_work, j, NULL))
        return false;
    *tree = (struct tree){
        .nodes = j->nodes, .count = (uint32_t)j->count, .has_error = j->has_error};
    return true;
}

/* The first node in which they differ, or TREE_NONE. */
static inline uint32_t trees_differ(const struct tree *a, const struct tree *b)
{
    uint32_t count = a->count < b->count ? a->count : b->count;

    for (uint32_t i = 0; i < count; i++) {
        const struct node *x = &a->nodes[i], *y = &b->nodes[i];

        if (x->start_byte != y->start_byte || x->end_byte != y->end_byte ||
            x->size != y->size || x->symbol != y->symbol || x->field != y->field ||
            x->flags != y->flags)
            return i;
    }
    return a->count == b->count ? TREE_NONE : count;
}

static inline void node_print(FILE *out, const struct judge *j, const char *who,
                              const struct tree *t, uint32_t i)
{
    if (i >= t->count) {
        fprintf(out, "    %s: %u nodes only\n", who, t->count);
        return;
    }

    const struct node *n = &t->nodes[i];

    fprintf(out, "    %s: node %u of %u: %s [%u, %u) size %u field %u flags %u\n", who, i,
            t->count, ts_language_symbol_name(j->grammar.language, n->symbol),
            n->start_byte, n->end_byte, n->size, n->field, n->flags);
}

#endif
