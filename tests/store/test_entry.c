#include "store/entry.h"

#include "store/bytes.h"
#include "store/squeeze.h"
#include "tests/store/helpers.h"

#include <criterion/criterion.h>
#include <sys/resource.h>
#include <zstd.h>

/* A sealed entry of `raw`, in memory of exactly its size. */
static char *entry_of(struct slice raw, int level, struct entry *entry)
{
    struct squeezer *squeezer = squeezer_new();
    char *wide = memory_alloc(ENTRY_HEADER_BYTES + squeeze_bound(raw.len)), *exact;

    *entry = (struct entry){.key = key_of(7), .kind = 3};
    squeeze(squeezer, raw, level, wide + ENTRY_HEADER_BYTES, entry);
    entry_seal(wide, entry);
    squeezer_free(squeezer);
    exact = memory_alloc(entry_size(entry));
    memcpy(exact, wide, entry_size(entry));
    free(wide);
    return exact;
}

/* Decodes as a reader does. */
static bool reads_as(struct slice bytes, const struct slice *raw)
{
    struct squeezer *squeezer = squeezer_new();
    struct entry entry;
    bool good = entry_check(bytes, &entry) == STORE_HIT;

    if (good) {
        char *value = memory_alloc(entry.raw_bytes + 1);

        good = unsqueeze(squeezer, &entry, entry_stored(bytes), value) &&
               unsqueeze_check(squeezer, &entry, entry_stored(bytes)) &&
               slice_equal((struct slice){value, entry.raw_bytes}, *raw);
        free(value);
    }
    squeezer_free(squeezer);
    return good;
}

Test(entry, comes_back_at_every_length_and_level)
{
    static const int levels[] = {STORE_AS_IT_IS, -50, -3, 1, 3, 19, 1000};
    static const size_t lengths[] = {0, 1, 2, 100, 3000, 200000};
    struct buf text = {0};
    struct entry entry;

    while (text.len < 200000)
        buf_add_format(&text, "%zu ", text.len * text.len);
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            struct slice raw = {text.data, lengths[i]};
            char *bytes = entry_of(raw, levels[l], &entry);

            cr_expect(reads_as((struct slice){bytes, entry_size(&entry)}, &raw));
            cr_expect_leq(entry.stored_bytes, entry.raw_bytes);
            free(bytes);
        }
    }
    buf_release(&text);
}

Test(entry, every_flipped_bit_and_every_truncation_is_noticed)
{
    static const int levels[] = {STORE_AS_IT_IS, 1};
    struct buf text = {0};
    struct entry entry, other;

    value_of(99, &text);
    for (int l = 0; l < 2; l++) {
        struct slice raw = buf_slice(&text);
        char *bytes = entry_of(raw, levels[l], &entry);
        size_t size = entry_size(&entry);

        for (size_t bit = 0; bit < size * 8; bit++) {
            bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
            cr_assert_neq(entry_check((struct slice){bytes, size}, &other), STORE_HIT,
                          "bit %zu", bit);
            bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        }
        for (size_t len = 0; len < size; len++) {
            char *cut = memory_alloc(len ? len : 1);

            memcpy(cut, bytes, len);
            cr_assert_eq(entry_check((struct slice){cut, len}, &other), STORE_DAMAGED);
            free(cut);
        }
        cr_assert(reads_as((struct slice){bytes, size}, &raw));
        free(bytes);
    }
    buf_release(&text);
}

Test(entry, another_version_is_told_from_damage)
{
    struct entry entry, other;
    char *bytes = entry_of(slice_of("value"), 1, &entry);

    bytes[4] = 2;
    cr_expect_eq(entry_check((struct slice){bytes, entry_size(&entry)}, &other),
                 STORE_OTHER_FORMAT);
    bytes[0] = 'c';
    cr_expect_eq(entry_check((struct slice){bytes, entry_size(&entry)}, &other),
                 STORE_DAMAGED);
    free(bytes);
}

/* An entry with a right checksum whose stored bytes and lengths are an attacker's. */
static bool decodes(struct slice stored, uint8_t codec, size_t raw_bytes)
{
    struct entry entry = {.key = key_of(1),
                          .codec = codec,
                          .raw_bytes = (uint32_t)raw_bytes,
                          .stored_bytes = (uint32_t)stored.len};
    struct squeezer *squeezer = squeezer_new();
    char *bytes = memory_alloc(entry_size(&entry)), *value;
    bool checked, good = false;

    memcpy(bytes + ENTRY_HEADER_BYTES, stored.data, stored.len);
    entry_seal(bytes, &entry);
    if (entry_check((struct slice){bytes, entry_size(&entry)}, &entry) == STORE_HIT) {
        stored = (struct slice){bytes + ENTRY_HEADER_BYTES, entry.stored_bytes};
        value = memory_alloc(raw_bytes + 1);
        good = unsqueeze(squeezer, &entry, stored, value);
        checked = unsqueeze_check(squeezer, &entry, stored);
        cr_expect_eq(good, checked);
        free(value);
    }
    free(bytes);
    squeezer_free(squeezer);
    return good;
}

