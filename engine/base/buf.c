#include "engine/base/buf.h"

#include "engine/base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

char *buf_grow(struct buf *b, size_t more)
{
    b->data = memory_grow(b->data, &b->capacity, b->len + more, 1);
    return b->data + b->len;
}

void buf_add(struct buf *b, struct slice bytes)
{
    if (!bytes.len)
        return;
    memcpy(buf_reserve(b, bytes.len), bytes.data, bytes.len);
    b->len += bytes.len;
}

void buf_add_text(struct buf *b, const char *text)
{
    buf_add(b, slice_of(text));
}

void buf_add_number(struct buf *b, uint64_t number)
{
    char *at = buf_reserve(b, 20);
    unsigned digits = 1;

    for (uint64_t rest = number; rest >= 10; rest /= 10)
        digits++;
    for (unsigned i = digits; i-- > 0; number /= 10)
        at[i] = (char)('0' + number % 10);
    b->len += digits;
}

void buf_add_format(struct buf *b, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    buf_reserve(b, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(b->data + b->len, (size_t)len + 1, format, args);
    va_end(args);
    b->len += (size_t)len;
}

void buf_clear(struct buf *b)
{
    b->len = 0;
}

void buf_release(struct buf *b)
{
    free(b->data);
    *b = (struct buf){0};
}
