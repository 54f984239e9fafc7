#include "engine/codec/texts.h"

#include "engine/base/memory.h"
#include "engine/codec/columns.h"

#include <stdlib.h>

/* The texts' bytes follow behind the columns. */
struct text_row {
    uint8_t shared; /* with the text before */
    uint32_t rest;
};

static const struct column columns[] = {
    COLUMN(struct text_row, shared),
    COLUMN(struct text_row, rest),
    {0},
};

static struct slice *text_at(const struct slice *first, size_t i, size_t stride)
{
    return (struct slice *)((const char *)first + i * stride);
}

static uint8_t shared_of(struct slice a, struct slice b)
{
    size_t most = a.len < b.len ? a.len : b.len;
    size_t i = 0;

    most = most < TEXTS_SHARED_MOST ? most : TEXTS_SHARED_MOST;
    while (i < most && a.data[i] == b.data[i])
        i++;
    return (uint8_t)i;
}

void texts_write(struct buf *out, const struct slice *first, size_t count, size_t stride)
{
    struct text_row *rows = memory_calloc(count + 1, sizeof *rows);
    struct slice before = {0};

    for (size_t i = 0; i < count; i++) {
        struct slice text = *text_at(first, i, stride);

        rows[i].shared = shared_of(before, text);
        rows[i].rest = (uint32_t)(text.len - rows[i].shared);
        before = text;
    }
    columns_write(out, columns, rows, count, sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        struct slice text = *text_at(first, i, stride);

        buf_add(out, (struct slice){text.data + rows[i].shared, rows[i].rest});
    }
    free(rows);
}

static bool text_take(const struct text_row *row, struct slice *left, struct slice before,
                      struct arena *lasting, struct slice *text)
{
    size_t len = row->shared + (size_t)row->rest;
    char *at;

    if (row->shared > before.len || row->shared > TEXTS_SHARED_MOST ||
        row->rest > left->len)
        return false;
    at = arena_alloc(lasting, len + 1, 1);
    if (row->shared)
        memcpy(at, before.data, row->shared);
    if (row->rest)
        memcpy(at + row->shared, left->data, row->rest);
    left->data += row->rest;
    left->len -= row->rest;
    *text = (struct slice){at, len};
    return true;
}

bool texts_read(struct slice bytes, struct slice *first, size_t count, size_t stride,
                struct arena *lasting)
{
    struct slice left = bytes, before = {0};
    struct text_row *rows;
    bool read;

    if (count > bytes.len)
        return false;
    rows = memory_calloc(count + 1, sizeof *rows);
    read = columns_read(&left, columns, rows, count, sizeof *rows);
    for (size_t i = 0; read && i < count; i++) {
        struct slice *text = text_at(first, i, stride);

        read = text_take(&rows[i], &left, before, lasting, text);
        before = *text;
    }
    free(rows);
    return read && !left.len;
}
