#include "engine/base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

struct content_key content_key_of(struct slice bytes)
{
    XXH128_hash_t hash = XXH3_128bits(bytes.data, bytes.len);

    return (struct content_key){hash.high64, hash.low64};
}

uint64_t hash_bytes(struct slice bytes)
{
    return XXH3_64bits(bytes.data, bytes.len);
}
