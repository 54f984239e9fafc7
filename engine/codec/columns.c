#include "engine/codec/columns.h"

#include "engine/base/hash.h"

#include <string.h>

enum { MAX_NUMBER_BYTES = 10 };

static inline uint64_t field_get(const char *at, unsigned bytes)
{
    uint8_t one;
    uint16_t two;
    uint32_t four;
    uint64_t eight;

    switch (bytes) {
    case 1: memcpy(&one, at, 1); return one;
    case 2: memcpy(&two, at, 2); return two;
    case 4: memcpy(&four, at, 4); return four;
    default: memcpy(&eight, at, 8); return eight;
    }
}

static inline void field_set(char *at, unsigned bytes, uint64_t number)
{
    uint8_t one = (uint8_t)number;
    uint16_t two = (uint16_t)number;
    uint32_t four = (uint32_t)number;

    switch (bytes) {
    case 1: memcpy(at, &one, 1); break;
    case 2: memcpy(at, &two, 2); break;
    case 4: memcpy(at, &four, 4); break;
    default: memcpy(at, &number, 8); break;
    }
}

/* The sign goes to the lowest bit, so that small differences are small numbers. */
static inline uint64_t folded(uint64_t difference)
{
    return difference << 1 ^ (0 - (difference >> 63));
}

static inline uint64_t unfolded(uint64_t number)
{
    return number >> 1 ^ (0 - (number & 1));
}

static inline char *number_put(char *at, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        *at++ = (char)(number | 0x80);
    *at++ = (char)number;
    return at;
}

static inline bool number_take(const char **at, const char *end, uint64_t *number)
{
    uint64_t byte;

    if (__builtin_expect(*at == end, 0))
        return false;
    byte = (uint8_t) * (*at)++;
    *number = byte & 0x7f;
    for (unsigned shift = 7; __builtin_expect(byte & 0x80, 0); shift += 7) {
        if (*at == end || shift > 63)
            return false;
        byte = (uint8_t) * (*at)++;
        *number |= (byte & 0x7f) << shift;
    }
    return true;
}

static void column_write(struct buf *out, const struct column *column, const char *at,
                         size_t count, size_t stride)
{
    char *start = buf_reserve(out, count * MAX_NUMBER_BYTES), *to = start;
    uint64_t before = 0;

    for (; count; count--, at += stride) {
        uint64_t number = field_get(at + column->offset, column->bytes);

        to = number_put(to, column->is_differences ? folded(number - before) : number);
        before = number;
    }
    out->len += (size_t)(to - start);
}

void columns_write(struct buf *out, const struct column *table, const void *structs,
                   size_t count, size_t stride)
{
    for (; table->name; table++)
        column_write(out, table, structs, count, stride);
}

/* With constant `bytes` and `differences` the compiler makes a tight loop of it. */
static inline bool numbers_read(struct slice *left, char *at, unsigned bytes,
                                bool differences, uint64_t most, size_t count,
                                size_t stride)
{
    const char *from = left->data, *end = from + left->len;
    uint64_t before = 0, number, over = 0;

    for (; count; count--, at += stride) {
        if (!number_take(&from, end, &number))
            return false;
        if (differences)
            number = before += unfolded(number);
        over |= number > most;
        field_set(at, bytes, number);
    }
    *left = (struct slice){from, (size_t)(end - from)};
    return !over;
}

static bool column_read(struct slice *left, const struct column *column, char *at,
                        size_t count, size_t stride)
{
    bool differences = column->is_differences;
    uint64_t flag = column->is_flag;

    at += column->offset;
    switch (column->bytes) {
    case 1:
        return numbers_read(left, at, 1, differences, flag ? 1 : UINT8_MAX, count,
                            stride);
    case 2: return numbers_read(left, at, 2, differences, UINT16_MAX, count, stride);
    case 4:
        return differences ? numbers_read(left, at, 4, true, UINT32_MAX, count, stride)
                           : numbers_read(left, at, 4, false, UINT32_MAX, count, stride);
    default: return numbers_read(left, at, 8, differences, UINT64_MAX, count, stride);
    }
}

bool columns_read(struct slice *left, const struct column *table, void *structs,
                  size_t count, size_t stride)
{
    for (; table->name; table++) {
        if (!column_read(left, table, structs, count, stride))
            return false;
    }
    return true;
}

uint64_t columns_hash(const struct column *table)
{
    struct buf text = {0};
    uint64_t hash;

    for (; table->name; table++)
        buf_add_format(&text, "%s %u %d %d\n", table->name, table->bytes, table->is_flag,
                       table->is_differences);
    hash = hash_bytes(buf_slice(&text));
    buf_release(&text);
    return hash;
}
