#include "store/entry.h"

#include "store/bytes.h"
#include "store/checksum.h"

#include <string.h>

/* Where the fields are. The checksum is over all that comes behind it. */
enum {
    AT_MAGIC = 0,
    AT_VERSION = 4,
    AT_ZEROS = 5,
    AT_CHECKSUM = 8,
    AT_SUMMED = 24,
    AT_KIND = 24,
    AT_CODEC = 25,
    AT_MORE_ZEROS = 26,
    AT_STORED_BYTES = 28,
    AT_RAW_BYTES = 32,
    AT_LAST_ZEROS = 36,
    AT_KEY = 40,
};

const char entry_magic[ENTRY_MAGIC_BYTES] = {'C', 'a', 'm', '\xb1'};

static struct slice summed(const char *entry, size_t size)
{
    return (struct slice){entry + AT_SUMMED, size - AT_SUMMED};
}

void entry_seal(char *at, const struct entry *entry)
{
    memset(at, 0, ENTRY_HEADER_BYTES);
    memcpy(at + AT_MAGIC, entry_magic, sizeof entry_magic);
    at[AT_VERSION] = ENTRY_VERSION;
    at[AT_KIND] = (char)entry->kind;
    at[AT_CODEC] = (char)entry->codec;
    bytes_put_u32(at + AT_STORED_BYTES, entry->stored_bytes);
    bytes_put_u32(at + AT_RAW_BYTES, entry->raw_bytes);
    memcpy(at + AT_KEY, entry->key.bytes, sizeof entry->key.bytes);
    checksum_write(summed(at, entry_size(entry)), at + AT_CHECKSUM);
}

enum store_result entry_peek(const char *header, struct entry *entry)
{
    static const char zeros[4] = {0};

    if (memcmp(header + AT_MAGIC, entry_magic, sizeof entry_magic) != 0)
        return STORE_DAMAGED;
    if (header[AT_VERSION] != ENTRY_VERSION)
        return STORE_OTHER_FORMAT;
    entry->kind = (uint8_t)header[AT_KIND];
    entry->codec = (uint8_t)header[AT_CODEC];
    entry->stored_bytes = bytes_u32(header + AT_STORED_BYTES);
    entry->raw_bytes = bytes_u32(header + AT_RAW_BYTES);
    memcpy(entry->key.bytes, header + AT_KEY, sizeof entry->key.bytes);
    if (memcmp(header + AT_ZEROS, zeros, 3) != 0 ||
        memcmp(header + AT_MORE_ZEROS, zeros, 2) != 0 ||
        bytes_u32(header + AT_LAST_ZEROS) || entry->kind >= STORE_KINDS ||
        entry->codec > ENTRY_ZSTD || entry->raw_bytes > STORE_VALUE_MAX_BYTES ||
        entry->stored_bytes > entry->raw_bytes)
        return STORE_DAMAGED;
    return STORE_HIT;
}

enum store_result entry_check(struct slice bytes, struct entry *entry)
{
    enum store_result result;

    if (bytes.len < ENTRY_HEADER_BYTES)
        return STORE_DAMAGED;
    result = entry_peek(bytes.data, entry);
    if (result != STORE_HIT)
        return result;
    if (entry_size(entry) != bytes.len ||
        !checksum_matches(summed(bytes.data, bytes.len), bytes.data + AT_CHECKSUM))
        return STORE_DAMAGED;
    return STORE_HIT;
}
