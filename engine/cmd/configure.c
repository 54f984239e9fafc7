#include "engine/cmd/configure.h"

#include "engine/base/memory.h"
#include "engine/scan/discover.h"
#include "engine/rules/glob.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ keys */

static bool takes_table(const struct command *command, const struct option_spec *table)
{
    for (const struct option_spec *const *t = command->options; *t; t++) {
        if (*t == table)
            return true;
    }
    return false;
}

/* The one command that has this table, or NULL. Contracts and gates are called after the command
 * that is about them. */
static const char *owner_of(const struct option_spec *table)
{
    const char *owner = NULL;

    if (table == options_contracts)
        return "graph";
    if (table == options_gates)
        return "check";
    for (const struct command *const *c = commands; *c; c++) {
        if (!takes_table(*c, table))
            continue;
        if (owner)
            return NULL;
        owner = (*c)->name;
    }
    return owner;
}

static enum config_takes takes_of(const struct option_spec *spec)
{
    switch (spec->kind) {
    case OPTION_FLAG: return CONFIG_SWITCH;
    case OPTION_NUMBER: return CONFIG_COUNT;
    case OPTION_TEXTS:
    case OPTION_LIST: return CONFIG_LIST;
    case OPTION_SIZE:
    case OPTION_CALL: return CONFIG_WORD;
    case OPTION_TEXT: break;
    }
    if (strcmp(spec->value, "N") == 0)
        return CONFIG_COUNT;
    return strstr(spec->value, ",...") ? CONFIG_JOINED : CONFIG_TEXT;
}

static bool same_key(const struct config_key *a, const struct config_key *b)
{
    return strcmp(a->name, b->name) == 0 &&
           (a->table ? b->table && strcmp(a->table, b->table) == 0 : !b->table);
}

/* Behind the last key of the same table, so that each table is in one piece. */
static size_t key_place(const struct configuration *c, const struct config_key *key)
{
    size_t place = c->config.key_count;

    while (key->table && place &&
           (!c->config.keys[place - 1].table ||
            strcmp(c->config.keys[place - 1].table, key->table) != 0))
        place--;
    return place ? place : c->config.key_count;
}

static void key_add(struct configuration *c, const char *table,
                    const struct option_spec *spec)
{
    struct config_key *keys = (struct config_key *)c->config.keys;
    const struct config_key key = {table, spec->name, takes_of(spec), spec->scope,
                                   spec->value};
    size_t count = c->config.key_count, place = key_place(c, &key);

    for (size_t i = 0; i < count; i++) {
        if (same_key(&keys[i], &key))
            return;
    }
    keys = memory_realloc(keys, count + 1, sizeof *keys);
    c->specs = memory_realloc((void *)c->specs, count + 1, sizeof *c->specs);
    memmove(keys + place + 1, keys + place, (count - place) * sizeof *keys);
    memmove((void *)(c->specs + place + 1), c->specs + place,
            (count - place) * sizeof *c->specs);
    keys[place] = key;
    c->specs[place] = spec;
    c->config.keys = keys;
    c->config.key_count = count + 1;
}

static void keys_find(struct configuration *c)
{
    for (const struct command *const *command = commands; *command; command++) {
        for (const struct option_spec *const *t = (*command)->options; *t; t++) {
            const char *owner = owner_of(*t);

            for (const struct option_spec *spec = *t; spec->name; spec++)
                key_add(c, owner, spec);
        }
    }
}

/* The number of a row's key; the key's own row may be another command's. */
static size_t key_of(const struct configuration *c, const struct command *command,
                     const struct option_spec *spec)
{
    for (const struct option_spec *const *t = command->options; *t; t++) {
        for (const struct option_spec *row = *t; row->name; row++) {
            const struct config_key wanted = {.table = owner_of(*t), .name = row->name};

            for (size_t i = 0; row == spec && i < c->config.key_count; i++) {
                if (same_key(&c->config.keys[i], &wanted))
                    return i;
            }
        }
    }
    return SIZE_MAX;
}

/* ------------------------------------------------------------------ who says what */

