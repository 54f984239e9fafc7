/* squeeze.h - values made smaller and whole again. The only file that knows zstd.
 *
 * A squeezer belongs to one thread and keeps its memory. Input is hostile: what
 * comes out is exactly as long as the caller says, or nothing; no more memory is
 * used than that and a window of 16 MiB. */
#ifndef CAMBIUM_STORE_SQUEEZE_H
#define CAMBIUM_STORE_SQUEEZE_H

#include "engine/base/slice.h"
#include "store/entry.h"

#include <stdbool.h>
#include <stddef.h>

struct squeezer;

struct squeezer *squeezer_new(void);
void squeezer_free(struct squeezer *s);

/* Room that squeeze needs for a value of so many bytes. */
size_t squeeze_bound(size_t raw_bytes);

/* Writes to `to`, sets entry->codec, raw_bytes and stored_bytes. What doesn't get
 * smaller is stored as it is. */
void squeeze(struct squeezer *s, struct slice raw, int level, char *to,
             struct entry *entry);

/* Fills `to` with exactly entry->raw_bytes, or returns false. */
bool unsqueeze(struct squeezer *s, const struct entry *entry, struct slice stored,
               char *to);

/* Would unsqueeze succeed? Needs no room for the value. */
bool unsqueeze_check(struct squeezer *s, const struct entry *entry, struct slice stored);

#endif
