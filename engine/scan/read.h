/* read.h - a whole file into memory that is used again.
 *
 * A file is read once, never mapped: a mapping of a file that shrinks kills the
 * process. What comes back is one state of the file: it is looked at before and
 * after, and one that changed meanwhile is read once more, then given up.
 *
 * A buffer belongs to one worker and keeps its memory from file to file, but not
 * that of a huge one. All zero is an empty buffer. */
#ifndef CAMBIUM_SCAN_READ_H
#define CAMBIUM_SCAN_READ_H

#include "engine/base/err.h"
#include "engine/scan/reason.h"
#include "engine/scan/state.h"

#include <stddef.h>
#include <stdint.h>

/* So many zero bytes always follow the contents, for readers that look ahead. */
#define READ_PADDING_BYTES 64

struct read_buffer {
    char *data; /* the contents, writable, then the padding */
    size_t len;
    size_t capacity;
    struct file_state state; /* of the file when it was read */
};

/* Reads all of `fd`, which must stand at its start and stays open. False with the
 * reason in *why: REASON_SPECIAL, TOO_LARGE, UNREADABLE, CHANGED. Nothing but a
 * regular file is read, and none that is longer than `max_bytes`: neither by what
 * the system says of it nor by what comes out of it. */
bool read_file(int fd, uint64_t max_bytes, struct read_buffer *buffer, enum reason *why,
               struct err *e);

/* Only looks: is it a regular file that is not too long? Fills buffer->state. */
bool read_look(int fd, uint64_t max_bytes, struct read_buffer *buffer, enum reason *why,
               struct err *e);

void read_buffer_release(struct read_buffer *buffer);

#endif
