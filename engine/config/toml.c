#include "engine/config/toml.h"

#include "engine/base/memory.h"
#include "engine/base/utf8.h"
#include "engine/config/toml_reader.h"
#include "engine/config/toml_scalar.h"
#include "engine/config/toml_table.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "parsers/toml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* ------------------------------------------------------------------ places */

static void lines_find(struct toml_reader *r)
{
    uint32_t count = 1;

    for (size_t i = 0; i < r->text.len; i++)
        count += r->text.data[i] == '\n';
    r->lines = arena_array(r->arena, uint32_t, count);
    for (size_t i = 0; i < r->text.len; i++) {
        if (r->text.data[i] == '\n')
            r->lines[++r->line_count] = (uint32_t)i + 1;
    }
    r->line_count = count;
}

static struct toml_place place_of(const struct toml_reader *r, uint32_t byte)
{
    uint32_t low = 0, high = r->line_count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (r->lines[middle] <= byte)
            low = middle;
        else
            high = middle;
    }
    return (struct toml_place){low + 1, byte - r->lines[low] + 1};
}

bool toml_fail(struct toml_reader *r, enum err_code code, struct toml_place place,
               const char *format, ...)
{
    char reason[160];
    va_list args;

    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    return err_set(r->err, code, "%u:%u: %s", place.line, place.column, reason);
}

struct toml_shown toml_show(struct slice piece)
{
    const char *at = piece.data, *const end = piece.data + piece.len;
    struct toml_shown s = {{0}};
    size_t len = 0;

    while (at < end && *at != '\n' && *at != '\r') {
        uint32_t c;
        unsigned bytes = utf8_decode(at, end, &c);

        if (len + bytes > sizeof s.text - 4) {
            memcpy(s.text + len, "...", 3);
            break;
        }
        if (!bytes || utf8_is_hidden(c)) {
            s.text[len++] = '?';
            at += bytes ? bytes : 1;
        } else {
            memcpy(s.text + len, at, bytes);
            len += bytes;
            at += bytes;
        }
    }
    return s;
}

/* ------------------------------------------------------------------ bytes */

/* What may stand nowhere in a document. */
static bool bytes_check(struct toml_reader *r)
{
    const char *const start = r->text.data, *const end = start + r->text.len;
    uint32_t c;

    if (slice_starts(r->text, slice_of("\xEF\xBB\xBF")))
        return toml_fail(r, ERR_FORMAT, (struct toml_place){1, 1},
                         "a byte order mark, which TOML doesn't have");
    for (const char *at = start; at < end;) {
        unsigned bytes = utf8_decode(at, end, &c);
        struct toml_place place;

        if (bytes && (c >= ' ' || c == '\t' || c == '\n') && c != 0x7F) {
            at += bytes;
            continue;
        }
        if (bytes && c == '\r' && at + 1 < end && at[1] == '\n') {
            at += 2;
            continue;
        }
        place = place_of(r, (uint32_t)(at - start));
        if (!bytes)
            return toml_fail(r, ERR_FORMAT, place, "byte 0x%02X is not UTF-8",
                             (unsigned char)*at);
        if (c == '\r')
            return toml_fail(r, ERR_FORMAT, place,
                             "a carriage return without a line feed");
        return toml_fail(r, ERR_FORMAT, place, "control character 0x%02X", c);
    }
    return true;
}

/* ------------------------------------------------------------------ the tree */

static const struct node *node_at(const struct toml_reader *r, uint32_t i)
{
    return &r->tree.nodes[i];
}

static struct slice node_text(const struct toml_reader *r, uint32_t i)
{
    const struct node *n = node_at(r, i);

    return (struct slice){r->text.data + n->start_byte, n->end_byte - n->start_byte};
}

static struct toml_place node_place(const struct toml_reader *r, uint32_t i)
{
    return place_of(r, node_at(r, i)->start_byte);
}

/* Keys, values and pairs: nodes with names that are no comments. In the order of
 * the document. */
static uint32_t *parts_of(struct toml_reader *r, uint32_t parent, uint32_t *count)
{
    uint32_t *parts;
    uint32_t n = 0;

    for (TREE_CHILDREN(&r->tree, parent, child))
        n += node_at(r, child)->flags & NODE_NAMED &&
             node_at(r, child)->symbol != TOML_comment;
    *count = n;
    parts = arena_array(r->arena, uint32_t, n + 1);
    for (TREE_CHILDREN(&r->tree, parent, child)) {
        if (node_at(r, child)->flags & NODE_NAMED &&
            node_at(r, child)->symbol != TOML_comment)
            parts[--n] = child;
    }
    return parts;
}

