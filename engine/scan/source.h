/* source.h - one file, from its descriptor to text that can be parsed.
 *
 * Reads the bytes once, says their language, and turns Python into what its
 * grammar reads: UTF-8 with line feeds. Zero bytes follow any text. The content
 * key is that of the bytes on the disk.
 *
 * A source belongs to one worker and keeps its buffers; what it says of a file
 * holds until the next file. */
#ifndef CAMBIUM_SCAN_SOURCE_H
#define CAMBIUM_SCAN_SOURCE_H

#include "engine/base/err.h"
#include "engine/base/hash.h"
#include "engine/base/slice.h"
#include "engine/scan/decode.h"
#include "engine/scan/read.h"
#include "engine/scan/reason.h"
#include "parsers/grammar.h"
#include "parsers/language.h"

#include <stdbool.h>
#include <stdint.h>

struct source {
    /* Of the file that was read last: */
    uint64_t bytes; /* as it lies on the disk */
    struct content_key key;
    const struct language *language; /* or NULL: none that we know */
    const struct grammar *grammar;   /* or NULL: it can't be parsed */
    bool python;                     /* what Python's rules of decoding hold for */
    struct decoded decoded;          /* what there is to parse, or to count */

    struct read_buffer buffer;
    struct decoder decoder;
};

void source_init(struct source *s);
void source_release(struct source *s);

/* Reads `fd` from its start and leaves it open. `name` is the last part of the
 * path. False: *why is a reason to skip (binary, too long, no regular file) or
 * to fail, and *e says more. */
bool source_read(struct source *s, int fd, struct slice name, uint64_t max_bytes,
                 enum reason *why, struct err *e);

/* After source_read: fills `decoded`. False as above. */
bool source_decode(struct source *s, enum reason *why, struct err *e);

#endif
