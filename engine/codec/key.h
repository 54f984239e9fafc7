/* key.h - what makes a kept thing the same thing.
 *
 * A key holds everything that decides the value and nothing else: no path and no
 * time, so two checkouts, two branches and two copies of a file share one parse.
 * All fields have a fixed width, so no two sets of them give the same bytes. */
#ifndef CAMBIUM_CODEC_KEY_H
#define CAMBIUM_CODEC_KEY_H

#include "engine/base/hash.h"
#include "engine/base/slice.h"
#include "engine/facts/measures.h"
#include "parsers/grammar.h"
#include "store/store.h"

#include <stdint.h>

/* Numbers on disk: they never change their meaning. */
enum kept_kind {
    KEPT_TREE = 0,
    KEPT_FACTS = 1,
    KEPT_BLOCK = 2,
    KEPT_MEASURES = 3,
    KEPT_LEDGER = 15, /* a record of a ledger: in exported files only, in no store */
    KEPT_SNAPSHOT = STORE_REPLACEABLE,
    KEPT_GRAPH = STORE_REPLACEABLE + 1,
    KEPT_HISTORY = STORE_REPLACEABLE + 2,
};

/* "tree", "facts", "block", "measures", "snapshot", "graph", "history"; NULL: no kind that we
 * know. */
const char *kept_kind_name(unsigned kind);

/* How hard they are compressed: fast to write, fast to read. Measured in
 * store/FORMAT.md. */
enum { KEPT_LEVEL = -1 };

/* Stands for how bytes become the text that a tree is of. Raise it when decoding a
 * file gives another text than before. */
#define TEXT_VERSION 1

struct store_key tree_key(struct content_key content, const struct grammar *grammar);
struct store_key facts_key(struct content_key content, const struct grammar *grammar);

/* Of the metrics in `set`. */
struct store_key measures_key(struct content_key content, const struct grammar *grammar,
                              metric_set set);

/* A block of rows, by its own bytes. */
struct store_key block_key(struct content_key content);

/* `project` is whatever tells one project from another. */
struct store_key snapshot_key(struct slice project);

/* Stands for all that decides what is said of a file besides the file: rules of
 * facts, languages, decoding. */
uint64_t rules_hash(void);

#endif
