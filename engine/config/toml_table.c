#include "engine/config/toml_table.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"

#include <stdlib.h>

/* How a map or a list may still grow. */
enum {
    OPEN,    /* a header below it made it */
    DOTTED,  /* dotted keys made it: only those of the same section add to it */
    HEADED,  /* a header of its own */
    CLOSED,  /* an inline table or an array: as it was written */
    REPEATED /* a list of [[headers]] */
};

static struct toml_slot *slot_of(const struct toml_reader *r,
                                 const struct toml_value *map, struct slice key)
{
    uint64_t hash = (hash_bytes(key) ^ (uintptr_t)map) * 0x9E3779B97F4A7C15u;

    for (size_t i = hash >> 32;; i++) {
        struct toml_slot *s = &r->slots[i & (r->slot_count - 1)];

        if (!s->item || (s->map == map && slice_equal(s->item->key, key)))
            return s;
    }
}

static void slots_grow(struct toml_reader *r)
{
    struct toml_slot *old = r->slots;
    size_t count = r->slot_count;

    if (2 * r->item_count < r->slot_count)
        return;
    r->slot_count = count ? 2 * count : 64;
    r->slots = memory_calloc(r->slot_count, sizeof *r->slots);
    for (size_t i = 0; i < count; i++) {
        if (old[i].item)
            *slot_of(r, old[i].map, old[i].item->key) = old[i];
    }
    free(old);
}

void toml_table_start(struct toml_reader *r)
{
    slots_grow(r);
}

struct toml_value *toml_value_new(struct toml_reader *r, enum toml_type type,
                                  struct toml_place place)
{
    struct toml_value *value = arena_new(r->arena, struct toml_value);

    value->type = type;
    value->place = place;
    return value;
}

bool toml_item_add(struct toml_reader *r, struct toml_value *into, struct slice key,
                   struct toml_place place, struct toml_value *value)
{
    struct toml_item *item = arena_new(r->arena, struct toml_item);

    if (++r->item_count > TOML_MAX_VALUES)
        return toml_fail(r, ERR_LIMIT, place, "more than %d values", TOML_MAX_VALUES);
    *item = (struct toml_item){key, place, value, NULL};
    if (into->items.last)
        into->items.last->next = item;
    else
        into->items.first = item;
    into->items.last = item;
    into->items.count++;
    if (into->type == TOML_MAP) {
        slots_grow(r);
        *slot_of(r, into, key) = (struct toml_slot){into, item};
    }
    return true;
}

void toml_close(struct toml_value *value)
{
    value->items.closed = CLOSED;
}

static bool twice(struct toml_reader *r, const struct toml_word *word,
                  struct toml_place before)
{
    return toml_fail(r, ERR_FORMAT, word->place,
                     "'%s' stands twice; it was given in line %u",
                     toml_show(word->text).text, before.line);
}

/* The map of a word on the way of a header: made if need be. NULL: *r->err. */
struct toml_value *toml_header_step(struct toml_reader *r, struct toml_value *map,
                                    const struct toml_word *word)
{
    struct toml_item *item = slot_of(r, map, word->text)->item;
    struct toml_value *value = item ? item->value : NULL;

    if (!item) {
        value = toml_value_new(r, TOML_MAP, word->place);
        return toml_item_add(r, map, word->text, word->place, value) ? value : NULL;
    }
    if (value->type == TOML_LIST && value->items.closed == REPEATED)
        return value->items.last->value;
    if (value->type == TOML_MAP && value->items.closed != CLOSED)
        return value;
    toml_fail(r, ERR_FORMAT, word->place,
              "'%s' is no table that may be added to: line %u",
              toml_show(word->text).text, item->place.line);
    return NULL;
}

/* The map of [a.b.c]. */
struct toml_value *toml_table_open(struct toml_reader *r, struct toml_value *parent,
                                   const struct toml_word *word)
{
    struct toml_item *item = slot_of(r, parent, word->text)->item;
    struct toml_value *table;

    if (item && (item->value->type != TOML_MAP || item->value->items.closed != OPEN)) {
        twice(r, word, item->place);
        return NULL;
    }
    table = toml_header_step(r, parent, word);
    if (table)
        table->items.closed = HEADED;
    return table;
}

/* Another map of [[a.b.c]]. */
struct toml_value *toml_table_add(struct toml_reader *r, struct toml_value *parent,
                                  const struct toml_word *word)
{
    struct toml_item *item = slot_of(r, parent, word->text)->item;
    struct toml_value *list = item ? item->value : NULL;
    struct toml_value *table = toml_value_new(r, TOML_MAP, word->place);

    if (!item) {
        list = toml_value_new(r, TOML_LIST, word->place);
        list->items.closed = REPEATED;
        if (!toml_item_add(r, parent, word->text, word->place, list))
            return NULL;
    } else if (list->type != TOML_LIST || list->items.closed != REPEATED) {
        twice(r, word, item->place);
        return NULL;
    }
    table->items.closed = HEADED;
    return toml_item_add(r, list, (struct slice){0}, word->place, table) ? table : NULL;
}

/* The map of a word before a dot, in front of '='. */
struct toml_value *toml_dotted_step(struct toml_reader *r, struct toml_value *map,
                                    const struct toml_word *word)
{
    struct toml_item *item = slot_of(r, map, word->text)->item;
    struct toml_value *value = item ? item->value : NULL;

    if (!item) {
        value = toml_value_new(r, TOML_MAP, word->place);
        if (!toml_item_add(r, map, word->text, word->place, value))
            return NULL;
    } else if (value->type != TOML_MAP || value->items.closed == CLOSED ||
               value->items.closed == HEADED ||
               (value->items.closed == DOTTED && value->items.section != r->section)) {
        toml_fail(r, ERR_FORMAT, word->place, "'%s' can't be added to: line %u has it",
                  toml_show(word->text).text, item->place.line);
        return NULL;
    }
    value->items.closed = DOTTED;
    value->items.section = r->section;
    return value;
}

bool toml_is_new(struct toml_reader *r, const struct toml_value *map,
                 const struct toml_word *word)
{
    const struct toml_item *item = slot_of(r, map, word->text)->item;

    return !item || twice(r, word, item->place);
}
