/* 64 bytes at a time, as bits: where the line feeds are, and where there is a
 * mark (anything that isn't white space). Lines are then runs of bits between
 * two line feeds, and one addition finds all runs without a mark.
 *
 * There are two versions of the loop with the same answers, one of them for processors
 * with AVX2, chosen when the program runs. */
#include "engine/facts/line_index.h"

#include "engine/base/memory.h"

#include <stdlib.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

enum { BLOCK_BYTES = 64 };

struct line_block {
    uint64_t feeds, marks,
        blank_feeds;        /* bits: the feeds of blank lines are feeds, too */
    uint32_t lines, blanks; /* that end before it */
    uint32_t start;         /* of the line that its first byte is on, */
    bool marked;            /* and whether there is a mark before it */
};

struct bits {
    uint64_t feeds, marks, hashes;
    bool odd; /* there are bytes that only text_is_plain can judge */
};

/* Beyond ASCII, or a control character that is an end or a space to Python only. */
static inline bool is_odd(char c)
{
    unsigned char u = (unsigned char)c;

    return u >= 0x80 || u == '\v' || u == '\f' || (u >= 0x1c && u <= 0x1f);
}

static inline struct bits bits_plain(const char *bytes)
{
    struct bits bits = {0};

    for (unsigned i = 0; i < BLOCK_BYTES; i++) {
        bits.feeds |= (uint64_t)(bytes[i] == '\n') << i;
        bits.marks |= (uint64_t)(bytes[i] != '\n' && !is_line_space(bytes[i])) << i;
        bits.hashes |= (uint64_t)(bytes[i] == '#') << i;
        bits.odd |= is_odd(bytes[i]);
    }
    return bits;
}

/* The builtin is a call where the processor may lack the instruction. */
static inline uint32_t count_plain(uint64_t bits)
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

/* The first marks of lines. From the start of a line on, an addition runs through the
 * bits of its white space. */
static inline uint64_t first_marks(struct bits bits, bool marked)
{
    uint64_t spaces = ~(bits.feeds | bits.marks);
    uint64_t starts = bits.feeds << 1 | !marked;

    return (starts + spaces) & ~spaces & bits.marks;
}

/* What the loop knows between two blocks. */
struct walk {
    struct line_block next;
    uint32_t hash_lines;
    bool odd;
};

static inline __attribute__((always_inline)) void block_fill(
    struct line_block *block, struct walk *walk, size_t at, struct bits bits,
    uint32_t (*count)(uint64_t bits))
{
    bool marked = walk->next.marked;

    walk->next.feeds = bits.feeds;
    walk->next.marks = bits.marks;
    walk->next.blank_feeds = blank_feeds(bits, &marked);
    *block = walk->next;
    walk->odd |= bits.odd;
    walk->hash_lines += count(first_marks(bits, walk->next.marked) & bits.hashes);
    walk->next.marked = marked;
    walk->next.lines += count(bits.feeds);
    walk->next.blanks += count(block->blank_feeds);
    if (bits.feeds)
        walk->next.start = (uint32_t)at + 64 - (uint32_t)__builtin_clzll(bits.feeds);
}

/* All whole blocks. */
static inline __attribute__((always_inline)) size_t blocks_fill(
    struct line_index *index, struct walk *walk,
    struct bits (*bits_of)(const char *bytes), uint32_t (*count)(uint64_t bits))
{
    struct slice source = index->source;
    struct line_block *block = index->blocks;
    struct walk local = *walk; /* in registers */
    size_t at = index->text_start;

    for (; source.len - at >= BLOCK_BYTES; at += BLOCK_BYTES, block++)
        block_fill(block, &local, at, bits_of(source.data + at), count);
    *walk = local;
    return at;
}

static size_t blocks_fill_plain(struct line_index *index, struct walk *walk)
{
    return blocks_fill(index, walk, bits_plain, count_plain);
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2,popcnt")))

AVX2 static inline __m256i in_range(__m256i c, char low, char high)
{
    __m256i above = _mm256_sub_epi8(c, _mm256_set1_epi8(low));

    return _mm256_cmpeq_epi8(_mm256_min_epu8(above, _mm256_set1_epi8((char)(high - low))),
                             above);
}

AVX2 static inline struct bits half_avx2(const char *bytes)
{
    __m256i c = _mm256_loadu_si256((const __m256i *)(const void *)bytes);
    __m256i feed = _mm256_cmpeq_epi8(c, _mm256_set1_epi8('\n'));
    __m256i space = _mm256_or_si256(in_range(c, '\t', '\r'),
                                    _mm256_cmpeq_epi8(c, _mm256_set1_epi8(' ')));
    __m256i odd = _mm256_or_si256(
        c, _mm256_or_si256(in_range(c, '\v', '\f'), in_range(c, 0x1c, 0x1f)));

    return (struct bits){
        (uint32_t)_mm256_movemask_epi8(feed), (uint32_t)~_mm256_movemask_epi8(space),
        (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(c, _mm256_set1_epi8('#'))),
        _mm256_movemask_epi8(odd) != 0};
}

AVX2 static inline struct bits bits_avx2(const char *bytes)
{
    struct bits low = half_avx2(bytes), high = half_avx2(bytes + BLOCK_BYTES / 2);

    return (struct bits){high.feeds << 32 | low.feeds, high.marks << 32 | low.marks,
                         high.hashes << 32 | low.hashes, low.odd | high.odd};
}

AVX2 static inline uint32_t count_avx2(uint64_t bits)
{
    return (uint32_t)__builtin_popcountll(bits);
}

AVX2 static size_t blocks_fill_avx2(struct line_index *index, struct walk *walk)
{
    return blocks_fill(index, walk, bits_avx2, count_avx2);
}

static size_t blocks_fill_best(struct line_index *index, struct walk *walk)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt")
               ? blocks_fill_avx2(index, walk)
               : blocks_fill_plain(index, walk);
}

