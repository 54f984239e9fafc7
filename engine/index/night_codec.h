/* night_codec.h - the entries of a night as bytes, and back.
 *
 * Always as what is other than in the night before: files and modules that are gone, that
 * changed, that are new. A night by itself is written against an empty one. Files and modules
 * of the night before are meant by their numbers, so the bytes mean something only after the
 * very night that they were written against; who keeps them has to see to that.
 *
 * The head isn't in it: night_head_codec.h. */
#ifndef CAMBIUM_INDEX_NIGHT_CODEC_H
#define CAMBIUM_INDEX_NIGHT_CODEC_H

#include "engine/base/buf.h"
#include "engine/codec/wire.h"
#include "engine/index/night.h"

/* Raise it when a table in night_rows.h or the message changes; a test watches
 * night_schema_hash. */
#define NIGHT_SCHEMA 1

/* Adds a message. */
void night_write(struct buf *out, const struct night *n, const struct night *before);

/* Turns the night, which must have been read itself or be empty (all zero), into the one
 * whose message this is. False: it isn't what night_write wrote against this night; then
 * there is nothing left in it but what has to be released. */
bool night_read(struct wire *wire, struct slice bytes, struct night *n);

uint64_t night_schema_hash(void);

#endif
