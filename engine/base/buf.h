/* buf.h - bytes that grow.
 *
 * The owner calls buf_release; buf_clear keeps the memory for reuse. All zero
 * is an empty buffer. Not thread-safe. Never fails: no memory is fatal. */
#ifndef CAMBIUM_BASE_BUF_H
#define CAMBIUM_BASE_BUF_H

#include "engine/base/slice.h"

#include <stdint.h>

struct buf {
    char *data; /* not ended by NUL */
    size_t len;
    size_t capacity;
};

/* Room for `more` bytes behind the end; returns where they go. Raise len
 * yourself by what was written. */
static inline char *buf_reserve(struct buf *b, size_t more);

void buf_add(struct buf *b, struct slice bytes);
void buf_add_text(struct buf *b, const char *text);
static inline void buf_add_char(struct buf *b, char c);
void buf_add_number(struct buf *b, uint64_t number); /* decimal, in any locale */
void buf_add_format(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buf_clear(struct buf *b);
void buf_release(struct buf *b);

static inline struct slice buf_slice(const struct buf *b)
{
    return (struct slice){b->data, b->len};
}

/* What the short ones are made of: writers call them for every few bytes. */
char *buf_grow(struct buf *b, size_t more);

static inline char *buf_reserve(struct buf *b, size_t more)
{
    return b->capacity - b->len >= more ? b->data + b->len : buf_grow(b, more);
}

static inline void buf_add_char(struct buf *b, char c)
{
    *buf_reserve(b, 1) = c;
    b->len++;
}

#endif
