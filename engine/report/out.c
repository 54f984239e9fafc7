#include "engine/report/out.h"

/* From here on a write is worth its system call. */
#define PIECE_BYTES ((size_t)128 * 1024)

static void hand_on(struct out *o, struct slice bytes)
{
    if (!o->failed && bytes.len && !o->write(o->context, bytes, &o->err))
        o->failed = true;
}

static void pending_hand_on(struct out *o)
{
    hand_on(o, buf_slice(&o->pending));
    buf_clear(&o->pending);
}

void out_add(struct out *o, struct slice bytes)
{
    if (o->failed)
        return;
    if (o->pending.len + bytes.len >= PIECE_BYTES)
        pending_hand_on(o);
    if (bytes.len >= PIECE_BYTES)
        hand_on(o, bytes);
    else
        buf_add(&o->pending, bytes);
}

void out_take(struct out *o, struct buf *text, bool all)
{
    enum { WORTH_BYTES = 1 << 16 };

    if (!all && text->len <= WORTH_BYTES)
        return;
    out_add(o, buf_slice(text));
    buf_clear(text);
}

bool out_flush(struct out *o, struct err *e)
{
    pending_hand_on(o);
    if (o->failed && e)
        *e = o->err;
    return !o->failed;
}

void out_release(struct out *o)
{
    buf_release(&o->pending);
}
