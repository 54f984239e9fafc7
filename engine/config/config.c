#include "engine/config/config.h"

#include "engine/base/memory.h"
#include "engine/base/suggest.h"
#include "engine/base/utf8.h"
#include "engine/config/config_file.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_CHAIN = 16 }; /* of files that extend each other */

static const char own_name[] = ".cambium.toml", project_name[] = "pyproject.toml";

/* A file that is being read, and who extends it. */
struct source {
    struct config *config;
    const struct config_place *place;
    const struct source *extended_by;
    const char *path;  /* clean, below the top; what was typed for a file at the prompt */
    const char *shown; /* in messages */
    bool trusted;
    struct err *err;
};

/* "FILE:LINE:COLUMN: reason"; returns false. */
static bool __attribute__((format(printf, 3, 4)))
fail(const struct source *s, struct toml_place place, const char *format, ...)
{
    char reason[180];
    va_list args;

    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    return err_set(s->err, ERR_USAGE, "%.100s:%u:%u: %s", s->shown, place.line,
                   place.column, reason);
}

/* A name from a file for a message, without what hides. */
static const char *shown_name(const struct source *s, struct slice name)
{
    struct slice cut = {name.data, name.len < 60 ? name.len : 60};
    struct slice copy = arena_copy(&s->config->memory, cut);
    char *at = (char *)copy.data, *const end = at + copy.len;

    while (at < end) {
        uint32_t c;
        unsigned bytes = utf8_decode(at, end, &c);

        if (!bytes || utf8_is_hidden(c)) {
            for (unsigned i = 0; i < (bytes ? bytes : 1); i++)
                at[i] = '?';
        }
        at += bytes ? bytes : 1;
    }
    return copy.data;
}

const char *config_key_name(const struct config_key *key, struct arena *a)
{
    size_t size = strlen(key->name) + (key->table ? strlen(key->table) : 0) + 2;
    char *name;

    if (!key->table)
        return key->name;
    name = arena_alloc(a, size, 1);
    snprintf(name, size, "%s.%s", key->table, key->name);
    return name;
}

/* ------------------------------------------------------------------ values */

static const char *takes_name(enum config_takes takes)
{
    switch (takes) {
    case CONFIG_SWITCH: return "true or false";
    case CONFIG_COUNT: return "an integer from 0 on";
    case CONFIG_TEXT: return "a string";
    case CONFIG_WORD: return "a string or an integer from 0 on";
    default: return "an array of strings";
    }
}

static bool takes_type(enum config_takes takes, enum toml_type type)
{
    switch (takes) {
    case CONFIG_SWITCH: return type == TOML_TRUTH;
    case CONFIG_COUNT: return type == TOML_NUMBER;
    case CONFIG_TEXT: return type == TOML_TEXT;
    case CONFIG_WORD: return type == TOML_TEXT || type == TOML_NUMBER;
    default: return type == TOML_TEXT || type == TOML_LIST;
    }
}

static bool type_fail(const struct source *s, const struct config_key *key,
                      const struct toml_value *value)
{
    const bool negative = value->type == TOML_NUMBER && value->number < 0;

    return fail(s, value->place, "'%s' takes %s%s%s%s, not %s",
                config_key_name(key, &s->config->memory), takes_name(key->takes),
                key->value ? " (" : "", key->value ? key->value : "",
                key->value ? ")" : "",
                negative ? "a negative one" : toml_type_name(value->type));
}

/* As it would be said at the prompt. NULL: *s->err. */
static const char *text_of(const struct source *s, const struct config_key *key,
                           const struct toml_value *value)
{
    char *number;

    switch (value->type) {
    case TOML_TRUTH: return value->truth ? "true" : "false";
    case TOML_NUMBER:
        if (value->number < 0)
            break;
        number = arena_alloc(&s->config->memory, 24, 1);
        snprintf(number, 24, "%" PRId64, value->number);
        return number;
    case TOML_TEXT:
        if (!memchr(value->text.data, 0, value->text.len))
            return value->text.data;
        fail(s, value->place, "a string with a NUL in it");
        return NULL;
    default: break;
    }
    type_fail(s, key, value);
    return NULL;
}

