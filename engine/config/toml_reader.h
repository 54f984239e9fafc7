/* toml_reader.h - a document while it is being read. For toml*.c alone. */
#ifndef CAMBIUM_CONFIG_TOML_READER_H
#define CAMBIUM_CONFIG_TOML_READER_H

#include "engine/config/toml.h"
#include "parsers/tree.h"

#include <stddef.h>

/* A key of a map, for look-ups. */
struct toml_slot {
    const struct toml_value *map;
    struct toml_item *item;
};

struct toml_reader {
    struct slice text; /* zeros behind it, as the parser wants */
    struct arena *arena;
    struct tree tree;
    uint32_t *lines; /* where each line begins */
    uint32_t line_count;
    struct toml_slot *slots; /* a power of two */
    size_t slot_count, item_count;
    uint32_t section, sections; /* a header or an inline table: what is in it now, and
                                 * how many there were */
    struct err *err;
};

/* Fills *r->err with "LINE:COLUMN: reason"; returns false. */
bool toml_fail(struct toml_reader *r, enum err_code code, struct toml_place place,
               const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A piece of the document for a message: short, and nothing that hides. */
struct toml_shown {
    char text[44];
};

struct toml_shown toml_show(struct slice piece);

#endif
