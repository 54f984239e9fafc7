/* wire.h - msgpack, out and in. The only file that names it.
 *
 * Everything that we keep is one flat map from short names to numbers, texts and
 * byte strings; lists are byte strings too (columns). So nothing nests, and a few
 * comparisons show that each length fits into what is left before msgpack-c sees
 * a byte of it.
 *
 * Writing goes to a buffer. A reader belongs to one thread and keeps its memory;
 * what it gives out borrows from the bytes that it was given. */
#ifndef CAMBIUM_CODEC_WIRE_H
#define CAMBIUM_CODEC_WIRE_H

#include "engine/base/buf.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* First the map with the number of its entries, then that many of the others. */
void wire_map(struct buf *out, uint32_t entries);
void wire_number(struct buf *out, const char *name, uint64_t number);
void wire_text(struct buf *out, const char *name, struct slice text);
void wire_bytes(struct buf *out, const char *name, struct slice bytes);

enum { WIRE_MAX_ENTRIES = 64 };

struct wire;

struct wire *wire_new(void);
void wire_free(struct wire *w);

/* False: it is no such map, or something behind it. */
bool wire_read(struct wire *w, struct slice bytes);

/* False: there is no such entry, of that type and not over `most`. */
bool wire_get_number(const struct wire *w, const char *name, uint64_t most,
                     uint64_t *number);
bool wire_get_text(const struct wire *w, const char *name, struct slice *text);
bool wire_get_bytes(const struct wire *w, const char *name, struct slice *bytes);

#endif