static bool texts_read(const struct source *s, struct config_line *line,
                       const struct toml_value *list)
{
    line->texts = arena_array(&s->config->memory, const char *, list->items.count + 1);
    for (const struct toml_item *i = list->items.first; i; i = i->next) {
        const char *text =
            i->value->type == TOML_TEXT ? text_of(s, line->key, i->value) : NULL;
        if (!text)
            return i->value->type != TOML_TEXT && type_fail(s, line->key, i->value);
        line->texts[line->text_count++] = text;
    }
    return true;
}

static void texts_join(struct config_line *line, struct arena *a)
{
    size_t size = 1;
    char *text, *end;

    for (size_t i = 0; i < line->text_count; i++)
        size += strlen(line->texts[i]) + 1;
    text = end = arena_alloc(a, size, 1);
    for (size_t i = 0; i < line->text_count; i++) {
        if (i)
            *end++ = ',';
        end = stpcpy(end, line->texts[i]);
    }
    line->texts[0] = text;
    line->text_count = 1;
}

static bool line_read(const struct source *s, const struct config_key *key,
                      const struct toml_item *item)
{
    struct config *c = s->config;
    struct config_line line = {
        .key = key, .file = s->shown, .place = item->place, .trusted = s->trusted};

    if (!takes_type(key->takes, item->value->type))
        return type_fail(s, key, item->value);
    if (item->value->type == TOML_LIST) {
        if (!texts_read(s, &line, item->value))
            return false;
        if (key->takes == CONFIG_JOINED)
            texts_join(&line, &c->memory);
    } else {
        const char *text = text_of(s, key, item->value);

        if (!text)
            return false;
        line.texts = arena_array(&c->memory, const char *, 1);
        line.texts[0] = text;
        line.text_count = 1;
    }
    c->lines =
        memory_grow(c->lines, &c->line_capacity, c->line_count + 1, sizeof *c->lines);
    c->lines[c->line_count++] = line;
    return true;
}

/* ------------------------------------------------------------------ keys */

static bool same_name(const char *name, struct slice wanted)
{
    return slice_equal(slice_of(name), wanted);
}

static const struct config_key *key_find(const struct config *c, const char *table,
                                         struct slice name)
{
    for (size_t i = 0; i < c->key_count; i++) {
        const struct config_key *key = &c->keys[i];

        if (same_name(key->name, name) &&
            (table ? key->table && strcmp(key->table, table) == 0 : !key->table))
            return key;
    }
    return NULL;
}

/* The name of the table as the keys have it, or NULL. */
static const char *table_find(const struct config *c, struct slice name)
{
    for (size_t i = 0; i < c->key_count; i++) {
        if (c->keys[i].table && same_name(c->keys[i].table, name))
            return c->keys[i].table;
    }
    return NULL;
}

static bool unknown(const struct source *s, const char *table,
                    const struct toml_item *item)
{
    const char *name = shown_name(s, item->key);
    struct suggestion near = {.wanted = item->key};
    struct config *c = s->config;

    for (size_t i = 0; i < c->key_count; i++) {
        const struct config_key *key = &c->keys[i];

        if (key->scope == CONFIG_PROMPT || (key->scope == CONFIG_TRUSTED && !s->trusted))
            continue;
        if (table ? key->table && strcmp(key->table, table) == 0 : !key->table)
            suggestion_offer(&near, key->name);
        if (!table && key->table)
            suggestion_offer(&near, key->table);
    }
    if (!table && same_name("tool", item->key) && item->value->type == TOML_MAP)
        return fail(s, item->place,
                    "'tool' is of pyproject.toml; here the keys stand at the top");
    return fail(s, item->place, "there is no key '%s%s%s'%s%s%s", table ? table : "",
                table ? "." : "", name, near.best ? " (did you mean '" : "",
                near.best ? near.best : "", near.best ? "'?)" : "");
}

