#include "store/index.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "store/bytes.h"
#include "store/checksum.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAGIC_BYTES = 16,
    AT_SUM = 16,
    AT_SUMMED = 32,
    AT_COUNT = 32,
    AT_PACK_BYTES = 40,
    RECORDS_PER_START = 4,
};

/* The digit is the version; files of others end their first line differently. */
static const char magic[MAGIC_BYTES + 1] = "cambium index 1\n";
static const size_t name_bytes = sizeof "cambium index " - 1;

uint64_t index_tag(unsigned kind, const struct store_key *key)
{
    char bytes[1 + sizeof key->bytes];

    bytes[0] = (char)kind;
    memcpy(bytes + 1, key->bytes, sizeof key->bytes);
    return content_key_of((struct slice){bytes, sizeof bytes}).low;
}

/* By tag, then kind, then the later written first. */
static int record_compare(const void *left, const void *right)
{
    const struct index_record *a = left, *b = right;

    if (a->tag != b->tag)
        return a->tag < b->tag ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->offset < b->offset) - (a->offset > b->offset);
}

static void record_write(const struct index_record *record, char *at)
{
    bytes_put_u64(at, record->tag);
    bytes_put_u64(at + 8, (uint64_t)record->kind << 56 | record->offset);
    bytes_put_u32(at + 16, record->size);
    bytes_put_u32(at + 20, record->raw_bytes);
}

static struct slice summed(const char *bytes, size_t len)
{
    return (struct slice){bytes + AT_SUMMED, len - AT_SUMMED};
}

void index_write(struct index_record *records, size_t count, uint64_t pack_bytes,
                 struct buf *bytes)
{
    size_t len = INDEX_HEADER_BYTES + count * INDEX_RECORD_BYTES;
    char *at;

    qsort(records, count, sizeof *records, record_compare);
    buf_clear(bytes);
    at = buf_reserve(bytes, len);
    memcpy(at, magic, MAGIC_BYTES);
    bytes_put_u64(at + AT_COUNT, count);
    bytes_put_u64(at + AT_PACK_BYTES, pack_bytes);
    for (size_t i = 0; i < count; i++)
        record_write(&records[i], at + INDEX_HEADER_BYTES + i * INDEX_RECORD_BYTES);
    checksum_write(summed(at, len), at + AT_SUM);
    bytes->len = len;
}

struct index_record index_at(const struct index *index, size_t i)
{
    const char *at = index->bytes + INDEX_HEADER_BYTES + i * INDEX_RECORD_BYTES;
    uint64_t place = bytes_u64(at + 8);

    return (struct index_record){
        .tag = bytes_u64(at),
        .offset = place & (UINT64_MAX >> 8),
        .size = bytes_u32(at + 16),
        .raw_bytes = bytes_u32(at + 20),
        .kind = (uint8_t)(place >> 56),
    };
}

static uint64_t tag_at(const struct index *index, size_t i)
{
    return bytes_u64(index->bytes + INDEX_HEADER_BYTES + i * INDEX_RECORD_BYTES);
}

/* False if the records are not sorted. */
static bool fan_out(struct index *index)
{
    unsigned bits = 1;
    uint64_t last = 0;
    size_t start = 0;

    while (bits < 24 && index->count >> bits > RECORDS_PER_START)
        bits++;
    index->shift = 64 - bits;
    index->starts = memory_alloc(sizeof(uint32_t) * (((size_t)1 << bits) + 1));
    for (size_t i = 0; i < index->count; i++) {
        uint64_t tag = tag_at(index, i);

        if (tag < last)
            return false;
        last = tag;
        while (start <= tag >> index->shift)
            index->starts[start++] = (uint32_t)i;
    }
    while (start <= (size_t)1 << bits)
        index->starts[start++] = (uint32_t)index->count;
    return true;
}

static bool check_header(const char *bytes, size_t len, struct err *e)
{
    uint64_t count;

    if (len < INDEX_HEADER_BYTES || memcmp(bytes, magic, name_bytes) != 0)
        return err_set(e, ERR_FORMAT, "not an index of a pack");
    if (memcmp(bytes, magic, MAGIC_BYTES) != 0)
        return err_set(e, ERR_UNSUPPORTED, "an index of another format");
    count = bytes_u64(bytes + AT_COUNT);
    if (count > UINT32_MAX || len != INDEX_HEADER_BYTES + count * INDEX_RECORD_BYTES)
        return err_set(e, ERR_FORMAT, "the index has the wrong length");
    if (!checksum_matches(summed(bytes, len), bytes + AT_SUM))
        return err_set(e, ERR_FORMAT, "the index has the wrong checksum");
    return true;
}

bool index_init(struct index *index, char *bytes, size_t len, struct err *e)
{
    *index = (struct index){.bytes = bytes};
    if (check_header(bytes, len, e)) {
        index->count = bytes_u64(bytes + AT_COUNT);
        index->pack_bytes = bytes_u64(bytes + AT_PACK_BYTES);
        if (fan_out(index))
            return true;
        err_set(e, ERR_FORMAT, "the index is not sorted");
    }
    index_release(index);
    return false;
}

void index_release(struct index *index)
{
    free(index->bytes);
    free(index->starts);
    *index = (struct index){0};
}

/* The first record of the tag's few that is not below it. */
static size_t lower_bound(const struct index *index, uint64_t tag)
{
    size_t low = index->starts[tag >> index->shift];
    size_t high = index->starts[(tag >> index->shift) + 1];

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (tag_at(index, middle) < tag)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool index_find(const struct index *index, uint64_t tag, unsigned kind, size_t *i)
{
    if (!index->count)
        return false;
    if (*i == 0)
        *i = lower_bound(index, tag);
    for (; *i < index->count && tag_at(index, *i) == tag; ++*i) {
        if (index_at(index, *i).kind == kind)
            return true;
    }
    return false;
}

const char *index_sum(const char *bytes)
{
    return bytes + AT_SUM;
}

static int offset_compare(const void *left, const void *right, void *context)
{
    const struct index *index = context;
    uint64_t a = index_at(index, *(const uint32_t *)left).offset;
    uint64_t b = index_at(index, *(const uint32_t *)right).offset;

    return (a > b) - (a < b);
}

uint32_t *index_by_offset(const struct index *index)
{
    uint32_t *order = memory_alloc(sizeof *order * (index->count + 1));

    for (size_t i = 0; i < index->count; i++)
        order[i] = (uint32_t)i;
    qsort_r(order, index->count, sizeof *order, offset_compare, (void *)index);
    return order;
}
