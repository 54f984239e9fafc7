/* bytes.h - numbers as they lie on disk: little-endian, at any address.
 *
 * Spelled out byte by byte, because so a compiler sees that each is one load or one
 * store; lookups live on it. */
#ifndef CAMBIUM_STORE_BYTES_H
#define CAMBIUM_STORE_BYTES_H

#include <stdint.h>

static inline uint32_t bytes_u32(const void *at)
{
    const uint8_t *b = at;

    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
           (uint32_t)b[3] << 24;
}

static inline uint64_t bytes_u64(const void *at)
{
    const uint8_t *b = at;

    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
           (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 |
           (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

static inline void bytes_put_u32(void *at, uint32_t number)
{
    uint8_t *b = at;

    b[0] = (uint8_t)number;
    b[1] = (uint8_t)(number >> 8);
    b[2] = (uint8_t)(number >> 16);
    b[3] = (uint8_t)(number >> 24);
}

static inline void bytes_put_u64(void *at, uint64_t number)
{
    bytes_put_u32(at, (uint32_t)number);
    bytes_put_u32((uint8_t *)at + 4, (uint32_t)(number >> 32));
}

#endif
