/* facts_codec.h - the facts of some files as bytes, and back.
 *
 * The same columns serve for one file, whose facts are kept under a key of their own,
 * and for the hundreds of files in a block of a snapshot.
 *
 * What is read back is checked so far that whoever uses it may believe it: counts add
 * up, offsets lie in the text, names end. */
#ifndef CAMBIUM_CODEC_FACTS_CODEC_H
#define CAMBIUM_CODEC_FACTS_CODEC_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/slice.h"
#include "engine/facts/facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Raise it when a table in facts_codec.c changes; a test watches facts_schema_hash. */
#define FACTS_SCHEMA 3

/* Adds the facts of `count` files: columns of the files, of their functions, classes
 * and imports, then all their text. */
void facts_write(struct buf *out, const struct facts *const *facts, size_t count);

/* Reads `count` files' facts off the front of *left; they live in `lasting`. NULL:
 * it isn't what facts_write wrote. */
const struct facts *facts_read(struct slice *left, size_t count, struct arena *lasting);

uint64_t facts_schema_hash(void);

#endif
