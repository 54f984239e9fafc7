/* night_head_codec.h - the head of a night, and where its entries are, as bytes and back. */
#ifndef CAMBIUM_INDEX_NIGHT_HEAD_CODEC_H
#define CAMBIUM_INDEX_NIGHT_HEAD_CODEC_H

#include "engine/base/buf.h"
#include "engine/codec/wire.h"
#include "engine/index/nights.h"

/* Raise it when a table in night_head_codec.c or the message changes; a test watches
 * night_head_schema_hash. */
#define NIGHT_HEAD_SCHEMA 1

/* Adds a message of all but number and id. */
void night_head_write(struct buf *out, const struct night_ring *ring);

/* Texts and lists live in `lasting`. False: it isn't what night_head_write wrote. */
bool night_head_read(struct wire *wire, struct slice bytes, struct night_ring *ring,
                     struct arena *lasting);

uint64_t night_head_schema_hash(void);

#endif
