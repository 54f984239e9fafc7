/* out.h - where the bytes of a report go.
 *
 * Gathers bytes and hands them on in big pieces. It doesn't know what is
 * behind `write`: a terminal, a pipe, a file that is renamed later.
 *
 * After the first failed write everything else is dropped, `failed` stays set
 * and `err` says why, so that a caller may look once, at the end. A report
 * that was cut short is therefore never taken for a whole one.
 *
 * Not thread-safe. The owner sets write and context, all else zero, and calls
 * out_release. */
#ifndef CAMBIUM_REPORT_OUT_H
#define CAMBIUM_REPORT_OUT_H

#include "engine/base/buf.h"
#include "engine/base/err.h"

#include <stdbool.h>

struct out {
    struct buf pending;
    bool (*write)(void *context, struct slice bytes, struct err *e); /* all or false */
    void *context;
    bool failed;
    struct err err;
};

void out_add(struct out *o, struct slice bytes);

/* Takes all of `text` once that is worth it, or in any case if `all`; it is empty then. */
void out_take(struct out *o, struct buf *text, bool all);
bool out_flush(struct out *o, struct err *e); /* false if any write failed */
void out_release(struct out *o);

#endif
