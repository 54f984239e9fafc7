/* lr.h - tree-sitter's tree, written flat and at once by a driver of our own.
 *
 * The driver reads tree-sitter's tables (tables.h) and keeps its rules to the
 * letter, or gives up: any answer but LR_DONE means that the file is for
 * tree-sitter's runtime, the tree of which is right by definition. It gives up
 * on each syntax error, because it knows no recovery; that costs the time spent
 * so far and nothing else. parsers/README.md explains how it works.
 *
 * The rules that the comments name (L1, G2, F7, V3, ...) are listed in this
 * folder's README.md: L is for lexing, P for Python's scanner, G for the stack
 * and reductions, F for forks, V for what is visible in the tree.
 *
 * A driver belongs to one worker and keeps its memory from file to file, but
 * not that of a huge one. It never recurses and never prints. */
#ifndef CAMBIUM_PARSERS_LR_LR_H
#define CAMBIUM_PARSERS_LR_LR_H

#include "engine/base/slice.h"
#include "parsers/tree.h"

#include <stddef.h>

struct lr;
struct lr_grammar;
struct simd;

enum lr_reason {
    LR_DONE = 0,
    LR_NO_ACTION,         /* a syntax error, in all likelihood */
    LR_LEXER_FAILED,      /* so is this: text that is no token */
    LR_NUL,               /* a zero byte in the file (L11) */
    LR_TOO_MANY_VERSIONS, /* where the runtime begins to prune (F8) */
    LR_ONLY_PAUSED,       /* all versions of a fork met an error (F8) */
    LR_NESTED,            /* deeper than the scanner's state can say (L6) */
    LR_TIE,               /* two readings, and what tells them apart is no longer there */
    LR_LIMIT,             /* over the memory that the driver may hold, or too long */
    LR_REASON_COUNT,
};

/* A short name for tables: "done", "no action". */
const char *lr_reason_name(enum lr_reason reason);

/* May hold some `heap_bytes`; 0: 4 GiB. */
struct lr *lr_new(size_t heap_bytes);
void lr_free(struct lr *lr);

/* The vector code to use from now on (simd.h), for tests and measurements: the
 * trees are the same. Without this it is the fastest that the processor can do. */
void lr_set_simd(struct lr *lr, const struct simd *simd);

/* The build writes an lr_grammar_NAME for each line of grammars.def.
 *
 * LEX_PADDING zero bytes must be readable behind the source. On LR_DONE the
 * nodes, count and error members of *out are set, and it borrows from `lr`
 * until the next call; else *out is untouched. */
enum lr_reason lr_parse(struct lr *lr, const struct lr_grammar *grammar,
                        struct slice source, struct tree *out);

#endif
