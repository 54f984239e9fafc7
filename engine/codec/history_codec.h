/* history_codec.h - who changed what, and when, as bytes, and back.
 *
 * A history is true for ever of the commits that it names, so no state stands in it: whether
 * it is that of today's HEAD, the caller asks (vcs_history_holds). */
#ifndef CAMBIUM_CODEC_HISTORY_CODEC_H
#define CAMBIUM_CODEC_HISTORY_CODEC_H

#include "engine/base/buf.h"
#include "engine/codec/wire.h"
#include "engine/vcs/history.h"

#include <stdbool.h>
#include <stdint.h>

/* Raise it when a table in history_codec.c changes, or what vcs/history makes of a commit; a
 * test watches history_schema_hash. */
#define HISTORY_SCHEMA 1

void history_encode(struct buf *out, const struct vcs_history *h);

/* On success vcs_history_release it; it borrows nothing. False: it isn't what history_encode
 * wrote. */
bool history_decode(struct wire *wire, struct slice bytes, struct vcs_history *h);

uint64_t history_schema_hash(void);

#endif
