/* toml_table.h - which tables a key or a header may still add to.
 *
 * A table is open to headers below it until it gets a header of its own, open to
 * dotted keys only within the section whose dotted keys made it, and closed if it
 * was written inline. A list is closed unless [[headers]] made it. For toml.c
 * alone; NULL and false mean that *r->err says why not. */
#ifndef CAMBIUM_CONFIG_TOML_TABLE_H
#define CAMBIUM_CONFIG_TOML_TABLE_H

#include "engine/config/toml_reader.h"

/* One word of a key. */
struct toml_word {
    struct slice text;
    struct toml_place place;
};

/* Makes the table of all keys; before anything else. The reader frees r->slots. */
void toml_table_start(struct toml_reader *r);

struct toml_value *toml_value_new(struct toml_reader *r, enum toml_type type,
                                  struct toml_place place);

/* Nothing is added to an inline table or an array after this. */
void toml_close(struct toml_value *value);

/* The map of a word on the way of a header: made if need be. */
struct toml_value *toml_header_step(struct toml_reader *r, struct toml_value *map,
                                    const struct toml_word *word);

/* The map of [word], and another one of [[word]]. */
struct toml_value *toml_table_open(struct toml_reader *r, struct toml_value *parent,
                                   const struct toml_word *word);
struct toml_value *toml_table_add(struct toml_reader *r, struct toml_value *parent,
                                  const struct toml_word *word);

/* The map of a word before a dot, in front of '='. */
struct toml_value *toml_dotted_step(struct toml_reader *r, struct toml_value *map,
                                    const struct toml_word *word);

/* Is the word no key of the map yet? */
bool toml_is_new(struct toml_reader *r, const struct toml_value *map,
                 const struct toml_word *word);

/* Adds to a map, or to a list with an empty key. */
bool toml_item_add(struct toml_reader *r, struct toml_value *into, struct slice key,
                   struct toml_place place, struct toml_value *value);

#endif