bool option_adds_up(const struct option_spec *spec)
{
    return spec->kind == OPTION_LIST &&
           (strcmp(spec->name, "exclude") == 0 || strcmp(spec->name, "include") == 0);
}

static void assignment_add(struct configuration *c, struct assignment assignment)
{
    c->assignments = memory_grow(c->assignments, &c->assignment_capacity,
                                 c->assignment_count + 1, sizeof *c->assignments);
    c->assignments[c->assignment_count++] = assignment;
    c->holds[assignment.key] = c->assignment_count;
}

static void lines_add(struct configuration *c, size_t from, size_t to, enum origin origin)
{
    for (size_t i = from; i < to; i++) {
        const struct config_line *line = &c->config.lines[i];

        assignment_add(c, (struct assignment){(size_t)(line->key - c->config.keys),
                                              origin, line->texts, line->text_count,
                                              line->file, line->place});
    }
}

static const char *variable_of(const struct config_key *key, struct arena *a)
{
    const char *name = config_key_name(key, a);
    size_t size = strlen(name) + sizeof "CAMBIUM_";
    char *variable = arena_alloc(a, size, 1);

    snprintf(variable, size, "CAMBIUM_%s", name);
    for (char *at = variable; *at; at++)
        *at = *at == '-' || *at == '.' ? '_' : (char)toupper((unsigned char)*at);
    return variable;
}

/* One value, or of a list those between commas. */
static void variable_add(struct configuration *c, size_t key, const char *variable,
                         const char *value)
{
    struct slice rest = slice_of(value), part;
    struct arena *a = &c->config.memory;
    const char **texts = arena_array(a, const char *, rest.len + 1);
    size_t count = 0;

    if (c->config.keys[key].takes == CONFIG_SWITCH && strlen(value) == 1)
        texts[count++] = *value == '1' ? "true" : *value == '0' ? "false" : value;
    else if (c->config.keys[key].takes != CONFIG_LIST)
        texts[count++] = arena_copy(a, rest).data;
    else
        while (slice_cut(&rest, ',', &part))
            texts[count++] = arena_copy(a, part).data;
    assignment_add(
        c, (struct assignment){key, ORIGIN_ENVIRONMENT, texts, count, variable, {0}});
}

static void environment_read(struct configuration *c)
{
    for (size_t i = 0; i < c->config.key_count; i++) {
        const char *variable, *value;

        if (c->config.keys[i].scope == CONFIG_PROMPT)
            continue;
        variable = variable_of(&c->config.keys[i], &c->config.memory);
        value = getenv(variable);
        if (value && *value)
            variable_add(c, i, variable, value);
    }
}

static void prompt_read(struct configuration *c, const struct settings *s,
                        const struct command *command)
{
    for (size_t i = 0; i < s->said_count; i++) {
        size_t key = key_of(c, command, s->said[i].spec);
        const char **text = arena_array(&c->config.memory, const char *, 1);

        *text = s->said[i].value ? s->said[i].value : "true";
        assignment_add(c, (struct assignment){key, ORIGIN_PROMPT, text, 1, NULL, {0}});
    }
}

/* ------------------------------------------------------------------ files */

/* "key = value", and not a file's name. */
static bool is_inline(const char *config)
{
    return strchr(config, '=') && !slice_ends(slice_of(config), slice_of(".toml"));
}

/* The place of a folder or a file. False: there is none, which others will say. */
static bool place_find(const char *root, struct arena *a, struct config_place *place)
{
    const struct discover_options options = {0};
    struct discover *d = discover_open(root, &options, NULL);
    struct slice path, way, shown = slice_of(root);
    char *prefix;

    if (!d)
        return false;
    path = arena_copy(a, discover_root_path(d));
    way = discover_way(d);
    path.len -= way.len;
    place->way = arena_copy(a, way);
    place->top = arena_copy(a, path).data;
    if (!discover_is_folder(d)) {
        const char *slash = memrchr(shown.data, '/', shown.len);
        shown.len = slash ? (size_t)(slash - shown.data) + (slash == shown.data) : 0;
    }
    while (shown.len > 1 && shown.data[shown.len - 1] == '/')
        shown.len--;
    if (slice_equal(shown, slice_of(".")))
        shown.len = 0;
    prefix = arena_alloc(a, shown.len + 2, 1);
    memcpy(prefix, shown.data, shown.len);
    if (shown.len && prefix[shown.len - 1] != '/')
        prefix[shown.len] = '/';
    place->shown = prefix;
    discover_close(d);
    return true;
}

