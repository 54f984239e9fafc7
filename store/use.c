#include "store/use.h"

#include "engine/base/buf.h"
#include "engine/base/memory.h"
#include "store/bytes.h"
#include "store/checksum.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAGIC_BYTES = 16,
    AT_SUM = 16,
    AT_SUMMED = 32,
    AT_INDEX_SUM = 32,
    HEADER_BYTES = 48,
    STAMP_BYTES = 4
};

static const char magic[MAGIC_BYTES] = "cambium use 1\n";

static struct slice summed(const char *bytes, size_t len)
{
    return (struct slice){bytes + AT_SUMMED, len - AT_SUMMED};
}

static bool check(const char *bytes, size_t len, const struct index *index)
{
    return len == HEADER_BYTES + index->count * STAMP_BYTES &&
           memcmp(bytes, magic, MAGIC_BYTES) == 0 &&
           memcmp(bytes + AT_INDEX_SUM, index_sum(index->bytes), CHECKSUM_BYTES) == 0 &&
           checksum_matches(summed(bytes, len), bytes + AT_SUM);
}

uint32_t *use_load(const struct folder *f, struct name name, const struct index *index)
{
    uint32_t *stamps = memory_alloc(sizeof *stamps * (index->count + 1));
    char text[FOLDER_NAME_BYTES], *bytes;
    size_t len;
    bool good;

    name_write(name, NAME_USE, text);
    bytes = folder_load(f, text, HEADER_BYTES + index->count * STAMP_BYTES, &len, NULL);
    good = bytes && check(bytes, len, index);
    for (size_t i = 0; i < index->count; i++)
        stamps[i] =
            good ? bytes_u32(bytes + HEADER_BYTES + i * STAMP_BYTES) : name.sequence;
    free(bytes);
    return stamps;
}

bool use_save(const struct folder *f, struct name name, const char *sum,
              const uint32_t *stamps, size_t count, struct err *e)
{
    struct buf bytes = {0};
    char text[FOLDER_NAME_BYTES];
    bool good;

    bytes.len = HEADER_BYTES + count * STAMP_BYTES;
    bytes.data = memory_alloc(bytes.len);
    memcpy(bytes.data, magic, MAGIC_BYTES);
    memcpy(bytes.data + AT_INDEX_SUM, sum, CHECKSUM_BYTES);
    for (size_t i = 0; i < count; i++)
        bytes_put_u32(bytes.data + HEADER_BYTES + i * STAMP_BYTES, stamps[i]);
    checksum_write(summed(bytes.data, bytes.len), bytes.data + AT_SUM);
    name_write(name, NAME_USE, text);
    good = folder_save(f, text, buf_slice(&bytes), false, e);
    buf_release(&bytes);
    return good;
}
