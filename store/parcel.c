#include "store/parcel.h"

#include "store/bytes.h"

#include <string.h>

/* Where what stands; zeros between. These numbers are on disk and never change. */
enum { AT_VERSION = 0, AT_CODEC = 1, AT_ZEROS = 2, AT_RAW_BYTES = 4, VERSION = 1 };

void parcel_add(struct buf *out, struct squeezer *s, struct slice raw, int level)
{
    char *at = buf_reserve(out, PARCEL_HEADER_BYTES + squeeze_bound(raw.len));
    struct entry entry;

    memset(at, 0, PARCEL_HEADER_BYTES);
    squeeze(s, raw, level, at + PARCEL_HEADER_BYTES, &entry);
    at[AT_VERSION] = VERSION;
    at[AT_CODEC] = (char)entry.codec;
    bytes_put_u32(at + AT_RAW_BYTES, entry.raw_bytes);
    out->len += PARCEL_HEADER_BYTES + (size_t)entry.stored_bytes;
}

bool parcel_open(struct slice parcel, struct squeezer *s, size_t most, struct buf *raw)
{
    struct entry entry = {0};
    struct slice stored;

    if (parcel.len < PARCEL_HEADER_BYTES || parcel.data[AT_VERSION] != VERSION ||
        (parcel.data[AT_CODEC] != ENTRY_PLAIN && parcel.data[AT_CODEC] != ENTRY_ZSTD) ||
        parcel.data[AT_ZEROS] || parcel.data[AT_ZEROS + 1])
        return false;
    stored = (struct slice){parcel.data + PARCEL_HEADER_BYTES,
                            parcel.len - PARCEL_HEADER_BYTES};
    entry.codec = (uint8_t)parcel.data[AT_CODEC];
    entry.raw_bytes = bytes_u32(parcel.data + AT_RAW_BYTES);
    entry.stored_bytes = (uint32_t)stored.len;
    if (entry.raw_bytes > most || stored.len > entry.raw_bytes ||
        !unsqueeze(s, &entry, stored, buf_reserve(raw, entry.raw_bytes)))
        return false;
    raw->len += entry.raw_bytes;
    return true;
}
