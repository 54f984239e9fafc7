/* parser.h - bytes to flat trees.
 *
 * There are two ways to the same tree: tree-sitter's own runtime, which is
 * right by definition, and the batch driver (lr/), which is some twenty times as
 * fast and gives up wherever it isn't sure. Files that it gives up on, above
 * all those with a syntax error, go to the runtime.
 *
 * A parser belongs to one worker and is used again for every file; it keeps
 * its memory. It never touches files, never prints, and reads no clock: its
 * limits are units of work, so a file is over its budget on every machine or
 * on none.
 *
 * A syntax error is not a failure: the tree then has ERROR or MISSING nodes
 * and says so. A failure is a file that has no tree at all. */
#ifndef CAMBIUM_PARSERS_PARSER_H
#define CAMBIUM_PARSERS_PARSER_H

#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "parsers/tree.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct parser;

/* No file may be longer than this, whatever the options say: spans are 32 bit. */
#define PARSER_MAX_SOURCE_BYTES ((size_t)1 << 30)

/* So many zero bytes must be readable behind the end of a source. */
#define PARSER_PADDING_BYTES 64

/* A grammar that only the runtime drives (grammars.def) is parsed by it in any case. */
enum parser_choice {
    PARSER_AUTO,    /* the batch driver; what it gives up on, the runtime */
    PARSER_BATCH,   /* the batch driver alone; what it gives up on has no tree */
    PARSER_RUNTIME, /* the runtime alone */
    PARSER_BOTH,    /* both, compared node by node; the runtime's tree is given */
};

struct parser_options {
    enum parser_choice choice;
    size_t heap_bytes; /* what one parse may hold, in whole MiB; 0: 4 GiB */
    uint64_t steps;    /* of work by the runtime, some tens of microseconds each;
                        * 0: 200,000 and one for each byte */
    const atomic_bool *cancelled; /* may be NULL; true ends a parse soon */
};

/* Why the batch driver may have left a file to the runtime, see lr/lr.h. */
enum { PARSER_REASONS = 16 };

/* Who parsed what. Nothing but 64-bit counters, so that they add up by themselves. */
struct parser_counts {
    uint64_t batch_files, batch_bytes;
    uint64_t runtime_files, runtime_bytes;
    uint64_t gave_up[PARSER_REASONS]; /* files that the batch driver left */
    uint64_t compared, different;     /* files, with PARSER_BOTH */
};

struct parser *parser_new(const struct parser_options *options);
void parser_free(struct parser *p);

/* On success *tree borrows from `p` until the next call. False: ERR_LIMIT over
 * a budget or nested deeper than the grammar's scanner can keep,
 * ERR_CANCELLED, ERR_UNSUPPORTED too long or, with PARSER_BATCH, given up. */
bool parser_parse(struct parser *p, const struct grammar *g, struct slice source,
                  struct tree *tree, struct err *e);

/* With PARSER_BOTH: how the two trees of the last file differ, or NULL. */
const char *parser_difference(const struct parser *p);

/* Of all files so far. */
const struct parser_counts *parser_counts(const struct parser *p);

/* A short name for an index into gave_up; NULL: there is no such reason. */
const char *parser_reason_name(unsigned reason);

#endif
