/* log_frame.h - the bytes of one record in a log, and finding them in a file. */
#ifndef CAMBIUM_STORE_LOG_FRAME_H
#define CAMBIUM_STORE_LOG_FRAME_H

#include "engine/base/buf.h"
#include "engine/base/slice.h"
#include "store/log.h"

#include <stdbool.h>
#include <stdint.h>

enum { LOG_FRAME_HEADER_BYTES = 40 };

/* These numbers are on disk and never change. */
enum log_frame_type {
    LOG_FRAME_RECORD = 0,
    LOG_FRAME_BASE = 1, /* holds nothing: numbers up to its own have been used */
};

struct log_frame {
    enum log_frame_type type;
    uint64_t sequence;
    struct slice bytes;
};

/* Adds a frame; its number is given when it is sealed. */
void log_frame_add(struct buf *to, enum log_frame_type type, struct slice bytes);

/* Numbers the frame at `at`; returns its whole length. */
size_t log_frame_seal(char *at, uint64_t sequence);

/* The frames of a file, in order, through a window. */
struct log_scan {
    int fd;                 /* borrowed */
    uint64_t at;            /* where the next frame starts */
    uint64_t last;          /* the number of the last one */
    uint64_t damaged_bytes; /* that were stepped over */
    uint64_t window_at;     /* the part of the file that is in memory */
    struct buf window;
};

/* LOG_END: from `at` on there is nothing whole, perhaps nothing at all. LOG_DAMAGE: it
 * was stepped over, up to a sound frame. LOG_FAILED: errno; 0: too damaged. */
enum log_step log_scan_next(struct log_scan *s, struct log_frame *frame);
void log_scan_release(struct log_scan *s);

#endif
