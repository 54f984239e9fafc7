/* hash.h - content keys.
 *
 * A content key is the 128-bit XXH3 of a file's bytes as read. Two files with
 * one key are one file to everything behind the reader. */
#ifndef CAMBIUM_BASE_HASH_H
#define CAMBIUM_BASE_HASH_H

#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct content_key {
    uint64_t high, low;
};

struct content_key content_key_of(struct slice bytes);

static inline bool content_key_same(struct content_key a, struct content_key b)
{
    return a.high == b.high && a.low == b.low;
}

/* 64 bits for tables in memory, and where another value costs no more than a miss. */
uint64_t hash_bytes(struct slice bytes);

#endif
