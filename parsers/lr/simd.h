/* simd.h - looking at many bytes at once.
 *
 * The only vector code of the parser. It works on sets of ASCII characters,
 * and there are two versions of it with the same answers: one in plain C, and
 * one for processors with AVX2, chosen when the program runs. Both may read up
 * to 63 bytes behind the end. */
#ifndef CAMBIUM_PARSERS_LR_SIMD_H
#define CAMBIUM_PARSERS_LR_SIMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Character c is in the set if bit (c >> 4) of low[c & 15] is 1: a row per low
 * half, in which a vector instruction looks up 32 characters in one go. */
struct byte_set {
    uint8_t low[16];
};

static inline bool byte_set_has(const struct byte_set *set, uint8_t c)
{
    return c < 0x80 && set->low[c & 15] >> (c >> 4) & 1;
}

struct simd {
    const char *name;
    /* Bit i % 64 of members[i / 64] says that source[i] is in the set, and of
     * spaces[i / 64] that it is a space, for all i < length rounded up to 64. */
    void (*mark)(const uint8_t *source, size_t length, const struct byte_set *set,
                 uint64_t *members, uint64_t *spaces);
    /* The first byte from p on that is in the set; there must be one. */
    const uint8_t *(*find)(const uint8_t *p, const struct byte_set *set);
};

extern const struct simd simd_scalar, simd_avx2;

/* The fastest that this processor can do. */
const struct simd *simd_best(void);

#endif
