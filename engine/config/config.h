/* config.h - what configuration files say.
 *
 * A file is .cambium.toml, whose keys stand at its top, or a pyproject.toml
 * with a [tool.cambium] table. The nearest one holds, from the root of the scan
 * up to the top of its work tree; nothing is merged but by `extend = "FILE"`,
 * which comes first and is overridden.
 *
 * Which keys there are is the caller's to say (engine/cmd has them beside its
 * options). A key that isn't there, a value of another type and a key that a
 * tree may not set are errors that name file, line and key. What is read of a
 * tree never reaches out of it: links are not followed, `extend` ends at the
 * top of the work tree, and CONFIG_TRUSTED keys are refused. */
#ifndef CAMBIUM_CONFIG_CONFIG_H
#define CAMBIUM_CONFIG_CONFIG_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "engine/config/toml.h"

#include <stdbool.h>
#include <stddef.h>

/* Who may say it. */
enum config_scope {
    CONFIG_PROMPT,  /* nobody but the command line */
    CONFIG_TRUSTED, /* also a file or a value that is named at the prompt */
    CONFIG_TREE,    /* also a file of the scanned tree */
};

/* Which values a key has. */
enum config_takes {
    CONFIG_SWITCH, /* true, false */
    CONFIG_COUNT,  /* an integer from 0 on */
    CONFIG_TEXT,   /* a string */
    CONFIG_WORD,   /* a string or an integer from 0 on */
    CONFIG_LIST,   /* strings, or one */
    CONFIG_JOINED, /* the same, joined by commas to one text */
};

struct config_key {
    const char *table; /* NULL: it stands at the top */
    const char *name;
    enum config_takes takes;
    enum config_scope scope;
    const char *value; /* for people: "GLOB", "text|json"; may be NULL */
};

/* One key that a file sets. */
struct config_line {
    const struct config_key *key;
    const char *file; /* as it is shown; "--config" for what stands at the prompt */
    struct toml_place place;
    bool trusted;
    const char **texts; /* what would be said at the prompt, once for each */
    size_t text_count;  /* 0: an empty list; else 1, but for CONFIG_LIST */
};

/* All zero but `keys` is a configuration that says nothing. */
struct config {
    const struct config_key *keys;
    size_t key_count;
    struct config_line *lines; /* later ones hold against earlier ones */
    size_t line_count, line_capacity;
    struct arena memory;
};

/* A folder: the top of its work tree, the way down from there, and how the names of
 * files in it begin where they are shown. `top` and `way` end in '/', `way` and
 * `shown` may be empty. */
struct config_place {
    const char *top;
    struct slice way;
    const char *shown;
};

/* Reads the file that holds for that folder, if there is one: *found is its shown name
 * or NULL. */
bool config_find(struct config *c, const struct config_place *place, const char **found,
                 struct err *e);

/* Reads the file `path`, named at the prompt; it lies in `place`. */
bool config_read(struct config *c, const struct config_place *place, const char *path,
                 struct err *e);

/* Reads "key = value", said at the prompt. */
bool config_read_inline(struct config *c, const char *text, struct err *e);

void config_release(struct config *c);

/* "metrics.profile" or "exclude"; from `a` if it has to be made. */
const char *config_key_name(const struct config_key *key, struct arena *a);

#endif
