/* 64 bytes at a time, as bits: where the line feeds are, and where there is a
 * mark (anything that isn't white space). Lines are then runs of bits between
 * two line feeds, and one addition finds all runs without a mark. */
#include "engine/facts/line_index.h"

#include "engine/base/memory.h"

#include <stdlib.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BLOCK_BYTES = 64 };

struct line_block {
    uint32_t feeds; /* line feeds before it */
    uint32_t start; /* of the line that its first byte is on */
};

struct bits {
    uint64_t feeds, marks;
};

#ifdef __SSE2__
enum { LANE_BYTES = 16 };

static inline struct bits lane_bits(const char *bytes)
{
    __m128i c = _mm_loadu_si128((const __m128i *)(const void *)bytes);
    __m128i feed = _mm_cmpeq_epi8(c, _mm_set1_epi8('\n'));
    __m128i above_tab = _mm_sub_epi8(c, _mm_set1_epi8('\t'));
    __m128i control =
        _mm_cmpeq_epi8(_mm_min_epu8(above_tab, _mm_set1_epi8('\r' - '\t')), above_tab);
    __m128i space = _mm_or_si128(control, _mm_cmpeq_epi8(c, _mm_set1_epi8(' ')));

    return (struct bits){(uint16_t)_mm_movemask_epi8(feed),
                         (uint16_t)~_mm_movemask_epi8(space)};
}
#else
enum { LANE_BYTES = 8 };

static inline struct bits lane_bits(const char *bytes)
{
    struct bits bits = {0, 0};

    for (int i = 0; i < LANE_BYTES; i++) {
        bits.feeds |= (uint64_t)(bytes[i] == '\n') << i;
        bits.marks |= (uint64_t)(bytes[i] != '\n' && !is_line_space(bytes[i])) << i;
    }
    return bits;
}
#endif

static inline struct bits bits_of(const char *bytes)
{
    struct bits bits = {0, 0};

    for (int i = BLOCK_BYTES - LANE_BYTES; i >= 0; i -= LANE_BYTES) {
        struct bits lane = lane_bits(bytes + i);
        bits.feeds = bits.feeds << LANE_BYTES | lane.feeds;
        bits.marks = bits.marks << LANE_BYTES | lane.marks;
    }
    return bits;
}

/* Of the block at `at`; what the source lacks to fill it is white space. */
static inline struct bits bits_at(struct slice source, size_t at)
{
    char padded[BLOCK_BYTES];

    if (source.len - at >= BLOCK_BYTES)
        return bits_of(source.data + at);
    memset(padded, ' ', sizeof padded);
    memcpy(padded, source.data + at, source.len - at);
    return bits_of(padded);
}

/* The builtin is a call where the processor may lack the instruction. */
static inline uint32_t bits_count(uint64_t bits)
{
    bits -= (bits >> 1) & 0x5555555555555555u;
    bits = (bits & 0x3333333333333333u) + ((bits >> 2) & 0x3333333333333333u);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (uint32_t)((bits * 0x0101010101010101u) >> 56);
}

/* The feeds of lines without a mark. *marked tells whether the line that goes
 * on over the block's edge has one: before the block, then after it. */
static inline uint64_t blank_feeds(struct bits bits, bool *marked)
{
    uint64_t inside = ~bits.feeds, sum;
    bool carry = __builtin_add_overflow(inside, bits.marks, &sum);

    /* A mark makes its run of ones overflow into the line feed behind it. */
    carry |= __builtin_add_overflow(sum, (uint64_t)*marked, &sum);
    *marked = carry;
    return bits.feeds & ~sum;
}

static void line_blocks_fill(struct line_index *index)
{
    struct slice source = index->source;
    struct line_block block = {0, (uint32_t)index->text_start};
    size_t at = index->text_start;
    bool marked = false;

    for (size_t i = 0; at < source.len; at += BLOCK_BYTES, i++) {
        struct bits bits = bits_at(source, at);

        index->blocks[i] = block;
        index->blank += bits_count(blank_feeds(bits, &marked));
        block.feeds += bits_count(bits.feeds);
        if (bits.feeds)
            block.start = (uint32_t)at + 64 - (uint32_t)__builtin_clzll(bits.feeds);
    }
    index->count = block.feeds;
    if (block.start < source.len) {
        index->count++;
        index->blank += !marked;
    }
}

size_t line_text_start(struct slice source)
{
    return slice_starts(source, slice_of("\xef\xbb\xbf")) ? 3 : 0;
}

void line_index_build(struct line_index *index, struct slice source)
{
    index->source = source;
    index->text_start = line_text_start(source);
    index->count = index->blank = 0;
    index->blocks = memory_grow(index->blocks, &index->capacity,
                                source.len / BLOCK_BYTES + 1, sizeof *index->blocks);
    line_blocks_fill(index);
}

void line_index_release(struct line_index *index)
{
    free(index->blocks);
    *index = (struct line_index){0};
}

struct line line_at(const struct line_index *index, uint32_t byte)
{
    size_t last = index->source.len - (index->source.len > 0);
    size_t at = byte < last ? byte : last, inside;
    struct line_block block;
    uint64_t feeds;

    if (at <= index->text_start)
        return (struct line){1, (uint32_t)index->text_start};
    inside = (at - index->text_start) % BLOCK_BYTES;
    block = index->blocks[(at - index->text_start) / BLOCK_BYTES];
    feeds = bits_at(index->source, at - inside).feeds & ((UINT64_C(1) << inside) - 1);
    if (feeds)
        block.start = (uint32_t)(at - inside) + 64 - (uint32_t)__builtin_clzll(feeds);
    return (struct line){block.feeds + bits_count(feeds) + 1, block.start};
}

bool line_starts_at(const struct line_index *index, uint32_t byte)
{
    const char *text = index->source.data;

    while (byte > index->text_start && is_line_space(text[byte - 1]))
        byte--;
    return byte <= index->text_start || text[byte - 1] == '\n';
}