struct key {
    struct toml_word words[TOML_MAX_DEPTH];
    uint32_t count;
};

static bool key_read(struct toml_reader *r, uint32_t node, struct key *key)
{
    key->count = 0;
    for (uint32_t i = tree_first(&r->tree, node); i <= node; i++) {
        uint16_t symbol = node_at(r, i)->symbol;
        struct toml_place place = node_place(r, i);
        struct toml_word *word = &key->words[key->count];
        struct err e;

        if (symbol != TOML_bare_key && symbol != TOML_quoted_key)
            continue;
        if (key->count++ == TOML_MAX_DEPTH)
            return toml_fail(r, ERR_LIMIT, place, "a key of more than %d parts",
                             TOML_MAX_DEPTH);
        word->place = place;
        if (symbol == TOML_bare_key)
            word->text = arena_copy(r->arena, node_text(r, i));
        else if (!toml_text_read(node_text(r, i), r->arena, &word->text, &e))
            return toml_fail(r, e.code, place, "%s", e.message);
    }
    return true;
}

/* ------------------------------------------------------------------ values */

static struct toml_value *value_read(struct toml_reader *r, uint32_t node,
                                     unsigned depth);

static bool pair_read(struct toml_reader *r, uint32_t node, struct toml_value *map,
                      unsigned depth)
{
    uint32_t count, *parts = parts_of(r, node, &count);
    struct toml_value *value;
    const struct toml_word *last;
    struct key key;

    if (count != 2)
        return toml_fail(r, ERR_FORMAT, node_place(r, node), "this is no key and value");
    if (!key_read(r, parts[0], &key))
        return false;
    for (uint32_t i = 0; i + 1 < key.count; i++) {
        map = toml_dotted_step(r, map, &key.words[i]);
        if (!map)
            return false;
    }
    last = &key.words[key.count - 1];
    if (!toml_is_new(r, map, last))
        return false;
    value = value_read(r, parts[1], depth);
    return value && toml_item_add(r, map, last->text, last->place, value);
}

static bool inline_table_read(struct toml_reader *r, uint32_t node,
                              struct toml_value *map, unsigned depth)
{
    uint32_t count, *parts = parts_of(r, node, &count), outside = r->section;

    r->section = ++r->sections;
    for (uint32_t i = 0; i < count; i++) {
        if (!pair_read(r, parts[i], map, depth))
            return false;
    }
    r->section = outside;
    toml_close(map);
    return true;
}

static bool array_read(struct toml_reader *r, uint32_t node, struct toml_value *list,
                       unsigned depth)
{
    uint32_t count, *parts = parts_of(r, node, &count);

    toml_close(list);
    for (uint32_t i = 0; i < count; i++) {
        struct toml_value *value = value_read(r, parts[i], depth);

        if (!value || !toml_item_add(r, list, (struct slice){0}, value->place, value))
            return false;
    }
    return true;
}

static bool word_read(struct toml_reader *r, struct slice word, struct toml_value *value,
                      struct err *e)
{
    switch (value->type) {
    case TOML_TEXT: return toml_text_read(word, r->arena, &value->text, e);
    case TOML_NUMBER: return toml_number_read(word, &value->number, e);
    case TOML_REAL: value->real = toml_real(word); return true;
    case TOML_TIME: return toml_time_read(word, &value->time, e);
    default: value->truth = word.data[0] == 't'; return true;
    }
}

static bool type_of(uint16_t symbol, enum toml_type *type)
{
    switch (symbol) {
    case TOML_string: *type = TOML_TEXT; return true;
    case TOML_integer: *type = TOML_NUMBER; return true;
    case TOML_float: *type = TOML_REAL; return true;
    case TOML_boolean: *type = TOML_TRUTH; return true;
    case TOML_offset_date_time:
    case TOML_local_date_time:
    case TOML_local_date:
    case TOML_local_time: *type = TOML_TIME; return true;
    case TOML_array: *type = TOML_LIST; return true;
    case TOML_inline_table: *type = TOML_MAP; return true;
    default: return false;
    }
}

/* NULL: *r->err. */
static struct toml_value *value_read(struct toml_reader *r, uint32_t node, unsigned depth)
{
    struct toml_place place = node_place(r, node);
    struct toml_value *value;
    enum toml_type type;
    struct err e;
    bool done;

