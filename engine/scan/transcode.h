/* transcode.h - text in another encoding as UTF-8, with the way back.
 *
 * For encodings that hold ASCII as it is (encoding.h): stretches of ASCII are
 * copied, each other character is converted by itself. So no two characters melt
 * into one, as iconv would have it for some encodings and Python doesn't.
 *
 * A transcoder belongs to one worker and keeps its memory. */
#ifndef CAMBIUM_SCAN_TRANSCODE_H
#define CAMBIUM_SCAN_TRANSCODE_H

#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "engine/scan/offset_map.h"

struct transcoder;

struct transcoder *transcoder_new(void);
void transcoder_free(struct transcoder *t);

/* On success *text is the UTF-8, writable by the caller, with READ_PADDING_BYTES of
 * zero behind it, and *map leads back to `source`; both are borrowed until the next
 * call. False: iconv lacks the encoding (ERR_UNSUPPORTED), or some bytes are no
 * character of it (ERR_FORMAT). `encoding` is one of encoding_of's. */
bool transcode(struct transcoder *t, const char *encoding, struct slice source,
               char **text, size_t *len, const struct offset_map **map, struct err *e);

#endif
