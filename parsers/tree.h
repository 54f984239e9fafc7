/* tree.h - a parsed file as one flat array.
 *
 * Nodes stand in post-order: children before their parent, the root last. A
 * node knows how many nodes its subtree has (itself included), which is all
 * that it takes to step about without pointers:
 *
 *     last child of i          i - 1            (if its size is over 1)
 *     sibling before j         j - nodes[j].size
 *     first node of i's tree   i - nodes[i].size + 1
 *
 * Read from the end, the array gives parents before children, so one loop
 * that counts down knows every scope. Depth costs nothing: a walk is a loop.
 *
 * The nodes, their symbols, fields and spans are those that tree-sitter's own
 * cursor shows; symbols are public symbols, after aliasing.
 *
 * A tree borrows its nodes from the parser until that parser's next parse. */
#ifndef CAMBIUM_PARSERS_TREE_H
#define CAMBIUM_PARSERS_TREE_H

#include <stdbool.h>
#include <stdint.h>

struct grammar;

enum node_flags {
    NODE_NAMED = 1,
    NODE_EXTRA = 2,   /* may stand anywhere: a comment, a continuation */
    NODE_MISSING = 4, /* made up by error recovery, zero wide */
};

/* The symbol of an ERROR node, in every grammar. */
#define NODE_SYMBOL_ERROR 65535u

struct node {
    uint32_t start_byte, end_byte;
    uint32_t size;   /* nodes in this subtree, this one included */
    uint16_t symbol; /* of the grammar; names: parsers/grammar.h */
    uint8_t field;   /* what it is to its parent; 0 is nothing */
    uint8_t flags;
};

struct tree {
    const struct grammar *grammar;
    const struct node *nodes;
    uint32_t count;      /* never 0: there is always a root */
    bool has_error;      /* an ERROR or MISSING node is in it */
    uint32_t error_byte; /* where the first of these starts, else 0 */
};

static inline uint32_t tree_root(const struct tree *t)
{
    return t->count - 1;
}

static inline uint32_t tree_first(const struct tree *t, uint32_t i)
{
    return i - t->nodes[i].size + 1;
}

/* for (TREE_CHILDREN(t, parent, child)) visits the children from the last to
 * the first, as the array gives them. `child` is declared by the loop. */
#define TREE_CHILDREN(t, parent, child)                                      \
    uint32_t child = (parent)-1, child##_left = (t)->nodes[parent].size - 1; \
    child##_left > 0;                                                        \
    child##_left -= (t)->nodes[child].size, child -= (t)->nodes[child].size

#define TREE_NONE UINT32_MAX

/* The first child of `parent` in that field, or TREE_NONE. */
static inline uint32_t tree_child_by_field(const struct tree *t, uint32_t parent,
                                           uint8_t field)
{
    uint32_t found = TREE_NONE;

    for (TREE_CHILDREN(t, parent, child)) {
        if (t->nodes[child].field == field)
            found = child;
    }
    return found;
}

#endif
