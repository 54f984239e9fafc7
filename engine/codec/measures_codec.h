/* measures_codec.h - the measures of one file as bytes, and back.
 *
 * What is read back fits the facts that it is asked for: as many functions and
 * classes. Numbers are any numbers; nothing in measures is an offset. */
#ifndef CAMBIUM_CODEC_MEASURES_CODEC_H
#define CAMBIUM_CODEC_MEASURES_CODEC_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/slice.h"
#include "engine/facts/measures.h"

#include <stdint.h>

/* Raise it when a table in measures_codec.c changes; a test watches
 * measures_schema_hash. */
#define MEASURES_SCHEMA 1

/* Adds columns: of the file, of its functions, of its classes. */
void measures_write(struct buf *out, const struct measures *m);

/* Reads them off the front of *left; they live in `lasting`. NULL: it isn't what
 * measures_write wrote, or of so many functions and classes. */
const struct measures *measures_read(struct slice *left, uint32_t function_count,
                                     uint32_t class_count, struct arena *lasting);

uint64_t measures_schema_hash(void);

#endif