static bool allowed(const struct source *s, const struct config_key *key,
                    const struct toml_item *item)
{
    const char *name = config_key_name(key, &s->config->memory);

    if (key->scope == CONFIG_PROMPT)
        return fail(s, item->place,
                    "'%s' can't be configured: it is for the command line only", name);
    if (key->scope == CONFIG_TRUSTED && !s->trusted)
        return fail(s, item->place,
                    "a scanned tree may not set '%s'; the command line may, the "
                    "environment, or a file named by --config",
                    name);
    return true;
}

static bool table_read(const struct source *s, const struct toml_value *map,
                       const char *table)
{
    for (const struct toml_item *i = map->items.first; i; i = i->next) {
        const struct config_key *key = key_find(s->config, table, i->key);
        const char *inner = table ? NULL : table_find(s->config, i->key);

        if (!table && same_name("extend", i->key))
            continue;
        if (inner && i->value->type == TOML_MAP) {
            if (!table_read(s, i->value, inner))
                return false;
        } else if (inner && !key) {
            return fail(s, i->value->place, "'%s' is a table, not %s", inner,
                        toml_type_name(i->value->type));
        } else if (!key) {
            return unknown(s, table, i);
        } else if (!allowed(s, key, i) || !line_read(s, key, i)) {
            return false;
        }
    }
    return true;
}

/* ------------------------------------------------------------------ files */

static bool source_read(const struct source *s, const struct toml_value *map);

static bool is_project_file(const char *path)
{
    const char *slash = strrchr(path, '/');

    return strcmp(slash ? slash + 1 : path, project_name) == 0;
}

/* Without this word there is no [tool.cambium]. */
static bool mentions_us(struct slice text)
{
    return text.len && memmem(text.data, text.len, "cambium", strlen("cambium"));
}

/* The table that is about us: NULL if there is none, or it is no table (*failed). */
static const struct toml_value *table_of(const struct source *s,
                                         const struct toml_value *root, bool *failed)
{
    const struct toml_item *item;

    if (!is_project_file(s->path))
        return root;
    item = toml_find(root, "tool");
    item =
        item && item->value->type == TOML_MAP ? toml_find(item->value, "cambium") : NULL;
    *failed = item && item->value->type != TOML_MAP &&
              !fail(s, item->place, "tool.cambium is a table, not %s",
                    toml_type_name(item->value->type));
    return item && !*failed ? item->value : NULL;
}

static const struct toml_value *text_read(const struct source *s, struct slice text)
{
    struct err e;
    const struct toml_value *root = toml_read(text, &s->config->memory, &e);

    if (!root)
        err_set(s->err, ERR_USAGE, "%.100s:%s%s", s->shown,
                e.message[0] >= '1' && e.message[0] <= '9' ? "" : " ", e.message);
    return root;
}

/* A file that has to be there and to have a table. */
static bool file_read(const struct source *s, const char *top)
{
    const struct toml_value *root, *map;
    struct slice text;
    bool failed = false;
    struct err e;

    if (config_file_read(top, s->path, &s->config->memory, &text, &e) != CONFIG_FOUND)
        return err_set(s->err, ERR_USAGE, "%.100s: %s", s->shown, e.message);
    root = text_read(s, text);
    map = root ? table_of(s, root, &failed) : NULL;
    if (root && !map && !failed)
        err_set(s->err, ERR_USAGE, "%.100s: there is no [tool.cambium] in it", s->shown);
    return map && source_read(s, map);
}

/* Up to the last '/'. */
static struct slice folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return (struct slice){path, slash ? (size_t)(slash + 1 - path) : 0};
}

static const char *joined(struct slice folder, struct slice name, struct arena *a)
{
    char *path = arena_alloc(a, folder.len + name.len + 1, 1);

    if (folder.len)
        memcpy(path, folder.data, folder.len);
    if (name.len)
        memcpy(path + folder.len, name.data, name.len);
    return path;
}

static bool extend_check(const struct source *s, const struct source *base,
                         struct toml_place place)
{
    unsigned depth = 1;

    for (const struct source *at = s; at; at = at->extended_by, depth++) {
        if (strcmp(at->path, base->path) == 0)
            return fail(s, place, "extend goes round in a circle, back to %.80s",
                        at->shown);
    }
    return depth <= MAX_CHAIN ||
           fail(s, place, "more than %d files extend each other", MAX_CHAIN);
}

