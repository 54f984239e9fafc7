/* scope.h - the functions and classes around a node.
 *
 * A stack: the module, then each class and function whose nodes are being
 * read, the innermost on top. Code may nest 100,000 deep, so it grows on the
 * heap; a pointer into it holds until the next push. */
#ifndef CAMBIUM_FACTS_SCOPE_H
#define CAMBIUM_FACTS_SCOPE_H

#include "engine/facts/facts.h"
#include "engine/facts/measures.h"
#include "engine/facts/tally.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum scope_kind { SCOPE_MODULE, SCOPE_CLASS, SCOPE_FUNCTION };

struct scope {
    enum scope_kind kind;
    uint32_t serial;     /* in the order of being opened; the module is 0 */
    uint32_t node;       /* its definition; of the module, the root */
    uint32_t first;      /* of the nodes of its definition */
    uint32_t body;       /* its block; of the module, the root */
    uint32_t body_first; /* of the nodes of its body; before it lies the header:
                            parameters, annotations, bases */
    uint32_t functions;  /* around what lies in its body */
    uint32_t name_bytes; /* of its qualified name */
    uint32_t last_method;
    uint32_t self; /* bindings: a method's first parameter, or TREE_NONE */
    bool partial;
    struct halstead halstead; /* so far, without distinct operators: */
    uint32_t operators;       /* a set of bits */
    uint32_t operand_time;    /* of the last operand before it was opened */
    uint64_t operand_context; /* operands are the same only within it */
    uint32_t opaque_first;    /* dialects: from here on mccabe sees nothing of it */
    uint32_t branch_count;    /* dialects: the origin's branches in it so far */
    uint32_t wrapped; /* cognitive: the one statement in the body of a function that
                              isn't `return name`, or TREE_NONE */
    uint32_t lizard_tokens, lizard_lines; /* lizard: in it so far, nested functions
                                             left out */
    uint32_t tallies[TALLY_COUNT];        /* so far */
    union { /* what will be kept of it; of the module, the extractor's facts */
        struct function function;
        struct class_facts class_facts;
    };
    union { /* the same; of the module, the extractor's measures */
        struct function_measures function_measures;
        struct class_measures class_measures;
    };
};

struct scopes {
    struct scope *items;
    size_t count, capacity;
};

/* The new top, all zero. */
struct scope *scope_push(struct scopes *s);

static inline struct scope *scope_top(const struct scopes *s)
{
    return &s->items[s->count - 1];
}

/* The scope in which `node` is evaluated: a header belongs to what lies around
 * the definition. `node` is the one being read. */
static inline struct scope *scope_of(const struct scopes *s, uint32_t node)
{
    struct scope *top = scope_top(s);

    return node < top->body_first && top->kind != SCOPE_MODULE ? top - 1 : top;
}

#endif
