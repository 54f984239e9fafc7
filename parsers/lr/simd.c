#include "parsers/lr/simd.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static void mark_scalar(const uint8_t *source, size_t length, const struct byte_set *set,
                        uint64_t *members, uint64_t *spaces)
{
    bool member[256];

    for (int c = 0; c < 256; c++)
        member[c] = byte_set_has(set, (uint8_t)c);
    for (size_t i = 0; i < length; i += 64) {
        uint64_t in = 0, blank = 0;

        for (unsigned bit = 0; bit < 64; bit++) {
            in |= (uint64_t)member[source[i + bit]] << bit;
            blank |= (uint64_t)(source[i + bit] == ' ') << bit;
        }
        *members++ = in;
        *spaces++ = blank;
    }
}

static const uint8_t *find_scalar(const uint8_t *p, const struct byte_set *set)
{
    while (!byte_set_has(set, *p))
        p++;
    return p;
}

const struct simd simd_scalar = {"scalar", mark_scalar, find_scalar};

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2")))

/* The rows of a set, and for each high half the bit that stands for it. For
 * characters beyond ASCII that is none. */
struct wide_set {
    __m256i low, high;
};

AVX2 static inline struct wide_set wide_set_of(const struct byte_set *set)
{
    const __m128i low = _mm_loadu_si128((const __m128i *)(const void *)set->low);
    const __m128i high =
        _mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, (char)128, 0, 0, 0, 0, 0, 0, 0, 0);

    return (struct wide_set){_mm256_broadcastsi128_si256(low),
                             _mm256_broadcastsi128_si256(high)};
}

AVX2 static inline __m256i load(const uint8_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* A bit for each of the bytes that is not in the set. */
AVX2 static inline uint32_t outside(__m256i bytes, const struct wide_set *set)
{
    __m256i half = _mm256_set1_epi8(15);
    __m256i row = _mm256_shuffle_epi8(set->low, _mm256_and_si256(bytes, half));
    __m256i bit = _mm256_shuffle_epi8(
        set->high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
    __m256i absent =
        _mm256_cmpeq_epi8(_mm256_and_si256(row, bit), _mm256_setzero_si256());

    return (uint32_t)_mm256_movemask_epi8(absent);
}

AVX2 static inline uint32_t spaces_in(__m256i bytes)
{
    return (uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(' ')));
}

AVX2 static void mark_avx2(const uint8_t *source, size_t length,
                           const struct byte_set *set, uint64_t *members,
                           uint64_t *spaces)
{
    struct wide_set wide = wide_set_of(set);

    for (size_t i = 0; i < length; i += 64) {
        __m256i first = load(source + i), second = load(source + i + 32);

        *members++ = ~((uint64_t)outside(second, &wide) << 32 | outside(first, &wide));
        *spaces++ = (uint64_t)spaces_in(second) << 32 | spaces_in(first);
    }
}

AVX2 static const uint8_t *find_avx2(const uint8_t *p, const struct byte_set *set)
{
    struct wide_set wide = wide_set_of(set);
    uint32_t found;

    while ((found = ~outside(load(p), &wide)) == 0)
        p += 32;
    return p + __builtin_ctz(found);
}

const struct simd simd_avx2 = {"avx2", mark_avx2, find_avx2};

const struct simd *simd_best(void)
{
    return __builtin_cpu_supports("avx2") ? &simd_avx2 : &simd_scalar;
}

#else

const struct simd simd_avx2 = {"scalar", mark_scalar, find_scalar};

const struct simd *simd_best(void)
{
    return &simd_scalar;
}

#endif