static bool named_read(struct configuration *c, const char *path, struct err *e)
{
    const char *slash = strrchr(path, '/');
    struct slice folder = {path, slash ? (size_t)(slash - path) + (slash == path) : 0};
    struct arena *a = &c->config.memory;
    struct config_place place;

    c->file = path;
    if (!place_find(slash ? arena_copy(a, folder).data : ".", a, &place))
        return err_set(e, ERR_USAGE, "%.150s: there is no such file", path);
    return config_read(&c->config, &place, path, e);
}

static bool file_read(struct configuration *c, const struct settings *s,
                      struct config_place *place, struct err *e)
{
    const char *named = NULL;

    for (size_t i = 0; i < s->configs.count; i++) {
        if (is_inline(s->configs.items[i]))
            continue;
        if (named)
            return err_set(e, ERR_USAGE, "--config names two files");
        named = s->configs.items[i];
    }
    if (named)
        return named_read(c, named, e) || err_wrap(e, "--config");
    return s->isolated || !place->top || config_find(&c->config, place, &c->file, e);
}

static bool inline_read(struct configuration *c, const struct settings *s, struct err *e)
{
    for (size_t i = 0; i < s->configs.count; i++) {
        if (is_inline(s->configs.items[i]) &&
            !config_read_inline(&c->config, s->configs.items[i], e))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ rules above the root */

/* A rule of a file above the root says paths below that file's folder: made one below the
 * root, which `way` leads to. NULL: it matches nothing there. */
static const char *rule_below(const char *rule, struct slice way, struct arena *a)
{
    struct slice rest = slice_of(rule), part, step;
    const char *slash = strchr(rule, '/');
    struct glob glob;
    char *below;

    if (!slash || !slash[1]) /* it looks at names alone, anywhere */
        return rule;
    if (*rule == '/')
        rest = slice_of(rule + 1);
    while (slice_cut(&way, '/', &step)) {
        if (slice_starts(rest, slice_of("**/")))
            break;
        if (!slice_cut(&rest, '/', &part) || !rest.len ||
            !glob_compile(part, GLOB_NAME, a, &glob) || !glob_match(&glob, step))
            return NULL;
    }
    below = arena_alloc(a, rest.len + 2, 1);
    *below = '/';
    memcpy(below + 1, rest.data, rest.len);
    return below;
}

/* The end of the way that leads from the file that holds down to the root. */
static struct slice way_from_file(const struct configuration *c,
                                  const struct config_place *place)
{
    const char *at = c->file + strlen(place->shown);
    struct slice way = place->way;
    size_t levels = 0, start = way.len;

    for (; strncmp(at, "../", 3) == 0; at += 3)
        levels++;
    for (; levels && start; levels--) {
        for (start--; start && way.data[start - 1] != '/';)
            start--;
    }
    return (struct slice){way.data + start, way.len - start};
}

static void rules_move(struct configuration *c, size_t count, struct slice way)
{
    for (size_t i = 0; way.len && i < count; i++) {
        struct config_line *line = &c->config.lines[i];
        size_t kept = 0;

        if (!option_adds_up(c->specs[line->key - c->config.keys]))
            continue;
        for (size_t j = 0; j < line->text_count; j++) {
            const char *rule = rule_below(line->texts[j], way, &c->config.memory);

            if (rule)
                line->texts[kept++] = rule;
        }
        line->text_count = kept;
    }
}

/* ------------------------------------------------------------------ what holds */

/* The row of the command itself, if it has that key. */
static const struct option_spec *row_of(const struct configuration *c,
                                        const struct command *command, size_t key)
{
    const struct config_key *wanted = &c->config.keys[key];

    for (const struct option_spec *const *t = command->options; *t; t++) {
        const char *owner = owner_of(*t);

        for (const struct option_spec *row = *t; row->name; row++) {
            const struct config_key has = {.table = owner, .name = row->name};

            if (same_key(wanted, &has))
                return row;
        }
    }
    return NULL;
}

static bool where_add(const struct assignment *a, struct err *e)
{
    struct err why = *e;

    if (a->origin == ORIGIN_ENVIRONMENT)
        return err_set(e, ERR_USAGE, "%s: %s", a->file, why.message);
    return err_set(e, ERR_USAGE, "%.100s:%u:%u: %s", a->file, a->place.line,
                   a->place.column, why.message);
}

/* What isn't this command's, or doesn't hold, is tried on a copy, so that it is judged
 * in any case. */
static bool assignment_apply(struct configuration *c, struct settings *s,
                             struct settings *scratch, const struct command *command,
                             size_t index, struct err *e)
{
    const struct assignment *a = &c->assignments[index];
    const struct option_spec *row = row_of(c, command, a->key);
    const struct option_spec *spec = row ? row : c->specs[a->key];
    const bool holds = row && (option_adds_up(spec) || c->holds[a->key] == index + 1);

    for (size_t i = 0; i < a->count; i++) {
        if (!option_set(holds ? s : scratch, spec, a->texts[i], e))
            return where_add(a, e);
    }
    return true;
}

static bool assignments_apply(struct configuration *c, struct settings *s,
                              const struct command *command, struct err *e)
{
    struct settings said = *s, scratch;
    bool done = true;

    s->globs = NULL;
    s->glob_count = s->glob_capacity = 0;
    settings_init(&scratch);
    for (size_t i = 0; done && i < c->assignment_count; i++) {
        if (c->assignments[i].origin != ORIGIN_PROMPT || c->assignments[i].file)
            done = assignment_apply(c, s, &scratch, command, i, e);
    }
    settings_release(&scratch);
    for (size_t i = 0; i < said.glob_count; i++) {
        s->globs =
            memory_grow(s->globs, &s->glob_capacity, s->glob_count + 1, sizeof *s->globs);
        s->globs[s->glob_count++] = said.globs[i];
    }
    free(said.globs);
    return done;
}

bool configure(struct configuration *c, struct settings *s, const struct command *command,
               struct err *e)
{
    const char *root = command->root(s);
    struct config_place place = {0};
    size_t of_file;

    keys_find(c);
    c->holds = memory_calloc(c->config.key_count, sizeof *c->holds);
    if (root)
        place_find(root, &c->config.memory, &place);
    if (!file_read(c, s, &place, e))
        return false;
    of_file = c->config.line_count;
    if (c->file && of_file && !c->config.lines[0].trusted)
        rules_move(c, of_file, way_from_file(c, &place));
    if (!inline_read(c, s, e))
        return false;
    lines_add(c, 0, of_file, ORIGIN_FILE);
    environment_read(c);
    lines_add(c, of_file, c->config.line_count, ORIGIN_PROMPT);
    prompt_read(c, s, command);
    s->configuration = c;
    return assignments_apply(c, s, command, e);
}

bool configuration_suspect(const struct configuration *c, const struct command *command)
{
    for (size_t i = 0; i < c->assignment_count; i++) {
        const struct assignment *a = &c->assignments[i];
        const struct option_spec *row = row_of(c, command, a->key);

        if (a->origin == ORIGIN_FILE && row &&
            (row->kind == OPTION_TEXT || row->kind == OPTION_LIST ||
             row->kind == OPTION_TEXTS))
            return true;
    }
    return false;
}

const struct assignment *configuration_rule(const struct configuration *c, size_t number)
{
    for (size_t i = 0; i < c->assignment_count; i++) {
        const struct assignment *a = &c->assignments[i];

        if (!option_adds_up(c->specs[a->key]))
            continue;
        if (number < a->count)
            return a;
        number -= a->count;
    }
    return NULL;
}

void configuration_release(struct configuration *c)
{
    config_release(&c->config);
    free((void *)c->config.keys);
    free((void *)c->specs);
    free(c->assignments);
    free(c->holds);
}