/* What the file extends comes before what it says. */
static bool extend(const struct source *s, const struct toml_item *item)
{
    struct source base = *s;
    struct arena *a = &s->config->memory;
    struct err e;

    if (item->value->type != TOML_TEXT ||
        memchr(item->value->text.data, 0, item->value->text.len))
        return fail(s, item->value->place, "'extend' takes a string, the path of a file");
    if (!s->place)
        return fail(s, item->place, "'extend' is for files");
    base.path = config_path_clean(folder_of(s->path), item->value->text, a, &e);
    if (!base.path)
        return fail(s, item->value->place, "extend: '%s' %s",
                    shown_name(s, item->value->text), e.message);
    base.shown =
        joined(folder_of(s->shown), slice_of(shown_name(s, item->value->text)), a);
    base.extended_by = s;
    return extend_check(s, &base, item->value->place) && file_read(&base, s->place->top);
}

static bool source_read(const struct source *s, const struct toml_value *map)
{
    const struct toml_item *item = toml_find(map, "extend");

    return (!item || extend(s, item)) && table_read(s, map, NULL);
}

/* ------------------------------------------------------------------ doors */

/* One of the two names in one folder. A project file that can't be read, or isn't ours,
 * is passed by. */
static bool candidate_read(const struct source *s, bool *holds)
{
    const bool own = !is_project_file(s->path);
    const struct toml_value *root, *map;
    struct slice text;
    bool failed = false;
    enum config_found found;
    struct err e;

    found = config_file_read(s->place->top, s->path, &s->config->memory, &text, &e);
    *holds = false;
    if (found == CONFIG_UNREADABLE && own)
        return err_set(s->err, ERR_USAGE, "%.100s: %s", s->shown, e.message);
    if (found != CONFIG_FOUND || (!own && !mentions_us(text)))
        return true;
    root = text_read(s, text);
    map = root ? table_of(s, root, &failed) : NULL;
    if (!map)
        return root && !failed;
    *holds = true;
    return source_read(s, map);
}

bool config_find(struct config *c, const struct config_place *place, const char **found,
                 struct err *e)
{
    const char *const names[] = {own_name, project_name};
    struct slice way = place->way, shown = slice_of(place->shown);
    bool holds = false;

    *found = NULL;
    for (;;) {
        for (unsigned i = 0; i < 2; i++) {
            struct source s = {.config = c, .place = place, .err = e};

            s.path = joined(way, slice_of(names[i]), &c->memory);
            s.shown = joined(shown, slice_of(names[i]), &c->memory);
            if (!candidate_read(&s, &holds))
                return false;
            if (holds) {
                *found = s.shown;
                return true;
            }
        }
        if (!way.len)
            return true;
        for (way.len--; way.len && way.data[way.len - 1] != '/';)
            way.len--;
        shown = slice_of(joined(shown, slice_of("../"), &c->memory));
    }
}

bool config_read(struct config *c, const struct config_place *place, const char *path,
                 struct err *e)
{
    struct source s = {
        .config = c, .place = place, .shown = path, .trusted = true, .err = e};
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const struct toml_value *root, *map;
    struct slice text;
    bool failed = false;

    if (config_file_read(NULL, path, &c->memory, &text, e) != CONFIG_FOUND)
        return err_wrap(e, path);
    s.path = joined(place->way, slice_of(name), &c->memory);
    root = text_read(&s, text);
    map = root ? table_of(&s, root, &failed) : NULL;
    if (root && !map && !failed)
        err_set(e, ERR_USAGE, "%.100s: there is no [tool.cambium] in it", path);
    return map && source_read(&s, map);
}

bool config_read_inline(struct config *c, const char *text, struct err *e)
{
    const struct source s = {
        .config = c, .path = "--config", .shown = "--config", .trusted = true, .err = e};
    const struct toml_value *root = text_read(&s, slice_of(text));

    return root && source_read(&s, root);
}

void config_release(struct config *c)
{
    free(c->lines);
    arena_release(&c->memory);
    c->lines = NULL;
    c->line_count = c->line_capacity = 0;
}
