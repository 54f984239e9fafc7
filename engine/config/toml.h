/* toml.h - a TOML 1.0 document as a tree of values.
 *
 * The syntax is read by tree-sitter's grammar; what the grammar doesn't know
 * (which keys may stand twice, which tables are closed, which days there are)
 * is checked here. Values know where they stand, so that who uses them can say
 * so.
 *
 * Everything lives in the arena that was given; nothing is borrowed from the
 * text. Documents are limited in size, depth and number of values, because they
 * come from trees that nobody vouches for. Not thread-safe. */
#ifndef CAMBIUM_CONFIG_TOML_H
#define CAMBIUM_CONFIG_TOML_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define TOML_MAX_BYTES ((size_t)1024 * 1024)

enum {
    TOML_MAX_DEPTH = 64, /* of arrays and tables in each other, and of a key's dots */
    TOML_MAX_VALUES = 100000, /* tables and arrays included */
};

enum toml_type {
    TOML_TEXT,
    TOML_NUMBER, /* an integer of 64 bits */
    TOML_REAL,
    TOML_TRUTH,
    TOML_TIME,
    TOML_LIST,
    TOML_MAP,
};

/* A date, a time of day, or both, with or without an offset from UTC. */
struct toml_time {
    bool has_date, has_time, has_offset;
    uint16_t year;
    uint8_t month, day, hour, minute, second;
    uint32_t microsecond;   /* further digits are cut off */
    int16_t offset_minutes; /* east of UTC */
};

struct toml_place {
    uint32_t line, column; /* from 1 on; columns are bytes */
};

struct toml_value {
    enum toml_type type;
    struct toml_place place; /* of a map's header or of the first key that made it */
    union {
        struct slice text; /* a NUL stands behind its length */
        int64_t number;
        double real;
        bool truth;
        struct toml_time time;
        struct {
            struct toml_item *first, *last;
            uint32_t count;
            uint8_t closed;   /* how it may still grow; for toml.c alone */
            uint32_t section; /* the same */
        } items;              /* of a list or a map */
    };
};

/* What is in a list or a map, in the order of the document. */
struct toml_item {
    struct slice key;        /* of a map; a NUL stands behind its length */
    struct toml_place place; /* of the key; in a list, of the value */
    struct toml_value *value;
    struct toml_item *next;
};

/* NULL: *e says where and why, "12:7: the key 'a' stands twice". */
const struct toml_value *toml_read(struct slice text, struct arena *a, struct err *e);

/* The value of that key in a map, or NULL. Looks at each: for small maps. */
const struct toml_item *toml_find(const struct toml_value *map, const char *key);

/* "a string", "an integer", ... */
const char *toml_type_name(enum toml_type type);

#endif
