/* language_hash.h - where a key lies in the table of languages.
 *
 * Shared by the program that writes the table at build time and by the code
 * that reads it. */
#ifndef CAMBIUM_PARSERS_LANGUAGE_HASH_H
#define CAMBIUM_PARSERS_LANGUAGE_HASH_H

#include "engine/base/slice.h"

#include <stdint.h>

enum language_key {
    LANGUAGE_NAME = 1,
    LANGUAGE_SUFFIX,
    LANGUAGE_INTERPRETER,
};

/* FNV-1a; keys are a few bytes long. */
static inline uint32_t language_hash(enum language_key kind, struct slice key)
{
    uint32_t hash = 2166136261u ^ (uint32_t)kind;

    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char)key.data[i]) * 16777619u;
    return hash ^ hash >> 15;
}

#endif
