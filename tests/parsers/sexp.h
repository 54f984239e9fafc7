/* sexp.h - a flat tree as an S-expression, spelled as tree-sitter spells its
 * own: named nodes only, with their fields. For small trees. */
#ifndef CAMBIUM_TESTS_SEXP_H
#define CAMBIUM_TESTS_SEXP_H

#include "engine/base/buf.h"
#include "engine/base/memory.h"
#include "parsers/grammar.h"
#include "parsers/tree.h"

#include <stdlib.h>

static inline void sexp_node(struct buf *out, const struct tree *t, const struct node *n,
                             const char *source)
{
    const char *name = grammar_symbol_name(t->grammar, n->symbol);

    if (n->field)
        buf_add_format(out, "%s: ", grammar_field_name(t->grammar, n->field));
    if (n->flags & NODE_MISSING && n->flags & NODE_NAMED)
        buf_add_format(out, "(MISSING %s", name);
    else if (n->flags & NODE_MISSING)
        buf_add_format(out, "(MISSING \"%s\"", name);
    else if (n->symbol == NODE_SYMBOL_ERROR && n->size == 1 &&
             n->end_byte > n->start_byte)
        buf_add_format(out, "(UNEXPECTED '%c'", source[n->start_byte]);
    else
        buf_add_format(out, "(%s", name);
}

/* Children stand from right to left when the array is read from its end. So
 * each node's path is built first: who opens before whom. */
static inline void sexp_write(struct buf *out, const struct tree *t, const char *source)
{
    uint32_t *stack = memory_calloc(t->count + 1, sizeof *stack);
    uint32_t *closes = memory_calloc(t->count + 1, sizeof *closes);
    uint32_t depth = 0, first = 1;

    stack[depth++] = tree_root(t);
    while (depth > 0) {
        uint32_t i = stack[--depth];
        const struct node *n = &t->nodes[i];
        bool shown = i == tree_root(t) || n->flags & (NODE_NAMED | NODE_MISSING);

        if (shown) {
            buf_add_text(out, first ? "" : " ");
            sexp_node(out, t, n, source);
            first = 0;
        }
        /* What ends with this node ends with its last child instead. */
        closes[i] += shown;
        if (n->size > 1)
            closes[i - 1] += closes[i];
        for (uint32_t k = n->size > 1 ? 0 : closes[i]; k > 0; k--)
            buf_add_char(out, ')');
        for (TREE_CHILDREN(t, i, child))
            stack[depth++] = child;
    }
    free(stack);
    free(closes);
}

#endif