    if (!type_of(node_at(r, node)->symbol, &type)) {
        toml_fail(r, ERR_FORMAT, place, "this is no value");
        return NULL;
    }
    if (depth > TOML_MAX_DEPTH) {
        toml_fail(r, ERR_LIMIT, place, "nested deeper than %d", TOML_MAX_DEPTH);
        return NULL;
    }
    value = toml_value_new(r, type, place);
    if (type == TOML_LIST)
        return array_read(r, node, value, depth + 1) ? value : NULL;
    if (type == TOML_MAP)
        return inline_table_read(r, node, value, depth + 1) ? value : NULL;
    done = word_read(r, node_text(r, node), value, &e);
    if (!done)
        toml_fail(r, e.code, place, "%s", e.message);
    return done ? value : NULL;
}

/* ------------------------------------------------------------------ document */

/* A [table] or one of [[tables]], with what is in it. */
static bool section_read(struct toml_reader *r, uint32_t node, struct toml_value *map)
{
    uint32_t count, *parts = parts_of(r, node, &count);
    struct key key;

    if (!count)
        return toml_fail(r, ERR_FORMAT, node_place(r, node), "a table without a name");
    if (!key_read(r, parts[0], &key))
        return false;
    for (uint32_t i = 0; i + 1 < key.count && map; i++)
        map = toml_header_step(r, map, &key.words[i]);
    if (map)
        map = (node_at(r, node)->symbol == TOML_table ? toml_table_open : toml_table_add)(
            r, map, &key.words[key.count - 1]);
    r->section = ++r->sections;
    for (uint32_t i = 1; map && i < count; i++) {
        if (!pair_read(r, parts[i], map, 1))
            return false;
    }
    return map;
}

static bool document_read(struct toml_reader *r, struct toml_value *root)
{
    uint32_t count, *parts = parts_of(r, tree_root(&r->tree), &count);

    for (uint32_t i = 0; i < count; i++) {
        bool done = node_at(r, parts[i])->symbol == TOML_pair
                        ? pair_read(r, parts[i], root, 1)
                        : section_read(r, parts[i], root);
        if (!done)
            return false;
    }
    return true;
}

static bool syntax_check(struct toml_reader *r)
{
    uint32_t byte = r->tree.error_byte;
    struct slice rest;

    if (!r->tree.has_error)
        return true;
    while (r->text.data[byte] == ' ' || r->text.data[byte] == '\t')
        byte++;
    rest = (struct slice){r->text.data + byte, r->text.len - byte};
    if (!toml_show(rest).text[0])
        return toml_fail(r, ERR_FORMAT, place_of(r, byte),
                         "this is no TOML: the line ends "
                         "too early");
    return toml_fail(r, ERR_FORMAT, place_of(r, byte), "this is no TOML: %s",
                     toml_show(rest).text);
}

/* What the parser may take is bounded, for texts that are made to be dear. */
static const struct parser_options parser_limits = {
    .choice = PARSER_RUNTIME, .heap_bytes = (size_t)512 << 20, .steps = 20000};

static bool text_read(struct toml_reader *r, struct toml_value *root)
{
    struct parser *parser;
    bool done;

    lines_find(r);
    if (!bytes_check(r))
        return false;
    parser = parser_new(&parser_limits);
    done = parser_parse(parser, grammar_by_name("toml"), r->text, &r->tree, r->err) &&
           syntax_check(r) && document_read(r, root);
    parser_free(parser);
    return done;
}

const struct toml_value *toml_read(struct slice text, struct arena *a, struct err *e)
{
    struct toml_reader r = {.arena = a, .err = e};
    struct toml_value *root = toml_value_new(&r, TOML_MAP, (struct toml_place){1, 1});
    char *padded;
    bool done;

    if (text.len > TOML_MAX_BYTES) {
        err_set(e, ERR_LIMIT, "longer than %zu bytes", TOML_MAX_BYTES);
        return NULL;
    }
    padded = memory_calloc(text.len + PARSER_PADDING_BYTES, 1);
    if (text.len)
        memcpy(padded, text.data, text.len);
    r.text = (struct slice){padded, text.len};
    toml_table_start(&r);
    done = text_read(&r, root);
    free(r.slots);
    free(padded);
    return done ? root : NULL;
}

const struct toml_item *toml_find(const struct toml_value *map, const char *key)
{
    const struct toml_item *item = map->items.first;

    while (item && !slice_equal(item->key, slice_of(key)))
        item = item->next;
    return item;
}

const char *toml_type_name(enum toml_type type)
{
    switch (type) {
    case TOML_TEXT: return "a string";
    case TOML_NUMBER: return "an integer";
    case TOML_REAL: return "a float";
    case TOML_TRUTH: return "true or false";
    case TOML_TIME: return "a date or time";
    case TOML_LIST: return "an array";
    case TOML_MAP: return "a table";
    }
    return "nothing";
}