Test(entry, frames_that_lie_about_their_length_do_not_decode)
{
    char zeros[5000] = {0}, frame[1000], two[2000];
    size_t len = ZSTD_compress(frame, sizeof frame, zeros, sizeof zeros, 1);

    cr_assert_not(ZSTD_isError(len));
    cr_expect(decodes((struct slice){frame, len}, ENTRY_ZSTD, sizeof zeros));
    cr_expect_not(decodes((struct slice){frame, len}, ENTRY_ZSTD, sizeof zeros - 1));
    cr_expect_not(decodes((struct slice){frame, len}, ENTRY_ZSTD, sizeof zeros + 1));
    cr_expect_not(decodes((struct slice){frame, len}, ENTRY_ZSTD, (size_t)1 << 30));
    cr_expect_not(decodes((struct slice){frame, len - 1}, ENTRY_ZSTD, sizeof zeros));
    cr_expect_not(decodes((struct slice){frame, len}, ENTRY_PLAIN, sizeof zeros));
    memcpy(two, frame, len);
    memcpy(two + len, frame, len);
    cr_expect_not(decodes((struct slice){two, 2 * len}, ENTRY_ZSTD, sizeof zeros));
    cr_expect_not(decodes((struct slice){two, 2 * len}, ENTRY_ZSTD, 2 * sizeof zeros));
    cr_expect_not(decodes((struct slice){zeros, 500}, ENTRY_ZSTD, 500));
    cr_expect_not(decodes((struct slice){frame, len}, 2, sizeof zeros));
}

Test(entry, frames_of_unknown_length_or_with_a_huge_window_do_not_decode)
{
    ZSTD_CCtx *compress = ZSTD_createCCtx();
    char text[2048], frame[6000];
    ZSTD_outBuffer out = {frame, sizeof frame, 0};
    ZSTD_inBuffer in = {text, sizeof text, 0};
    struct buf large = {0};
    size_t len;

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i % 17);
    while (ZSTD_compressStream2(compress, &out, &in, ZSTD_e_flush))
        continue;
    while (ZSTD_compressStream2(compress, &out, &in, ZSTD_e_end))
        continue;
    cr_assert_eq(ZSTD_getFrameContentSize(frame, out.pos), ZSTD_CONTENTSIZE_UNKNOWN);
    cr_expect_not(decodes((struct slice){frame, out.pos}, ENTRY_ZSTD, sizeof text));
    ZSTD_CCtx_reset(compress, ZSTD_reset_session_and_parameters);
    ZSTD_CCtx_setParameter(compress, ZSTD_c_windowLog, 27);
    memset(buf_reserve(&large, 64 << 20), 'x', 64 << 20);
    len = ZSTD_compress2(compress, frame, sizeof frame, large.data, 64 << 20);
    cr_assert_not(ZSTD_isError(len));
    /* Verifying must not take the memory that the frame asks for. */
    {
        struct squeezer *squeezer = squeezer_new();
        struct entry entry = {.codec = ENTRY_ZSTD, .raw_bytes = 64 << 20};

        cr_expect_not(unsqueeze_check(squeezer, &entry, (struct slice){frame, len}));
        squeezer_free(squeezer);
    }
    buf_release(&large);
    ZSTD_freeCCtx(compress);
}

Test(entry, checking_a_bomb_takes_little_memory)
{
    size_t size = (size_t)1 << 29, before;
    struct squeezer *squeezer = squeezer_new();
    struct entry entry = {.codec = ENTRY_ZSTD, .raw_bytes = (uint32_t)size};
    ZSTD_CCtx *compress = ZSTD_createCCtx();
    char chunk[1 << 12] = {0}, *frame = memory_alloc(1 << 20);
    ZSTD_outBuffer out = {frame, 1 << 20, 0};

    ZSTD_CCtx_setPledgedSrcSize(compress, size);
    for (size_t done = 0; done < size; done += sizeof chunk) {
        ZSTD_inBuffer in = {chunk, sizeof chunk, 0};

        while (in.pos < in.size)
            ZSTD_compressStream2(compress, &out, &in, ZSTD_e_continue);
    }
    while (ZSTD_compressStream2(compress, &out, &(ZSTD_inBuffer){0}, ZSTD_e_end))
        continue;
    before = memory_peak_bytes();
    cr_expect(unsqueeze_check(squeezer, &entry, (struct slice){frame, out.pos}));
    cr_expect_lt(memory_peak_bytes() - before, (size_t)64 << 20);
    free(frame);
    ZSTD_freeCCtx(compress);
    squeezer_free(squeezer);
}
