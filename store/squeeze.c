#include "store/squeeze.h"

#include "engine/base/err.h"
#include "engine/base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { WINDOW_LOG = 24, CHUNK_BYTES = 128 * 1024 };

struct squeezer {
    ZSTD_CCtx *compress;
    ZSTD_DCtx *decompress;
    char *chunk; /* of unsqueeze_check */
};

struct squeezer *squeezer_new(void)
{
    struct squeezer *s = memory_calloc(1, sizeof *s);

    s->compress = ZSTD_createCCtx();
    s->decompress = ZSTD_createDCtx();
    if (!s->compress || !s->decompress ||
        ZSTD_isError(
            ZSTD_DCtx_setParameter(s->decompress, ZSTD_d_windowLogMax, WINDOW_LOG)))
        fatal("out of memory");
    return s;
}

void squeezer_free(struct squeezer *s)
{
    ZSTD_freeCCtx(s->compress);
    ZSTD_freeDCtx(s->decompress);
    free(s->chunk);
    free(s);
}

size_t squeeze_bound(size_t raw_bytes)
{
    return ZSTD_compressBound(raw_bytes);
}

void squeeze(struct squeezer *s, struct slice raw, int level, char *to,
             struct entry *entry)
{
    size_t len = raw.len;

    if (level != STORE_AS_IT_IS) {
        level = level > STORE_LEVEL_MAX ? STORE_LEVEL_MAX : level;
        len = ZSTD_compressCCtx(s->compress, to, squeeze_bound(raw.len), raw.data,
                                raw.len, level);
    }
    entry->codec = ENTRY_ZSTD;
    if (ZSTD_isError(len) || len >= raw.len) {
        entry->codec = ENTRY_PLAIN;
        len = raw.len;
        if (len)
            memcpy(to, raw.data, len);
    }
    entry->raw_bytes = (uint32_t)raw.len;
    entry->stored_bytes = (uint32_t)len;
}

/* One frame, all of it, that says itself how long its content is. */
static bool is_one_frame(const struct entry *entry, struct slice stored)
{
    return ZSTD_getFrameContentSize(stored.data, stored.len) == entry->raw_bytes &&
           ZSTD_findFrameCompressedSize(stored.data, stored.len) == stored.len;
}

bool unsqueeze(struct squeezer *s, const struct entry *entry, struct slice stored,
               char *to)
{
    if (entry->codec == ENTRY_PLAIN) {
        if (stored.len != entry->raw_bytes)
            return false;
        if (stored.len)
            memcpy(to, stored.data, stored.len);
        return true;
    }
    return is_one_frame(entry, stored) &&
           ZSTD_decompressDCtx(s->decompress, to, entry->raw_bytes, stored.data,
                               stored.len) == entry->raw_bytes;
}

bool unsqueeze_check(struct squeezer *s, const struct entry *entry, struct slice stored)
{
    ZSTD_inBuffer in = {stored.data, stored.len, 0};
    uint64_t total = 0;
    size_t left = 1;

    if (entry->codec == ENTRY_PLAIN)
        return stored.len == entry->raw_bytes;
    if (!is_one_frame(entry, stored))
        return false;
    if (!s->chunk)
        s->chunk = memory_alloc(CHUNK_BYTES);
    ZSTD_DCtx_reset(s->decompress, ZSTD_reset_session_only);
    while (left) {
        ZSTD_outBuffer out = {s->chunk, CHUNK_BYTES, 0};
        size_t before = in.pos;

        left = ZSTD_decompressStream(s->decompress, &out, &in);
        total += out.pos;
        if (ZSTD_isError(left) || (out.pos == 0 && in.pos == before))
            return false;
    }
    return total == entry->raw_bytes && in.pos == in.size;
}