#else

static size_t blocks_fill_best(struct line_index *index, struct walk *walk)
{
    return blocks_fill_plain(index, walk);
}

#endif

/* What the source lacks to fill the last block is white space. */
static void last_block_fill(struct line_index *index, struct walk *walk, size_t at)
{
    char padded[BLOCK_BYTES];

    memset(padded, ' ', sizeof padded);
    memcpy(padded, index->source.data + at, index->source.len - at);
    block_fill(&index->blocks[(at - index->text_start) / BLOCK_BYTES], walk, at,
               bits_plain(padded), count_plain);
}

static void line_blocks_fill(struct line_index *index, bool vector)
{
    struct walk walk = {.next.start = (uint32_t)index->text_start};
    size_t at = vector ? blocks_fill_best(index, &walk) : blocks_fill_plain(index, &walk);

    if (at < index->source.len)
        last_block_fill(index, &walk, at);
    index->count = walk.next.lines;
    index->blank = walk.next.blanks;
    index->hashes = walk.hash_lines;
    index->is_odd = walk.odd;
    if (walk.next.start < index->source.len) {
        index->count++;
        index->blank += !walk.next.marked;
    }
}

size_t line_text_start(struct slice source)
{
    return slice_starts(source, slice_of("\xef\xbb\xbf")) ? 3 : 0;
}

static void build(struct line_index *index, struct slice source, bool vector)
{
    index->source = source;
    index->text_start = line_text_start(source);
    index->blocks = memory_grow(index->blocks, &index->capacity,
                                source.len / BLOCK_BYTES + 1, sizeof *index->blocks);
    line_blocks_fill(index, vector);
}

void line_index_build(struct line_index *index, struct slice source)
{
    build(index, source, true);
}

void line_index_build_plain(struct line_index *index, struct slice source)
{
    build(index, source, false);
}

void line_index_release(struct line_index *index)
{
    free(index->blocks);
    *index = (struct line_index){0};
}

/* The bits before bit `inside`. */
static uint64_t bits_before(uint64_t bits, size_t inside)
{
    return bits & ((UINT64_C(1) << inside) - 1);
}

struct line line_at(const struct line_index *index, uint32_t byte)
{
    size_t last = index->source.len - (index->source.len > 0);
    size_t at = byte < last ? byte : last, inside;
    const struct line_block *block;
    uint64_t feeds;

    if (at <= index->text_start)
        return (struct line){1, (uint32_t)index->text_start};
    inside = (at - index->text_start) % BLOCK_BYTES;
    block = &index->blocks[(at - index->text_start) / BLOCK_BYTES];
    feeds = bits_before(block->feeds, inside);
    return (struct line){block->lines + count_plain(feeds) + 1,
                         feeds ? (uint32_t)(at - inside) + 64 -
                                     (uint32_t)__builtin_clzll(feeds)
                               : block->start};
}

uint32_t line_blank_before(const struct line_index *index, uint32_t byte)
{
    const struct line_block *block;
    size_t at;

    if (byte <= index->text_start || byte >= index->source.len)
        return byte <= index->text_start ? 0 : index->blank;
    at = byte - index->text_start;
    block = &index->blocks[at / BLOCK_BYTES];
    return block->blanks + count_plain(bits_before(block->blank_feeds, at % BLOCK_BYTES));
}

bool line_starts_at(const struct line_index *index, uint32_t byte)
{
    const struct line_block *block;
    uint64_t feeds, marks;
    size_t at;

    if (byte <= index->text_start)
        return true;
    if (byte >= index->source.len) {
        char last = index->source.data[byte - 1];
        return last == '\n' || (is_line_space(last) && line_starts_at(index, byte - 1));
    }
    at = byte - index->text_start;
    block = &index->blocks[at / BLOCK_BYTES];
    feeds = bits_before(block->feeds, at % BLOCK_BYTES);
    marks = bits_before(block->marks, at % BLOCK_BYTES);
    return feeds ? marks < feeds : !marks && !block->marked;
}
