/* tree_codec.h - a flat tree as bytes, and back.
 *
 * A node is one byte and a little more. Nodes of one sort (symbol, field, flags,
 * number of children, length if it is always the same) share a kind; a tree is the
 * list of its kinds and the code of each node's kind. What a kind leaves open stands
 * in two columns of small numbers. Spans of inner nodes follow from their children.
 * So 16 bytes become about 1.5, and zstd makes a third of that. Which layouts were
 * measured and what lies where: store/FORMAT.md.
 *
 * An encoder and a decoder belong to one thread each and keep their memory. */
#ifndef CAMBIUM_CODEC_TREE_CODEC_H
#define CAMBIUM_CODEC_TREE_CODEC_H

#include "engine/base/buf.h"
#include "engine/base/hash.h"
#include "engine/base/slice.h"
#include "parsers/symbol_set.h"
#include "parsers/tree.h"

#include <stdbool.h>
#include <stdint.h>

/* Raise it when bytes that were written before can't be read as they are now. */
#define TREE_SCHEMA 1

struct tree_encoder;

struct tree_encoder *tree_encoder_new(void);
void tree_encoder_free(struct tree_encoder *x);

/* Adds the bytes to `out`. `content` is the key of the file that the tree is of,
 * `text_bytes` the length of the text that its spans lie in. What was written is read
 * back and compared. False, and nothing is added: it is not the same, because it is no
 * tree of a text, or has more kinds of nodes than can be told apart; no parser of ours
 * gives such a one. */
bool tree_encode(struct tree_encoder *x, const struct tree *tree,
                 struct content_key content, uint32_t text_bytes, struct buf *out);

struct tree_decoder;

struct tree_decoder *tree_decoder_new(void);
void tree_decoder_free(struct tree_decoder *x);

/* On success *tree borrows from `x` until its next call; its spans lie within
 * `*text_bytes`, its symbols and fields are the grammar's, and its sizes make one
 * tree, whatever the bytes were. False: they aren't such a tree of that content. */
bool tree_decode(struct tree_decoder *x, struct slice bytes, struct content_key content,
                 struct tree *tree, uint32_t *text_bytes);

/* Which symbols its nodes have, by the list of kinds alone. False: it is no tree. */
bool tree_symbols(struct tree_decoder *x, struct slice bytes, struct symbol_set *symbols);

#endif
