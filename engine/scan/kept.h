/* kept.h - trees, facts and measures by content: what one worker gets from the store and puts
 * there.
 *
 * The store is asked by what a file holds, never by its name. What comes back was
 * checked to be of that content, grammar and rules; whatever isn't is a miss.
 *
 * Belongs to one worker. */
#ifndef CAMBIUM_SCAN_KEPT_H
#define CAMBIUM_SCAN_KEPT_H

#include "engine/base/arena.h"
#include "engine/base/hash.h"
#include "engine/facts/facts.h"
#include "engine/facts/measures.h"
#include "parsers/symbol_set.h"
#include "parsers/tree.h"
#include "store/store.h"

#include <stdbool.h>

struct kept;

/* Borrows the port. */
struct kept *kept_new(struct store_port *port);
void kept_free(struct kept *k);

/* STORE_HIT: *facts live in `lasting`. */
enum store_result kept_facts(struct kept *k, struct content_key content,
                             const struct grammar *grammar, struct arena *lasting,
                             const struct facts **facts);

/* STORE_HIT: *measures are those of that set of metrics, of the content that `facts` are
 * of; they live in `lasting`. */
enum store_result kept_measures(struct kept *k, struct content_key content,
                                const struct grammar *grammar, metric_set set,
                                const struct facts *facts, struct arena *lasting,
                                const struct measures **measures);

/* Two steps, because many trees need not be decoded to know that they are of no use.
 * STORE_HIT: the tree is there; `symbols` are its nodes', unless NULL. */
enum store_result kept_tree_open(struct kept *k, struct content_key content,
                                 const struct grammar *grammar,
                                 struct symbol_set *symbols);

/* Right behind it. True: *tree borrows from `k` until the next call. */
bool kept_tree_read(struct kept *k, struct content_key content,
                    const struct grammar *grammar, struct tree *tree,
                    uint32_t *text_bytes);

/* Tells the store that both are still wanted, though nobody had to read them. */
void kept_touch(struct kept *k, struct content_key content,
                const struct grammar *grammar);

/* What can't be kept is counted by the store. A tree is decoded again and compared
 * before it is kept. */
void kept_put_facts(struct kept *k, struct content_key content,
                    const struct grammar *grammar, const struct facts *facts);
void kept_put_measures(struct kept *k, struct content_key content,
                       const struct grammar *grammar, const struct measures *measures);
void kept_put_tree(struct kept *k, struct content_key content, const struct tree *tree,
                   size_t text_bytes);

#endif
