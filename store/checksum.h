/* checksum.h - the 128-bit XXH3 of some bytes, as it lies on disk. */
#ifndef CAMBIUM_STORE_CHECKSUM_H
#define CAMBIUM_STORE_CHECKSUM_H

#include "engine/base/hash.h"
#include "engine/base/slice.h"
#include "store/bytes.h"

#include <stdbool.h>
#include <string.h>

enum { CHECKSUM_BYTES = 16 };

static inline void checksum_write(struct slice bytes, char *at)
{
    struct content_key sum = content_key_of(bytes);

    bytes_put_u64(at, sum.low);
    bytes_put_u64(at + 8, sum.high);
}

static inline bool checksum_matches(struct slice bytes, const char *at)
{
    char sum[CHECKSUM_BYTES];

    checksum_write(bytes, sum);
    return memcmp(sum, at, sizeof sum) == 0;
}

#endif
