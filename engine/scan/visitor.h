/* visitor.h - what else a run may do with the tree of each file.
 *
 * A run with a visitor extracts no facts and counts no lines. In two steps,
 * because a tree may be there without its source: first the tree alone is looked
 * at, and only if that asks for it, the source is got too.
 *
 * `open` is called once for each worker; what it returns is used by one thread at
 * a time. What `read` returns goes into struct file and must live in `lasting`. */
#ifndef CAMBIUM_SCAN_VISITOR_H
#define CAMBIUM_SCAN_VISITOR_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "parsers/symbol_set.h"
#include "parsers/tree.h"

#include <stdbool.h>

struct decoded;

struct visitor {
    const void *context;
    const struct grammar *grammar; /* files in any other language are none */
    void *(*open)(const void *context);
    void (*close)(void *worker);

    /* False: in no tree that has these symbols only is anything for `look`. NULL with
     * `look`: each tree is wanted. */
    bool (*possible)(void *worker, const struct symbol_set *symbols);

    /* Whether there is something in this tree that `read` should see. */
    bool (*look)(void *worker, const struct tree *tree);

    /* The tree that was looked at last, with its source. False: the file is over a
     * budget. */
    bool (*read)(void *worker, const struct tree *tree, const struct decoded *source,
                 struct arena *lasting, const void **result, struct err *e);
};

#endif
